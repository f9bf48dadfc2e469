import type { NumberedRun, Numbering } from '../model/composition.ts';
import { letterValue, romanValue } from '../model/page-label.ts';

/*
 * Labels that pages had when the book was numbered, by the runs that they are in.
 */

/** The beginning of the ids of runs that stand for withheld pages. */
export const WITHHELD_RUN = 'octavo-run-withheld-';

/** The labels that runs have, as what later numbering keeps; the side of the spread is left open. */
export function printedOf(runs: readonly NumberedRun[]): Numbering['printed'] {
  return new Map(
    runs.map(({ id, labels, blank, counts }) => [
      id,
      { labels, ...(blank !== undefined && { blank }), ...(counts && { counts }) },
    ]),
  );
}

/** Adds to the labels in `printed` the side of the spread that runs had in `before`, so that they keep it on paper. */
export function onSides(printed: Numbering['printed'], before: readonly NumberedRun[]): Numbering['printed'] {
  const sides = new Map(before.map(({ id, recto }) => [id, recto]));
  return new Map(
    [...printed].map(([id, run]) => {
      const recto = sides.get(id);
      return [id, recto === undefined ? run : { ...run, recto }];
    }),
  );
}

/** `41a–41c`, or `41` for a single page; labels that do not follow each other are named one by one: `9–10, 10a–10b, 11`. */
export function pageRange(labels: readonly string[]): string {
  const ranges: [string, string][] = [];
  for (const label of labels) {
    const open = ranges.at(-1);
    if (open && isNext(open[1], label)) open[1] = label;
    else ranges.push([label, label]);
  }
  return ranges.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(', ');
}

/** The pages of runs that follow each other, with the blank ones between them: `41–48`. */
export function pagesOf(runs: readonly NumberedRun[]): string {
  return pageRange(runs.flatMap((run, i) => (i > 0 && hasLeaf(run) ? [run.blank, ...run.labels] : run.labels)));
}

/** The production numbers of runs that follow each other, with those of the blank pages between them, which bear none. */
export function numbersOf(runs: readonly NumberedRun[]): string {
  const all: string[] = [];
  for (const run of runs) {
    const numbers = (run.counts ?? []).flatMap(({ number }) => number || []);
    const last = all.at(-1);
    const between = last !== undefined && hasLeaf(run) ? following(last) : undefined;
    if (between !== undefined && numbers[0] === following(between)) all.push(between);
    all.push(...numbers);
  }
  return pageRange(all);
}

/** Whether a blank page with a number of its own is before a run; the back of a late leaf has none. */
function hasLeaf(run: NumberedRun): run is NumberedRun & { readonly blank: string } {
  return run.blank !== undefined && !run.blank.includes(' ');
}

/** The number after another: `E-000010` after `E-000009`. */
function following(number: string): string {
  return number.replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(digits.length, '0'));
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
