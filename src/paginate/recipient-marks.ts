import type { RecipientMarks } from '../model/book.ts';
import type { MarkSheet } from '../model/composition.ts';
import { POINTS_PER_PX } from '../model/length.ts';
import type { Press } from './supervisor.ts';

/** Prints the marks of all recipients at once, a page each, without tags: they are artifacts. Throws what {@link Press.run} throws. */
export async function printMarks(
  sheet: MarkSheet,
  press: Press,
  label: string,
  signal?: AbortSignal,
): Promise<RecipientMarks> {
  return press.run(
    label,
    async (tab) => {
      await tab.open(sheet.html, sheet.resource);
      const width = (await tab.evaluate(widestMark)) * POINTS_PER_PX;
      return { bytes: await tab.print({ tagged: false }), width, lines: sheet.lines };
    },
    { signal },
  );
}

/** Width of the widest mark, CSS pixels. Runs in the page. */
function widestMark(): number {
  return Math.max(...[...document.querySelectorAll('span')].map((mark) => mark.getBoundingClientRect().width));
}
