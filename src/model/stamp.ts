import type { PageSize } from './publication.ts';

/** Where a stamp's line begins, from the page's edge, points: printers leave 4 mm blank. */
export const STAMP_RIM = 12;
/** From both sides of the page to the stamp, points. */
export const STAMP_INSET = 24;
/** A stamp's strip along the foot or head of a page in points: the rim, the line, and air to what else is there. */
export const STAMP_STRIP = 26;
/** Least width of a stamp's strip along a side, where number and count stand under each other at the foot, points. */
export const STAMP_SIDE = 38;
/** How high number and count reach there, points. */
export const STAMP_SIDE_HEIGHT = 64;
/** What a stamp takes of its strip with item, page, count and number, and the air beside it, points. */
export const STAMP_WIDTH = 165;
/** Shorter side of a page in points beyond which the stamp grows with the page, as its reader zooms out. */
const USUAL_SIDE = 842;

/** How much larger than usual the furniture of a page is, or smaller where it would not go across. Lengths in points. */
export function stampScale(size: PageSize): number {
  const wide = size.width / (STAMP_WIDTH + 2 * STAMP_INSET);
  return Math.min(wide, Math.max(1, Math.min(size.width, size.height) / USUAL_SIDE));
}
