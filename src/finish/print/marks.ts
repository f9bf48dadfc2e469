import { POINTS_PER_MM } from '../../model/length.ts';
import type { MarkName } from '../../model/press.ts';
import { decimal } from './decimal.ts';
import { grown, type Rectangle } from './rectangle.ts';
import { SLUG_SIZE, type SlugLine } from './slug.ts';

/** Room outside the bleed for marks, points. */
export const MARKS_ROOM: number = 10 * POINTS_PER_MM;

/** Crop marks stay this far from the bleed, so that none is ever left on the trimmed sheet, and are this long. */
const CROP_CLEAR = 0.5 * POINTS_PER_MM;
const CROP_LENGTH = 5 * POINTS_PER_MM;
/** Width of all lines of marks, points: printers ask for a quarter. */
const LINE = 0.25;
const TARGET_RADIUS = 1.5 * POINTS_PER_MM;
/** Distance of a Bézier curve's controls that makes it a quarter of a circle of radius 1. */
const CIRCLE = 0.5523;
const PATCH = 4 * POINTS_PER_MM;
/** Inks of the colour bar's patches: each alone, each two, half of each. */
const PATCHES = [
  '1 0 0 0',
  '0 1 0 0',
  '0 0 1 0',
  '0 0 0 1',
  '1 1 0 0',
  '0 1 1 0',
  '1 0 1 0',
  '.5 0 0 0',
  '0 .5 0 0',
  '0 0 .5 0',
  '0 0 0 .5',
];

/** What marks are drawn around, and with. */
export interface MarkSetting {
  readonly marks: readonly MarkName[];
  readonly trim: Rectangle;
  readonly bleed: Rectangle;
  /** Places of folds from the trim's left side, points. */
  readonly folds: readonly number[];
  readonly slug: SlugLine | undefined;
  /** What the slug line says of this page alone. */
  readonly own: string;
}

/** Name of the space of all inks among a page's resources. */
export const ALL_INKS = 'OctavoAll';

/** Content that draws a page's marks, outside its bleed, in all inks; empty without marks. */
export function drawMarks(setting: MarkSetting): string {
  const { marks, trim, bleed, folds, slug, own } = setting;
  if (marks.length === 0) return '';
  const parts = [`q /${ALL_INKS} CS 1 SCN /${ALL_INKS} cs 1 scn ${LINE} w 0 J [] 0 d`];
  if (marks.includes('crop')) parts.push(...crops(trim, bleed));
  if (marks.includes('fold')) parts.push(...folded(folds, trim, bleed));
  const middle = grown(bleed, MARKS_ROOM / 2);
  // Folds of a cover are in the middle, where the targets would be.
  const across = folds.length > 0 ? 0.75 : 0.5;
  const [x, y] = [trim[0] + (trim[2] - trim[0]) * across, (trim[1] + trim[3]) / 2];
  if (marks.includes('registration'))
    parts.push(target(x, middle[1]), target(x, middle[3]), target(middle[0], y), target(middle[2], y));
  if (slug) parts.push(slug.draw(own, trim[0] + CROP_LENGTH, bleed[1] - MARKS_ROOM / 2 - SLUG_SIZE));
  if (marks.includes('bars')) {
    const from = trim[0] + CROP_LENGTH;
    const most = Math.max(0, Math.floor((x - TARGET_RADIUS * 3 - from) / PATCH));
    PATCHES.slice(0, most).forEach((inks, i) => {
      parts.push(
        `${inks} k ${[from + i * PATCH, bleed[3] + (MARKS_ROOM - PATCH) / 2, PATCH, PATCH].map(decimal).join(' ')} re f`,
      );
    });
  }
  return `${parts.join('\n')}\nQ\n`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `${decimal(x1)} ${decimal(y1)} m ${decimal(x2)} ${decimal(y2)} l S`;
}

/** Two lines at each corner, in line with the trim. */
function crops(trim: Rectangle, bleed: Rectangle): string[] {
  const near = grown(bleed, CROP_CLEAR);
  const far = grown(bleed, CROP_CLEAR + CROP_LENGTH);
  return [
    ...[trim[0], trim[2]].flatMap((x) => [line(x, near[1], x, far[1]), line(x, near[3], x, far[3])]),
    ...[trim[1], trim[3]].flatMap((y) => [line(near[0], y, far[0], y), line(near[2], y, far[2], y)]),
  ];
}

/** A dashed line above and below each fold. */
function folded(folds: readonly number[], trim: Rectangle, bleed: Rectangle): string[] {
  const near = grown(bleed, CROP_CLEAR);
  const far = grown(bleed, CROP_CLEAR + CROP_LENGTH);
  const lines = folds
    .map((fold) => trim[0] + fold)
    .flatMap((x) => [line(x, near[1], x, far[1]), line(x, near[3], x, far[3])]);
  return lines.length > 0 ? ['[2 1] 0 d', ...lines, '[] 0 d'] : [];
}

/** A circle with a cross, by which plates are laid over each other. */
function target(x: number, y: number): string {
  const r = TARGET_RADIUS;
  const c = r * CIRCLE;
  const at = (...values: readonly number[]): string =>
    values.map((value, i) => decimal(value + (i % 2 === 0 ? x : y))).join(' ');
  return [
    line(x - 2 * r, y, x + 2 * r, y),
    line(x, y - 2 * r, x, y + 2 * r),
    `${at(r, 0)} m ${at(r, c, c, r, 0, r)} c ${at(-c, r, -r, c, -r, 0)} c ${at(-r, -c, -c, -r, 0, -r)} c ${at(c, -r, r, -c, r, 0)} c S`,
  ].join(' ');
}
