import {
  PDFArray,
  PDFDict,
  PDFName,
  PDFObjectCopier,
  PDFRawStream,
  PDFStream,
  type PDFContext,
  type PDFDocument,
  type PDFPageLeaf,
  type PDFRef,
} from 'pdf-lib';
import type { Book, FolioPage, RecipientMarks } from '../model/book.ts';
import type { Rectangle } from '../model/exhibit.ts';
import type { Ground } from '../model/ground.ts';
import { multiply, type Matrix } from '../model/matrix.ts';
import { loadPdf } from '../model/pdf-load.ts';
import { STAMP_INSET, STAMP_RIM, STAMP_STRIP, STAMP_WIDTH } from '../model/stamp.ts';
import type { GroundsOf } from './ask-grounds.ts';
import { onPage, shownPage, type ShownPage } from './mark-place.ts';
import { streamData } from './stream-data.ts';

/** From the edge of a page to the middle of the line that a mark shares with stamps, points. */
const LINE = (STAMP_RIM + STAMP_STRIP) / 2 - 3;
/** Grey of the plate that a mark has on ground that is not light, and what it has beside the words, points. */
const PLATE = 0.97;
const PLATE_AIR = 6;

const N = (text: string): PDFName => PDFName.of(text);

/** A form that shows the mark; another stream in its place makes another's copy. */
export interface MarkForm {
  readonly ref: PDFRef;
  /** The mark of the recipient of this index. */
  readonly of: (recipient: number) => PDFRawStream;
}

/**
 * Puts the mark of whoever gets a copy on every page, as an artifact (ISO 32000-1, 14.8.2.2): upright for the reader however the page is
 * turned, at its foot, or where the stamp of somebody else's page found room; on ground that is not light, on a plate of paper. It is empty until
 * a copy is made. Gives the forms that some page shows. `headWidth`: what a status mark takes of a head, points.
 */
export async function placeMarks(
  document: PDFDocument,
  book: Pick<Book, 'map'>,
  marks: RecipientMarks,
  headWidth: number,
  groundsOf: GroundsOf,
): Promise<readonly MarkForm[]> {
  const { context } = document;
  const sheet = await loadPdf(marks.bytes, true);
  const [first] = sheet.getPages();
  if (!first) throw new Error('the sheet of marks is empty');
  const { width, height } = first.getSize();
  const common = {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, width, height],
    Resources: joinedResources(sheet, context),
  };
  const form = (data: Uint8Array): PDFRawStream => PDFRawStream.of(context.obj(common), data);
  const contents = sheet.getPages().map((page) => contentOf(page.node));
  const forms: readonly MarkForm[] = ['', plateOf(marks.width, width, height)].map((under, index) => ({
    // Streams that are alike would be kept as one.
    ref: context.register(form(Buffer.from(' '.repeat(index)))),
    of: (recipient: number) => form(Buffer.concat([Buffer.from(under), contents[recipient]!])),
  }));
  const places = document.getPages().flatMap((page, index) => {
    const shown = shownPage(page);
    const folio = book.map.pages[index];
    const place = placeOf(shown, index, folio, marks.width, headWidth);
    // Stamps of exhibits stand on bare paper.
    const boxes = place && folio?.room === undefined ? [boxOf(place, marks.width, height)] : [];
    return place ? [{ page, index, shown, place, boxes }] : [];
  });
  const asked = places.filter(({ boxes }) => boxes.length > 0).map(({ index, boxes }) => ({ page: index, boxes }));
  const found = await groundsOf(asked);
  const grounds = new Map(asked.map(({ page }, i) => [page, found?.[i]?.[0] ?? 'mixed']));
  const used = new Set<MarkForm>();
  const open = stream(context, 'q\n');
  for (const { page, index, shown, place } of places) {
    const form = forms[isLight(grounds.get(index) ?? 'paper') ? 0 : 1]!;
    used.add(form);
    const matrix = onPage(shown, { matrix: multiply([1, 0, 0, 1, -width / 2, -height / 2], place) });
    const name = nameIn(page.node, form.ref);
    const numbers = matrix.map((value) => Number(value.toFixed(4)) + 0).join(' ');
    const show = `Q\nq\n${numbers} cm\n/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n${name.toString()} Do\nEMC\nQ\n`;
    const written = page.node.get(N('Contents'));
    const contents = context.lookup(written);
    const own = contents instanceof PDFArray ? contents.asArray() : written ? [written] : [];
    page.node.set(N('Contents'), context.obj([open, ...own, stream(context, show)]));
  }
  return [...used];
}

const isLight = (ground: Ground): boolean => ground === 'paper' || ground === 'light';

/** Paints a plate of paper in the middle of a mark's page, points. */
function plateOf(widest: number, width: number, height: number): string {
  const wide = widest + 2 * PLATE_AIR;
  return `q ${PLATE} g ${[(width - wide) / 2, 0, wide, height].map((value) => Number(value.toFixed(2))).join(' ')} re f Q\n`;
}

/** What an upright mark takes of a page as shown. */
function boxOf([scale, , , , x, y]: Matrix, widest: number, height: number): Rectangle {
  const [half, up] = [(widest / 2) * scale, (height / 2) * scale];
  return { left: x - half, bottom: y - up, right: x + half, top: y + up };
}

/** Where on a page as shown a mark's middle comes to lie, and how it lies there; undefined: there is no room. */
function placeOf(
  size: ShownPage,
  index: number,
  page: FolioPage | undefined,
  widest: number,
  headWidth: number,
): Matrix | undefined {
  const k = size.scale;
  const fit = (room: number): number => Math.max(0, Math.min(k, room / widest));
  const place = page?.room;
  if (place === 'none') return undefined;
  // The first page is a recto: its outer side, where stamps stand, is the right one.
  const recto = index % 2 === 0;
  if (place === 'side') {
    const scale = fit(size.height - 2 * STAMP_INSET * k);
    const x = LINE * k;
    return [0, scale, -scale, 0, recto ? x : size.width - x, size.height / 2];
  }
  const y = place === 'head' ? size.height - LINE * k : LINE * k;
  if (place === undefined) {
    const scale = fit(size.width - 2 * STAMP_INSET * k);
    return [scale, 0, 0, scale, size.width / 2, y];
  }
  const taken = place === 'head' && headWidth > 0 ? headWidth + STAMP_INSET / 2 : 0;
  const [inner, outer] = [(STAMP_INSET + taken) * k, size.width - STAMP_WIDTH * k];
  const scale = fit(outer - inner);
  const x = (inner + outer) / 2;
  return [scale, 0, 0, scale, recto ? x : size.width - x, y];
}

/** What any of the sheet's pages needs, copied. One print gives a thing one name throughout. */
function joinedResources(sheet: PDFDocument, context: PDFContext): PDFDict {
  const copier = PDFObjectCopier.for(sheet.context, context);
  const joined: PDFDict = context.obj({});
  for (const page of sheet.getPages()) {
    for (const [kind, written] of page.node.Resources()?.entries() ?? []) {
      const theirs = sheet.context.lookup(written);
      if (!(theirs instanceof PDFDict)) continue;
      const ours = joined.lookup(kind);
      const into: PDFDict = ours instanceof PDFDict ? ours : context.obj({});
      for (const [name, value] of theirs.entries()) into.set(name, copier.copy(value));
      joined.set(kind, into);
    }
  }
  return joined;
}

/** A page's content, plain. */
function contentOf(page: PDFPageLeaf): Uint8Array {
  const contents = page.Contents();
  const streams = contents instanceof PDFArray ? contents.asArray().map((_, i) => contents.lookup(i)) : [contents];
  return Buffer.concat(
    streams.flatMap((each) => (each instanceof PDFStream ? [streamData(each), Buffer.from('\n')] : [])),
  );
}

/** The name of the form on a page. Pages may share their resources. */
function nameIn(page: PDFPageLeaf, form: PDFRef): PDFName {
  const { context } = page;
  let resources = page.Resources();
  if (!resources) page.set(N('Resources'), (resources = context.obj({})));
  const written = resources.lookup(N('XObject'));
  const objects: PDFDict = written instanceof PDFDict ? written : context.obj({});
  if (objects !== written) resources.set(N('XObject'), objects);
  for (let count = 0; ; count++) {
    const name = N(count === 0 ? 'Recipient' : `Recipient${count}`);
    const there = objects.get(name);
    if (there === undefined) objects.set(name, form);
    if (there === undefined || there === form) return name;
  }
}

function stream(context: PDFContext, text: string): PDFRef {
  return context.register(PDFRawStream.of(context.obj({}), Buffer.from(text, 'latin1')));
}
