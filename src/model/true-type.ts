import { inflateSync } from 'node:zlib';

/** A TrueType face (ISO/IEC 14496-22), plain or in a WOFF file. Lengths are in the face’s units. */
export class TrueTypeFace {
  readonly unitsPerEm: number;
  readonly #tables = new Map<string, Buffer>();
  readonly #longOffsets: boolean;
  readonly #widths: number;

  /** Throws when `bytes` hold no TrueType outlines. */
  constructor(bytes: Uint8Array) {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const packed = file.toString('latin1', 0, 4) === 'wOFF';
    for (let i = 0; i < file.readUInt16BE(packed ? 12 : 4); i++) {
      const at = packed ? 44 + 20 * i : 12 + 16 * i;
      const from = file.readUInt32BE(at + (packed ? 4 : 8));
      const length = file.readUInt32BE(at + (packed ? 8 : 12));
      const data = file.subarray(from, from + length);
      const whole = !packed || length === file.readUInt32BE(at + 12);
      this.#tables.set(file.toString('latin1', at, at + 4), whole ? data : inflateSync(data));
    }
    this.unitsPerEm = this.table('head').readUInt16BE(18);
    this.#longOffsets = this.table('head').readInt16BE(50) === 1;
    this.#widths = this.table('hhea').readUInt16BE(34);
  }

  /** A table’s bytes. Throws when the face has none. */
  table(tag: string): Buffer {
    const table = this.#tables.get(tag);
    if (!table) throw new Error(`the face has no table ${tag}`);
    return table;
  }

  /** Whether it has a map of characters as Windows reads them (platform 3, encoding 1). */
  get hasUnicode(): boolean {
    const map = this.table('cmap');
    for (let i = 0; i < map.readUInt16BE(2); i++)
      if (map.readUInt16BE(4 + 8 * i) === 3 && map.readUInt16BE(6 + 8 * i) === 1) return true;
    return false;
  }

  /** Glyph of a character of the basic plane, 0 where there is none (table `cmap`, format 4). */
  glyph(code: number): number {
    const map = this.table('cmap');
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

  /** Glyph of a code by the map for the Macintosh (platform 1, formats 0 and 6), 0 where there is none. */
  macintoshGlyph(code: number): number {
    const map = this.table('cmap');
    for (let i = 0; i < map.readUInt16BE(2); i++) {
      if (map.readUInt16BE(4 + 8 * i) !== 1) continue;
      const at = map.readUInt32BE(4 + 8 * i + 4);
      const format = map.readUInt16BE(at);
      if (format === 0) return map.readUInt8(at + 6 + code);
      const first = map.readUInt16BE(at + 6);
      const inside = code >= first && code < first + map.readUInt16BE(at + 8);
      if (format === 6) return inside ? map.readUInt16BE(at + 10 + 2 * (code - first)) : 0;
    }
    return 0;
  }

  /** How far a glyph moves the pen. */
  advance(glyph: number): number {
    return this.table('hmtx').readUInt16BE(4 * Math.min(glyph, this.#widths - 1));
  }

  /** Space left of a glyph’s outline. */
  leftBearing(glyph: number): number {
    const own = glyph < this.#widths;
    return this.table('hmtx').readInt16BE(own ? 4 * glyph + 2 : 4 * this.#widths + 2 * (glyph - this.#widths));
  }

  /** A glyph’s entry in the table `glyf`; empty for one without outline. */
  outline(glyph: number): Buffer {
    const loca = this.table('loca');
    const offset = (i: number): number => (this.#longOffsets ? loca.readUInt32BE(4 * i) : 2 * loca.readUInt16BE(2 * i));
    return this.table('glyf').subarray(offset(glyph), offset(glyph + 1));
  }
}

/** Parts of one composite glyph: letters with accents have two. */
export const PARTS_LIMIT = 8;

/** A part of a composite glyph, as it stands in the glyph’s entry (table `glyf`). */
export interface GlyphPart {
  readonly flags: number;
  readonly glyph: number;
  readonly dx: number;
  readonly dy: number;
  /** Where its entry begins and ends. */
  readonly from: number;
  readonly to: number;
}

/** Parts of a composite glyph’s entry; none for a simple glyph. */
export function glyphParts(outline: Buffer): GlyphPart[] {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return [];
  const parts: GlyphPart[] = [];
  for (let from = 10; parts.length < PARTS_LIMIT;) {
    const flags = outline.readUInt16BE(from);
    const words = (flags & 1) !== 0;
    const [dx, dy] = words
      ? [outline.readInt16BE(from + 4), outline.readInt16BE(from + 6)]
      : [outline.readInt8(from + 4), outline.readInt8(from + 5)];
    const scale = (flags & 8) !== 0 ? 2 : (flags & 0x40) !== 0 ? 4 : (flags & 0x80) !== 0 ? 8 : 0;
    const to = from + (words ? 8 : 6) + scale;
    parts.push({ flags, glyph: outline.readUInt16BE(from + 2), dx, dy, from, to });
    if ((flags & 0x20) === 0) break;
    from = to;
  }
  return parts;
}
