import { PDFDict, PDFName, PDFNumber, PDFPageLeaf, PDFPageTree, PDFRef, type PDFDocument } from 'pdf-lib';
import type { Printed } from '../model/book.ts';
import { loadPdf } from '../model/pdf-load.ts';
import { ObjectCopier } from './copy-objects.ts';
import { StoredObjects } from './duplicates.ts';
import { inherited, inheritedEntry, rectangle } from './open.ts';

/** Pages of one node of the page tree. */
const KIDS_A_NODE = 64;

const N = (text: string): PDFName => PDFName.of(text);
/** What a page needs that shows no more than its stamp. */
const WANTED = ['MediaBox', 'Resources', 'Contents'] as const;

/** The book as printed, in one file. */
export interface Stitched {
  readonly document: PDFDocument;
  /** What came out of prints beside the first, to be kept once where it is the same. */
  readonly copied: readonly PDFRef[];
  /** Pages out of these prints. */
  readonly apart: readonly PDFRef[];
}

/** Opens what was printed, with pages that were printed apart in their places. */
export async function stitched({ bytes, apart }: Pick<Printed, 'bytes' | 'apart'>): Promise<Stitched> {
  const document = await loadPdf(bytes, true);
  if (!apart) return { document, copied: [], apart: [] };
  const { context } = document;
  const pages: PDFRef[] = [];
  for (const [i, [node, ref]] of leaves(document).entries()) {
    const place = apart.pages[i];
    if (place === undefined) continue;
    for (const key of WANTED) {
      const written = inheritedEntry(node, N(key));
      if (written) node.set(N(key), written);
    }
    pages[place] = ref;
  }
  const copied: PDFRef[] = [];
  const stored = new StoredObjects().of(false);
  const printedApart: PDFRef[] = [];
  for (const print of apart.prints) {
    const source = await loadPdf(print.bytes, true);
    const copier = new ObjectCopier(source.context, context, undefined, stored);
    for (const [i, [node]] of leaves(source).entries()) {
      const place = print.pages[i];
      if (place === undefined) continue;
      const page = PDFPageLeaf.fromMapWithContext(new Map([[N('Type'), N('Page')]]), context, false);
      for (const key of WANTED) {
        const written = inheritedEntry(node, N(key));
        const made = written && copier.copy(written);
        if (made) page.set(N(key), made);
      }
      printedApart.push((pages[place] = context.register(page)));
    }
    copied.push(...copier.copied);
  }
  hang(document, pages);
  addDestinations(document, pages, apart.destinations);
  return { document, copied, apart: printedApart };
}

/** Pages in order. pdf-lib remembers pages once it is asked for them, so this goes down the tree by itself. */
function leaves(document: PDFDocument): (readonly [PDFPageLeaf, PDFRef])[] {
  const found: (readonly [PDFPageLeaf, PDFRef])[] = [];
  document.catalog.Pages().traverse((node, ref) => {
    if (node instanceof PDFPageLeaf) found.push([node, ref]);
  });
  return found;
}

/** Hangs pages into the page tree in the place of all that it has. */
function hang({ catalog, context }: PDFDocument, pages: readonly PDFRef[]): void {
  const root = catalog.get(N('Pages'));
  if (!(root instanceof PDFRef)) throw new Error('the print has no page tree');
  const nodes: PDFRef[] = [];
  for (let from = 0; from < pages.length; from += KIDS_A_NODE) {
    const kids = pages.slice(from, from + KIDS_A_NODE);
    const node = PDFPageTree.withContext(context, root);
    const ref = context.register(node);
    node.set(N('Kids'), context.obj(kids));
    node.set(N('Count'), PDFNumber.of(kids.length));
    for (const kid of kids) context.lookup(kid, PDFDict).set(N('Parent'), ref);
    nodes.push(ref);
  }
  const top = context.lookup(root, PDFDict);
  top.set(N('Kids'), context.obj(nodes));
  top.set(N('Count'), PDFNumber.of(pages.length));
}

/** Gives names to the heads of pages, as the browser does to what links lead to. */
function addDestinations(
  { catalog, context }: PDFDocument,
  pages: readonly PDFRef[],
  destinations: ReadonlyMap<string, number>,
): void {
  const written = catalog.lookup(N('Dests'));
  const names: PDFDict = written instanceof PDFDict ? written : context.obj({});
  if (names !== written) catalog.set(N('Dests'), context.register(names));
  for (const [name, page] of destinations) {
    const ref = pages[page]!;
    const top = rectangle(inherited(context.lookup(ref, PDFDict), N('MediaBox')))?.top ?? 0;
    names.set(N(name), context.obj([ref, 'XYZ', 0, top, 0]));
  }
}
