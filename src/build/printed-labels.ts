import type { NumberedRun, Numbering } from '../model/composition.ts';

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

/** `41a–41c`, or `41` for a single page. */
export function pageRange(labels: readonly string[]): string {
  const [first = '', last = first] = [labels[0], labels.at(-1)];
  return first === last ? first : `${first}–${last}`;
}
