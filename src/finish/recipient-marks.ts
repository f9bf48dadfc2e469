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
import type { FolioPage, RecipientMarks } from '../model/book.ts';
import type { Rectangle } from '../model/exhibit.ts';
import { multiply, type Matrix } from '../model/matrix.ts';
import { fromShown, shownSize, type Turn } from '../model/shown-page.ts';
import { STAMP_INSET, STAMP_RIM, STAMP_STRIP, stampScale } from '../model/stamp.ts';
import { loadPdf } from '../model/pdf-load.ts';
import { streamData } from './stream-data.ts';

/** From the edge of a page to the middle of the line that a mark shares with stamps, points. */
const LINE = (STAMP_RIM + STAMP_STRIP) / 2 - 3;
/** What an exhibit's stamp takes of its strip with item, page, count and number, and the air beside it, points. */
const STAMP_WIDTH = 165;

const N = (text: string): PDFName => PDFName.of(text);

/** The one form that shows the mark on every page; another stream in its place makes another's copy. */
export interface MarkForm {
  readonly ref: PDFRef;
  /** The mark of the recipient of this index. */
  readonly of: (recipient: number) => PDFRawStream;
}

/**
 * Puts the mark of whoever gets a copy on every page, as an artifact (ISO 32000-1, 14.8.2.2): upright for the reader however the page is
 * turned, at its foot, or where the stamp of somebody else's page found room. It is empty until a copy is made.
 */
export async function placeMarks(
  document: PDFDocument,
  pages: readonly FolioPage[],
  marks: RecipientMarks,
): Promise<MarkForm> {
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
  const ref = context.register(form(new Uint8Array()));
  const open = stream(context, 'q\n');
  for (const [index, page] of document.getPages().entries()) {
    const box = rectangle(page.getCropBox());
    const turn = ((((page.getRotation().angle % 360) + 360) % 360) as Turn) || 0;
    const place = placeOf(shownSize(box, turn), index, pages[index], marks.width);
    if (!place) continue;
    const centred: Matrix = [1, 0, 0, 1, -width / 2, -height / 2];
    const matrix = multiply(multiply(centred, place), fromShown(box, turn));
    const name = nameIn(page.node, ref);
    const numbers = matrix.map((value) => Number(value.toFixed(4)) + 0).join(' ');
    const show = `Q\nq\n${numbers} cm\n/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n${name.toString()} Do\nEMC\nQ\n`;
    const written = page.node.get(N('Contents'));
    const contents = context.lookup(written);
    const own = contents instanceof PDFArray ? contents.asArray() : written ? [written] : [];
    page.node.set(N('Contents'), context.obj([open, ...own, stream(context, show)]));
  }
  return { ref, of: (recipient) => form(contents[recipient]!) };
}

/** Where on a page as shown a mark's middle comes to lie, and how it lies there; undefined: there is no room. */
function placeOf(
  size: { readonly width: number; readonly height: number },
  index: number,
  page: FolioPage | undefined,
  widest: number,
): Matrix | undefined {
  const k = stampScale(size);
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
  const [inner, outer] = [STAMP_INSET * k, size.width - STAMP_WIDTH * k];
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

function rectangle(box: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}): Rectangle {
  return { left: box.x, bottom: box.y, right: box.x + box.width, top: box.y + box.height };
}
