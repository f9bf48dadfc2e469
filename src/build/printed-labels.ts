import type { NumberedRun, Numbering } from '../model/composition.ts';

/*
 * Labels that pages had when the book was numbered, by the runs that they are in.
 */

/** How ids of runs begin that stand for withheld pages. */
export const WITHHELD_RUN = 'octavo-run-withheld-';

/** Runs as those that keep their labels, each on any side of the spread. */
export function printedOf(runs: readonly NumberedRun[]): Numbering['printed'] {
  return new Map(
    runs.map(({ id, labels, blank, counts }) => [
      id,
      { labels, ...(blank !== undefined && { blank }), ...(counts && { counts }) },
    ]),
  );
}

/** Numbers that runs keep, and of those that were on paper before, the side of the spread that they had there. */
export function onSides(printed: Numbering['printed'], before: readonly NumberedRun[]): Numbering['printed'] {
  const sides = new Map(before.map(({ id, recto }) => [id, recto]));
  return new Map(
    [...printed].map(([id, run]) => {
      const recto = sides.get(id);
      return [id, recto === undefined ? run : { ...run, recto }];
    }),
  );
}

/** `41a–41c`, or `41` for a single page. */
export function pageRange(labels: readonly string[]): string {
  const [first = '', last = first] = [labels[0], labels.at(-1)];
  return first === last ? first : `${first}–${last}`;
}
