import { glyphParts, TrueTypeFace } from '../../model/true-type.ts';
import { decimal } from './decimal.ts';

/*
 * Text as outlines: what stands outside the trim is cut off, and a face for it would be one more thing to embed and check.
 */

/** Parts of a composite glyph inside each other: letters with accents have two. */
const DEPTH_LIMIT = 8;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

/** Text of a TrueType face as outlines. */
export class Outlines {
  readonly #face: TrueTypeFace;

  /** Throws when `woff` is no WOFF 1.0 with TrueType outlines. */
  constructor(woff: Uint8Array) {
    this.#face = new TrueTypeFace(woff);
  }

  /** Contours of a glyph in the face's units. */
  #contours(glyph: number, depth = 0): Point[][] {
    const data = this.#face.outline(glyph);
    if (data.length === 0 || depth > DEPTH_LIMIT) return [];
    const count = data.readInt16BE(0);
    if (count >= 0) return simple(data, count);
    // Scaled parts are left as they are: Latin letters and their accents have none.
    return glyphParts(data).flatMap(({ glyph: part, dx, dy }) =>
      this.#contours(part, depth + 1).map((contour) => contour.map(({ x, y, on }) => ({ x: x + dx, y: y + dy, on }))),
    );
  }

  /** Whether the face has a character. */
  has(character: string): boolean {
    return this.#face.glyph(character.codePointAt(0)!) !== 0;
  }

  /** How far the pen goes for a text at `size` points. */
  width(text: string, size: number): number {
    let units = 0;
    for (const character of text) units += this.#face.advance(this.#face.glyph(character.codePointAt(0)!));
    return (units * size) / this.#face.unitsPerEm;
  }

  /** Path operators that fill a line of text at `size` points from the origin; characters that the face lacks are left white. */
  line(text: string, size: number): string {
    const scale = size / this.#face.unitsPerEm;
    const out: string[] = [];
    let pen = 0;
    for (const character of text) {
      const glyph = this.#face.glyph(character.codePointAt(0)!);
      for (const contour of glyph === 0 ? [] : this.#contours(glyph)) {
        out.push(...curves(contour.map((point) => ({ x: pen + point.x * scale, y: point.y * scale, on: point.on }))));
      }
      pen += this.#face.advance(glyph) * scale;
    }
    return out.length > 0 ? `${out.join(' ')} f` : '';
  }
}

/** Points of a simple glyph (table `glyf`). */
function simple(data: Buffer, count: number): Point[][] {
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

/** A contour's quadratic curves as cubic ones. Between two points off the curve lies one on it. */
function curves(contour: readonly Point[]): string[] {
  const all = contour.flatMap((point, i) => {
    const next = contour[(i + 1) % contour.length]!;
    return point.on || next.on ? [point] : [point, { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, on: true }];
  });
  const first = all.findIndex((point) => point.on);
  if (first < 0) return [];
  const points = [...all.slice(first), ...all.slice(0, first + 1)];
  let at = points[0]!;
  const out = [`${decimal(at.x)} ${decimal(at.y)} m`];
  for (let i = 1; i < points.length; i++) {
    const point = points[i]!;
    if (point.on) out.push(`${decimal(point.x)} ${decimal(point.y)} l`);
    else {
      const end = points[++i]!;
      const third = (from: number, control: number): number => from + (2 / 3) * (control - from);
      const six = [
        third(at.x, point.x),
        third(at.y, point.y),
        third(end.x, point.x),
        third(end.y, point.y),
        end.x,
        end.y,
      ];
      out.push(`${six.map(decimal).join(' ')} c`);
    }
    at = points[i]!;
  }
  return [...out, 'h'];
}
