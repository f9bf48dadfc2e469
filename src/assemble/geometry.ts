import type { ExhibitPage, Rectangle } from '../model/exhibit.ts';
import { multiply, type Matrix } from '../model/matrix.ts';
import { fromShown, shownSize, type Turn } from '../model/shown-page.ts';

/** A user space unit of 1/100 pt is finer than any printer. */
const DIGITS = 4;

/** What undoes `m`, which must not be flat. */
export function inverse(m: Matrix): Matrix {
  const d = m[0] * m[3] - m[1] * m[2];
  return [m[3] / d, -m[1] / d, -m[2] / d, m[0] / d, (m[2] * m[5] - m[3] * m[4]) / d, (m[1] * m[4] - m[0] * m[5]) / d];
}

/** Where a point goes. */
export function apply(m: Matrix, x: number, y: number): readonly [number, number] {
  return [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];
}

/** The upright rectangle around where a rectangle goes. */
export function applyTo(m: Matrix, box: Rectangle): Rectangle {
  const [ax, ay] = apply(m, box.left, box.bottom);
  const [bx, by] = apply(m, box.right, box.top);
  return { left: Math.min(ax, bx), bottom: Math.min(ay, by), right: Math.max(ax, bx), top: Math.max(ay, by) };
}

/** A number as PDF writes it: no exponent, no needless digits. */
export function decimal(value: number): string {
  return String(Number(value.toFixed(DIGITS)) + 0);
}

/** Operands of `cm`. Factors need more digits than places: across a page of 5,000 pt they must not drift. */
export function operands(m: Matrix): string {
  return m.map((value, index) => (index < 4 ? String(Number(value.toFixed(8)) + 0) : decimal(value))).join(' ');
}

/** A page's turn when it is turned by `more` as well. */
export function turned(page: Pick<ExhibitPage, 'rotate'>, more: Turn): Turn {
  return ((((page.rotate + more) % 360) + 360) % 360) as Turn;
}

/** From a page's user space into a frame on another page, upright and filling it. */
export function intoFrame(box: Rectangle, turn: Turn, frame: Rectangle): Matrix {
  const { width, height } = shownSize(box, turn);
  const scale: Matrix = [
    (frame.right - frame.left) / width,
    0,
    0,
    (frame.top - frame.bottom) / height,
    frame.left,
    frame.bottom,
  ];
  return multiply(inverse(fromShown(box, turn)), scale);
}

/** From a printed page of some size, as the reader holds it, onto the user space of a page that shows `box` turned. */
export function ontoShown(printed: Rectangle, box: Rectangle, turn: Turn): Matrix {
  const { width, height } = shownSize(box, turn);
  const sx = width / (printed.right - printed.left);
  const sy = height / (printed.top - printed.bottom);
  return multiply([sx, 0, 0, sy, -printed.left * sx, -printed.bottom * sy], fromShown(box, turn));
}
