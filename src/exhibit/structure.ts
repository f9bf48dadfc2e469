import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { booleanAt, dictionaryAt, items, numberAt, tree, value } from '../model/pdf-values.ts';
import type { ContentFacts } from './content-facts.ts';
import { ELEMENTS_LIMIT } from './limits.ts';
import type { Leaf } from './page-tree.ts';

/** Elements inside each other. Real ones nest some twenty deep. */
const STRUCTURE_DEPTH_LIMIT = 200;
/** Part of the marks that the tree must know, and of the text that must be marked, for tags to be worth keeping. */
const COVERED = 0.9;

/** What is wrong with a file's tags (ISO 32000-1, 14.7 and 14.8), in words; undefined when they are sound enough to keep. */
export function structureFault(
  catalog: PDFDict,
  leaves: readonly Leaf[],
  contents: readonly ContentFacts[],
): string | undefined {
  const root = dictionaryAt(catalog, 'StructTreeRoot');
  if (!root) return 'it has no tags';
  if (booleanAt(dictionaryAt(catalog, 'MarkInfo'), 'Marked') !== true) return 'it does not say that it is tagged';
  const parents = new Map<number, PDFObject>();
  for (const [key, object] of tree(dictionaryAt(root, 'ParentTree'), 'Nums')) {
    if (key instanceof PDFNumber) parents.set(key.asNumber(), object);
  }
  let known = 0;
  let marks = 0;
  let marked = 0;
  let shown = 0;
  for (const [index, { dict }] of leaves.entries()) {
    const content = contents[index];
    if (!content) continue;
    marked += content.marked;
    shown += content.marked + content.unmarked;
    marks += content.mcids.size;
    const key = numberAt(dict, 'StructParents');
    const list = key === undefined ? undefined : parents.get(key);
    if (content.mcids.size > 0 && !(list instanceof PDFArray)) return `page ${index + 1} is not in its tag tree`;
    if (!(list instanceof PDFArray)) continue;
    for (const mcid of content.mcids) {
      if (mcid >= 0 && mcid < list.size() && list.lookup(mcid) instanceof PDFDict) known++;
    }
  }
  if (marks === 0 && shown > 0) return 'nothing in it is tagged';
  if (known < marks * COVERED) return `its tag tree knows ${known} of ${marks} marks`;
  if (marked < shown * COVERED) return `${shown - marked} of ${shown} pieces of text are not tagged`;
  return treeFault(root);
}

/** Goes through the elements; rings and endless depth are faults. */
function treeFault(root: PDFDict): string | undefined {
  const seen = new Set<PDFDict>();
  const open: { readonly dict: PDFDict; readonly depth: number }[] = [{ dict: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next.dict)) return 'an element of its tag tree stands in two places';
    seen.add(next.dict);
    if (next.depth > STRUCTURE_DEPTH_LIMIT) return 'its tag tree is too deep';
    if (seen.size > ELEMENTS_LIMIT) return 'its tag tree is too large';
    for (const kid of items(value(next.dict, 'K'))) {
      const own = kid instanceof PDFDict && kid.has(PDFName.of('S')) ? kid : undefined;
      if (own) open.push({ dict: own, depth: next.depth + 1 });
    }
  }
  return seen.size > 1 ? undefined : 'its tag tree is empty';
}
