import type { Exhibit, ExhibitBookmark } from '../model/exhibit.ts';

/** Characters of a page's text in its alternative text: enough to know it by. */
const BEGINNING = 300;

/**
 * What stands for a page of which no structure is known (ISO 32000-1, 14.9.3): the bookmark that leads to it or the exhibit's title, its
 * number, and how it begins. No words of ours: it is in the exhibit's language.
 */
export function alternativeText(
  { outline, pages }: Pick<Exhibit, 'outline' | 'pages'>,
  page: number,
  title: string,
): string {
  const { text: whole = '', paragraphs = 0 } = pages[page] ?? {};
  // Where the text is behind the picture, it is read after it.
  const text = (paragraphs > 0 ? '' : whole).replace(/\s+/g, ' ').trim();
  const end = text.length > BEGINNING ? Math.max(text.lastIndexOf(' ', BEGINNING), BEGINNING / 2) : text.length;
  const begin = end < text.length ? `${text.slice(0, end)} …` : text;
  const name = bookmarkOf(outline, page) ?? title;
  return `${name} (${page + 1}/${pages.length})${begin === '' ? '' : `: ${begin}`}`.toWellFormed();
}

/** Title of the first bookmark that leads to a page. */
function bookmarkOf(bookmarks: readonly ExhibitBookmark[], page: number): string | undefined {
  for (const bookmark of bookmarks) {
    const title = bookmark.page === page ? bookmark.title : bookmarkOf(bookmark.children, page);
    if (title !== undefined) return title;
  }
  return undefined;
}
