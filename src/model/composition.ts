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

/**
 * A run is a stretch of the document that starts on a fresh page and has one geometry. Templates write it, paginate reads it:
 * `<section class="run" id="…" data-page="body" data-start="next|recto" data-folio="none|roman|arabic" data-heads="yes|no" data-opening>`.
 * `data-page` names a {@link PageGeometry}; `recto` asks for a blank verso where needed; roman pages are counted by themselves, arabic ones
 * begin at 1 with the first arabic run; `data-opening` leaves the head off the run's first page.
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

/** What a running head says on a left or right page. */
export type HeadContent = 'none' | 'title' | 'chapter' | 'section';

/** One HTML document for the whole publication, with what paginate has to know of it. */
export interface Composition {
  /** The document; resources are addressed from the site root of its own closed origin. */
  readonly html: string;
  readonly title: string;
  readonly geometries: readonly PageGeometry[];
  readonly headings: readonly Heading[];
  /** Id of the publication's title, when the document shows it. */
  readonly titleId: string;
  readonly heads: { readonly verso: HeadContent; readonly recto: HeadContent };
  /** Files of the manuscript's parts, for `data-source`. */
  readonly files: readonly string[];
  readonly assets: ReadonlyMap<string, Asset>;
  /** Style sheets, fonts and pictures of the layout; undefined when there is no such thing. */
  resource(path: string): Promise<Resource | undefined>;
}
