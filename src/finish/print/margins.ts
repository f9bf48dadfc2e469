import type { Report } from '../../model/diagnostic.ts';
import { POINTS_PER_MM } from '../../model/length.ts';
import type { PressSettings } from '../../model/press.ts';
import type { PageBoxes } from './boxes.ts';
import type { Placed } from './content.ts';

/** Lengths that differ by less, points, are the same: half of a press's finest line. */
const SAME = 0.1;
/** Pages that a message names. */
const NAMED_LIMIT = 8;

/** Reports what stands too near the trim, and pictures that reach the trim and not the end of the bleed. Texts are known by where they begin. */
export function reportMargins(
  pages: readonly { readonly boxes: PageBoxes; readonly placed: readonly Placed[] }[],
  press: PressSettings,
  report: Report,
): void {
  const near: number[] = [];
  const short: number[] = [];
  const safety = press.safety * POINTS_PER_MM;
  pages.forEach(({ boxes: { trim, bleed }, placed }, index) => {
    let [isNear, isShort] = [false, false];
    for (const { kind, box } of placed) {
      // How far each side lies inside the trim.
      const inside = [box[0] - trim[0], box[1] - trim[1], trim[2] - box[2], trim[3] - box[3]];
      const reach = [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]];
      if (inside.some((d) => d > SAME && d < safety - SAME) && inside.every((d) => kind === 'object' || d > 0))
        isNear = true;
      if (
        kind === 'object' &&
        inside.some((d, i) => d <= SAME && reach[i]! > 0 && -d < reach[i]! - SAME * POINTS_PER_MM)
      )
        isShort = true;
    }
    if (isNear) near.push(index + 1);
    if (isShort) short.push(index + 1);
  });
  if (near.length > 0)
    report({
      severity: 'warning',
      code: 'safety-margin',
      message: `something stands less than ${press.safety} mm from the trim on ${pageList(near)}`,
      why: 'Sheets move while they are cut, and it may be cut off.',
      hint: 'Move it inwards, let it run into the bleed, or set the edition’s “safety”.',
    });
  if (short.length > 0)
    report({
      severity: 'warning',
      code: 'bleed-short',
      message: `a picture reaches the trim and not the end of the bleed on ${pageList(short)}`,
      why: 'A sheet that moves while it is cut would show a white edge.',
      hint: 'Let the picture run on into the bleed, or keep it inside the page.',
    });
}

/** `page 3`, `pages 3, 5 and 7`, `pages 1, 2, … and 40 more`. */
export function pageList(pages: readonly number[]): string {
  if (pages.length === 1) return `page ${pages[0]}`;
  const shown = pages.slice(0, NAMED_LIMIT);
  const more = pages.length - shown.length;
  return more > 0
    ? `pages ${shown.join(', ')} and ${more} more`
    : `pages ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
