import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { memoryOf } from './pdfium-memory.ts';

/** By what a page tells its place in its file. */
export interface PagePlace {
  /** As viewers show it, else its number. */
  readonly label: string;
  /** Its number, from 1. */
  readonly number: number;
  /** Pages of the file. */
  readonly count: number;
}

/** FPDF_PAGEOBJ_TEXT and FPDF_PAGEOBJ_FORM; FPDF_OBJECT_UNKNOWN. */
const TEXT = 1;
const FORM = 5;
const ABSENT = 0;
/** Objects of a page that are looked at: ten times those of a page on which each letter is one. */
const OBJECTS_LIMIT = 50_000;
/** Share of a page's height, above and below, where folios stand in files without tags. */
const MARGIN = 0.12;
/** Characters of a line with a folio: “Example Foundation · Board meeting of 14 March · page 41 of 1025”. */
const FOLIO_LINE_LIMIT = 80;
/** Bytes for a mark's name or an object's words, six floats of a matrix, four of a box. */
const BUFFER_BYTES = 1024;

/**
 * Takes what tells a page's place off an open page (FPDF_PAGE), so that it is the same page wherever it stands: text and forms that its tags name as
 * artifacts of a type (folios, running heads, stamps and marks of pagination: ISO 32000-1, 14.8.2.2); on a page without such, lines at head or foot
 * that hold its label or number. Returns the words of these lines, numbers of the place as `#`, or undefined where nothing was taken.
 */
export function takeFurniture(
  module: WrappedPdfiumModule,
  page: number,
  text: number,
  place: PagePlace,
): string | undefined {
  const count = module.FPDFPage_CountObjects(page);
  if (count > OBJECTS_LIMIT) return undefined;
  const { malloc, free } = module.pdfium.wasmExports;
  const at = malloc(BUFFER_BYTES);
  try {
    const objects = Array.from({ length: count }, (_, index) => module.FPDFPage_GetObject(page, index));
    const marked = objects.filter((object) => isPagination(module, object, at));
    const lines = marked.length > 0 ? [] : folioLines(module, page, text, objects, place, at);
    const taken = [...marked, ...lines.flatMap((line) => line.objects)];
    for (const object of taken) if (module.FPDFPage_RemoveObject(page, object)) module.FPDFPageObj_Destroy(object);
    return taken.length > 0 ? lines.map((line) => line.words).join('\n') : undefined;
  } finally {
    free(at);
  }
}

/** PDFium tells of an artifact's type that it is there, not which it is; other types (backgrounds, rules) have no text. */
function isPagination(module: WrappedPdfiumModule, object: number, at: number): boolean {
  const type = module.FPDFPageObj_GetType(object);
  if (type !== TEXT && type !== FORM) return false;
  for (let index = 0; index < module.FPDFPageObj_CountMarks(object); index++) {
    const mark = module.FPDFPageObj_GetMark(object, index);
    const length = at + BUFFER_BYTES - 4;
    if (!module.FPDFPageObjMark_GetName(mark, at, BUFFER_BYTES - 4, length)) continue;
    if (utf16(module, at, memoryOf(module).HEAPU32[length / 4]!) !== 'Artifact') continue;
    if (module.FPDFPageObjMark_GetParamValueType(mark, 'Type') !== ABSENT) return true;
  }
  return false;
}

interface Line {
  readonly objects: number[];
  readonly baseline: number;
  words: string;
}

/** Lines of text at head and foot that hold the page's number or label; they may be painted letter by letter. */
function folioLines(
  module: WrappedPdfiumModule,
  page: number,
  text: number,
  objects: readonly number[],
  place: PagePlace,
  at: number,
): Line[] {
  if (!module.FPDF_GetPageBoundingBox(page, at)) return [];
  const [left = 0, top = 0, right = 0, bottom = 0] = memoryOf(module).HEAPF32.slice(at / 4, at / 4 + 4);
  // On a page that lies on its side head and foot are at its own left and right.
  const turned = module.FPDFPage_GetRotation(page) % 2 === 1;
  const [low, high] = turned ? [left, right] : [bottom, top];
  const margin = (high - low) * MARGIN;
  const lines: Line[] = [];
  for (const object of objects) {
    if (module.FPDFPageObj_GetType(object) !== TEXT) continue;
    if (!module.FPDFPageObj_GetMatrix(object, at)) continue;
    const baseline = memoryOf(module).HEAPF32[at / 4 + (turned ? 4 : 5)]!;
    if (baseline > low + margin && baseline < high - margin) continue;
    const words = utf16(module, at, module.FPDFTextObj_GetText(object, text, at, BUFFER_BYTES));
    const line = lines.at(-1);
    if (line && Math.abs(line.baseline - baseline) < 1) {
      line.objects.push(object);
      line.words += words;
    } else lines.push({ objects: [object], baseline, words });
  }
  return lines.filter((line) => tellPlace(line, place));
}

/** Puts `#` for the numbers of the place; false where the line does not tell it. */
function tellPlace(line: Line, { label, number, count }: PagePlace): boolean {
  if (line.words.length > FOLIO_LINE_LIMIT) return false;
  const own = new Set([label, String(number)]);
  let told = false;
  const words = line.words.replace(/[\p{L}\p{N}]+/gu, (word) => {
    told ||= own.has(word);
    return own.has(word) || word === String(count) ? '#' : word;
  });
  line.words = words.replace(/\s+/g, ' ').trim();
  return told;
}

/** Text of so many bytes, an end of two among them. */
function utf16(module: WrappedPdfiumModule, at: number, bytes: number): string {
  if (bytes < 2 || bytes > BUFFER_BYTES) return '';
  return Buffer.from(memoryOf(module).HEAPU8.subarray(at, at + bytes - 2)).toString('utf16le');
}
