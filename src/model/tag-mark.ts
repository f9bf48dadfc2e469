/**
 * Facts about an element that the browser leaves out of a PDF's structure, written where they survive: an element with
 * `role=figure` becomes a Figure whose Alt is its `aria-label`. Paginate puts the marks on just before the print, finish
 * reads them and takes them off: neither HTML nor PDF keeps them.
 */
export type TagMark =
  /** Text in another language; the language itself reaches the PDF as the element's Lang. */
  | { readonly kind: 'language' }
  /** An abbreviation and what it stands for. */
  | { readonly kind: 'abbreviation'; readonly expansion: string }
  /** Letters set above or below the line, and how far above it in points. */
  | { readonly kind: 'script'; readonly position: 'Sup' | 'Sub'; readonly shift: number }
  /** A formula and how it reads aloud. */
  | { readonly kind: 'formula'; readonly alt: string }
  /** The notes of a chapter; `ids` are the destinations of its list items in order. */
  | { readonly kind: 'notes'; readonly ids: readonly string[] }
  /** A list of terms; for each child in order whether it is a term or what is said of it. */
  | { readonly kind: 'terms'; readonly items: readonly ('term' | 'description')[] }
  /** A list of contents. */
  | { readonly kind: 'contents' };

/** Begins every mark: a private character, so that no author's own label is taken for one. */
export const TAG_MARK = '\uF8FFoctavo:';

/** The label that carries a mark. */
export function formatTagMark(mark: TagMark): string {
  return TAG_MARK + JSON.stringify(mark);
}

/** The mark in an alternative text; undefined when it is an author's. */
export function parseTagMark(alt: string | undefined): TagMark | undefined {
  if (!alt?.startsWith(TAG_MARK)) return undefined;
  try {
    return JSON.parse(alt.slice(TAG_MARK.length)) as TagMark;
  } catch {
    return undefined;
  }
}
