import { deflateSync } from 'node:zlib';
import {
  PDFArray,
  PDFDict,
  PDFName,
  PDFNumber,
  PDFObject,
  PDFRawStream,
  PDFRef,
  PDFStream,
  type PDFContext,
  type PDFDocument,
} from 'pdf-lib';
import type { Page } from '../inspect/pages.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { items, value } from '../model/pdf-values.ts';
import { multiply, type Matrix } from '../model/matrix.ts';
import type { Arrangement, Mark, Rectangle, Side } from './arrange.ts';
import type { PageFrame } from './page-frame.ts';

/** What of the catalog holds for pages that are no longer there, or says what is no longer true of the file. */
const OF_THE_SOURCE = [
  'AA',
  'AcroForm',
  'Dests',
  'MarkInfo',
  'Names',
  'OpenAction',
  'Outlines',
  'PageLabels',
  'PageLayout',
  'PageMode',
  'StructTreeRoot',
  'Threads',
] as const;
/** A content stream of several parts is packed again at this effort: it is written once, and the time counts. */
const PACKING = 1;
/** Width of marks in points. */
const MARK_WIDTH = 0.25;
/** Decimal places of coordinates: a thousandth of a point is nothing on paper. */
const DIGITS = 3;

const number = (value: number): string => String(Number(value.toFixed(DIGITS)) + 0);

/**
 * Replaces a document's pages by sheets, and saves it. A page becomes a form XObject around the very bytes of its content stream
 * (ISO 32000-1, 8.10), so nothing of it is decoded or changed. `fault` is told of a page whose content cannot be unpacked.
 */
export async function writeSheets(
  document: PDFDocument,
  pages: readonly Page[],
  frames: readonly PageFrame[],
  arrangement: Arrangement,
  fault: (page: number, message: string) => void,
): Promise<Uint8Array> {
  const { context, catalog } = document;
  const used = new Set(arrangement.sides.flatMap((side) => side.placements.map((each) => each.page)));
  const forms = pages.map((page, index) =>
    used.has(index) ? formOf(context, page, frames[index]!, (message) => fault(index, message)) : undefined,
  );
  for (const key of OF_THE_SOURCE) catalog.delete(PDFName.of(key));
  keepMetadata(context, catalog);
  const all = context.register(registrationColour(context));
  const kids = arrangement.sides.map((side) =>
    context.register(sheetPage(context, arrangement, side, frames, forms, all)),
  );
  const tree = context.register(context.obj({ Type: 'Pages', Kids: kids, Count: kids.length }));
  for (const kid of kids) (context.lookup(kid) as PDFDict).set(PDFName.of('Parent'), tree);
  catalog.set(PDFName.of('Pages'), tree);
  delete context.trailerInfo.Encrypt;
  keepReachable(context);
  return document.save({ useObjectStreams: true, updateFieldAppearances: false, addDefaultPage: false });
}

/** A page as a form: its content, resources and transparency group. Undefined for one without content. */
function formOf(
  context: PDFContext,
  page: Page,
  frame: PageFrame,
  fault: (message: string) => void,
): PDFRef | undefined {
  const parts = items(value(page.dict, 'Contents')).filter((part) => part instanceof PDFStream);
  const dict = context.obj({ Type: 'XObject', Subtype: 'Form', BBox: [...frame.visible] });
  // Inherited resources too: the page tree goes.
  dict.set(PDFName.of('Resources'), page.resources ?? context.obj({}));
  const group = page.dict.get(PDFName.of('Group'));
  if (group) dict.set(PDFName.of('Group'), group);
  const [only] = parts;
  if (!only) return undefined;
  if (parts.length === 1) {
    for (const key of ['Filter', 'DecodeParms']) {
      const entry = only.dict.get(PDFName.of(key));
      if (entry) dict.set(PDFName.of(key), entry);
    }
    return register(context, dict, only.getContents());
  }
  const bytes: Uint8Array[] = [];
  for (const part of parts) {
    try {
      bytes.push(streamBytes(part), Buffer.from('\n'));
    } catch (error) {
      fault((error as Error).message);
    }
  }
  dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode'));
  return register(context, dict, deflateSync(Buffer.concat(bytes), { level: PACKING }));
}

function register(context: PDFContext, dict: PDFDict, bytes: Uint8Array): PDFRef {
  dict.set(PDFName.of('Length'), PDFNumber.of(bytes.length));
  return context.register(PDFRawStream.of(dict, bytes));
}

/** The colour that is on every plate, for marks (ISO 32000-1, 8.6.6.4: Separation All). */
function registrationColour(context: PDFContext): PDFArray {
  const tint = context.obj({ FunctionType: 2, Domain: [0, 1], C0: [0, 0, 0, 0], C1: [1, 1, 1, 1], N: 1 });
  return context.obj(['Separation', 'All', 'DeviceCMYK', tint]);
}

function sheetPage(
  context: PDFContext,
  arrangement: Arrangement,
  side: Side,
  frames: readonly PageFrame[],
  forms: readonly (PDFRef | undefined)[],
  all: PDFRef,
): PDFDict {
  const objects = context.obj({});
  const content: string[] = [];
  for (const { page, matrix, clip } of side.placements) {
    const form = forms[page];
    if (!form) continue;
    objects.set(PDFName.of(`P${page + 1}`), form);
    content.push(
      `q ${clip.map(number).join(' ')} re W n ${concatenated(multiply(frames[page]!.upright, matrix))} cm /P${page + 1} Do Q`,
    );
  }
  if (side.marks.length > 0) content.push(drawn(side.marks));
  const corners = ([left, bottom, width, height]: Rectangle): number[] => [left, bottom, left + width, bottom + height];
  return context.obj({
    Type: 'Page',
    MediaBox: [0, 0, arrangement.sheet.width, arrangement.sheet.height],
    BleedBox: corners(arrangement.bleed),
    TrimBox: corners(arrangement.trim),
    Resources: { XObject: objects, ColorSpace: { All: all } },
    Contents: context.register(context.flateStream(content.join('\n'))),
  });
}

function concatenated(matrix: Matrix): string {
  return matrix.map((each) => String(Number(each.toFixed(6)) + 0)).join(' ');
}

/** Marks as operators: cuts solid, folds dashed. */
function drawn(marks: readonly Mark[]): string {
  const lines = (kind: Mark['kind']): string =>
    marks
      .filter((mark) => mark.kind === kind)
      .map(({ from, to }) => `${from.map(number).join(' ')} m ${to.map(number).join(' ')} l S`)
      .join(' ');
  return `q /All CS 1 SCN ${MARK_WIDTH} w ${lines('cut')} [2 2] 0 d ${lines('fold')} Q`;
}

/** Claims of a file that is tagged or kept for long (ISO 19005, ISO 14289), as elements or as attributes. */
const CLAIMS = /<(pdfaid|pdfuaid):(\w+)>[^<]*<\/\1:\2>|\s(?:pdfaid|pdfuaid):\w+=(?:"[^"]*"|'[^']*')/g;

/** Keeps what the file says of itself (a press's standard, title, dates, identifiers), and takes off what holds for the pages of before alone. */
function keepMetadata(context: PDFContext, catalog: PDFDict): void {
  const stream = value(catalog, 'Metadata');
  if (!(stream instanceof PDFStream)) return;
  let packet: string;
  try {
    packet = Buffer.from(streamBytes(stream)).toString('utf8');
  } catch {
    catalog.delete(PDFName.of('Metadata'));
    return;
  }
  const dict = context.obj({ Type: 'Metadata', Subtype: 'XML' });
  catalog.set(PDFName.of('Metadata'), register(context, dict, Buffer.from(packet.replaceAll(CLAIMS, ''), 'utf8')));
}

/** Deletes objects that nothing leads to from the trailer: the library writes all it knows. */
function keepReachable(context: PDFContext): void {
  const { Root, Info } = context.trailerInfo;
  const seen = new Set<string>();
  const open: PDFObject[] = [Root, Info].filter((each): each is PDFObject => each instanceof PDFObject);
  for (let next = open.pop(); next; next = open.pop()) {
    if (next instanceof PDFRef) {
      if (seen.has(next.tag)) continue;
      seen.add(next.tag);
      const object = context.lookup(next);
      if (object) open.push(object);
    } else if (next instanceof PDFArray) open.push(...next.asArray());
    else if (next instanceof PDFDict) open.push(...next.values());
    else if (next instanceof PDFStream) open.push(next.dict);
  }
  for (const [reference] of context.enumerateIndirectObjects()) {
    if (!seen.has(reference.tag)) context.delete(reference);
  }
}
