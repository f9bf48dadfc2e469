import { PDFArray, PDFDict, PDFNumber, PDFRef, type PDFContext, type PDFObject, PDFName } from 'pdf-lib';
import type { ExhibitBookmark } from '../model/exhibit.ts';
import { readLabelRanges } from '../model/pdf-labels.ts';
import { labelAt } from '../model/page-label.ts';
import { byteText, dictionaryAt, nameAt, textAt, tree, value } from '../model/pdf-values.ts';
import { DEPTH_LIMIT, ELEMENTS_LIMIT } from './limits.ts';
import type { Leaf } from './page-tree.ts';

/** Names that lead to names; more is a ring. */
const NAMES_IN_ROW = 8;

/** The document outline (ISO 32000-1, 12.3.3). Each item is read once, so that rings end; `crooked` says that there was one. */
export function outlineOf(
  context: PDFContext,
  catalog: PDFDict,
  leaves: readonly Leaf[],
): { readonly outline: ExhibitBookmark[]; readonly crooked: boolean } {
  const places = new Map(leaves.map(({ ref }, index) => [ref, index] as const));
  const named = new Map<string, PDFObject>();
  for (const [name, object] of dictionaryAt(catalog, 'Dests')?.entries() ?? []) named.set(byteText(name) ?? '', object);
  for (const [key, object] of tree(dictionaryAt(dictionaryAt(catalog, 'Names'), 'Dests'), 'Names'))
    named.set(byteText(key) ?? '', object);

  const pageOf = (destination: PDFObject | undefined, row = 0): number | undefined => {
    const object = context.lookup(destination);
    if (row > NAMES_IN_ROW) return undefined;
    if (object instanceof PDFDict) return pageOf(object.get(PDFName.of('D')), row + 1);
    if (object instanceof PDFArray) {
      const first = object.size() > 0 ? object.get(0) : undefined;
      if (first instanceof PDFRef) return places.get(first);
      const index = first instanceof PDFNumber ? first.asNumber() : -1;
      return index >= 0 && index < leaves.length ? index : undefined;
    }
    const name = byteText(object);
    return name === undefined ? undefined : pageOf(named.get(name), row + 1);
  };

  const seen = new Set<PDFDict>();
  let crooked = false;
  const level = (parent: PDFDict | undefined, depth: number): ExhibitBookmark[] => {
    const list: ExhibitBookmark[] = [];
    for (let item = dictionaryAt(parent, 'First'); item; item = dictionaryAt(item, 'Next')) {
      if (seen.has(item) || depth > DEPTH_LIMIT || seen.size > ELEMENTS_LIMIT) {
        crooked = true;
        break;
      }
      seen.add(item);
      const action = dictionaryAt(item, 'A');
      const page = pageOf(value(item, 'Dest') ?? (nameAt(action, 'S') === 'GoTo' ? value(action, 'D') : undefined));
      list.push({
        title: (textAt(item, 'Title') ?? '').replace(/\s+/g, ' ').trim(),
        ...(page !== undefined && { page }),
        children: level(item, depth + 1),
      });
    }
    return list;
  };
  return { outline: level(dictionaryAt(catalog, 'Outlines'), 0), crooked };
}

/** What a viewer shows for each of `count` pages (ISO 32000-1, 12.4.2); undefined for pages without a label. */
export function labelsOf(catalog: PDFDict, count: number): (string | undefined)[] {
  const ranges = readLabelRanges(catalog);
  return Array.from({ length: count }, (_, page) => {
    const range = ranges.findLast((each) => each.page <= page);
    return (range && labelAt(range, page - range.page)) || undefined;
  });
}
