import type { PageGeometry } from '../model/composition.ts';
import { leastInner, type PressSettings } from '../model/press.ts';

/** CSS pixels in a millimetre. */
const MILLIMETRE = 96 / 25.4;

/**
 * A page as a press prints it: larger by the bleed on every side, its margins as far from the trim as before, the inner one at least what the
 * binding asks. A page without margins is painted to the end of the bleed.
 */
export function pressSheet(page: PageGeometry, press: PressSettings): PageGeometry {
  const bleed = press.bleed * MILLIMETRE;
  const { margins } = page;
  const bare = margins.top + margins.bottom + margins.inner + margins.outer === 0;
  return {
    ...page,
    width: page.width + 2 * bleed,
    height: page.height + 2 * bleed,
    margins: bare
      ? margins
      : {
          top: margins.top + bleed,
          bottom: margins.bottom + bleed,
          inner: Math.max(margins.inner, leastInner(press.binding, press.pages ?? 0) * MILLIMETRE) + bleed,
          outer: margins.outer + bleed,
        },
    bleed,
  };
}
