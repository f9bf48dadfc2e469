import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { memoryOf } from './pdfium-memory.ts';

/** A word where it stands, in points of the page's own space. */
export interface PlacedWord {
  readonly text: string;
  /** Origin of its first character. */
  readonly x: number;
  readonly y: number;
  /** Direction in which it is written, radians counter-clockwise. */
  readonly angle: number;
  /** Height of its line. */
  readonly size: number;
  /** From its origin to its end. */
  readonly width: number;
}

/** The words of a paragraph in order. */
export type Paragraph = readonly PlacedWord[];

interface Character {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
}

/** Distance of two baselines, in heights of a line, from which a new paragraph begins; and difference of sizes that begins one. */
const PARAGRAPH_STEP = 1.75;
const PARAGRAPH_SIZE = 1.3;
/** What PDFium has for a hyphen at a line's end. */
const LINE_HYPHENS: ReadonlySet<number> = new Set([0x02, 0xfffe]);
const SOFT_HYPHEN = '\u00ad';
/** Bytes of two doubles, and of a rectangle of floats: left, top, right, bottom. */
const POINT_BYTES = 16;
const BOX_BYTES = 16;

/** A character where it stands, in points of the page's own space. */
export interface PlacedCharacter {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** The characters of an open text page (FPDF_TEXTPAGE) without those that PDFium puts between words and lines; at most `limit` are looked at. */
export function charactersOf(module: WrappedPdfiumModule, text: number, limit: number): PlacedCharacter[] {
  const { malloc, free } = module.pdfium.wasmExports;
  const at = malloc(POINT_BYTES);
  const count = Math.min(module.FPDFText_CountChars(text), limit);
  const found: PlacedCharacter[] = [];
  for (let index = 0; index < count; index++) {
    const code = module.FPDFText_GetUnicode(text, index);
    if (code === 0 || code > 0x10ffff || module.FPDFText_IsGenerated(text, index) === 1) continue;
    module.FPDFText_GetCharOrigin(text, index, at, at + 8);
    const { HEAPF64 } = memoryOf(module);
    found.push({ text: String.fromCodePoint(code), x: HEAPF64[at / 8]!, y: HEAPF64[at / 8 + 1]! });
  }
  free(at);
  return found;
}

/** The words of an open text page (FPDF_TEXTPAGE) in PDFium's order, gathered into paragraphs; at most `limit` characters are looked at. */
export function wordsOf(module: WrappedPdfiumModule, text: number, limit: number): Paragraph[] {
  const { malloc, free } = module.pdfium.wasmExports;
  const at = malloc(POINT_BYTES + BOX_BYTES);
  const words: { readonly word: PlacedWord; readonly newLine: boolean }[] = [];
  let open: Character[] = [];
  let newLine = true;
  let angle = 0;
  const close = (): void => {
    if (open.length === 0) return;
    const word = wordFrom(open, angle);
    angle = word.angle;
    words.push({ word, newLine });
    open = [];
    newLine = false;
  };
  const count = Math.min(module.FPDFText_CountChars(text), limit);
  for (let index = 0; index < count; index++) {
    const code = module.FPDFText_GetUnicode(text, index);
    const character = LINE_HYPHENS.has(code) ? SOFT_HYPHEN : readable(code);
    if (character === undefined) {
      close();
      newLine ||= code === 0x0a || code === 0x0d;
      continue;
    }
    module.FPDFText_GetCharOrigin(text, index, at, at + 8);
    module.FPDFText_GetLooseCharBox(text, index, at + POINT_BYTES);
    const { HEAPF32, HEAPF64 } = memoryOf(module);
    const [left = 0, top = 0, right = 0, bottom = 0] = HEAPF32.subarray((at + POINT_BYTES) / 4);
    const [x, y] = [HEAPF64[at / 8]!, HEAPF64[at / 8 + 1]!];
    const across = Math.abs(right - left);
    const along = Math.abs(top - bottom);
    open.push({ text: character, x, y, width: across, size: along });
    if (character === SOFT_HYPHEN) {
      close();
      newLine = true;
    }
  }
  close();
  free(at);
  return paragraphs(words);
}

/** A character that a text may hold: no space or control, no noncharacter, and none of the private use areas, which say nothing to anybody. */
function readable(code: number): string | undefined {
  if (code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character) ? character : undefined;
}

/** One character has the direction of the word before it. */
function wordFrom(characters: readonly Character[], before: number): PlacedWord {
  const first = characters[0]!;
  const last = characters.at(-1)!;
  const length = Math.hypot(last.x - first.x, last.y - first.y);
  const angle = length > 0.01 ? Math.atan2(last.y - first.y, last.x - first.x) : before;
  // Boxes lie along the page's axes, whichever way the words go.
  const upright = Math.abs(Math.cos(angle)) >= Math.SQRT1_2;
  const size = Math.max(1, ...characters.map((each) => (upright ? each.size : each.width)));
  const end = upright ? last.width : last.size;
  const text = characters.map((each) => each.text).join('');
  return { text, x: first.x, y: first.y, angle, size, width: Math.max(0.1, length + end) };
}

function paragraphs(words: readonly { readonly word: PlacedWord; readonly newLine: boolean }[]): Paragraph[] {
  const made: PlacedWord[][] = [];
  for (const { word, newLine } of words) {
    const current = made.at(-1);
    const before = current?.at(-1);
    if (current && before && (!newLine || goesOn(before, word))) current.push(word);
    else made.push([word]);
  }
  return made;
}

/** Whether a line goes on with the paragraph of the line before: right below it, in the same size and direction. */
function goesOn(before: PlacedWord, word: PlacedWord): boolean {
  const ratio = before.size / word.size;
  if (ratio > PARAGRAPH_SIZE || ratio < 1 / PARAGRAPH_SIZE || Math.abs(before.angle - word.angle) > 0.02) return false;
  const down = (before.y - word.y) * Math.cos(word.angle) - (before.x - word.x) * Math.sin(word.angle);
  return down > 0 && down < PARAGRAPH_STEP * word.size;
}
