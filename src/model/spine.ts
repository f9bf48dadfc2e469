import { POINTS_PER_MM } from './length.ts';

/** What a paper adds to a book: the thickness of a leaf in millimetres, or pages (two a leaf) in an inch of book. */
export type Paper = { readonly thickness: number } | { readonly pagesPerInch: number };

/**
 * Common papers by name: weight in g/m² and bulk (cm³/g, ISO 534) as makers give them; a maker's own figure is always better. A leaf's
 * thickness in mm is weight × bulk / 1000. Printers' tables lie within a tenth of them: for offset of 80 and 100 g/m² one gives 552 and 462 pages per
 * inch (0.092 and 0.110 mm), another 0.117 mm for 89 g/m²; for gloss of 120 g/m² 535 (0.095 mm), for matt 454 (0.112 mm). The three in pages per
 * inch are what print-on-demand houses publish as 0.002252, 0.0025 and 0.002347 inch a page.
 */
export const PAPERS: Readonly<Record<string, Paper>> = {
  'offset-80': { thickness: 0.1 },
  'offset-90': { thickness: 0.113 },
  'offset-100': { thickness: 0.125 },
  'offset-120': { thickness: 0.15 },
  'gloss-90': { thickness: 0.068 },
  'gloss-115': { thickness: 0.086 },
  'gloss-135': { thickness: 0.101 },
  'silk-115': { thickness: 0.098 },
  'silk-135': { thickness: 0.115 },
  'silk-150': { thickness: 0.128 },
  'bulky-80': { thickness: 0.144 },
  'bulky-90': { thickness: 0.158 },
  'recycled-80': { thickness: 0.104 },
  'pod-white': { pagesPerInch: 444 },
  'pod-cream': { pagesPerInch: 400 },
  'pod-colour': { pagesPerInch: 426 },
};

/** Ways to bind, by what the binding adds to the spine. */
export type SpineBinding = 'saddle' | 'perfect' | 'case';

/** Millimetres that the binding adds: glue and the cover's fold, or boards of 2.5 mm with their hinge. */
const BINDING_ADDS: Readonly<Record<SpineBinding, number>> = { saddle: 0, perfect: 0.5, case: 6 };
/** Narrowest spine with type on it, mm: folding errs by a millimetre to each side (print houses ask for 5 to 6.5 mm). */
export const SPINE_TEXT_LEAST_MM = 6;
/** Kept free at both long edges of the spine for the same reason, mm. */
const SPINE_EDGE_MM = 1.5;
/** Largest type on a spine, points: on a thick book it would shout. */
const SPINE_TYPE_MOST = 24;
/** Part of the line's height that letters take. */
const TYPE_OF_HEIGHT = 0.8;

/**
 * Width of a spine in points. Saddle-stitched books have a fold and no spine: 0. An odd page count counts as the next even one.
 * Throws a RangeError for a paper without thickness or a page count that is no whole number.
 */
export function spineWidth(pageCount: number, paper: Paper, binding: SpineBinding = 'perfect'): number {
  if (!Number.isInteger(pageCount) || pageCount < 0) throw new RangeError(`${pageCount} is no page count`);
  const measure = 'thickness' in paper ? paper.thickness : paper.pagesPerInch;
  if (!(measure > 0 && Number.isFinite(measure))) throw new RangeError('the paper has no thickness');
  if (binding === 'saddle') return 0;
  const leaves = Math.ceil(pageCount / 2);
  const block =
    'thickness' in paper ? leaves * paper.thickness * POINTS_PER_MM : (leaves * 2 * 72) / paper.pagesPerInch;
  return block + BINDING_ADDS[binding] * POINTS_PER_MM;
}

/** Size of type along a spine of `width` points; undefined when it is too narrow for any. */
export function spineTypeSize(width: number): number | undefined {
  if (width < SPINE_TEXT_LEAST_MM * POINTS_PER_MM) return undefined;
  return Math.min(SPINE_TYPE_MOST, (width - 2 * SPINE_EDGE_MM * POINTS_PER_MM) * TYPE_OF_HEIGHT);
}

/** A part of a cover from left to right, points from the left edge of the trim. */
export interface CoverPart {
  readonly part: 'back' | 'spine' | 'front';
  readonly left: number;
  readonly width: number;
}

/** A whole cover as one page: back, spine and front side by side. */
export interface CoverSpread {
  /** Trim size in points. */
  readonly width: number;
  readonly height: number;
  readonly parts: readonly CoverPart[];
  /** Where the cover is folded, points from the left edge of the trim; one place when there is no spine. */
  readonly folds: readonly number[];
  readonly typeSize: number | undefined;
}

/** Lays a cover of pages of `trim` size around a spine; with `binding: 'right'` the front is at the left. */
export function coverSpread(
  trim: { readonly width: number; readonly height: number },
  spine: number,
  binding: 'left' | 'right' = 'left',
): CoverSpread {
  const [first, last] = binding === 'left' ? (['back', 'front'] as const) : (['front', 'back'] as const);
  const parts: CoverPart[] = [
    { part: first, left: 0, width: trim.width },
    ...(spine > 0 ? [{ part: 'spine', left: trim.width, width: spine } as const] : []),
    { part: last, left: trim.width + spine, width: trim.width },
  ];
  return {
    width: 2 * trim.width + spine,
    height: trim.height,
    parts,
    folds: spine > 0 ? [trim.width, trim.width + spine] : [trim.width],
    typeSize: spineTypeSize(spine),
  };
}
