import { PDFArray, PDFDict, PDFNumber, PDFRef, type PDFContext, type PDFObject, PDFName } from 'pdf-lib';
import { viewOf } from '../model/pdf-destination.ts';
import type { ExhibitBookmark } from '../model/exhibit.ts';
import { readLabelRanges } from '../model/pdf-labels.ts';
import { labelAt } from '../model/page-label.ts';
import { byteText, dictionaryAt, nameAt, numberAt, textAt, tree, value } from '../model/pdf-values.ts';
import { DEPTH_LIMIT, ELEMENTS_LIMIT } from './limits.ts';
import type { Leaf } from './page-tree.ts';

/** Names that lead to names; more is a ring. */
const NAMES_IN_ROW = 8;

/** What is wrong with an outline. */
export interface OutlineFaults {
  /** Items lead back to earlier ones. */
  readonly ring: boolean;
  /** Levels are beyond the limit: what they hold stands on the last within it. */
  readonly deep: boolean;
  /** Items are beyond the limit, and left out. */
  readonly many: boolean;
}

/** A bookmark that is not read to its end. */
interface Growing extends ExhibitBookmark {
  readonly children: Growing[];
}

/** A row of items of which some are not read yet. */
interface OpenLevel {
  next: PDFDict | undefined;
  readonly list: Growing[];
  readonly depth: number;
}

/** The document outline (ISO 32000-1, 12.3.3). Each item is read once, so that rings end. */
export function outlineOf(
  context: PDFContext,
  catalog: PDFDict,
  leaves: readonly Leaf[],
): { readonly outline: readonly ExhibitBookmark[]; readonly faults: OutlineFaults } {
  const placeOf = placesIn(context, catalog, leaves);
  const outline: Growing[] = [];
  const faults = { ring: false, deep: false, many: false };
  const seen = new Set<PDFDict>();
  const open: OpenLevel[] = [
    { next: dictionaryAt(dictionaryAt(catalog, 'Outlines'), 'First'), list: outline, depth: 1 },
  ];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const item = level.next;
    if (!item || seen.has(item)) {
      faults.ring ||= item !== undefined;
      open.pop();
      continue;
    }
    if (seen.size >= ELEMENTS_LIMIT) {
      faults.many = true;
      break;
    }
    seen.add(item);
    level.next = dictionaryAt(item, 'Next');
    const action = dictionaryAt(item, 'A');
    const first = dictionaryAt(item, 'First');
    const bookmark: Growing = {
      title: (textAt(item, 'Title') ?? '').replace(/\s+/g, ' ').trim(),
      ...placeOf(value(item, 'Dest') ?? (nameAt(action, 'S') === 'GoTo' ? value(action, 'D') : undefined)),
      ...(first && (numberAt(item, 'Count') ?? 0) > 0 && { open: true as const }),
      children: [],
    };
    level.list.push(bookmark);
    if (!first) continue;
    const last = level.depth === DEPTH_LIMIT;
    faults.deep ||= last;
    open.push(last ? { ...level, next: first } : { next: first, list: bookmark.children, depth: level.depth + 1 });
  }
  return { outline, faults };
}

/** Finds where destinations of a file lead, named ones too (ISO 32000-1, 12.3.2). */
function placesIn(
  context: PDFContext,
  catalog: PDFDict,
  leaves: readonly Leaf[],
): (destination: PDFObject | undefined) => Pick<ExhibitBookmark, 'page' | 'view'> {
  const places = new Map(leaves.map(({ ref }, index) => [ref, index] as const));
  const named = new Map<string, PDFObject>();
  for (const [name, object] of dictionaryAt(catalog, 'Dests')?.entries() ?? []) named.set(byteText(name) ?? '', object);
  for (const [key, object] of tree(dictionaryAt(dictionaryAt(catalog, 'Names'), 'Dests'), 'Names'))
    named.set(byteText(key) ?? '', object);

  const placeOf = (destination: PDFObject | undefined, row = 0): Pick<ExhibitBookmark, 'page' | 'view'> => {
    const object = context.lookup(destination);
    if (row > NAMES_IN_ROW) return {};
    if (object instanceof PDFDict) return placeOf(object.get(PDFName.of('D')), row + 1);
    if (object instanceof PDFArray) {
      const first = object.size() > 0 ? object.get(0) : undefined;
      const index = first instanceof PDFNumber ? first.asNumber() : -1;
      const page = first instanceof PDFRef ? places.get(first) : leaves[index] && index;
      const view = page === undefined ? undefined : viewOf(object);
      return { ...(page !== undefined && { page }), ...(view && { view }) };
    }
    const name = byteText(object);
    return name === undefined ? {} : placeOf(named.get(name), row + 1);
  };
  return placeOf;
}

/** What a viewer shows for each of `count` pages (ISO 32000-1, 12.4.2); undefined for pages without a label. */
export function labelsOf(catalog: PDFDict, count: number): (string | undefined)[] {
  const ranges = readLabelRanges(catalog);
  return Array.from({ length: count }, (_, page) => {
    const range = ranges.findLast((each) => each.page <= page);
    return (range && labelAt(range, page - range.page)) || undefined;
  });
}
