import type { Paper } from './spine.ts';

/** Inks from 0 to 1: cyan, magenta, yellow, black. */
export type Cmyk = readonly [c: number, m: number, y: number, k: number];

/** ICC rendering intents (ICC.1, 6.2), as settings name them. */
export type Intent = 'perceptual' | 'relative' | 'saturation' | 'absolute';
/** Their names. */
export const INTENTS: readonly Intent[] = ['perceptual', 'relative', 'saturation', 'absolute'];

/** What is drawn outside the bleed for the people at the press. */
export type MarkName = 'crop' | 'registration' | 'fold' | 'bars' | 'slug';
/** Their names. */
export const MARKS: readonly MarkName[] = ['crop', 'registration', 'fold', 'bars', 'slug'];

/** How sheets become a book. */
export type BindingName = 'saddle' | 'perfect' | 'three-hole' | 'none';

/** What a binding asks of pages. */
export interface Binding {
  /** The page count is a multiple of this. */
  readonly multiple: number;
  /** Least inner margin, millimetres, for books of up to so many pages; the last row holds for thicker ones. */
  readonly inner: readonly { readonly pages: number; readonly least: number }[];
}

/** Inner margins of perfect-bound books as print-on-demand houses ask for them, by page count: they close tighter the thicker they are. */
const PERFECT = [
  { pages: 150, least: 9.525 },
  { pages: 300, least: 12.7 },
  { pages: 500, least: 15.875 },
  { pages: 700, least: 19.05 },
  { pages: Infinity, least: 22.225 },
];

/** Every binding. A saddle stitched sheet is four pages; holes of a ring binder reach 12 mm in. */
export const BINDINGS: Readonly<Record<BindingName, Binding>> = {
  saddle: { multiple: 4, inner: [{ pages: Infinity, least: 9.525 }] },
  perfect: { multiple: 2, inner: PERFECT },
  'three-hole': { multiple: 2, inner: [{ pages: Infinity, least: 19.05 }] },
  none: { multiple: 1, inner: [{ pages: Infinity, least: 0 }] },
};
/** Their names. */
export const BINDING_NAMES: readonly BindingName[] = Object.keys(BINDINGS) as BindingName[];

/** A colour that comes out in named inks, wherever the document paints `rgb`. */
export interface BrandInk {
  /** `#rrggbb`, lower case: what CSS says. */
  readonly rgb: string;
  /** Process inks; for a spot colour those that stand for it where it is not printed. */
  readonly cmyk: Cmyk;
  /** Name of a spot colour, as the ink's maker writes it. */
  readonly spot?: string;
}

/** Ways that type runs along a spine: read from the top down when the book stands (ISO 6357), from the foot up, or none. */
export const SPINE_TYPES = ['down', 'up', 'none'] as const;

/** A cover that is printed by itself, back, spine and front on one sheet. */
export interface CoverSettings {
  /** Of the book's pages. */
  readonly paper: Paper;
  readonly spineType: (typeof SPINE_TYPES)[number];
  /** Whether the back leaves a white field for one. */
  readonly barcode: boolean;
}

/** What an edition for the press asks beyond its standard. Lengths are millimetres. */
export interface PressSettings {
  /** How far colour goes beyond the trim. */
  readonly bleed: number;
  /** Whether it does so at the spine too. */
  readonly spineBleed: boolean;
  readonly marks: readonly MarkName[];
  /** Name of a profile in `assets/icc` without ending, or the path of one in the publication. */
  readonly profile: string;
  readonly intent: Intent;
  readonly blackPoint: boolean;
  /** Largest sum of inks, percent; without it the profile's own separations stand. */
  readonly inkLimit?: number;
  readonly binding: BindingName;
  /** What is not to be cut keeps this far from the trim. */
  readonly safety: number;
  /** Inks of large black areas; without it they are black alone. */
  readonly richBlack?: Cmyk;
  /** Dark type smaller than this is printed in black ink alone. */
  readonly smallType: number;
  /** Whether black text is printed over what is under it. */
  readonly overprint: boolean;
  /** Whether pages of other people's PDFs keep their sizes; else all pages are cut to one, and those that lie are turned to stand. */
  readonly ownSizes: boolean;
  /** The cover, where it is a file of its own; the book then has none. */
  readonly cover?: CoverSettings;
  /** Pages of the book, once they are known: the inner margin follows. */
  readonly pages?: number;
}

/** Least inner margin for a book of `pages` pages, millimetres. */
export function leastInner(binding: BindingName, pages: number): number {
  return BINDINGS[binding].inner.find((row) => pages <= row.pages)!.least;
}

/**
 * Settings for another try where a book of `pages` pages turns out to need wider inner margins than it was set with (`inner`, millimetres);
 * undefined when it does not, or was set anew already.
 */
export function widerInner(press: PressSettings | undefined, inner: number, pages: number): PressSettings | undefined {
  if (!press || press.pages !== undefined || leastInner(press.binding, pages) <= inner) return undefined;
  return { ...press, pages };
}

/** Blank pages that a book of `pages` pages needs at its end. */
export function blanksAtEnd(binding: BindingName, pages: number): number {
  const { multiple } = BINDINGS[binding];
  return (multiple - (pages % multiple)) % multiple;
}

/** What an edition for the press is like where nobody says otherwise: what most printers of coated stock ask for. */
export const DEFAULT_PRESS: PressSettings = {
  bleed: 3,
  spineBleed: true,
  marks: ['crop', 'registration', 'fold', 'bars', 'slug'],
  profile: 'FOGRA39L_coated',
  intent: 'relative',
  blackPoint: true,
  inkLimit: 300,
  binding: 'perfect',
  safety: 3,
  // 9 pt: below it, plates that do not quite meet blur letters.
  smallType: 3.175,
  // Black ink alone is dark grey in large areas, and beside pictures it shows.
  richBlack: [0.4, 0.3, 0.3, 1],
  overprint: true,
  ownSizes: false,
};
