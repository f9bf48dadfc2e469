import { PDFDict, PDFName, PDFRawStream, PDFRef, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { ContentScanner } from '../model/content-stream.ts';
import type { Rectangle } from '../model/exhibit.ts';
import { IDENTITY, type Matrix } from '../model/matrix.ts';
import { operands } from './geometry.ts';
import { corners } from './open.ts';
import { freeName, joined, readContent, type PageContent } from './page-content.ts';

/** Operators that leave something on the paper (ISO 32000-1, Table 51). */
const PAINTS: ReadonlySet<string> = new Set('f F f* B B* b b* S s sh BI Do Tj TJ \' "'.split(' '));
const XOBJECT = PDFName.of('XObject');
const FONT = PDFName.of('Font');
const FILTER = PDFName.of('Filter');
const DECODE_PARMS = PDFName.of('DecodeParms');

/**
 * What is printed on a page that holds an exhibit's place (folio, stamp) as a form to lay over the exhibit's own page. It is furniture,
 * an artifact as a whole: its own marks go, unless it was printed without such (`unmarked`). Undefined when nothing is printed there.
 */
export function overlayOf(
  context: PDFContext,
  page: PDFDict,
  resources: PDFDict | undefined,
  box: Rectangle,
  unmarked: boolean,
): PDFRef | undefined {
  const content = unmarked ? asWritten(page) : readContent(page, resources, true);
  let plain: Uint8Array | undefined;
  const bytes = (): Uint8Array => (plain ??= joined(context, content));
  // The browser names a face where it shows text in it: then nothing needs to be unpacked.
  if (!(unmarked && namesFont(resources)) && !paints(bytes())) return undefined;
  const form: PDFDict = context.obj({ Type: 'XObject', Subtype: 'Form', BBox: corners(box) });
  const written = page.get(PDFName.of('Resources'));
  form.set(PDFName.of('Resources'), written ?? resources ?? context.obj({}));
  const stored = (part: PDFRef | Uint8Array): PDFObject | undefined =>
    part instanceof PDFRef ? context.lookup(part) : undefined;
  return context.register(formOf(form, content, stored, bytes));
}

/**
 * A form that paints some content: the bytes of a single part as `stored` has them, filters and all, or `plain` where there are several or it is
 * stored nowhere.
 */
export function formOf(
  dict: PDFDict,
  { parts, closing }: PageContent,
  stored: (part: PDFRef | Uint8Array) => PDFObject | undefined,
  plain: () => Uint8Array,
): PDFRawStream {
  const [only] = parts;
  const stream = only && parts.length === 1 && closing === '' ? stored(only) : undefined;
  if (!(stream instanceof PDFStream)) return PDFRawStream.of(dict, plain());
  for (const key of [FILTER, DECODE_PARMS]) {
    const value = stream.dict.lookup(key);
    if (value) dict.set(key, value);
  }
  return PDFRawStream.of(dict, stream.getContents());
}

/** The operators that show a form where `move` leads; it gets a name like `wish` in a page's `resources`, which are its own. */
export function showForm(context: PDFContext, resources: PDFDict, form: PDFRef, wish: string, move: Matrix): string {
  const objects = resources.lookup(XOBJECT);
  const list: PDFDict = objects instanceof PDFDict ? objects.clone(context) : context.obj({});
  const name = freeName(list, wish);
  list.set(name, form);
  resources.set(XOBJECT, list);
  return `${move === IDENTITY ? '' : `${operands(move)} cm\n`}${name.toString()} Do\n`;
}

/** A page's content as the browser wrote it. */
function asWritten(page: PDFDict): PageContent {
  const contents = page.get(PDFName.of('Contents'));
  return { parts: contents instanceof PDFRef ? [contents] : [], closing: '', mcids: new Set() };
}

function namesFont(resources: PDFDict | undefined): boolean {
  const fonts = resources?.lookup(FONT);
  return fonts instanceof PDFDict && fonts.keys().length > 0;
}

function paints(bytes: Uint8Array): boolean {
  const scan = new ContentScanner(bytes);
  while (scan.next()) if (PAINTS.has(scan.operator)) return true;
  return false;
}
