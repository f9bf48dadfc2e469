import type { Span } from './span.ts';

/** A rectangle in points, origin at the lower left, in the page's own (unrotated) user space. */
export interface Rectangle {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** A page of somebody else's PDF, as it came. */
export interface ExhibitPage {
  /** The area that a viewer shows: CropBox within MediaBox (ISO 32000-1, 14.11.2), unrotated. */
  readonly box: Rectangle;
  /** Clockwise turn for display: 0, 90, 180, 270. */
  readonly rotate: 0 | 90 | 180 | 270;
  /** What is painted, unrotated; undefined for an empty page. Tells where a stamp has room; where bounds of it tell that, it may be those. */
  readonly ink?: Rectangle;
  /** Label in the exhibit's own numbering, when it has one. */
  readonly label?: string;
  /** How the words of the page begin, if not all of them, in reading order: for alternative text. Empty where its structure tells them. */
  readonly text: string;
  /**
   * Of a page that comes as a picture with its text behind it, unseen: how many paragraphs that text has. Its marked content 0 is the picture,
   * 1 and on are the paragraphs in order.
   */
  readonly paragraphs?: number;
}

/** A bookmark of an exhibit: the page is an index into {@link Exhibit.pages}. */
export interface ExhibitBookmark {
  readonly title: string;
  readonly page?: number;
  /** What it shows of the page; absent: it does not say. */
  readonly view?: DestinationView;
  /** Whether what is below it shows; absent: it does not. */
  readonly open?: true;
  /** Absent: as a reader's program shows bookmarks. */
  readonly look?: BookmarkLook;
  readonly children: readonly ExhibitBookmark[];
}

/**
 * How a destination shows its page (ISO 32000-1, Table 151): the kind of view and what it asks for, in points of the page's user space;
 * null: as the reader has it.
 */
export type DestinationView = readonly [kind: string, ...places: (number | null)[]];

/** Flags of a bookmark (ISO 32000-1, Table 154). */
export const BOOKMARK_ITALIC = 1;
/** See {@link BOOKMARK_ITALIC}. */
export const BOOKMARK_BOLD = 2;

/** How a bookmark looks (ISO 32000-1, Table 153). */
export interface BookmarkLook {
  /** Red, green and blue, 0 to 1. */
  readonly colour?: readonly [red: number, green: number, blue: number];
  readonly italic?: true;
  readonly bold?: true;
}

/** What keeps a page from PDF/A-2 or PDF/UA. */
export interface ExhibitFault {
  /** Index of the page; −1: the file as a whole. */
  readonly page: number;
  /** In words: `font Arial is not embedded`. */
  readonly rule: string;
  /** The standard and its clause. */
  readonly clause: string;
  /** A picture in the page's place would have it, too. */
  readonly lasting?: boolean;
}

/**
 * Somebody else's PDF, taken in: opened in a worker within bounded time and memory, decrypted where a password was given, repaired where it was
 * damaged, forms and what they show made part of the pages, scripts and actions gone. `bytes` load whole in pdf-lib: every page is there.
 */
export interface Exhibit {
  /** Relative to the project root. */
  readonly file: string;
  readonly span: Span;
  readonly bytes: Uint8Array;
  readonly title?: string;
  readonly lang?: string;
  readonly pages: readonly ExhibitPage[];
  readonly outline: readonly ExhibitBookmark[];
  /** Named destinations by the bytes of their names, one a character, with their pages; absent: it has none. */
  readonly names?: readonly (readonly [name: string, page: number])[];
  /** Whether its structure tree is sound enough to keep. */
  readonly tagged: boolean;
  readonly faults: readonly ExhibitFault[];
}
