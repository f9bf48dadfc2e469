import type { Report } from '../model/diagnostic.ts';
import type { PdfPart } from '../model/part.ts';
import { plural } from '../model/plural.ts';

/** How many pages of an exhibit have no room for a stamp, and end at the trim though they are printed to the edge. */
interface PageCounts {
  readonly bare: number;
  readonly short: number;
}

/** Reports `exhibit-bleed-short` and `stamp-no-room` for an exhibit that has such pages. */
export function reportPages({ file, span }: PdfPart, { bare, short }: PageCounts, report: Report): void {
  if (short > 0) {
    report({
      severity: 'warning',
      code: 'exhibit-bleed-short',
      message: `${plural(short, 'page')} of “${file}” ${short === 1 ? 'is' : 'are'} painted to the trim and not into the bleed`,
      span,
      why: 'A sheet that moves while it is cut would show a white edge, and its own edge may be cut off.',
      hint: 'Ask for a copy with bleed or with a margin, or accept it.',
    });
  }
  if (bare > 0) {
    report({
      severity: 'warning',
      code: 'stamp-no-room',
      message: `${plural(bare, 'page')} of “${file}” ${bare === 1 ? 'has' : 'have'} no room for a page number`,
      span,
      why: 'A stamp never covers what is on a page.',
      hint: 'Allow such pages to be made a little smaller: “options: {frame: auto}”.',
    });
  }
}
