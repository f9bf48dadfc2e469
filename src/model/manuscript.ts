import type { Document } from 'domhandler';
import type { Span } from './span.ts';

/** A size in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Bytes with their media type, as a response to the page. */
export interface Resource {
  readonly bytes: Uint8Array;
  /** Media type, e.g. `image/jpeg`. */
  readonly type: string;
}

/** An image of the publication: known by size at once, coded when the page tells how large it is placed. */
export interface Asset {
  /** Path in the page's origin, `/asset/<hash>.<ext>`; what `src` says. */
  readonly url: string;
  /** Where it was first called for. */
  readonly span: Span;
  /** The file or address it came from, as written. */
  readonly source: string;
  readonly kind: 'raster' | 'vector';
  /** Natural size in CSS pixels, upright. */
  readonly natural: Size;
  /** Colour of a raster's rim as `#rrggbb` where the rim is nearly of one colour: a cover's field continues it. */
  readonly edge?: string;
  /** The final bytes for the largest box it is placed in. */
  render(placed: Size): Promise<Resource>;
}

/** What Markdown became: one part, still without layout. */
export interface ManuscriptPart {
  /** File relative to the project root; `data-source` attributes name it by the part's index. */
  readonly file: string;
  readonly title?: string;
  /**
   * Sanitised HTML as a tree. Conventions: every block and every link and image carries `data-source`;
   * headings are `h1…h6` as the author wrote them and have unique ASCII `id`s;
   * an image alone in its paragraph is `figure` (with `figcaption` when it had a title); the first part's first block that also serves as
   * {@link Manuscript.cover} is `figure[data-cover]`, which a layout with a cover does not show again;
   * footnotes are `section[data-footnotes]` at the part's end (`ol > li[id]`), calls are `sup > a[data-footnote-ref]`;
   * `<!-- pagebreak -->` is `hr[data-pagebreak]`; task list items are `li[data-task="done|open"]`;
   * a missing image is `span.missing-image[role=img]` (in a figure where an image would be).
   */
  readonly content: Document;
}

/** All parts read, all images found. */
export interface Manuscript {
  readonly parts: readonly ManuscriptPart[];
  /** By {@link Asset.url}. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** The cover picture, when the publication names one that opens. */
  readonly cover?: { readonly asset: Asset; readonly alt: string };
}
