import type { SheetExchange } from '../compose/supplement.ts';
import type { NumberedRun } from '../model/composition.ts';
import { letterValue, romanValue } from '../model/page-label.ts';

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
    if (out.length > 0 || into.length > 0) sheets.push({ out: labelRanges(out), in: labelRanges(into), behind });
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

/** `1–4, 9, 9a–9c, 10`: labels that follow each other as ranges. */
function labelRanges(sheets: readonly Sheet[]): string {
  const ranges: [string, string][] = [];
  for (const { label } of sheets.flat()) {
    const open = ranges.at(-1);
    if (open && isNext(open[1], label)) open[1] = label;
    else ranges.push([label, label]);
  }
  return ranges.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(', ');
}

/** Whether a label counts one on from another, in numbers or in letters behind one number. */
function isNext(label: string, next: string): boolean {
  const [[stem, count], [nextStem, nextCount]] = [countOf(label), countOf(next)];
  return stem === nextStem && nextCount === count + 1;
}

/** A label as what stays and what counts: `9b` as `9` and 2, `9.1` as `9.` and 1, `12` as nothing and 12. */
function countOf(label: string): readonly [stem: string, count: number] {
  const [, stem = '', count = ''] = /^(.*?)(\d{1,9}|[a-z]+)$/.exec(label) ?? [];
  if (/^\d/.test(count)) return [stem, Number(count)];
  return [stem, (stem === '' ? romanValue(count) : letterValue(count)) ?? Number.NaN];
}
