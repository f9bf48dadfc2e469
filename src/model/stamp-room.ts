import type { ExhibitPage, Rectangle } from './exhibit.ts';
import type { PageSize } from './publication.ts';
import { shownSize, type Turn } from './shown-page.ts';
import { STAMP_SIDE, STAMP_STRIP, stampScale } from './stamp.ts';

/** How a page lies and how it is shown. */
type Lie = Pick<ExhibitPage, 'box' | 'rotate'>;

/** What is known of a page's ink, points in its own space, without its having been painted. */
export interface InkBounds {
  /** All ink is within it; undefined: there is none. */
  readonly most: Rectangle | undefined;
  /** Ink goes as far as this for certain, side by side: `left` and `bottom` infinite, `right` and `top` minus infinite where nothing is certain. */
  readonly least: Rectangle;
}

/** An exhibit's ink that ends so near the trim, points, was meant to run off the page. */
export const REACHES = 1;
/** A pixel of the painting in which ink is looked for, and its rounding, points; half of one, by which what is certain may be off. */
const BLUR = 2;
const HALF = 0.5;
/** Narrower than any strip at a side, and wider: how wide it is depends on the production's number. Parts of {@link STAMP_SIDE}. */
const WIDEST_SIDE = 4;

/** Width and height of a page as its reader sees it, points; `more`: turned further by so many degrees. */
export function sizeShown({ box, rotate }: Lie, more: number): PageSize {
  return shownSize(box, ((rotate + more) % 360) as Turn);
}

/** A rectangle of a page within its box, as its reader sees it: points from the lower left of the shown page. */
function shown({ box, rotate }: Lie, ink: Rectangle, more: number): Rectangle {
  const left = Math.max(0, ink.left - box.left);
  const bottom = Math.max(0, ink.bottom - box.bottom);
  const right = Math.min(box.right, ink.right) - box.left;
  const top = Math.min(box.top, ink.top) - box.bottom;
  const [width, height] = [box.right - box.left, box.top - box.bottom];
  switch ((rotate + more) % 360) {
    case 90:
      return { left: bottom, bottom: width - right, right: top, top: width - left };
    case 180:
      return { left: width - right, bottom: height - top, right: width - left, top: height - bottom };
    case 270:
      return { left: height - top, bottom: left, right: height - bottom, top: right };
    default:
      return { left, bottom, right, top };
  }
}

/** What is painted on a page, as its reader sees it: points from the lower left of the shown page. */
export function shownInk(page: Lie & Pick<ExhibitPage, 'ink'>, more: number): Rectangle | undefined {
  return page.ink && shown(page, page.ink, more);
}

/** Where there is room for a stamp: the outer foot, else the head, else the sides; undefined: nowhere. `side`: width of the strip at a side. */
export function roomFor(
  size: PageSize,
  side: number,
  ink: Rectangle | undefined,
): 'foot' | 'head' | 'side' | undefined {
  const k = stampScale(size);
  if (!ink || ink.bottom >= STAMP_STRIP * k) return 'foot';
  if (size.height - ink.top >= STAMP_STRIP * k) return 'head';
  // Which side is the outer one is not known before the pages are counted.
  if (ink.left >= side && size.width - ink.right >= side) return 'side';
  return undefined;
}

/**
 * Whether bounds of a page's ink tell where its stamp has room, so that nobody has to paint it to find out: with the most ink there may be and with
 * the least it is the same place. `more`: turned further by so many degrees; `cut`: the page is for a press, where ink that ends at the trim counts.
 */
export function tellRoom(page: Lie, { most, least }: InkBounds, more: number, cut: boolean): boolean {
  if (!most) return true;
  const size = sizeShown(page, more);
  const [outer, inner] = [shown(page, most, more), shown(page, least, more)];
  if (cut && !sides(size, outer).every((to, i) => to > REACHES + BLUR || sides(size, inner)[i]! < REACHES))
    return false;
  const k = stampScale(size);
  const strip = STAMP_STRIP * k;
  if (outer.bottom >= strip) return true;
  if (inner.bottom >= strip - HALF) return false;
  if (size.height - outer.top >= strip) return true;
  if (size.height - inner.top >= strip - HALF) return false;
  const [left, , right] = sides(size, outer);
  if (Math.min(left, right) >= STAMP_SIDE * k * WIDEST_SIDE) return true;
  const [innerLeft, , innerRight] = sides(size, inner);
  return Math.min(innerLeft, innerRight) < STAMP_SIDE * k - HALF;
}

/** From each edge of a page to what is painted: left, bottom, right, top. */
function sides(size: PageSize, { left, bottom, right, top }: Rectangle): [number, number, number, number] {
  return [left, bottom, size.width - right, size.height - top];
}
