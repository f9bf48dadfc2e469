import type { OutlineItem } from '../model/book.ts';
import type { ExhibitBookmark } from '../model/exhibit.ts';
import { isSameTitle } from '../model/same-title.ts';

/** Bookmarks of one exhibit for its place in the book's outline. */
export interface ExhibitOutline {
  /** Destination of the bookmark under which they hang. */
  readonly under: string;
  /** The exhibit's title, under which they are gathered where several exhibits hang under one bookmark. */
  readonly title: string;
  /** Destination of its first page. */
  readonly first: string;
  readonly items: readonly OutlineItem[];
}

/**
 * An exhibit's bookmarks in terms of the book. `destination` gives the name of a place on a page that is in it. A bookmark whose page was
 * left out leads to the first below it that was not; one with nothing below it goes, and `lost` is called. The first level is closed, so
 * that a book of many exhibits opens with its own bookmarks in sight; what one of them opens to is as it was.
 */
export function bookmarksOf(
  bookmarks: readonly ExhibitBookmark[],
  destination: (page: number, view: ExhibitBookmark['view']) => string | undefined,
  lost: () => void,
  level = 0,
): OutlineItem[] {
  return bookmarks.flatMap(({ title, page, view, open = false, look, children }) => {
    const inner = bookmarksOf(children, destination, lost, level + 1);
    const place = (page === undefined ? undefined : destination(page, view)) ?? inner[0]?.destination;
    if (place === undefined) {
      lost();
      return [];
    }
    return [{ title, destination: place, open: open && level > 0, ...(look && { look }), children: inner }];
  });
}

/**
 * The book's outline with exhibits' bookmarks under those of their items, in order of pages; those of one exhibit stay in their own order.
 * `pageOf` gives the page of a destination.
 */
export function withExhibits(
  items: readonly OutlineItem[],
  exhibits: readonly ExhibitOutline[],
  pageOf: (destination: string) => number,
): OutlineItem[] {
  return items.map((item) => {
    const children = withExhibits(item.children, exhibits, pageOf);
    const own = exhibits.filter((exhibit) => exhibit.under === item.destination);
    if (own.length === 0) return { ...item, children };
    const all = [
      ...children.map((child) => ({ rows: [child], page: pageOf(child.destination) })),
      ...own.map((exhibit) => {
        const { title, first } = exhibit;
        const below = withoutTitle(exhibit, pageOf);
        const rows = own.length === 1 ? below : [{ title, destination: first, open: false, children: below }];
        return { rows, page: pageOf(first) };
      }),
    ];
    // Stable: what begins on one page stays as it was.
    return { ...item, children: all.sort((a, b) => a.page - b.page).flatMap(({ rows }) => rows) };
  });
}

/** Bookmarks of an exhibit without one that says its title once more, on its first page; those within that take its place. */
export function withoutTitle(
  { title, first, items }: ExhibitOutline,
  pageOf: (destination: string) => number,
): readonly OutlineItem[] {
  const [top, ...rest] = items;
  if (!top || !isSameTitle(top.title, title) || pageOf(top.destination) !== pageOf(first)) return items;
  return [...top.children, ...rest];
}
