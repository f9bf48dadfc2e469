import type { Asset, Resource } from './manuscript.ts';
import type { Span } from './span.ts';

/** Margins of a page in CSS pixels; `inner` is at the spine. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly inner: number;
  readonly outer: number;
}

/** A kind of page, called by name from CSS (`page: body`). */
export interface PageGeometry {
  readonly name: string;
  /** Trim size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly margins: Margins;
}

/** How the pages of a run are numbered: not printed but labelled, lower-case roman, or arabic. */
export type FolioStyle = 'none' | 'roman' | 'arabic';

/** A stretch of the document that starts on a fresh page and has one geometry: `section.run#<id>` in the HTML. */
export interface Run {
  readonly id: string;
  /** {@link PageGeometry.name}. */
  readonly page: string;
  /** `recto`: a blank verso goes before it where needed. */
  readonly start: 'next' | 'recto';
  /** Arabic numbering begins at 1 with the first arabic run; roman pages are counted by themselves. */
  readonly folio: FolioStyle;
  /** Whether running heads are printed on its pages. */
  readonly heads: boolean;
  /** Whether its first page is an opening: folio, no head. */
  readonly opening: boolean;
}

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

/** What a running head says on a left or right page. */
export type HeadContent = 'none' | 'title' | 'chapter' | 'section';

/** One HTML document for the whole publication, with what paginate has to know of it. */
export interface Composition {
  /** The document; resources are addressed from the site root of its own closed origin. */
  readonly html: string;
  readonly title: string;
  readonly runs: readonly Run[];
  readonly geometries: readonly PageGeometry[];
  readonly headings: readonly Heading[];
  /** Ids, beside those of headings, that must be named destinations (link targets, footnotes). */
  readonly destinations: readonly string[];
  readonly heads: { readonly verso: HeadContent; readonly recto: HeadContent };
  /** Files of the manuscript's parts, for `data-source`. */
  readonly files: readonly string[];
  readonly assets: ReadonlyMap<string, Asset>;
  /** Style sheets, fonts and pictures of the layout; undefined when there is no such thing. */
  resource(path: string): Promise<Resource | undefined>;
}
