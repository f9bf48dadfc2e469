import type { PDFDict, PDFStream } from 'pdf-lib';
import type { Operand } from '../model/content-stream.ts';
import type { Box } from './facts.ts';
import type { Font } from './font.ts';
import type { Matrix } from '../model/matrix.ts';
import type { Paint } from './paint.ts';
import type { Painting } from './path.ts';

/*
 * What the interpreter tells of.
 */

/** A glyph where it is painted. Coordinates in the page's default user space, points from its origin. */
export interface PlacedGlyph {
  readonly text: string;
  readonly font: Font;
  /** Height of the em as painted. */
  readonly size: number;
  /** Pen before and after. */
  readonly x: number;
  readonly y: number;
  readonly endX: number;
  readonly endY: number;
  readonly mark: Mark | undefined;
  readonly how: How;
}

/** With what and inside which limits something is painted. Kept up only for those who ask for paths; else as a page begins. */
export interface How {
  readonly paint: Paint;
  /** Box around the clipping path; undefined for the whole page. */
  readonly clip: Box | undefined;
  /** Inside a soft mask, which puts no ink on paper. */
  readonly masking: boolean;
}

/** A path, or a shading, where it is painted. */
export interface PlacedPath extends Painting {
  /** Of its points, clipped; the width of lines is not counted. Page's default user space, points. */
  readonly bounds: Box;
  /** Width of its lines as painted. */
  readonly lineWidth: number;
  /** Narrower side of its narrowest rectangle; Infinity when there is none. */
  readonly thinnest: number;
  readonly how: How;
}

/** The marked content that something is in (ISO 32000-1, 14.6). */
export interface Mark {
  /** Marked-content identifier that counts: the innermost. */
  readonly mcid: number | undefined;
  readonly artifact: boolean;
  /** ActualText of the sequence, which stands once for all that is in it. */
  readonly actual: { readonly text: string; told: boolean } | undefined;
}

/** A picture where it is painted: the unit square under `matrix`. */
export interface PlacedImage {
  /** Dictionary of the image; of an inline image one made of its operands. */
  readonly image:
    { readonly stream: PDFStream } | { readonly inline: ReadonlyMap<string, Operand>; readonly bytes: number };
  readonly resources: PDFDict | undefined;
  readonly matrix: Matrix;
  readonly how: How;
}

/** Told of what a page paints. `owner` is the page's dictionary or the form's whose stream paints it. */
export interface Painted {
  readonly glyph?: (glyph: PlacedGlyph, owner: PDFDict) => void;
  readonly image?: (image: PlacedImage) => void;
  readonly path?: (path: PlacedPath) => void;
  readonly fault?: (message: string) => void;
}
