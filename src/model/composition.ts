import type { Asset, Resource, Size } from './manuscript.ts';
import type { Exhibit } from './exhibit.ts';
import type { MinuteNumbers } from './minute-numbers.ts';
import type { PdfPart } from './part.ts';
import type { Bates, FolioRule, SupplementRule } from './publication.ts';
import type { Span } from './span.ts';

/** Margins of a page in CSS pixels; `inner` is at the spine. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly inner: number;
  readonly outer: number;
}

/** What the name of a kind of page ends with that is another, lying on its side: `body-turned`. Tables that are too wide for `body` go there. */
export const TURNED = '-turned';

/** A kind of page, called by name from CSS (`page: body`). */
export interface PageGeometry {
  readonly name: string;
  /** Size of the sheet in CSS pixels: trim, and bleed on every side. */
  readonly width: number;
  readonly height: number;
  /** Margins from the sheet's sides: they are wider by the bleed than those that are seen. */
  readonly margins: Margins;
  /** How far the sheet goes beyond the trim on every side, CSS pixels; absent: not at all. */
  readonly bleed?: number;
  /** Where it is folded, CSS pixels from the left side of the trim. */
  readonly folds?: readonly number[];
}

/**
 * A run is a stretch of the document that starts on a fresh page and has one geometry. Templates write it, paginate reads it:
 * `<section class="run" id="…" data-page="body" data-start="next|recto" data-folio="none|roman|arabic" data-heads="yes|no" data-opening>`.
 * `data-page` names a {@link PageGeometry}; `recto` asks for a blank verso where needed; roman pages are counted by themselves, arabic ones
 * begin at 1 with the first arabic run; `data-opening` leaves the head off the run's first page;
 * `data-close-up` asks for a run that is closed up where that spares a page, `data-fit` for one that is closed up until it is a single page.
 *
 * A run with `data-exhibit="2" data-exhibit-page="0"` is one page that holds the place of an exhibit's: indexes into {@link Composition.exhibits}
 * and the exhibit's pages. `data-exhibit-frame="left bottom right top"` (points, {@link PlacedExhibitPage.frame}) says where on the page it goes;
 * four numbers more say which rectangle of the page it shows in ({@link PlacedExhibitPage.clip}).
 * `data-item` is the number of the agenda's item that a run belongs to, for heads and stamps.
 */
export type FolioStyle = 'none' | 'roman' | 'arabic';

/** A heading that readers navigate by. */
export interface Heading {
  /** Destination: ASCII, unique, unchanged as long as the heading's words are. */
  readonly id: string;
  /** Level in the structure, 1–6, never skipping. */
  readonly level: number;
  /** Words only, as outline, contents and running heads print them. */
  readonly title: string;
  readonly span?: Span;
}

/** A heading that readers of the structure come past, printed or not. */
export type StructureHeading = Pick<Heading, 'level' | 'title'>;

/** What a running head says on a left or right page. */
export type HeadContent = 'none' | 'title' | 'chapter' | 'section';

/** An exhibit with what its part asks of it. */
export interface ComposedExhibit {
  readonly exhibit: Exhibit;
  readonly part: PdfPart;
  /** Destination under which its own bookmarks hang: a heading's id. */
  readonly headingId: string;
  /** The page of its own with which it begins, and the headings there in the structure, which no page prints: items, outermost first, its title. */
  readonly beginning?: { readonly page: number; readonly headings: readonly StructureHeading[] };
  /** Destination that its pages lead back to, and the words that say so, in this language. */
  readonly back?: { readonly id: string; readonly words: string; readonly lang: string };
  /** Places on its pages to which texts lead: names of its destinations, by their bytes, under ids that its pages have. Absent: there are none. */
  readonly places?: ReadonlyMap<string, string>;
}

/** What stands beside a page's number. */
export interface PageCount {
  /** How many pages there are: the last label. */
  readonly of: string;
  /** The production's number; empty where there is none. */
  readonly number: string;
}

/** A run whose pages have their numbers. */
export interface NumberedRun {
  readonly id: string;
  /** Key of its part, {@link Part.key}; empty for what is made of all parts. */
  readonly part: string;
  /** Its part's title, for people. */
  readonly title: string;
  /** Number of the supplement by which it came; 0: it was in the book. */
  readonly supplement: number;
  /** Number of the supplement by which it took the place of what was printed there. */
  readonly revised?: number;
  /** Whether that says only that those pages are withdrawn; the title is theirs. */
  readonly former?: boolean;
  /** Label of the blank page before it; absent: there is none. */
  readonly blank?: string;
  /** Labels of its pages in order. */
  readonly labels: readonly string[];
  /** Whether its first page is a recto. */
  readonly recto: boolean;
  /** What is printed beside the labels of its pages; absent where nothing is. */
  readonly counts?: readonly PageCount[];
  /** All its words: a run with other words than were printed is to be printed anew. */
  readonly words: string;
}

/** What a run keeps that was numbered before. With `recto` it also keeps its side of the spread, whatever comes in before it. */
export type PrintedRun = Pick<NumberedRun, 'labels' | 'blank' | 'counts'> & Partial<Pick<NumberedRun, 'recto'>>;

/** What a run of a packet was made from. */
export type RunOrigin = Pick<NumberedRun, 'part' | 'title' | 'supplement' | 'revised' | 'former'>;

/** How the pages of a packet come to their numbers beside its {@link FolioRule}. */
export interface Numbering {
  readonly rule: SupplementRule;
  /** By id of the run; a run that is not named is no part's and was in the book. */
  readonly origins: ReadonlyMap<string, RunOrigin>;
  /** Runs that were numbered before, by id: they keep their labels, and further pages of theirs come in behind. */
  readonly printed: ReadonlyMap<string, PrintedRun>;
  /** Labels of the pages that are not printed, for readers hold them; all are laid out and numbered. Absent: none. */
  readonly held?: ReadonlySet<string>;
}

/** One HTML document for the whole publication, with what paginate has to know of it. */
export interface Composition {
  /** The document; resources are addressed from the site root of its own closed origin. */
  readonly html: string;
  readonly title: string;
  /** What it is about, where that is another thing than what the publication is; absent: it is the same. */
  readonly subject?: string;
  readonly geometries: readonly PageGeometry[];
  readonly headings: readonly Heading[];
  /** Id of the publication's title, when the document shows it. */
  readonly titleId: string;
  readonly heads: { readonly verso: HeadContent; readonly recto: HeadContent };
  /** Resolution below which pictures are reported, pixels per inch at the size they are placed; absent: none is. */
  readonly leastPpi?: number;
  /** Pairs of colours (`#rrggbb #rrggbb`, text and ground) that were reported of the theme; absent: none was. */
  readonly lowContrasts?: ReadonlySet<string>;
  /** Long words with their soft hyphens, for those that are longer than their line; absent: they break anywhere. */
  readonly longWords?: Readonly<Record<string, string>>;
  /** Files of the manuscript's parts, for `data-source`. */
  readonly files: readonly string[];
  readonly assets: ReadonlyMap<string, Asset>;
  /** Exhibits by the number that `data-exhibit` says; absent: there are none. */
  readonly exhibits?: readonly ComposedExhibit[];
  /** How pages count and what is stamped on them. Absent: front matter in roman numerals, the text from 1. */
  readonly folios?: FolioRule;
  readonly bates?: Bates;
  /** Absent: all pages are numbered in order. */
  readonly numbering?: Numbering;
  /** Words of stamps and counted folios, in the publication's language; absent: neither is printed. */
  readonly stamps?: { readonly item: string; readonly page: string; readonly pages: string; readonly of: string };
  /** Numbers of what a packet's papers minute, in the order of its texts; absent: it is no packet. */
  readonly minuted?: readonly MinuteNumbers[];
  /** Where the publication gives the longest of what its cover shows; absent: it has no cover. */
  readonly coverSpan?: Span;
  /** Ids beside the headings' whose pages are printed somewhere. */
  readonly anchors?: readonly string[];
  /** Style sheets, fonts and pictures of the layout; undefined when there is no such thing. */
  resource(path: string): Promise<Resource | undefined>;
}

/** The marks of all recipients as one HTML document, each a line that fills a page. */
export interface MarkSheet {
  readonly html: string;
  /** What each says, in order. */
  readonly lines: readonly string[];
  /** Style sheets and fonts; undefined when there is no such thing. */
  readonly resource: (path: string) => Promise<Resource | undefined>;
}

/** What a composition is laid out for: pages, or screens of any size. */
export type Medium = 'page' | 'screen';

/** What the browser shows of a composition for screens. */
export interface ScreenFacts {
  /** Largest box of every picture in CSS pixels, by its address. */
  readonly boxes: ReadonlyMap<string, Size>;
  /** Paths that the page asked for; of the faces, those it sets text in. */
  readonly asked: ReadonlySet<string>;
  /** Indices of those that do not fit a small screen, among all `.table` and `pre` in document order. */
  readonly scrolling: ReadonlySet<number>;
}
