import { PDFDict, PDFName, PDFStream, type PDFObject } from 'pdf-lib';
import { hasPrivateCharacters } from './private-characters.ts';
import { hasUntold } from './untold-codes.ts';
import { glyphCharacter, LATIN_GLYPHS } from '../model/latin-encoding.ts';
import { KeptFew } from '../model/kept-few.ts';
import { contentDigest, unpackStream } from '../model/pdf-stream.ts';
import { dictionaryAt, items, name, nameAt, numberAt, value } from '../model/pdf-values.ts';

/** What keeps a font from PDF/A-2 (ISO 19005-2) and PDF/UA, in words. */
export interface FontFault {
  readonly rule: string;
  readonly clause: string;
}

/** Font flag: its characters are not those of the standard Latin set (ISO 32000-1, Table 123). */
const SYMBOLIC = 4;
/** Encodings that say which characters are meant. */
const ENCODINGS: ReadonlySet<string> = new Set(['WinAnsiEncoding', 'MacRomanEncoding', 'MacExpertEncoding']);
/** Type 1 faces whose own encoding is known to everybody; the other two of the standard ones are symbols. */
const STANDARD_TEXT = /^(?:Helvetica|Times|Courier|Arial)/;
/** Character collections whose characters are known by their number (ISO 32000-1, 9.10.2). */
const COLLECTIONS = /^(?:GB1|CNS1|Japan1|Korea1|KR)$/;

/** Names that say their character themselves, and are in the Adobe Glyph List. */
const COMMON_GLYPH = /^[A-Za-z]$/;
/** Names by a character's number, which are not in it (Adobe Glyph List Specification, 2). */
const NUMBERED_GLYPH = /^u(?:ni[0-9A-F]{4}|[0-9A-F]{4,6})(?:\.|$)/;
/** Under which a descriptor has a program (ISO 32000-1, Table 122). */
const PROGRAM_KEYS = ['FontFile', 'FontFile2', 'FontFile3'] as const;
/** Programs that a kind of simple font can have (ISO 32000-1, Table 126). */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  Type1: ['FontFile', 'FontFile3'],
  MMType1: ['FontFile', 'FontFile3'],
  TrueType: ['FontFile2', 'FontFile3'],
};

/** The faults of a font as its dictionaries tell them; its program is unpacked, and not read. `shown`: its codes that are, where they are known. */
export function fontFaults(font: PDFDict, shown?: ReadonlySet<number>): FontFault[] {
  const subtype = nameAt(font, 'Subtype');
  const base = nameAt(font, 'BaseFont') ?? nameAt(dictionaryAt(font, 'FontDescriptor'), 'FontName') ?? '';
  const label = base === '' ? 'a font without a name' : `font ${base.replace(/^[A-Z]{6}\+/, '')}`;
  const faults: FontFault[] = [];
  const composite = subtype === 'Type0';
  const holder = holderOf(font);
  const descriptor = dictionaryAt(holder, 'FontDescriptor');
  const embedded = isEmbedded(holder);
  if (subtype !== 'Type3' && !(embedded && isWhole(descriptor)))
    faults.push({
      rule: embedded ? `${label} has a program that is damaged` : `${label} is not embedded`,
      clause: 'ISO 19005-2, 6.2.11.4.1; ISO 14289-1, 7.21.4.1',
    });
  const map = value(font, 'ToUnicode');
  const untold = map === undefined || (shown !== undefined && hasUntold(font, shown));
  if (untold && !knownCharacters(font, holder, descriptor))
    faults.push({
      rule: `${label} does not say which characters it shows (${map === undefined ? 'no ToUnicode' : 'its ToUnicode lacks some'})`,
      clause: 'ISO 19005-2, 6.2.11.7.2; ISO 14289-1, 7.21.7',
    });
  if (hasPrivateCharacters(map, shown))
    faults.push({
      rule: `${label} says private characters for some that it shows`,
      clause: 'ISO 19005-2, 6.2.11.7.3',
    });
  if (composite && embedded && nameAt(holder, 'Subtype') === 'CIDFontType2' && !holder.has(PDFName.of('CIDToGIDMap')))
    faults.push({ rule: `${label} has no CIDToGIDMap`, clause: 'ISO 19005-2, 6.2.11.3.2' });
  if (!font.has(PDFName.of('BaseFont')) && subtype !== 'Type3')
    faults.push({ rule: `${label} has no BaseFont`, clause: 'ISO 19005-2, 6.2.11.2' });
  if (embedded) faults.push(...simpleFaults(font, descriptor, label));
  return faults;
}

/** What is wrong with how a simple font that brings its program is described. */
function simpleFaults(font: PDFDict, descriptor: PDFDict | undefined, label: string): FontFault[] {
  const subtype = nameAt(font, 'Subtype') ?? '';
  const programs = PROGRAMS[subtype];
  if (!programs) return [];
  const faults: FontFault[] = [];
  if (!programs.some((key) => value(descriptor, key) !== undefined))
    faults.push({ rule: `${label} brings a program of another kind`, clause: 'ISO 19005-2, 6.2.11.4.1' });
  const [first, last] = [numberAt(font, 'FirstChar'), numberAt(font, 'LastChar')];
  if (first === undefined || last === undefined || items(value(font, 'Widths')).length !== last - first + 1)
    faults.push({ rule: `${label} does not say how wide its characters are`, clause: 'ISO 19005-2, 6.2.11.2' });
  if (subtype !== 'TrueType') return faults;
  const encoding = value(font, 'Encoding');
  const symbolic = ((numberAt(descriptor, 'Flags') ?? 0) & SYMBOLIC) !== 0;
  const wrong =
    symbolic === (encoding !== undefined)
      ? symbolic
        ? 'is symbolic and has an encoding'
        : 'is not symbolic and has no encoding'
      : encoding !== undefined && !isListed(encoding)
        ? 'has an encoding that is not one of the standard ones, or glyphs with other names'
        : undefined;
  if (wrong !== undefined) faults.push({ rule: `${label} ${wrong}`, clause: 'ISO 19005-2, 6.2.11.6' });
  return faults;
}

/** Whether an encoding is one that a TrueType font may have: of Windows or of the Macintosh, with names of the Adobe Glyph List alone. */
function isListed(encoding: PDFObject): boolean {
  const own = encoding instanceof PDFDict ? encoding : undefined;
  const plain = name(encoding) ?? nameAt(own, 'BaseEncoding');
  if (plain !== 'WinAnsiEncoding' && plain !== 'MacRomanEncoding') return false;
  return items(value(own, 'Differences')).every((item) => {
    const glyph = name(item);
    return (
      glyph === undefined || glyph === '.notdef' || (!NUMBERED_GLYPH.test(glyph) && glyphCharacter(glyph) !== undefined)
    );
  });
}

/** Largest program unpacked, bytes: larger ones are taken as whole. */
const PROGRAM_LIMIT = 64 * 1024 * 1024;
/** Programs of which it is known whether they are whole: those of the fonts of a few files. */
const KNOWN_LIMIT = 1000;
const known = new KeptFew<boolean>(KNOWN_LIMIT);

/** Whether a font's program can be unpacked without loss, as its checksum tells (RFC 1950, 2.2). Readers show another face instead of one that is not. */
function isWhole(descriptor: PDFDict | undefined): boolean {
  return PROGRAM_KEYS.every((key) => {
    const program = value(descriptor, key);
    if (!(program instanceof PDFStream)) return program === undefined;
    return known.of(contentDigest(program), () => unpacksWhole(program));
  });
}

function unpacksWhole(program: PDFStream): boolean {
  try {
    return !unpackStream(program, PROGRAM_LIMIT).crooked;
  } catch (error) {
    return error instanceof RangeError;
  }
}

/** The font whose program is described: the font itself, or the one below a composite one. */
export function holderOf(font: PDFDict): PDFDict {
  const [below] = items(value(font, 'DescendantFonts'));
  return below instanceof PDFDict ? below : font;
}

/** Whether a font, not a composite one, brings its program along. The glyphs of Type 3 fonts are there always. */
export function isEmbedded(font: PDFDict): boolean {
  const descriptor = dictionaryAt(font, 'FontDescriptor');
  return nameAt(font, 'Subtype') === 'Type3' || PROGRAM_KEYS.some((key) => value(descriptor, key) !== undefined);
}

/** Whether text in a font without ToUnicode can still be told (ISO 19005-2, 6.2.11.7.2). */
export function tellsCharacters(font: PDFDict): boolean {
  const holder = holderOf(font);
  return knownCharacters(font, holder, dictionaryAt(holder, 'FontDescriptor'));
}

function knownCharacters(font: PDFDict, holder: PDFDict, descriptor: PDFDict | undefined): boolean {
  const subtype = nameAt(font, 'Subtype');
  if (subtype === 'Type0') {
    const ordering = value(dictionaryAt(holder, 'CIDSystemInfo'), 'Ordering');
    return (
      ordering !== undefined &&
      'decodeText' in ordering &&
      COLLECTIONS.test((ordering as { decodeText(): string }).decodeText())
    );
  }
  const encoding = value(font, 'Encoding');
  const plain = name(encoding) ?? nameAt(encoding instanceof PDFDict ? encoding : undefined, 'BaseEncoding');
  const told = differencesAreTold(encoding);
  if (plain !== undefined && ENCODINGS.has(plain)) return told;
  if (encoding instanceof PDFDict && told && subtype !== 'Type3') return true;
  const symbolic = ((numberAt(descriptor, 'Flags') ?? 0) & SYMBOLIC) !== 0;
  return subtype === 'Type1' && told && (!symbolic || STANDARD_TEXT.test(nameAt(font, 'BaseFont') ?? ''));
}

/** Whether all names of glyphs that an encoding gives are such as validators know: `a`, `eacute`, and not `uni20AC`, `g17` or `visiblespace`. */
function differencesAreTold(encoding: PDFObject | undefined): boolean {
  return items(value(encoding instanceof PDFDict ? encoding : undefined, 'Differences')).every((item) => {
    const glyph = name(item);
    return glyph === undefined || glyph === '.notdef' || COMMON_GLYPH.test(glyph) || LATIN_GLYPHS.has(glyph);
  });
}
