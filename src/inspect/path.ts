import type { ContentScanner } from '../model/content-stream.ts';
import type { Box } from './facts.ts';
import type { Matrix } from '../model/matrix.ts';

/** What a path operator paints. */
export interface Painting {
  readonly fill: boolean;
  readonly stroke: boolean;
}

const PAINTING: Readonly<Record<string, Painting>> = {
  f: { fill: true, stroke: false },
  F: { fill: true, stroke: false },
  'f*': { fill: true, stroke: false },
  S: { fill: false, stroke: true },
  s: { fill: false, stroke: true },
  B: { fill: true, stroke: true },
  'B*': { fill: true, stroke: true },
  b: { fill: true, stroke: true },
  'b*': { fill: true, stroke: true },
  n: { fill: false, stroke: false },
};
/** Pairs of coordinates that path operators have. */
const POINTS: Readonly<Record<string, number>> = { m: 1, l: 1, c: 3, v: 2, y: 2 };

/** What the operator paints; undefined when it is none that ends a path. */
export function paintingOf(operator: string): Painting | undefined {
  return PAINTING[operator];
}

/** A path in the making: where it is and how thin its thinnest rectangle (ISO 32000-1, 8.5). Points of the page's space. */
export class Path {
  #left = Infinity;
  #bottom = Infinity;
  #right = -Infinity;
  #top = -Infinity;
  /** Narrower side of the narrowest rectangle; Infinity when there is none. */
  thinnest: number = Infinity;
  clips: boolean = false;

  /** Takes a path construction or clipping operation; any other is passed over. */
  take(scanner: ContentScanner, matrix: Matrix): void {
    const { operator } = scanner;
    if (operator === 're') {
      const [x, y, w, h] = [scanner.number(0), scanner.number(1), scanner.number(2), scanner.number(3)];
      for (const [px, py] of [
        [x, y],
        [x + w, y],
        [x, y + h],
        [x + w, y + h],
      ] as const)
        this.#point(px, py, matrix);
      const [a, b] = [Math.abs(w) * Math.hypot(matrix[0], matrix[1]), Math.abs(h) * Math.hypot(matrix[2], matrix[3])];
      this.thinnest = Math.min(this.thinnest, a, b);
    } else if (operator === 'W' || operator === 'W*') this.clips = true;
    else {
      const count = POINTS[operator] ?? 0;
      for (let i = 0; i < count; i++) this.#point(scanner.number(2 * i), scanner.number(2 * i + 1), matrix);
    }
  }

  #point(x: number, y: number, m: Matrix): void {
    const [px, py] = [x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]];
    if (px < this.#left) this.#left = px;
    if (px > this.#right) this.#right = px;
    if (py < this.#bottom) this.#bottom = py;
    if (py > this.#top) this.#top = py;
  }

  /** The smallest box around it; undefined for a path without points. */
  bounds(): Box | undefined {
    return this.#left <= this.#right ? [this.#left, this.#bottom, this.#right, this.#top] : undefined;
  }

  /** Begins anew. */
  clear(): void {
    this.#left = this.#bottom = this.thinnest = Infinity;
    this.#right = this.#top = -Infinity;
    this.clips = false;
  }
}

/** What two boxes share that do not meet: it lies beyond every page. */
const NOWHERE: Box = [Infinity, Infinity, Infinity, Infinity];

/** What two boxes share; beyond every page where they do not meet. A line has a box without width or height. */
export function intersection(a: Box | undefined, b: Box): Box {
  if (!a) return b;
  const [left, bottom] = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  const [right, top] = [Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return right < left || top < bottom ? NOWHERE : [left, bottom, right, top];
}

/** The box around what a box becomes under a matrix. */
export function boxAround([left, bottom, right, top]: Box, [a, b, c, d, e, f]: Matrix): Box {
  const corners = [
    [left, bottom],
    [right, bottom],
    [left, top],
    [right, top],
  ] as const;
  const x = corners.map(([px, py]) => px * a + py * c + e);
  const y = corners.map(([px, py]) => px * b + py * d + f);
  return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)];
}
