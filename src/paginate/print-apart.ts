import type { PartPrint, Printed } from '../model/book.ts';
import type { Composition } from '../model/composition.ts';
import { fillFolios, prepareForPrint, UNPRINTED } from './oracle.ts';
import { counterStyles, stampCharacters, type Imposition } from './page-map.ts';
import { APART, portionsOf, showPortion, type Portion } from './portions.ts';
import { readPrinted } from './printed-destinations.ts';
import type { Tab } from './tab.ts';
import { readingText } from './tag-marks.ts';

/** On which side of the spread every run begins: the first page is a right-hand one. */
export function sides({ runs, destinations }: Imposition): Record<string, 'left' | 'right'> {
  return Object.fromEntries(
    runs.map(({ id }) => [id, (destinations.get(id) ?? 0) % 2 === 0 ? ('right' as const) : ('left' as const)]),
  );
}

/** The folio of every destination. */
export function folios(imposition: Imposition): Record<string, string> {
  return Object.fromEntries(
    [...imposition.destinations].map(([id, page]) => [id, imposition.pages[page]?.label ?? '']),
  );
}

/**
 * Prints a book with many pages of exhibits in portions; undefined where it has few, or where the prints are not as the oracle foretold: then it is
 * printed as a whole, which tells what is.
 */
export async function printApart(
  tab: Tab,
  whole: Imposition,
  composition: Composition,
  ids: readonly string[],
): Promise<Pick<Printed, 'bytes' | 'text' | 'map' | 'apart'> | undefined> {
  const portions = portionsOf(whole);
  if (!portions) return undefined;
  const { body, exhibits } = portions;
  const own = new Set(body.pages);
  const places = [...whole.destinations].filter(([id, page]) => own.has(page) || ids.includes(id));
  const destinations = Map.groupBy(places, ([, page]) => own.has(page));
  const show = async (portion: Portion): Promise<void> => {
    const targets = portion === body ? (destinations.get(true) ?? []) : [];
    const styles = counterStyles(whole, composition, portion.pages);
    const wanted = targets.map(([id]) => id);
    await tab.evaluate(prepareForPrint, styles, whole.blanksBefore, wanted, sides(whole));
    const { runs, fillersBefore } = portion;
    const key = portion.key ? { key: stampCharacters(whole, composition) } : {};
    await tab.evaluate(showPortion, { runs, fillersBefore, ...key }, APART);
  };
  const foretold = (bytes: Uint8Array, { pages }: Portion): boolean => {
    const printed = readPrinted(bytes);
    return (
      printed.pages === pages.length &&
      [...printed.destinations].every(([id, page]) => whole.destinations.get(id) === pages[page])
    );
  };
  await tab.evaluate(fillFolios, folios(whole));
  const text = await tab.evaluate(readingText, UNPRINTED);
  try {
    await show(body);
    const bytes = await tab.print();
    if (!foretold(bytes, body)) return undefined;
    const prints: PartPrint[] = [];
    for (const portion of exhibits) {
      await show(portion);
      // Stamps are artifacts, and nothing else is on these pages.
      const print = await tab.print({ tagged: false });
      if (!foretold(print, portion)) return undefined;
      prints.push({ bytes: print, pages: portion.pages });
    }
    return {
      bytes,
      text,
      map: { pages: whole.pages, destinations: new Map(places) },
      apart: { pages: body.pages, prints, destinations: new Map(destinations.get(false)) },
    };
  } finally {
    await tab.evaluate(showPortion, undefined, APART);
  }
}
