import { PDFDict, PDFName, PDFNumber, PDFStream, type PDFObject } from 'pdf-lib';
import { ContentScanner } from '../model/content-stream.ts';
import { glyphCharacter, latinCharacter } from '../model/latin-encoding.ts';
import { KeptFew } from '../model/kept-few.ts';
import { contentDigest, streamBytes } from '../model/pdf-stream.ts';
import { dictionaryAt, items, name, nameAt, numberAt, numbers, value } from '../model/pdf-values.ts';
import { TrueTypeFace } from '../model/true-type.ts';

/** What the codes of a string that is shown break of ISO 19005-2: the clause, and how in words; undefined for nothing. */
export type GlyphRule = (shown: Uint8Array) => GlyphBreach | undefined;
export type GlyphBreach = readonly [clause: string, rule: string];

/** A code without a glyph (ISO 19005-2, 6.2.11.4.1 and 6.2.11.8), and one whose glyph is as wide as the file does not say (6.2.11.5). */
export const MISSING: GlyphBreach = ['6.2.11.8', 'a character is shown for which its font has no glyph'];
const WIDTH: GlyphBreach = ['6.2.11.5', 'a font says other widths than its glyphs have'];
/** How far a width may be off, thousandths of the size. */
const WIDTH_TOLERANCE = 1;

/** Largest font program looked at, unpacked. */
const PROGRAM_LIMIT = 16 * 1024 * 1024;
/** Bytes of a map from all codes of two bytes to glyphs. */
const MAP_LIMIT = 2 * 0x10000;
/** Font flag: its characters are not those of the standard Latin set (ISO 32000-1, Table 123). */
const SYMBOLIC = 4;
/** Where Windows keeps the codes of symbol faces, besides the codes themselves (ISO 32000-1, 9.6.6.4). */
const PRIVATE_PAGES = [0xf000, 0xf100, 0xf200, 0];
const CODES = 256;
/** Largest glyph that is content of which the beginning is looked at. */
const GLYPH_LIMIT = 1024 * 1024;

/** What tells of a font's codes whether they have glyphs, and such as the file says; undefined where its program does not tell. */
export function glyphRule(font: PDFDict): GlyphRule | undefined {
  const subtype = nameAt(font, 'Subtype');
  if (subtype === 'Type0' && /^Identity-[HV]$/.test(nameAt(font, 'Encoding') ?? '')) {
    const has = glyphsByNumber(items(value(font, 'DescendantFonts'))[0]);
    return (shown) => {
      for (let i = 1; i < shown.length; i += 2) if (!has((shown[i - 1]! << 8) | shown[i]!)) return MISSING;
      return undefined;
    };
  }
  if (subtype === 'Type3') return byCode(drawnGlyphs(font));
  const descriptor = dictionaryAt(font, 'FontDescriptor');
  const program = value(descriptor, 'FontFile2');
  if (subtype !== 'TrueType' || !(program instanceof PDFStream)) return undefined;
  const symbolic = ((numberAt(descriptor, 'Flags') ?? 0) & SYMBOLIC) !== 0;
  if (!symbolic) return byCode(namedGlyphs(font, descriptor, program));
  if (value(font, 'Encoding') !== undefined) return undefined;
  const there = codesWithGlyph(program);
  return there && ((shown) => (shown.some((code) => !there.has(code)) ? MISSING : undefined));
}

/** A rule by what each of 256 codes breaks. */
function byCode(breaches: readonly (GlyphBreach | undefined)[] | undefined): GlyphRule | undefined {
  if (!breaches?.some((each) => each !== undefined)) return undefined;
  return (shown) => {
    for (const code of shown) if (breaches[code]) return breaches[code];
    return undefined;
  };
}

/** Codes of a font whose glyphs are content (ISO 32000-1, 9.6.5): each must have one, and be as wide as it says at its beginning. */
function drawnGlyphs(font: PDFDict): (GlyphBreach | undefined)[] {
  const glyphs = dictionaryAt(font, 'CharProcs');
  const names = differencesOf(font);
  const widthOf = widthsOf(font, undefined);
  return Array.from({ length: CODES }, (_, code) => {
    const named = names.get(code);
    const glyph = named === undefined ? undefined : glyphs?.lookup(PDFName.of(named));
    if (!(glyph instanceof PDFStream)) return MISSING;
    const own = drawnWidth(glyph);
    return own === undefined || Math.abs(own - widthOf(code)) > WIDTH_TOLERANCE ? WIDTH : undefined;
  });
}

/** The width that a glyph says at its beginning. */
function drawnWidth(glyph: PDFStream): number | undefined {
  try {
    const scanner = new ContentScanner(streamBytes(glyph, GLYPH_LIMIT));
    return scanner.next() && /^d[01]$/.test(scanner.operator) ? scanner.number(0) : undefined;
  } catch {
    return undefined;
  }
}

/** Codes of a TrueType font that is not symbolic, whose glyphs are found by characters; undefined where its program has no map of these. */
function namedGlyphs(
  font: PDFDict,
  descriptor: PDFDict | undefined,
  program: PDFStream,
): (GlyphBreach | undefined)[] | undefined {
  const encoding = value(font, 'Encoding');
  const plain = name(encoding) ?? nameAt(encoding instanceof PDFDict ? encoding : undefined, 'BaseEncoding');
  if (plain !== 'WinAnsiEncoding' && plain !== 'MacRomanEncoding') return undefined;
  const names = differencesOf(font);
  const widthOf = widthsOf(font, descriptor);
  try {
    const face = new TrueTypeFace(streamBytes(program, PROGRAM_LIMIT));
    if (!face.hasUnicode) return undefined;
    return Array.from({ length: CODES }, (_, code) => {
      const named = names.get(code);
      const character = named === undefined ? latinCharacter(plain, code) : glyphCharacter(named);
      const glyph = face.glyph(character?.codePointAt(0) ?? 0);
      // What has no character here may have a glyph by its name.
      if (glyph === 0) return undefined;
      const own = (face.advance(glyph) * 1000) / face.unitsPerEm;
      return Math.abs(own - widthOf(code)) > WIDTH_TOLERANCE ? WIDTH : undefined;
    });
  } catch {
    return undefined;
  }
}

/** Names of glyphs by code, as an encoding's differences give them (ISO 32000-1, 9.6.6). */
function differencesOf(font: PDFDict): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  let code = 0;
  for (const item of items(value(dictionaryAt(font, 'Encoding'), 'Differences'))) {
    const glyph = name(item);
    if (glyph !== undefined) names.set(code++, glyph);
    else if (item instanceof PDFNumber) code = item.asNumber();
  }
  return names;
}

/** The widths that a simple font says, by code (ISO 32000-1, Tables 111 and 122). */
function widthsOf(font: PDFDict, descriptor: PDFDict | undefined): (code: number) => number {
  const first = numberAt(font, 'FirstChar') ?? 0;
  const widths = numbers(value(font, 'Widths')) ?? [];
  const other = numberAt(descriptor, 'MissingWidth') ?? 0;
  return (code) => widths[code - first] ?? other;
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
const counts = new KeptFew<number>(COUNTS_LIMIT);

/** Glyphs of a TrueType program. Throws when it is none. */
function glyphCount(program: PDFStream): number {
  return counts.of(contentDigest(program), () =>
    new TrueTypeFace(streamBytes(program, PROGRAM_LIMIT)).table('maxp').readUInt16BE(4),
  );
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
