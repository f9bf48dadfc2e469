import { PDFName } from 'pdf-lib';
import type { Book } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import { nameDestinations, nameLinks } from './destinations.ts';
import { pageLabels } from './labels.ts';
import { linearise } from './linearise.ts';
import { load } from './load.ts';
import { describeDocument } from './metadata.ts';
import { objectGraph } from './object-graph.ts';
import { outline } from './outline.ts';
import { mapRoles } from './roles.ts';
import { settleInheritance } from './usage.ts';
import { viewer } from './viewer.ts';
import { write } from './write.ts';

/**
 * Writes everything around the pages (outline, labels, destinations, metadata, how the file opens) and the file itself,
 * compressed and, where the edition asks, linearised. The same book gives the same bytes.
 */
export async function finish(book: Book, report: Report): Promise<Uint8Array> {
  const document = await load(book.bytes);
  const { context, catalog } = document;
  const pages = document.getPages();
  const dictionaries = pages.map((page) => page.node);
  const labels = book.map.pages.map((page) => page.label);
  const names = nameDestinations(context, catalog);
  nameLinks(dictionaries, names, report);
  const root = outline(context, book.outline, names, report);
  if (root) catalog.set(PDFName.of('Outlines'), root);
  else catalog.delete(PDFName.of('Outlines'));
  catalog.set(PDFName.of('PageLabels'), pageLabels(context, labels));
  describeDocument(context, catalog, book.metadata);
  viewer(context, catalog, { lang: book.metadata.lang, outline: root !== undefined });
  mapRoles(context, catalog);
  if (!book.edition.linearise) return write(objectGraph(context));
  settleInheritance(dictionaries);
  const order = pages.map((page) => page.ref);
  return linearise(objectGraph(context), order);
}
