import { PDFDict, PDFName, PDFRef, type PDFObject } from 'pdf-lib';
import type { Item } from './compress.ts';
import { eachReference, type GraphNode, type ObjectGraph } from './object-graph.ts';

/** Who needs an object: what a reader must know to decide when to fetch it. */
export interface Usage {
  /** Needed to open the document at all. */
  readonly opening: boolean;
  readonly outline: boolean;
  /** Needed by something that is neither a page nor shown on opening: structure, names, the page tree. */
  readonly elsewhere: boolean;
  /** Indices of the pages that need it, ascending. */
  readonly pages: readonly number[];
}

/** Parts of a linearised file after its head (ISO 32000-1, F.3). */
export type Part = 'catalog' | 'opening' | 'outline' | 'first-page' | 'page' | 'shared' | 'rest';

/** Catalog entries that a reader follows before it shows the first page (F.3.4). */
const OPENING_KEYS: ReadonlySet<string> = new Set([
  '/ViewerPreferences',
  '/PageMode',
  '/Threads',
  '/OpenAction',
  '/AcroForm',
]);
const OUTLINES = '/Outlines';

/** Uses of every node, from the catalog's entries and from each page. A page is needed by itself alone. */
export function usages(graph: ObjectGraph, pages: readonly GraphNode[]): ReadonlyMap<GraphNode, Usage> {
  const opening = new Set<GraphNode>();
  const outline = new Set<GraphNode>();
  const elsewhere = new Set<GraphNode>();
  const visit = (start: GraphNode | undefined, reached: Set<GraphNode>): void => {
    const open = start ? [start] : [];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind === 'page' || reached.has(node)) continue;
      reached.add(node);
      open.push(...node.children);
    }
  };
  for (const [key, value] of (graph.root.object as PDFDict).entries()) {
    const name = key.toString();
    const reached = OPENING_KEYS.has(name) ? opening : name === OUTLINES ? outline : elsewhere;
    eachReference(value, (ref) => visit(graph.find(ref), reached));
  }
  visit(graph.info, elsewhere);

  const onPages = new Map<GraphNode, number[]>();
  pages.forEach((page, index) => {
    const open = [page];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.kind === 'page' && node !== page) continue;
      const uses = onPages.get(node);
      if (uses?.at(-1) === index) continue;
      if (uses) uses.push(index);
      else onPages.set(node, [index]);
      open.push(...node.children);
    }
  });
  return new Map(
    graph.nodes.map((node) => [
      node,
      {
        opening: opening.has(node),
        outline: outline.has(node),
        elsewhere: elsewhere.has(node),
        pages: onPages.get(node) ?? [],
      },
    ]),
  );
}

/** Use of an item: of all that is packed in it, for they come together. */
export function usageOf(item: Item, uses: ReadonlyMap<GraphNode, Usage>): Usage {
  if (!item.packed) return uses.get(item.nodes[0]!)!;
  const all = item.nodes.map((node) => uses.get(node)!);
  return {
    opening: all.some((use) => use.opening),
    outline: all.some((use) => use.outline),
    elsewhere: all.some((use) => use.elsewhere),
    pages: [...new Set(all.flatMap((use) => use.pages))].sort((a, b) => a - b),
  };
}

/** The part of the file that something belongs in by its use. */
export function partOf(kind: GraphNode['kind'], use: Usage): Part {
  if (kind === 'catalog') return 'catalog';
  if (use.outline) return 'outline';
  if (use.opening) return 'opening';
  if (use.pages[0] === 0) return 'first-page';
  if (use.pages.length > 1) return 'shared';
  return use.pages.length === 1 && !use.elsewhere ? 'page' : 'rest';
}

/** Page attributes that a page may take from the tree above it (ISO 32000-1, Table 30). */
const INHERITABLE = ['Resources', 'MediaBox', 'CropBox', 'Rotate'].map((key) => PDFName.of(key));
/** Levels of a page tree; a balanced one of a million pages has fewer than this. */
const TREE_DEPTH = 64;

/** Gives every page what it inherited, as a page of a linearised file must hold all its attributes itself (F.3.7). */
export function settleInheritance(pages: readonly PDFDict[]): void {
  const tree = new Set<PDFDict>();
  for (const page of pages) {
    const missing = new Set(INHERITABLE.filter((key) => !page.has(key)));
    let above: PDFObject | undefined = page.lookup(PDFName.of('Parent'));
    for (let level = 0; level < TREE_DEPTH && above instanceof PDFDict; level++) {
      tree.add(above);
      for (const key of missing) {
        const value = above.get(key);
        if (!value) continue;
        page.set(key, value instanceof PDFRef ? value : value.clone());
        missing.delete(key);
      }
      above = above.lookup(PDFName.of('Parent'));
    }
  }
  for (const node of tree) for (const key of INHERITABLE) node.delete(key);
}
