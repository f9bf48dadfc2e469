import { glyphParts, type TrueTypeFace } from './true-type.ts';

/** Parts of a composite glyph inside each other: letters with accents have two. More is a ring. */
const DEPTH_LIMIT = 8;

/** A point of a TrueType contour, in the face’s units: on the curve, or one that bends it. */
export interface GlyphPoint {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

/** Contours of a glyph, a composite one put together from its parts (ISO/IEC 14496-22, `glyf`); none for an empty one. */
export function glyphContours(face: TrueTypeFace, glyph: number, depth = 0): GlyphPoint[][] {
  const data = face.outline(glyph);
  if (data.length === 0 || depth > DEPTH_LIMIT) return [];
  const count = data.readInt16BE(0);
  if (count >= 0) return simple(data, count);
  // Scaled parts are left as they are: Latin letters and their accents have none.
  return glyphParts(data).flatMap(({ glyph: part, dx, dy }) =>
    glyphContours(face, part, depth + 1).map((contour) =>
      contour.map(({ x, y, on }) => ({ x: x + dx, y: y + dy, on })),
    ),
  );
}

/** Points of a simple glyph (table `glyf`). */
function simple(data: Buffer, count: number): GlyphPoint[][] {
  const ends = Array.from({ length: count }, (_, i) => data.readUInt16BE(10 + 2 * i));
  const points = count === 0 ? 0 : ends.at(-1)! + 1;
  let at = 10 + 2 * count + 2 + data.readUInt16BE(10 + 2 * count);
  const flags: number[] = [];
  while (flags.length < points) {
    const flag = data.readUInt8(at++);
    const repeat = (flag & 8) !== 0 ? data.readUInt8(at++) : 0;
    for (let i = 0; i <= repeat; i++) flags.push(flag);
  }
  const axis = (short: number, same: number): number[] => {
    let value = 0;
    return flags.slice(0, points).map((flag) => {
      if ((flag & short) !== 0) value += (flag & same) !== 0 ? data.readUInt8(at++) : -data.readUInt8(at++);
      else if ((flag & same) === 0) {
        value += data.readInt16BE(at);
        at += 2;
      }
      return value;
    });
  };
  const xs = axis(2, 16);
  const ys = axis(4, 32);
  return ends.map((end, i) => {
    const from = i === 0 ? 0 : ends[i - 1]! + 1;
    return xs.slice(from, end + 1).map((x, j) => ({ x, y: ys[from + j]!, on: (flags[from + j]! & 1) !== 0 }));
  });
}
