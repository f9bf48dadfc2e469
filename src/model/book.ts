import type { NumberedRun } from './composition.ts';
import type { BookmarkLook, Rectangle } from './exhibit.ts';
import type { OpenPdf } from './pdf-load.ts';
import type { BrandInk } from './press.ts';
import type { Edition, MarkPlace, PageSize } from './publication.ts';

/** One page as printed. */
export interface FolioPage {
  /** What is printed as its number and shown as its label; empty where none is printed (cover, blank). */
  readonly folio: string;
  /** Label in the viewer (ISO 32000-1, 12.4.2): the folio, or a stand-in for pages that print none. */
  readonly label: string;
  readonly blank: boolean;
  /** Upper margin in points: Chromium counts the heights of destinations from the page area, not from the sheet. */
  readonly top?: number;
  /** On an exhibit's page: where in its margins there is room beside what is painted. */
  readonly room?: 'foot' | 'head' | 'side' | 'none';
}

/** Where everything fell. Pages count from 0. */
export interface PageMap {
  readonly pages: readonly FolioPage[];
  /** Page index of every destination id. */
  readonly destinations: ReadonlyMap<string, number>;
}

/** Where a page of an exhibit goes. */
export interface PlacedExhibitPage {
  /** Index of the printed page that holds its place. */
  readonly page: number;
  /** Index into `Composition.exhibits`. */
  readonly exhibit: number;
  /** Index into `Exhibit.pages`. */
  readonly exhibitPage: number;
  /**
   * Where the exhibit page's shown box comes to lie, turned upright, in points from the lower left of the printed page; what hangs out of the
   * page is cut off. Undefined: the printed page has the exhibit page's own size and both lie on each other.
   */
  readonly frame?: Rectangle;
  /** The rectangle of the printed page outside of which nothing of the exhibit's shows, points from its lower left. Undefined: all of it shows. */
  readonly clip?: Rectangle;
}

/** A print of some of a book's pages. */
export interface PartPrint {
  readonly bytes: Uint8Array;
  /** Index in the book of every printed page; undefined: it is dropped. */
  readonly pages: readonly (number | undefined)[];
}

/** What Chromium gave, checked against the oracle. */
export interface Printed {
  readonly bytes: Uint8Array;
  /** All text in reading order, with white space where words and blocks part. */
  readonly text: string;
  readonly map: PageMap;
  /** Pages that only hold the place of an exhibit's, in order; they carry its stamp and nothing else. Absent: none. */
  readonly exhibits?: readonly PlacedExhibitPage[];
  /** Where exhibits' pages were printed apart: those prints, and which pages of the book {@link bytes} have. Absent: those have all. */
  readonly apart?: {
    readonly pages: PartPrint['pages'];
    readonly prints: readonly PartPrint[];
    /** Ids on these pages, which are to become destinations, with their pages. */
    readonly destinations: ReadonlyMap<string, number>;
  };
  /** All runs of a packet with their labels, also those that are not printed; absent: they were not asked for. */
  readonly runs?: readonly NumberedRun[];
}

/** A bookmark; `children` nest. */
export interface OutlineItem {
  readonly title: string;
  /** Named destination in the printed file. */
  readonly destination: string;
  readonly open: boolean;
  /** How it looks; absent: as the reader's program shows bookmarks. */
  readonly look?: BookmarkLook;
  readonly children: readonly OutlineItem[];
}

/** What Info and XMP say, in agreement. Dates are UTC. */
export interface Metadata {
  readonly title: string;
  readonly authors: readonly string[];
  readonly subject?: string;
  readonly keywords: readonly string[];
  readonly lang: string;
  readonly created: Date;
  /** The program that made the document: `Octavo 0.1.0`. */
  readonly creatorTool: string;
}

/** A file that travels inside the PDF. */
export interface Attachment {
  /** Its name in the list of attachments, unique; a path relative to the publication. */
  readonly name: string;
  /** Media type, e.g. `text/markdown`. */
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly description: string;
  /** What it is to the document (ISO 32000-2, 7.11.3): what it was made of, or more to it. */
  readonly relationship: 'Source' | 'Data' | 'Supplement';
  readonly modified: Date;
}

/** Size of a page when it is trimmed, and where it is folded from its left side, CSS pixels. */
export interface TrimSize extends PageSize {
  readonly folds?: readonly number[];
}

/** What each recipient's copy bears on every page, printed for all of them at once. */
export interface RecipientMarks {
  /** A PDF with a page for each recipient in order, all of one size, the mark in the middle. */
  readonly bytes: Uint8Array;
  /** Width of the widest mark, points. */
  readonly width: number;
  /** What each says. */
  readonly lines: readonly string[];
}

/** The word over every page that says what the file is: `Draft`. */
export interface StatusMark {
  readonly text: string;
  readonly place: MarkPlace;
}

/** Where an exhibit's page that is one figure stands in its page's content: nothing in it is of the structure by itself. */
export interface FigureContent {
  /** Which of the page's content streams are the exhibit's: from the first to before the last of these places. */
  readonly streams: readonly [from: number, to: number];
  /** Name of the form that paints it, where it is one: then none of the streams is. */
  readonly form?: string;
}

/** All pages in order with everything `finish` writes around them. */
export interface Book {
  /** The printed file; with exhibits in it the open document instead, which is whoever finishes it to change, once. */
  readonly document: Uint8Array | OpenPdf;
  readonly map: PageMap;
  readonly outline: readonly OutlineItem[];
  readonly metadata: Metadata;
  readonly edition: Edition;
  /** Sizes that pages have when trimmed, CSS pixels, of an edition whose pages are larger. */
  readonly trims?: readonly TrimSize[];
  /** Colours that are printed in inks of their own. */
  readonly inks?: readonly BrandInk[];
  /** {@link Printed.text}: tells where the print dropped spaces. */
  readonly text?: string;
  /** Indices of pages whose content is an exhibit's, which says what it says without {@link text}. Absent: none. */
  readonly exhibitPages?: readonly number[];
  /** Of these those that are one figure each, by their indices. */
  readonly figures?: ReadonlyMap<number, FigureContent>;
  /** Whether pages that readers hold are not in it, with headings that others stand below. Absent: it is whole. */
  readonly excerpt?: boolean;
  readonly status?: StatusMark;
  /** Files to embed, for standards that allow it. */
  readonly attachments?: readonly Attachment[];
  /** Marks of the recipients that get copies. Absent: there are none. */
  readonly marks?: RecipientMarks;
  /** Whether files are locked with passwords. */
  readonly locked?: boolean;
}
