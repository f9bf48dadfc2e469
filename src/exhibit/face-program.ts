import { glyphParts, type TrueTypeFace } from '../model/true-type.ts';
import { stretchedOutline, type StretchedOutline } from './stretched-outline.ts';

/** A TrueType font program made for embedding. */
export interface FaceProgram {
  readonly bytes: Uint8Array;
  /** Advances by character, thousandths of the size; what the program has no glyph for is not in it. */
  readonly advances: ReadonlyMap<string, number>;
  /** In thousandths of the size. */
  readonly box: readonly [number, number, number, number];
  readonly ascent: number;
  readonly descent: number;
}

/** Composite glyphs name others; letters with accents are two deep. More is a ring. */
const DEPTH_LIMIT = 8;
/** Flags of a part of a composite glyph (ISO/IEC 14496-22, `glyf`): instructions follow the last one. */
const HAS_INSTRUCTIONS = 0x100;
/** The only tables that a program in a PDF needs (ISO 32000-1, 9.9), and the character map by which non-symbolic ones are read. */
const MAGIC = 0xb1b0afba;

interface Collected {
  readonly outlines: Buffer[];
  readonly metrics: { readonly advance: number; readonly bearing: number }[];
}

/**
 * A font program with the glyphs of some characters, as far as the face has them. Hints are left out: no press and few screens use them.
 * Glyphs of characters that `widths` has (thousandths of the size) are made as wide as that.
 */
export function faceProgram(
  face: TrueTypeFace,
  characters: readonly string[],
  widths: ReadonlyMap<string, number> = new Map(),
): FaceProgram {
  const collected: Collected = { outlines: [], metrics: [] };
  const known = new Map<number, number>();
  const take = (glyph: number, depth: number): number => {
    const seen = known.get(glyph);
    if (seen !== undefined || depth > DEPTH_LIMIT) return seen ?? 0;
    const own = collected.outlines.push(Buffer.alloc(0)) - 1;
    known.set(glyph, own);
    collected.metrics.push({ advance: face.advance(glyph), bearing: face.leftBearing(glyph) });
    collected.outlines[own] = withoutHints(face.outline(glyph), (inner) => take(inner, depth + 1));
    return own;
  };
  const stretch = (glyph: number, advance: number): number => {
    const own = face.advance(glyph);
    const { bytes, bearing } = stretchedOutline(face, glyph, own === 0 ? 1 : advance / own);
    collected.metrics.push({ advance, bearing });
    return collected.outlines.push(bytes) - 1;
  };
  take(0, 0);
  const map = new Map<number, number>();
  const advances = new Map<string, number>();
  const thousandths = (units: number): number => Math.round((units * 1000) / face.unitsPerEm);
  for (const character of characters) {
    const code = character.codePointAt(0)!;
    const glyph = face.glyph(code);
    if (glyph === 0) continue;
    const width = widths.get(character);
    map.set(code, width === undefined ? take(glyph, 0) : stretch(glyph, Math.round((width * face.unitsPerEm) / 1000)));
    advances.set(character, width ?? thousandths(face.advance(glyph)));
  }
  return { bytes: file([face], collected, map), advances, ...measuresOf(face) };
}

function measuresOf(face: TrueTypeFace): Pick<FaceProgram, 'box' | 'ascent' | 'descent'> {
  const thousandths = (units: number): number => Math.round((units * 1000) / face.unitsPerEm);
  const [head, line] = [face.table('head'), face.table('hhea')];
  return {
    box: [36, 38, 40, 42].map((at) => thousandths(head.readInt16BE(at))) as [number, number, number, number],
    ascent: thousandths(line.readInt16BE(4)),
    descent: thousandths(line.readInt16BE(6)),
  };
}

/** A glyph to be in a program: of which character, and how far it moves the pen (thousandths of the size). */
export interface WantedGlyph {
  readonly character: string;
  readonly advance: number;
}

/**
 * A font program whose glyphs are those wanted, numbered from 1 in their order, each from the first face that has its character, made as wide as it
 * is to move the pen as far as that leaves its look. Where no face has one, a sign stands in its place: `lacking` has its character.
 */
export function gatheredProgram(
  faces: readonly TrueTypeFace[],
  wanted: readonly WantedGlyph[],
): Omit<FaceProgram, 'advances'> & { readonly lacking: readonly string[] } {
  const first = faces[0]!;
  const collected: Collected = { outlines: [Buffer.alloc(0)], metrics: [{ advance: first.unitsPerEm, bearing: 0 }] };
  const lacking: string[] = [];
  for (const { character, advance } of wanted) {
    const drawn = character.trim() === '' ? undefined : (found(faces, character) ?? found(faces, SIGN));
    if (drawn && found(faces, character) === undefined) lacking.push(character);
    const units = Math.round((advance * first.unitsPerEm) / 1000);
    const outline = drawn && drawnOutline(first, drawn, units);
    collected.outlines.push(outline?.bytes ?? Buffer.alloc(0));
    collected.metrics.push({ advance: units, bearing: outline?.bearing ?? 0 });
  }
  return { bytes: file(faces, collected, new Map()), lacking, ...measuresOf(first) };
}

/** Japan's sign for type that is not at hand; where a face lacks it too, an empty square or a question mark. */
const SIGN = '〓□?';
/** How much narrower or wider a glyph may be made. */
const MODEST = { least: 0.6, most: 1.4 } as const;

interface Drawn {
  readonly face: TrueTypeFace;
  readonly glyph: number;
}

/** The first of some characters that a face has. */
function found(faces: readonly TrueTypeFace[], characters: string): Drawn | undefined {
  for (const character of characters) {
    for (const face of faces) {
      const glyph = face.glyph(character.codePointAt(0)!);
      if (glyph !== 0) return { face, glyph };
    }
  }
  return undefined;
}

/** A glyph's outline in the units of another face, fitted to an advance where that is near to its own. */
function drawnOutline(to: TrueTypeFace, { face, glyph }: Drawn, advance: number): StretchedOutline {
  const scale = to.unitsPerEm / face.unitsPerEm;
  const factor = advance / Math.max(1, face.advance(glyph) * scale);
  const modest = factor >= MODEST.least && factor <= MODEST.most;
  return stretchedOutline(face, glyph, modest ? scale * factor : scale, scale);
}

/** A glyph's entry without its instructions, the glyphs that it names renumbered. */
function withoutHints(outline: Buffer, renumber: (glyph: number) => number): Buffer {
  if (outline.length === 0) return outline;
  const contours = outline.readInt16BE(0);
  if (contours >= 0) {
    const at = 10 + 2 * contours;
    const bytes = Buffer.concat([
      outline.subarray(0, at),
      Buffer.alloc(2),
      outline.subarray(at + 2 + outline.readUInt16BE(at)),
    ]);
    return bytes;
  }
  const parts = glyphParts(outline);
  const bytes = Buffer.from(outline.subarray(0, parts.at(-1)?.to ?? outline.length));
  for (const { from, flags, glyph } of parts) {
    bytes.writeUInt16BE(flags & ~HAS_INSTRUCTIONS, from);
    bytes.writeUInt16BE(renumber(glyph), from + 2);
  }
  return bytes;
}

/** A font file of glyphs from some faces, its measures those of the first. */
function file(
  faces: readonly TrueTypeFace[],
  { outlines, metrics }: Collected,
  map: ReadonlyMap<number, number>,
): Uint8Array {
  const face = faces[0]!;
  const loca = Buffer.alloc(4 * (outlines.length + 1));
  const padded = outlines.map((outline) => Buffer.concat([outline, Buffer.alloc(-outline.length & 3)]));
  padded.reduce(
    (at, outline, glyph) => loca.writeUInt32BE(at + outline.length, 4 * (glyph + 1)) && at + outline.length,
    0,
  );
  const head = Buffer.from(face.table('head'));
  head.writeUInt32BE(0, 8);
  head.writeInt16BE(1, 50);
  const line = Buffer.from(face.table('hhea'));
  line.writeUInt16BE(metrics.length, 34);
  const maximum = Buffer.from(face.table('maxp'));
  maximum.writeUInt16BE(outlines.length, 4);
  // Composite glyphs may have become simple ones: points and contours of either.
  for (const at of [6, 8]) {
    const most = faces.flatMap((each) => [at, at + 4].map((place) => each.table('maxp').readUInt16BE(place)));
    maximum.writeUInt16BE(Math.max(...most), at);
  }
  const hmtx = Buffer.alloc(4 * metrics.length);
  metrics.forEach(({ advance, bearing }, glyph) => {
    hmtx.writeUInt16BE(advance, 4 * glyph);
    hmtx.writeInt16BE(bearing, 4 * glyph + 2);
  });
  const post = Buffer.alloc(32);
  post.writeUInt32BE(0x00030000, 0);
  return sfnt([
    ['cmap', characterMap(map)],
    ['glyf', Buffer.concat(padded)],
    ['head', head],
    ['hhea', line],
    ['hmtx', hmtx],
    ['loca', loca],
    ['maxp', maximum],
    ['post', post],
  ]);
}

/** A character map for Windows, Unicode's basic plane (3, 1), format 4: one segment a character. */
function characterMap(map: ReadonlyMap<number, number>): Buffer {
  const entries = [...map].sort(([a], [b]) => a - b);
  const segments = entries.length + 1;
  const bytes = Buffer.alloc(12 + 16 + 8 * segments);
  const power = Math.floor(Math.log2(segments));
  bytes.writeUInt16BE(1, 2);
  bytes.writeUInt16BE(3, 4);
  bytes.writeUInt16BE(1, 6);
  bytes.writeUInt32BE(12, 8);
  [4, 16 + 8 * segments, 0, 2 * segments, 2 ** (power + 1), power, 2 * segments - 2 ** (power + 1)].forEach(
    (value, i) => bytes.writeUInt16BE(value, 12 + 2 * i),
  );
  [...entries, [0xffff, 0] as const].forEach(([code, glyph], i) => {
    const delta = code === 0xffff ? 1 : (glyph - code) & 0xffff;
    bytes.writeUInt16BE(code, 26 + 2 * i);
    bytes.writeUInt16BE(code, 28 + 2 * (segments + i));
    bytes.writeUInt16BE(delta, 28 + 2 * (2 * segments + i));
  });
  return bytes;
}

/** A font file of tables in the order of their tags, with its checksums (ISO/IEC 14496-22, 4.3). */
function sfnt(tables: readonly (readonly [tag: string, data: Buffer])[]): Uint8Array {
  const power = Math.floor(Math.log2(tables.length));
  const header = Buffer.alloc(12 + 16 * tables.length);
  header.writeUInt32BE(0x00010000, 0);
  [tables.length, 2 ** (power + 4), power, 16 * tables.length - 2 ** (power + 4)].forEach((value, i) =>
    header.writeUInt16BE(value, 4 + 2 * i),
  );
  const parts: Buffer[] = [header];
  let at = header.length;
  let headAt = 0;
  tables.forEach(([tag, data], i) => {
    header.write(tag, 12 + 16 * i, 'latin1');
    header.writeUInt32BE(checksum(data), 16 + 16 * i);
    header.writeUInt32BE(at, 20 + 16 * i);
    header.writeUInt32BE(data.length, 24 + 16 * i);
    if (tag === 'head') headAt = at;
    const whole = Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
    parts.push(whole);
    at += whole.length;
  });
  const bytes = Buffer.concat(parts);
  bytes.writeUInt32BE((MAGIC - checksum(bytes)) >>> 0, headAt + 8);
  return bytes;
}

function checksum(data: Buffer): number {
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) {
    const word =
      at + 4 <= data.length
        ? data.readUInt32BE(at)
        : data.readUIntBE(at, data.length - at) * 256 ** (4 - data.length + at);
    sum = (sum + word) >>> 0;
  }
  return sum;
}
