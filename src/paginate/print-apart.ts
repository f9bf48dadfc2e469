import type { PartPrint, Printed } from '../model/book.ts';
import type { Composition } from '../model/composition.ts';
import { fillFolios, prepareForPrint, UNPRINTED } from './oracle.ts';
import { counterStyles, stampCharacters, stampsOf, type Imposition } from './page-map.ts';
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
  const stamps = stampsOf(whole, composition);
  const characters = stampCharacters(whole, stamps);
  const show = async (portion: Portion): Promise<void> => {
    const targets = portion === body ? (destinations.get(true) ?? []) : [];
    const styles = counterStyles(whole, stamps, portion.pages);
    const wanted = targets.map(([id]) => id);
    await tab.evaluate(prepareForPrint, styles, whole.blanksBefore, wanted, sides(whole));
    const { runs, fillersBefore } = portion;
    const key = portion.key ? { key: characters } : {};
    await tab.evaluate(showPortion, { runs, fillersBefore, ...key }, APART);
  };
  /** Pages of the printed destinations; undefined where the print is not as foretold. What the text alone leads to is not foretold. */
  const check = (bytes: Uint8Array, { pages }: Portion): ReadonlyMap<string, number> | undefined => {
    const printed = readPrinted(bytes);
    const found = [...printed.destinations].flatMap(([id, at]): [string, number][] => {
      const page = pages[at];
      return page === undefined ? [] : [[id, page]];
    });
    const isForetold = ([id, page]: [string, number]): boolean => (whole.destinations.get(id) ?? page) === page;
    return printed.pages === pages.length && found.every(isForetold) ? new Map(found) : undefined;
  };
  await tab.evaluate(fillFolios, folios(whole));
  const text = await tab.evaluate(readingText, UNPRINTED);
  try {
    await show(body);
    const bytes = await tab.print();
    const printed = check(bytes, body);
    if (!printed) return undefined;
    const prints: PartPrint[] = [];
    for (const portion of exhibits) {
      await show(portion);
      // Stamps are artifacts, and nothing else is on these pages.
      const print = await tab.print({ tagged: false });
      if (!check(print, portion)) return undefined;
      prints.push({ bytes: print, pages: portion.pages });
    }
    const held = new Map(destinations.get(false));
    return {
      bytes,
      text,
      map: { pages: whole.pages, destinations: new Map([...printed, ...held]) },
      apart: { pages: body.pages, prints, destinations: held },
    };
  } finally {
    await tab.evaluate(showPortion, undefined, APART);
  }
}
