import { PDFStream, type PDFDict } from 'pdf-lib';
import { nameAt, value } from '../model/pdf-values.ts';
import { readToUnicode } from '../model/pdf-to-unicode.ts';
import { parseToUnicode, utf16Hex, type ToUnicode } from '../model/to-unicode.ts';
import type { CodeSpace } from './code-space.ts';

/** What stands for no character (ISO 19005-2, 6.2.11.7.2). */
const NOTHING: ReadonlySet<string> = new Set(['', '\0', '\ufeff', '\ufffe']);
/**
 * The character of glyphs whose text is told with that of their neighbours, as in scripts whose letters join to signs: word joiner, which
 * nobody sees, hears or finds in words.
 */
const JOINED = '\u2060';
/** Codes of one byte, and of two. */
const CODES = 0x100;
const LONG_CODES = 0x10000;
/** Untold codes for each one that a font's map tells: of a font with more, nobody knows what it says. */
const UNTOLD_SHARE = 0.5;
/** Entries that one block of a CMap may have (Adobe technical note 5014). */
const ENTRIES_A_BLOCK = 100;

/**
 * Marks (1) the codes that the ToUnicode map of a simple font, or of a composite one with codes of two bytes, tells by characters that are not private;
 * undefined for composite fonts of other kinds and without a map. Of a font that is not `embedded` all codes are wanted: none is marked, or undefined.
 */
export function toldCodes(font: PDFDict, embedded: boolean): Uint8Array | undefined {
  const map = embedded ? value(font, 'ToUnicode') : undefined;
  const simple = nameAt(font, 'Subtype') !== 'Type0';
  if (!(map instanceof PDFStream)) return simple ? NONE_TOLD : undefined;
  if (!simple && !/^Identity-[HV]$/.test(nameAt(font, 'Encoding') ?? '')) return undefined;
  try {
    return toldBy(readToUnicode(map), simple ? CODES : LONG_CODES);
  } catch {
    return simple ? NONE_TOLD : undefined;
  }
}

/** A simple font's codes, none of them told. */
const NONE_TOLD = new Uint8Array(CODES);
/** What maps tell: fonts of one file have the same ones. */
const tellings = new WeakMap<ToUnicode, Uint8Array>();

function toldBy(map: ToUnicode, codes: number): Uint8Array {
  const known = tellings.get(map);
  if (known?.length === codes) return known;
  const told = new Uint8Array(codes);
  for (const [code, characters] of map.text)
    if (!NOTHING.has(characters) && !/[\ue000-\uf8ff]/.test(characters)) told[code] = 1;
  tellings.set(map, told);
  return told;
}

/** Adds the codes of a string that are not among the `told`, where it marks them. */
export function addUntold(shown: Uint8Array, told: Uint8Array, untold: Set<number>): void {
  const bytes = told.length === CODES ? 1 : 2;
  for (let i = bytes - 1; i < shown.length; i += bytes) {
    const code = bytes === 1 ? shown[i]! : (shown[i - 1]! << 8) | shown[i]!;
    if (told[code] === 0) untold.add(code);
  }
}

/** Whether a font's ToUnicode map tells nothing of a code that is shown. */
export function hasUntold(font: PDFDict, shown: ReadonlySet<number>): boolean {
  const map = value(font, 'ToUnicode');
  if (!(map instanceof PDFStream)) return false;
  try {
    const { text } = readToUnicode(map);
    return [...shown].some((code) => NOTHING.has(text.get(code) ?? ''));
  } catch {
    return true;
  }
}

/**
 * A font's ToUnicode map with an entry for each of some codes that are shown (ISO 14289-1, 7.21.7): by `characters`, what else is known of them;
 * undefined where all have one, or where most have none and nothing is known.
 */
export function untoldCodesTold(
  map: string,
  shown: ReadonlySet<number>,
  space: CodeSpace,
  characters: ReadonlyMap<number, string | undefined> = new Map(),
): string | undefined {
  const { text } = parseToUnicode(map);
  const untold = [...shown].filter((code) => NOTHING.has(text.get(code) ?? '')).sort((a, b) => a - b);
  const unknown = untold.filter((code) => characters.get(code) === undefined);
  const end = map.lastIndexOf('endcmap');
  if (untold.length === 0 || unknown.length > text.size * UNTOLD_SHARE || end < 0) return undefined;
  const blocks: string[] = [];
  for (let from = 0; from < untold.length; from += ENTRIES_A_BLOCK) {
    const some = untold
      .slice(from, from + ENTRIES_A_BLOCK)
      .map((code) => `<${space.hex(code)}> <${utf16Hex(characters.get(code) ?? JOINED)}>`);
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar\n`);
  }
  return map.slice(0, end) + blocks.join('') + map.slice(end);
}
