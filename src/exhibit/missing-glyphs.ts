import { PDFDict, PDFStream, type PDFObject } from 'pdf-lib';
import { contentDigest, streamBytes } from '../model/pdf-stream.ts';
import { dictionaryAt, items, nameAt, numberAt, value } from '../model/pdf-values.ts';
import { TrueTypeFace } from '../model/true-type.ts';

/** Tells of the bytes of a string that is shown whether one of its codes has no glyph (ISO 19005-2, 6.2.11.4.1 and 6.2.11.8). */
export type MissingGlyph = (shown: Uint8Array) => boolean;

/** Largest font program looked at, unpacked. */
const PROGRAM_LIMIT = 16 * 1024 * 1024;
/** Bytes of a map from all codes of two bytes to glyphs. */
const MAP_LIMIT = 2 * 0x10000;
/** Font flag: its characters are not those of the standard Latin set (ISO 32000-1, Table 123). */
const SYMBOLIC = 4;
/** Where Windows keeps the codes of symbol faces, besides the codes themselves (ISO 32000-1, 9.6.6.4). */
const PRIVATE_PAGES = [0xf000, 0xf100, 0xf200, 0];
const CODES = 256;

/** What tells missing glyphs of a font: composite fonts by numbers and symbolic TrueType ones by their own map; undefined for the others. */
export function missingGlyph(font: PDFDict): MissingGlyph | undefined {
  const subtype = nameAt(font, 'Subtype');
  if (subtype === 'Type0' && /^Identity-[HV]$/.test(nameAt(font, 'Encoding') ?? '')) {
    const has = glyphsByNumber(items(value(font, 'DescendantFonts'))[0]);
    return (shown) => {
      for (let i = 1; i < shown.length; i += 2) if (!has((shown[i - 1]! << 8) | shown[i]!)) return true;
      return false;
    };
  }
  const descriptor = dictionaryAt(font, 'FontDescriptor');
  const symbolic = ((numberAt(descriptor, 'Flags') ?? 0) & SYMBOLIC) !== 0;
  if (subtype !== 'TrueType' || !symbolic || value(font, 'Encoding') !== undefined) return undefined;
  const there = codesWithGlyph(value(descriptor, 'FontFile2'));
  return there && ((shown) => shown.some((code) => !there.has(code)));
}

/** Tells of a composite font's codes of two bytes, which are numbers of its glyphs or lead to them by a map, whether there is such a glyph; 0 is the one for what is missing. */
function glyphsByNumber(holder: PDFObject | undefined): (code: number) => boolean {
  const dict = holder instanceof PDFDict ? holder : undefined;
  const map = value(dict, 'CIDToGIDMap');
  const program = value(dictionaryAt(dict, 'FontDescriptor'), 'FontFile2');
  try {
    const count = program instanceof PDFStream ? glyphCount(program) : Infinity;
    const glyphs = map instanceof PDFStream ? streamBytes(map, MAP_LIMIT) : undefined;
    const glyphOf = (code: number): number =>
      glyphs ? ((glyphs[2 * code] ?? 0) << 8) | (glyphs[2 * code + 1] ?? 0) : code;
    // Readers and checks disagree about code 0 that a map leads to a glyph.
    return (code) => code !== 0 && glyphOf(code) > 0 && glyphOf(code) < count;
  } catch {
    return (code) => code !== 0;
  }
}

/** Programs of which the glyphs are counted once: those of the fonts of a few files. */
const COUNTS_LIMIT = 200;
const counts = new Map<string, number>();

/** Glyphs of a TrueType program. Throws when it is none. */
function glyphCount(program: PDFStream): number {
  const key = contentDigest(program);
  let count = counts.get(key);
  if (count === undefined) {
    count = new TrueTypeFace(streamBytes(program, PROGRAM_LIMIT)).table('maxp').readUInt16BE(4);
    if (counts.size >= COUNTS_LIMIT) counts.delete(counts.keys().next().value!);
    counts.set(key, count);
  }
  return count;
}

/** Codes for which a symbolic program has a glyph; undefined where none can be read. */
function codesWithGlyph(program: unknown): ReadonlySet<number> | undefined {
  if (!(program instanceof PDFStream)) return undefined;
  try {
    const face = new TrueTypeFace(streamBytes(program, PROGRAM_LIMIT));
    const codes = Array.from({ length: CODES }, (_, code) => code);
    const found = codes.filter(
      (code) => face.macintoshGlyph(code) !== 0 || PRIVATE_PAGES.some((page) => face.glyph(page + code) !== 0),
    );
    return new Set(found);
  } catch {
    return undefined;
  }
}
