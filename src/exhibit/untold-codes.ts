import { PDFStream, type PDFDict } from 'pdf-lib';
import { streamBytes } from '../model/pdf-stream.ts';
import { nameAt, value } from '../model/pdf-values.ts';
import { parseToUnicode, utf16Hex } from '../model/to-unicode.ts';
import type { CodeSpace } from './code-space.ts';

/** What stands for no character (ISO 19005-2, 6.2.11.7.2). */
const NOTHING: ReadonlySet<string> = new Set(['', '\0', '\ufeff', '\ufffe']);
/**
 * The character of glyphs whose text is told with that of their neighbours, as in scripts whose letters join to signs: word joiner, which
 * nobody sees, hears or finds in words.
 */
const JOINED = '\u2060';
/** Largest map looked at, bytes. */
const MAP_LIMIT = 4 * 1024 * 1024;
const CODES = 0x10000;
/** Untold codes for each one that a font's map tells: of a font with more, nobody knows what it says. */
const UNTOLD_SHARE = 0.5;
/** Entries that one block of a CMap may have (Adobe technical note 5014). */
const ENTRIES_A_BLOCK = 100;

/**
 * Marks (1) the codes that the ToUnicode map of a font with codes of two bytes tells, by characters that are not private; undefined for
 * fonts of other kinds and without a map.
 */
export function toldCodes(font: PDFDict): Uint8Array | undefined {
  const map = value(font, 'ToUnicode');
  if (!(map instanceof PDFStream) || !/^Identity-[HV]$/.test(nameAt(font, 'Encoding') ?? '')) return undefined;
  try {
    const told = new Uint8Array(CODES);
    const { text } = parseToUnicode(Buffer.from(streamBytes(map, MAP_LIMIT)).toString('latin1'));
    for (const [code, characters] of text)
      if (!NOTHING.has(characters) && !/[\ue000-\uf8ff]/.test(characters)) told[code] = 1;
    return told;
  } catch {
    return undefined;
  }
}

/** Adds the codes of a string that are not among the `told`. */
export function addUntold(shown: Uint8Array, told: Uint8Array, untold: Set<number>): void {
  for (let i = 1; i < shown.length; i += 2) {
    const code = (shown[i - 1]! << 8) | shown[i]!;
    if (told[code] === 0) untold.add(code);
  }
}

/**
 * A composite font's ToUnicode map with an entry for each of some codes that are shown (ISO 14289-1, 7.21.7); undefined where all have one, or where
 * most have none.
 */
export function untoldCodesTold(map: string, shown: ReadonlySet<number>, space: CodeSpace): string | undefined {
  const { text } = parseToUnicode(map);
  const untold = [...shown].filter((code) => NOTHING.has(text.get(code) ?? '')).sort((a, b) => a - b);
  const end = map.lastIndexOf('endcmap');
  if (untold.length === 0 || untold.length > text.size * UNTOLD_SHARE || end < 0) return undefined;
  const blocks: string[] = [];
  for (let from = 0; from < untold.length; from += ENTRIES_A_BLOCK) {
    const some = untold.slice(from, from + ENTRIES_A_BLOCK).map((code) => `<${space.hex(code)}> <${utf16Hex(JOINED)}>`);
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar\n`);
  }
  return map.slice(0, end) + blocks.join('') + map.slice(end);
}
