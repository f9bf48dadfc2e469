import type { PageGeometry } from '../model/composition.ts';
import { PX_PER_MM } from '../model/length.ts';
import { leastInner, type PressSettings } from '../model/press.ts';

/**
 * A page as a press prints it: larger by the bleed on every side, its margins as far from the trim as before, the inner one at least what the
 * binding asks.
 */
export function pressSheet(page: PageGeometry, press: PressSettings): PageGeometry {
  const bleed = press.bleed * PX_PER_MM;
  const { top, bottom, inner, outer } = page.margins;
  // Without a margin, what is painted goes on to the end of the bleed.
  const wider = (margin: number, least = 0): number => (margin === 0 ? 0 : Math.max(margin, least) + bleed);
  return {
    ...page,
    width: page.width + 2 * bleed,
    height: page.height + 2 * bleed,
    margins: {
      top: wider(top),
      bottom: wider(bottom),
      inner: wider(inner, leastInner(press.binding, press.pages ?? 0) * PX_PER_MM),
      outer: wider(outer),
    },
    bleed,
  };
}
