import { PDFDocument, PDFName, PDFObjectCopier, PDFStream, type PDFDict } from 'pdf-lib';
import { nameAt, value } from '../model/pdf-values.ts';
import { readToUnicode } from '../model/pdf-to-unicode.ts';
import type { CodeSpace } from './code-space.ts';
import { PdfiumDocument } from './pdfium.ts';

/** What a code of a font means. */
export interface CodeMeaning {
  readonly text: string;
  /** Its advance from left to right, thousandths of the size. */
  readonly advance: number;
}

/** Codes on one page of the probe, and their places on it, points. */
const CODES_A_PAGE = 500;
const LINE = 20;
const LEFT = 10;
const SIZE = 10;
/** The space's number in the collections of Adobe (Adobe technical notes 5078 to 5093). */
const SPACE_CID = 1;
const SPACE = ' ';

/**
 * What codes of a composite font mean, by the tables of character collections that PDFium has (Adobe-GB1, CNS1, Japan1, Korea1), or by the
 * font's own ToUnicode: a document that shows each code twice is made, and PDFium asked which characters stand where. What it does not know
 * is left out.
 */
export async function codeMeanings(
  font: PDFDict,
  codes: readonly number[],
  space: CodeSpace,
): Promise<ReadonlyMap<number, CodeMeaning>> {
  const isSpace = spacesOf(font);
  const meanings = new Map<number, CodeMeaning>();
  // Between words PDFium makes spaces of its own: theirs are seen by what they move apart.
  const other = codes.find((code) => !isSpace(code));
  if (other === undefined) return meanings;
  const shown = (code: number): string =>
    isSpace(code) ? [other, code, other].map((each) => space.hex(each)).join('') : space.hex(code).repeat(2);
  const opened = await PdfiumDocument.open(await probe(font, codes.map(shown)));
  if (typeof opened === 'string') return meanings;
  try {
    const spaces: [code: number, apart: number][] = [];
    for (const [index, line] of linesOf(opened, codes.length)) {
      const code = codes[index]!;
      const half = line.length / 2;
      if (!Number.isInteger(half)) continue;
      const apart = Math.round(((line[half]!.x - line[0]!.x) * 1000) / SIZE);
      const text = line.slice(0, half).map((each) => each.text);
      if (isSpace(code)) spaces.push([code, apart]);
      else meanings.set(code, { text: text.join(''), advance: apart });
    }
    const width = meanings.get(other)?.advance ?? 0;
    for (const [code, apart] of spaces) meanings.set(code, { text: SPACE, advance: Math.max(0, apart - width) });
  } finally {
    opened.close();
  }
  return meanings;
}

/** A document that shows strings (hexadecimal) in a font, each in a line of its own. */
async function probe(font: PDFDict, strings: readonly string[]): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context } = document;
  const copy = PDFObjectCopier.for(font.context, context).copy(font);
  // The same codes from left to right, so that advances can be seen.
  copy.set(PDFName.of('Encoding'), PDFName.of((nameAt(font, 'Encoding') ?? '').replace(/V$/, 'H')));
  const resources = context.register(context.obj({ Font: { F: copy } }));
  for (let from = 0; from < strings.length; from += CODES_A_PAGE) {
    const lines = strings
      .slice(from, from + CODES_A_PAGE)
      .map((text, i) => `1 0 0 1 ${LEFT} ${LINE * (i + 1)} Tm <${text}> Tj`);
    const { node } = document.addPage([10 * LINE, LINE * (CODES_A_PAGE + 1)]);
    node.set(PDFName.of('Resources'), resources);
    node.set(PDFName.of('Contents'), context.register(context.stream(`BT /F ${SIZE} Tf ${lines.join('\n')} ET`)));
  }
  return document.save({ useObjectStreams: false });
}

/** The characters of each line of the probe, from left to right, by its index; spaces are not among them. */
function linesOf(
  opened: PdfiumDocument,
  count: number,
): ReadonlyMap<number, readonly { readonly text: string; readonly x: number }[]> {
  const lines = new Map<number, { readonly text: string; readonly x: number }[]>();
  for (let page = 0; page * CODES_A_PAGE < count; page++) {
    for (const { text, x, y } of opened.characters(page)) {
      if (text === SPACE) continue;
      const index = page * CODES_A_PAGE + Math.round(y / LINE) - 1;
      const line = lines.get(index);
      if (line) line.push({ text, x });
      else if (index >= 0 && index < count) lines.set(index, [{ text, x }]);
    }
  }
  for (const line of lines.values()) line.sort((a, b) => a.x - b.x);
  return lines;
}

/** Tells the codes that are spaces: by the font's own map, or where predefined CMaps have them. */
function spacesOf(font: PDFDict): (code: number) => boolean {
  const map = value(font, 'ToUnicode');
  if (map instanceof PDFStream) {
    const { text } = readToUnicode(map);
    return (code) => text.get(code) === SPACE;
  }
  const space = nameAt(font, 'Encoding')?.startsWith('Identity') ? SPACE_CID : SPACE.charCodeAt(0);
  return (code) => code === space;
}
