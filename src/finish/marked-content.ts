import type { Matrix } from '../model/matrix.ts';
import type { Edit } from '../model/content-edits.ts';
import type { FontText } from './font-text.ts';

/** A replacement text (ISO 32000-1, 14.9.4) around one glyph. */
export interface GlyphText {
  /** Bytes of the operation that begins it, and of the one that ends it. */
  readonly begin: { readonly start: number; readonly end: number };
  readonly end: { readonly start: number; readonly end: number };
  readonly font: FontText;
  readonly code: number;
  readonly text: string;
}

/** A place where a line ends inside or at the end of marked content: Chromium drops the space that stood there. */
export interface LineEnd {
  /** Characters of the content's text before it. */
  readonly length: number;
  /** Byte at which a space would be painted: the operator that ends the text object. */
  readonly at: number;
  readonly font: FontText | undefined;
  /** Where the operation that paints the last glyphs lies; used where the font has no space. Undefined in a replacement text. */
  readonly glyphs: { readonly start: number; readonly end: number; readonly text: string } | undefined;
}

/** What stands between `BDC` with an MCID and its `EMC`. */
export interface MarkedContent {
  readonly mcid: number;
  /** First byte of the operands of `BDC`, and the byte after the operator. */
  readonly start: number;
  readonly end: number;
  text: string;
  paintsText: boolean;
  paintsImage: boolean;
  paintsPath: boolean;
  /** Where it begins in the space of the page (points), once something was painted. */
  x: number | undefined;
  y: number | undefined;
  readonly lineEnds: LineEnd[];
  /** Where its last line ends. */
  last: LineEnd | undefined;
  /** Set when it turns out to be no content but decoration. */
  artifact: boolean;
}

/** Painting outside any marked content. */
export interface Unmarked {
  readonly start: number;
  readonly end: number;
  /** Height of its text's first line in the space of the page; undefined when it has no text. */
  readonly textY: number | undefined;
}

/** A call of a form or picture. */
export interface ObjectUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly matrix: Matrix;
  /** The marked content in which it is called. */
  readonly within: MarkedContent | undefined;
  /** True when it is called in any marked content, artifacts included. */
  readonly marked: boolean;
}

/** Everything that finish needs to know of one content stream, found in one pass. */
export interface ContentScan {
  readonly bytes: Uint8Array;
  readonly contents: ReadonlyMap<number, MarkedContent>;
  readonly unmarked: readonly Unmarked[];
  readonly uses: readonly ObjectUse[];
  /** Changes of the text layer that need no more knowledge: soft hyphens. */
  readonly edits: readonly Edit[];
  /** Replacement texts of single glyphs. */
  readonly glyphTexts: readonly GlyphText[];
  /** Whether it has marked content of any kind. */
  readonly marks: boolean;
  /** How many times the glyph for missing characters is painted. */
  readonly missingGlyphs: number;
}

/** Marked content that has begun, as it was around it. */
export interface Frame {
  readonly content: MarkedContent | undefined;
  readonly replaced: boolean;
}

/** Painting outside marked content that has begun. */
export interface Run {
  readonly start: number;
  /** Saved graphics states when it began: it must end before the last of them is restored. */
  readonly depth: number;
  readonly text: boolean;
  textY: number | undefined;
}
