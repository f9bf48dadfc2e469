import { glyphContours } from '../model/glyph-outline.ts';
import type { TrueTypeFace } from '../model/true-type.ts';

/** A glyph's outline as it stands in a face, and what it needs beside (ISO/IEC 14496-22, `glyf` and `hmtx`). Lengths are in the face's units. */
export interface StretchedOutline {
  readonly bytes: Buffer;
  readonly bearing: number;
}

/** Flag of a point of a simple glyph. */
const ON_CURVE = 1;

/** A glyph made wider or narrower by `factor` (and higher by `up`), put together from its parts, without hints; an empty one stays so. */
export function stretchedOutline(face: TrueTypeFace, glyph: number, factor: number, up = 1): StretchedOutline {
  const contours = glyphContours(face, glyph).map((contour) =>
    contour.map(({ x, y, on }) => ({ x: Math.round(x * factor), y: Math.round(y * up), on })),
  );
  const points = contours.flat();
  if (points.length === 0) return { bytes: Buffer.alloc(0), bearing: 0 };
  const least = (key: 'x' | 'y'): number => points.reduce((found, point) => Math.min(found, point[key]), Infinity);
  const most = (key: 'x' | 'y'): number => points.reduce((found, point) => Math.max(found, point[key]), -Infinity);
  const head = [contours.length, least('x'), least('y'), most('x'), most('y')];
  let end = -1;
  // The last number: no instructions.
  const ends = [...contours.map((contour) => (end += contour.length)), 0];
  const flags = Buffer.from(points.map(({ on }) => (on ? ON_CURVE : 0)));
  const steps = (['x', 'y'] as const).flatMap((key) =>
    points.map((point, i) => point[key] - (points[i - 1]?.[key] ?? 0)),
  );
  return { bytes: Buffer.concat([words([...head, ...ends]), flags, words(steps)]), bearing: least('x') };
}

function words(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * numbers.length);
  numbers.forEach((value, i) => bytes.writeInt16BE(value, 2 * i));
  return bytes;
}
