import type { PDFDict } from 'pdf-lib';
import { BOOKMARK_BOLD, BOOKMARK_ITALIC, type BookmarkLook, type ExhibitBookmark } from '../model/exhibit.ts';
import { labelAt } from '../model/page-label.ts';
import { readLabelRanges } from '../model/pdf-labels.ts';
import { dictionaryAt, nameAt, numberAt, numbers, textAt, value } from '../model/pdf-values.ts';
import type { Destinations } from './destinations.ts';
import { DEPTH_LIMIT, ELEMENTS_LIMIT } from './limits.ts';

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
  catalog: PDFDict,
  destinations: Destinations,
): { readonly outline: readonly ExhibitBookmark[]; readonly faults: OutlineFaults } {
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
      ...destinations.placeOf(value(item, 'Dest') ?? (nameAt(action, 'S') === 'GoTo' ? value(action, 'D') : undefined)),
      ...(first && (numberAt(item, 'Count') ?? 0) > 0 && { open: true as const }),
      ...lookOf(item),
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

/** How a bookmark looks, where that is not as all do. */
function lookOf(item: PDFDict): Pick<ExhibitBookmark, 'look'> {
  const flags = numberAt(item, 'F') ?? 0;
  const [red = 0, green = 0, blue = 0, ...more] = numbers(value(item, 'C')) ?? [];
  const parts = [red, green, blue];
  const coloured =
    more.length === 0 && parts.some((part) => part !== 0) && parts.every((part) => part >= 0 && part <= 1);
  const look: BookmarkLook = {
    ...(coloured && { colour: [red, green, blue] }),
    ...((flags & BOOKMARK_ITALIC) !== 0 && { italic: true }),
    ...((flags & BOOKMARK_BOLD) !== 0 && { bold: true }),
  };
  return Object.keys(look).length > 0 ? { look } : {};
}

/** What a viewer shows for each of `count` pages (ISO 32000-1, 12.4.2); undefined for pages without a label. */
export function labelsOf(catalog: PDFDict, count: number): (string | undefined)[] {
  const ranges = readLabelRanges(catalog);
  return Array.from({ length: count }, (_, page) => {
    const range = ranges.findLast((each) => each.page <= page);
    return (range && labelAt(range, page - range.page)) || undefined;
  });
}
