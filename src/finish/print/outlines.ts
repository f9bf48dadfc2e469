import { inflateSync } from 'node:zlib';
import { decimal } from './content.ts';

/*
 * Text as outlines: what stands outside the trim is cut off, and a face for it would be one more thing to embed and check.
 */

/** Parts of a composite glyph inside each other, and in one glyph: letters with accents have two. */
const PARTS_LIMIT = 8;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

/** A TrueType face (ISO/IEC 14496-22) out of a WOFF file. */
export class Outlines {
  readonly #tables = new Map<string, Buffer>();
  readonly #units: number;
  readonly #longOffsets: boolean;
  readonly #widths: number;

  /** Throws when `woff` is no WOFF 1.0 with TrueType outlines. */
  constructor(woff: Uint8Array) {
    const file = Buffer.from(woff.buffer, woff.byteOffset, woff.length);
    if (file.toString('latin1', 0, 4) !== 'wOFF') throw new Error('no WOFF 1.0');
    for (let i = 0; i < file.readUInt16BE(12); i++) {
      const at = 44 + 20 * i;
      const from = file.readUInt32BE(at + 4);
      const length = file.readUInt32BE(at + 8);
      const data = file.subarray(from, from + length);
      this.#tables.set(
        file.toString('latin1', at, at + 4),
        length < file.readUInt32BE(at + 12) ? inflateSync(data) : data,
      );
    }
    this.#units = this.#table('head').readUInt16BE(18);
    this.#longOffsets = this.#table('head').readInt16BE(50) === 1;
    this.#widths = this.#table('hhea').readUInt16BE(34);
  }

  #table(tag: string): Buffer {
    const table = this.#tables.get(tag);
    if (!table) throw new Error(`the face has no table ${tag}`);
    return table;
  }

  /** Glyph of a character of the basic plane, 0 where there is none (table `cmap`, format 4). */
  #glyph(code: number): number {
    const map = this.#table('cmap');
    for (let i = 0; i < map.readUInt16BE(2); i++) {
      const at = map.readUInt32BE(4 + 8 * i + 4);
      if (map.readUInt16BE(at) !== 4) continue;
      const segments = map.readUInt16BE(at + 6) / 2;
      for (let s = 0; s < segments; s++) {
        if (map.readUInt16BE(at + 14 + 2 * s) < code) continue;
        const first = map.readUInt16BE(at + 16 + 2 * (segments + s));
        if (first > code) return 0;
        const delta = map.readUInt16BE(at + 16 + 2 * (2 * segments + s));
        const place = at + 16 + 2 * (3 * segments + s);
        const offset = map.readUInt16BE(place);
        if (offset === 0) return (code + delta) & 0xffff;
        const glyph = map.readUInt16BE(place + offset + 2 * (code - first));
        return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
      }
    }
    return 0;
  }

  #advance(glyph: number): number {
    return this.#table('hmtx').readUInt16BE(4 * Math.min(glyph, this.#widths - 1));
  }

  #data(glyph: number): Buffer {
    const loca = this.#table('loca');
    const offset = (i: number): number => (this.#longOffsets ? loca.readUInt32BE(4 * i) : 2 * loca.readUInt16BE(2 * i));
    return this.#table('glyf').subarray(offset(glyph), offset(glyph + 1));
  }

  /** Contours of a glyph in the face's units. */
  #contours(glyph: number, depth = 0): Point[][] {
    const data = this.#data(glyph);
    if (data.length === 0 || depth > PARTS_LIMIT) return [];
    const count = data.readInt16BE(0);
    return count >= 0 ? simple(data, count) : this.#composite(data, depth);
  }

  #composite(data: Buffer, depth: number): Point[][] {
    const contours: Point[][] = [];
    let at = 10;
    for (let part = 0; part < PARTS_LIMIT; part++) {
      const flags = data.readUInt16BE(at);
      const glyph = data.readUInt16BE(at + 2);
      const words = (flags & 1) !== 0;
      const [dx, dy] = words
        ? [data.readInt16BE(at + 4), data.readInt16BE(at + 6)]
        : [data.readInt8(at + 4), data.readInt8(at + 5)];
      at += words ? 8 : 6;
      // Scaled parts are left as they are: Latin letters and their accents have none.
      at += (flags & 8) !== 0 ? 2 : (flags & 0x40) !== 0 ? 4 : (flags & 0x80) !== 0 ? 8 : 0;
      for (const contour of this.#contours(glyph, depth + 1))
        contours.push(contour.map(({ x, y, on }) => ({ x: x + dx, y: y + dy, on })));
      if ((flags & 0x20) === 0) break;
    }
    return contours;
  }

  /** Whether the face has a character. */
  has(character: string): boolean {
    return this.#glyph(character.codePointAt(0)!) !== 0;
  }

  /** How far the pen goes for a text at `size` points. */
  width(text: string, size: number): number {
    let units = 0;
    for (const character of text) units += this.#advance(this.#glyph(character.codePointAt(0)!));
    return (units * size) / this.#units;
  }

  /** Path operators that fill a line of text at `size` points from the origin; characters that the face lacks are left white. */
  line(text: string, size: number): string {
    const scale = size / this.#units;
    const out: string[] = [];
    let pen = 0;
    for (const character of text) {
      const glyph = this.#glyph(character.codePointAt(0)!);
      for (const contour of glyph === 0 ? [] : this.#contours(glyph)) {
        out.push(...curves(contour.map((point) => ({ x: pen + point.x * scale, y: point.y * scale, on: point.on }))));
      }
      pen += this.#advance(glyph) * scale;
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
