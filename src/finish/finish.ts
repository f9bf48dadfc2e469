import { PDFName, type PDFDocument, type PDFRef } from 'pdf-lib';
import type { Book } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import { DEFAULT_PRESS } from '../model/press.ts';
import { attach } from './attachments.ts';
import { conform } from './conform.ts';
import { nameDestinations, nameLinks } from './destinations.ts';
import { pageLabels } from './labels.ts';
import { linearise } from './linearise.ts';
import { load } from './load.ts';
import { describeDocument } from './metadata.ts';
import { objectGraph } from './object-graph.ts';
import { outline } from './outline.ts';
import { outputIntent } from './output-intent.ts';
import { conformanceTo } from './standards.ts';
import { leadToStructure } from './structure-destinations.ts';
import { settleInheritance } from './usage.ts';
import { viewer } from './viewer.ts';
import { preparePress, type PressWorld } from './print/press.ts';
import { write } from './write.ts';

/** Where a file says its version: after `%PDF-` (ISO 32000-1, 7.5.2). */
const VERSION_AT = 5;
/** PDF/X-4 is PDF 1.6 (ISO 15930-7, 6.1). */
const PRESS_VERSION = '1.6';

/**
 * Writes everything around the pages (outline, labels, destinations, metadata, how the file opens) and the file itself,
 * compressed and, where the edition asks, linearised. The same book gives the same bytes.
 */
export async function finish(book: Book, world: PressWorld, report: Report): Promise<Uint8Array> {
  const document = await load(book.bytes);
  const { context, catalog } = document;
  const conformance = conformanceTo(book.edition.standard);
  if (conformance.press) {
    await preparePress(document, book, book.edition.press ?? DEFAULT_PRESS, conformance, world, report);
    catalog.set(
      PDFName.of('PageLabels'),
      pageLabels(
        context,
        book.map.pages.map((page) => page.label),
      ),
    );
    viewer(context, catalog, { lang: book.metadata.lang, outline: false });
    return finishedFile(await write(objectGraph(context)), PRESS_VERSION);
  }
  const structure = conform(document, book, conformance, report);
  const pages = document.getPages();
  const dictionaries = pages.map((page) => page.node);
  const labels = book.map.pages.map((page) => page.label);
  const names = nameDestinations(context, catalog, topMargins(document, book));
  nameLinks(dictionaries, names, report);
  const root = outline(context, book.outline, names, report);
  if (root) catalog.set(PDFName.of('Outlines'), root);
  else catalog.delete(PDFName.of('Outlines'));
  catalog.set(PDFName.of('PageLabels'), pageLabels(context, labels));
  describeDocument(context, catalog, book.metadata, conformance);
  if (conformance.outputIntent) outputIntent(context, catalog, await srgb(world));
  attach(context, catalog, book.attachments ?? []);
  viewer(context, catalog, { lang: book.metadata.lang, outline: root !== undefined });
  if (conformance.structureDestinations && structure) leadToStructure(document, structure.document, structure.refs);
  if (book.edition.linearise) settleInheritance(dictionaries);
  const order = pages.map((page) => page.ref);
  const graph = objectGraph(context);
  const bytes = await (book.edition.linearise ? linearise(graph, order) : write(graph));
  return finishedFile(bytes, conformance.pdf);
}

/** The file with its version said. */
function finishedFile(bytes: Uint8Array, version: string): Uint8Array {
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
