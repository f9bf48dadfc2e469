import type { SheetExchange } from '../compose/supplement.ts';
import type { NumberedRun } from '../model/composition.ts';
import { pageRange } from './printed-labels.ts';

/** A page as readers hold it; one of the same label and key shows the same. */
interface HeldPage {
  readonly label: string;
  readonly key: string;
}

/** Two pages of a leaf, front and back; the last may have nothing on its back. */
type Sheet = readonly HeldPage[];

/** The sheets of a book that is printed on both sides. */
export function sheetsOf(runs: readonly NumberedRun[]): readonly Sheet[] {
  const pages = runs.flatMap(({ id, blank, labels, words }): HeldPage[] => [
    ...(blank === undefined ? [] : [{ label: blank, key: '' }]),
    ...labels.map((label) => ({ label, key: `${id} ${words}` })),
  ]);
  return Array.from({ length: Math.ceil(pages.length / 2) }, (_, i) => pages.slice(2 * i, 2 * i + 2));
}

/** Which sheets are to be taken out and put in, place by place, and the labels of the pages that stay. */
export function exchangeSheets(
  before: readonly Sheet[],
  now: readonly Sheet[],
): { readonly sheets: readonly SheetExchange[]; readonly held: ReadonlySet<string> } {
  const known = new Set(before.map(nameOf));
  const kept = now.filter((sheet) => known.has(nameOf(sheet)));
  const sheets: SheetExchange[] = [];
  let [taken, put] = [0, 0];
  let behind = '';
  for (const stop of [...kept.map(nameOf), undefined]) {
    const [out, into] = [upTo(before, taken, stop), upTo(now, put, stop)];
    if (out.length > 0 || into.length > 0)
      sheets.push({ out: pageRange(labelsOf(out)), in: pageRange(labelsOf(into)), behind });
    [taken, put] = [taken + out.length + 1, put + into.length + 1];
    behind = now[put - 1]?.at(-1)?.label ?? '';
  }
  return { sheets, held: new Set(kept.flat().map(({ label }) => label)) };
}

const nameOf = (sheet: Sheet): string => JSON.stringify(sheet);

/** Sheets from one on, as far as the one of a name. */
function upTo(sheets: readonly Sheet[], from: number, name: string | undefined): readonly Sheet[] {
  const rest = sheets.slice(from);
  const end = rest.findIndex((sheet) => nameOf(sheet) === name);
  return end < 0 ? rest : rest.slice(0, end);
}

/** Labels of all pages of sheets. */
const labelsOf = (sheets: readonly Sheet[]): readonly string[] => sheets.flat().map(({ label }) => label);
