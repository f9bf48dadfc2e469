import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { memoryOf } from './pdfium-memory.ts';

/** Characters of one page; a page of print has 5,000, and a telephone directory's 30,000. */
export const CHARACTERS_LIMIT = 1_000_000;
const BYTES_A_CHARACTER = 2;
/** Bytes of a rectangle of floats: left, top, right, bottom. */
const BOX_BYTES = 16;
/** Heights of a character by which a space parts words at least; kerning is a twentieth, the narrowest space of print a sixth. */
const LEAST_SPACE = 0.1;

/**
 * Text of an open text page (FPDF_TEXTPAGE) in PDFium's order, lines apart by `\n`. Spaces that PDFium puts in where there is no gap are left
 * out: on pages with little text it takes lines for columns, and files that place every letter by itself would fall apart into letters.
 */
export function textOf(module: WrappedPdfiumModule, text: number): string {
  const { malloc, free } = module.pdfium.wasmExports;
  const count = Math.min(module.FPDFText_CountChars(text), CHARACTERS_LIMIT);
  if (count <= 0) return '';
  const at = malloc((count + 1) * BYTES_A_CHARACTER);
  const written = module.FPDFText_GetText(text, 0, count, at);
  const { HEAPU8 } = memoryOf(module);
  const units = Buffer.from(HEAPU8.subarray(at, at + Math.max(0, written - 1) * BYTES_A_CHARACTER)).toString('utf16le');
  free(at);
  return (
    // Where a character takes two units, places in the text and in PDFium’s list differ.
    (units.length === count ? withoutFalseSpaces(module, text, units) : units)
      .replaceAll('\r\n', '\n')
      // A hyphen at a line's end, and what stands for no character at all.
      .replace(/\uFFFE\n?/g, '')
      .replace(/[^\P{Cc}\n\t]|\uFFFF/gu, '')
      .trim()
  );
}

function withoutFalseSpaces(module: WrappedPdfiumModule, text: number, units: string): string {
  const { malloc, free } = module.pdfium.wasmExports;
  const at = malloc(BOX_BYTES);
  const box = (index: number): readonly number[] => {
    if (!module.FPDFText_GetLooseCharBox(text, index, at)) return [];
    const { HEAPF32 } = memoryOf(module);
    return [...HEAPF32.subarray(at / 4, at / 4 + 4)];
  };
  const kept = units.replace(/(?<=\S)(?: |\r\n)(?=\S)/g, (space, index: number) =>
    module.FPDFText_IsGenerated(text, index) === 1 && touch(box(index - 1), box(index + space.length)) ? '' : space,
  );
  free(at);
  return kept;
}

/** Whether two characters stand side by side on a line with no gap; boxes as left, top, right, bottom. */
function touch(a: readonly number[], b: readonly number[]): boolean {
  const [left = NaN, top = NaN, right = NaN, bottom = NaN] = a;
  const [left2 = NaN, top2 = NaN, right2 = NaN, bottom2 = NaN] = b;
  const height = Math.min(top - bottom, top2 - bottom2);
  const shared = Math.min(top, top2) - Math.max(bottom, bottom2);
  return shared > height / 2 && Math.max(left2 - right, left - right2) < LEAST_SPACE * height;
}
