import type { TrimSize } from '../../model/book.ts';
import { POINTS_PER_MM, POINTS_PER_PX } from '../../model/length.ts';
import type { PressSettings } from '../../model/press.ts';
import { MARKS_ROOM } from './marks.ts';
import { grown, type Rectangle } from './rectangle.ts';

/** A printed page is its geometry when its sides differ by no more, points: Chromium rounds to whole pixels of 1/300 in. */
const SAME_SIZE = 1.5;

/** A page's boxes in points (ISO 32000-1, 14.11.2). */
export interface PageBoxes {
  readonly trim: Rectangle;
  readonly bleed: Rectangle;
  readonly media: Rectangle;
  /** Where its content ends: the bleed on sides that have one. */
  readonly painted: Rectangle;
  /** Whether it lies in a book whose pages stand (or stands where they lie), and is turned when it is shown and printed. */
  readonly turned: boolean;
  /** Where it is folded, from the left side of the trim. */
  readonly folds: readonly number[];
}

/**
 * Boxes of a page that was printed as `sheet`: trim and bleed on every side. Chromium rounds sheets, and holds their upper left corner;
 * so the trim is laid off from there at its exact size. `trims` are the sizes that pages have when trimmed, in CSS pixels. A page of none of
 * them comes from elsewhere: its trim is `given` or all of it.
 */
export function pageBoxes(
  sheet: Rectangle,
  given: Rectangle | undefined,
  trims: readonly TrimSize[],
  recto: boolean,
  press: PressSettings,
): PageBoxes {
  const reach = press.bleed * POINTS_PER_MM;
  const [width, height] = [sheet[2] - sheet[0], sheet[3] - sheet[1]];
  const own = trims
    .map(({ width: across, height: up, folds = [] }) => ({
      width: across * POINTS_PER_PX,
      height: up * POINTS_PER_PX,
      folds: folds.map((fold) => fold * POINTS_PER_PX),
    }))
    .find(
      (size) =>
        Math.abs(size.width + 2 * reach - width) < SAME_SIZE && Math.abs(size.height + 2 * reach - height) < SAME_SIZE,
    );
  const trim: Rectangle = own
    ? [sheet[0] + reach, sheet[3] - reach - own.height, sheet[0] + reach + own.width, sheet[3] - reach]
    : (given ?? sheet);
  const [book] = trims;
  const turned = own !== undefined && book !== undefined && own.width > own.height !== book.width > book.height;
  // The spine is on the left of a recto; a page that is turned has its head at the left.
  const spine = press.spineBleed ? reach : 0;
  const [left, right] = recto ? [spine, reach] : [reach, spine];
  const bleed = !own ? trim : turned ? grown(trim, reach, right, reach, left) : grown(trim, left, reach, right, reach);
  const media = press.marks.length > 0 ? grown(grown(trim, reach), MARKS_ROOM) : bleed;
  return { trim, bleed, media, painted: bleed, turned, folds: own?.folds ?? [] };
}
