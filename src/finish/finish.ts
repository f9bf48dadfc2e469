import { PDFName, type PDFContext, type PDFDict, type PDFDocument, type PDFRef, type PDFStream } from 'pdf-lib';
import type { Book } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import type { AskGrounds } from '../model/ground.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import { DEFAULT_PRESS } from '../model/press.ts';
import { askingOf, type GroundsOf } from './ask-grounds.ts';
import { attach } from './attachments.ts';
import { conform } from './conform.ts';
import { nameDestinations, nameLinks } from './destinations.ts';
import { lock, type LockOrder, type Random } from './encryption.ts';
import { pageLabels } from './labels.ts';
import { linearise } from './linearise.ts';
import { loadPdf } from '../model/pdf-load.ts';
import { describeDocument } from './metadata.ts';
import { relateLinks } from './neighbour-links.ts';
import { objectGraph } from './object-graph.ts';
import { outline } from './outline.ts';
import { outputIntent } from './output-intent.ts';
import { placeMarks } from './recipient-marks.ts';
import { conformanceTo, type Conformance } from './standards.ts';
import { paintStatusMark } from './status-mark.ts';
import { leadToStructure } from './structure-destinations.ts';
import { settleInheritance } from './usage.ts';
import { viewer } from './viewer.ts';
import { preparePress, type PressWorld } from './print/press.ts';
import { write } from './write.ts';

/** Where a file says its version: after `%PDF-` (ISO 32000-1, 7.5.2). */
const VERSION_AT = 5;
/** PDF/X-4 is PDF 1.6 (ISO 15930-7, 6.1). */
const PRESS_VERSION = '1.6';

/** What finish asks of the world. */
export type FinishWorld = PressWorld & {
  readonly random: Random;
  /** Looks at what marks would stand on; absent: nobody does, and they are drawn for any ground. */
  readonly grounds?: AskGrounds;
};

/** Which of the files that a book is written to. */
export interface FileOrder {
  /** Index of the recipient whose copy it is, among {@link Book.marks}; absent: nobody's. */
  readonly recipient?: number;
  /** What it is locked with; the book must be {@link Book.locked}. */
  readonly lock?: LockOrder;
}

/** A finished book: everything is made and compressed, and only what differs is written anew for each file. */
export interface Finished {
  /** Bytes of one file. The same order gives the same bytes unless it is locked. */
  readonly file: (order?: FileOrder) => Promise<Uint8Array>;
}

/**
 * Writes everything around the pages (outline, labels, destinations, metadata, how the file opens) and prepares the file itself,
 * compressed and, where the edition asks, linearised. The same book gives the same bytes.
 */
export async function finish(book: Book, world: FinishWorld, report: Report): Promise<Finished> {
  const document = book.document instanceof Uint8Array ? await loadPdf(book.document, true) : book.document;
  const conformance = conformanceTo(book.edition.standard);
  const known = document === book.document ? undefined : (book.document as Uint8Array);
  const groundsOf = askingOf(document, known, world.grounds);
  if (conformance.press) return finishForPress(document, book, conformance, { ...world, groundsOf }, report);
  const { context, catalog } = document;
  const structure = conform(document, book, conformance, report);
  const status = await paintStatusMark(document, book, { ...world, groundsOf }, report);
  const pages = document.getPages();
  const dictionaries = pages.map((page) => page.node);
  const labels = book.map.pages.map((page) => page.label);
  const names = nameDestinations(context, catalog, topMargins(document, book));
  nameLinks(dictionaries, names, report);
  relateLinks(dictionaries);
  const root = outline(context, book.outline, names, report);
  if (root) catalog.set(PDFName.of('Outlines'), root);
  else catalog.delete(PDFName.of('Outlines'));
  catalog.set(PDFName.of('PageLabels'), pageLabels(context, labels));
  const metadata = describeDocument(context, catalog, book.metadata, conformance);
  if (conformance.outputIntent) outputIntent(context, catalog, await srgb(world));
  attach(context, catalog, book.attachments ?? []);
  viewer(context, catalog, { lang: book.metadata.lang, outline: root !== undefined });
  if (conformance.structureDestinations && structure) leadToStructure(document, structure.document, structure.refs);
  if (book.locked && conformance.pdf === '1.7') sayRevision6(context, catalog);
  const marks = book.marks && {
    forms: await placeMarks(document, book, book.marks, status?.headWidth ?? 0, groundsOf),
    ...book.marks,
  };
  if (book.edition.linearise) settleInheritance(dictionaries);
  const order = pages.map((page) => page.ref);
  const graph = objectGraph(context);
  const prepared = await (book.edition.linearise ? linearise(graph, order, book.locked) : write(graph, book.locked));
  return {
    file: async ({ recipient, lock: wanted } = {}) => {
      const streams = new Map<PDFRef, PDFStream>();
      if (marks && recipient !== undefined) {
        for (const form of marks.forms) streams.set(form.ref, form.of(recipient));
        streams.set(metadata.ref, metadata.withRights(marks.lines[recipient]!));
      }
      const bytes = await prepared({ streams, ...(wanted && { lock: lock(wanted, world.random) }) });
      return withVersion(bytes, conformance.pdf);
    },
  };
}

/** A book for a press: in its inks, without what only readers on screens need. */
async function finishForPress(
  document: PDFDocument,
  book: Book,
  conformance: Conformance,
  world: FinishWorld & { readonly groundsOf: GroundsOf },
  report: Report,
): Promise<Finished> {
  const { context, catalog } = document;
  // In light, so that it becomes ink with the rest.
  const press = book.edition.press ?? DEFAULT_PRESS;
  await paintStatusMark(document, book, world, report, press.bleed * POINTS_PER_MM);
  await preparePress(document, book, press, conformance, world, report);
  catalog.set(
    PDFName.of('PageLabels'),
    pageLabels(
      context,
      book.map.pages.map((page) => page.label),
    ),
  );
  viewer(context, catalog, { lang: book.metadata.lang, outline: false });
  const prepared = await write(objectGraph(context));
  return { file: async () => withVersion(await prepared(), PRESS_VERSION) };
}

/** PDF 1.7 knows revision 6 of the encryption as an extension (Adobe Supplement to ISO 32000-1, extension level 8). */
function sayRevision6(context: PDFContext, catalog: PDFDict): void {
  catalog.set(PDFName.of('Extensions'), context.obj({ ADBE: { BaseVersion: PDFName.of('1.7'), ExtensionLevel: 8 } }));
}

/** The file with its version said. */
function withVersion(bytes: Uint8Array, version: string): Uint8Array {
  bytes.set(Buffer.from(version, 'latin1'), VERSION_AT);
  return bytes;
}

/** Upper margins of the pages that Chromium set, in points. */
function topMargins(document: PDFDocument, book: Book): ReadonlyMap<PDFRef, number> {
  const tops = new Map<PDFRef, number>();
  for (const [i, page] of document.getPages().entries()) {
    const top = book.map.pages[i]?.top;
    if (top !== undefined) tops.set(page.ref, top);
  }
  return tops;
}

/** The profile that comes with Octavo. */
async function srgb(world: Pick<PressWorld, 'bundled'>): Promise<Uint8Array> {
  const profile = await world.bundled('assets/icc/sRGB.icc');
  if (!profile) throw new Error('assets/icc/sRGB.icc is missing from the package');
  return profile;
}
