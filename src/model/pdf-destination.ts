import { PDFArray, PDFName, PDFNumber } from 'pdf-lib';
import type { DestinationView } from './exhibit.ts';

/** Numbers that each kind of view has. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['XYZ', 3],
  ['Fit', 0],
  ['FitB', 0],
  ['FitH', 1],
  ['FitV', 1],
  ['FitBH', 1],
  ['FitBV', 1],
  ['FitR', 4],
]);

/** The view of an explicit destination, `[page kind …]`; undefined where it has none that there is. Numbers that are missing are null. */
export function viewOf(destination: PDFArray): DestinationView | undefined {
  const at = (index: number): unknown => (index < destination.size() ? destination.lookup(index) : undefined);
  const name = at(1);
  const kind = name instanceof PDFName ? name.decodeText() : '';
  const count = NUMBERS.get(kind);
  if (count === undefined) return undefined;
  const numbers = Array.from({ length: count }, (_, i) => {
    const item = at(i + 2);
    const number = item instanceof PDFNumber ? item.asNumber() : null;
    return Number.isFinite(number) ? number : null;
  });
  // A rectangle without one of its sides is none.
  return kind === 'FitR' && numbers.includes(null) ? undefined : [kind, ...numbers];
}
