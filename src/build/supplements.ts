import type { SupplementChange, SupplementPack } from '../compose/supplement.ts';
import type { NumberedRun, Numbering } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Publication } from '../model/publication.ts';
import { lastSupplement, partsAsOf } from '../model/supplement.ts';
import { onSides, pageRange, printedOf } from './printed-labels.ts';
import { exchangeSheets, sheetsOf } from './sheets.ts';

/** Numbers the pages of a publication without printing them. `printed` are the numbers of `before`, the book before a supplement. */
export type NumberPages = (
  publication: Publication,
  printed: Numbering['printed'],
  before: readonly NumberedRun[],
  supplement: number,
) => Promise<readonly NumberedRun[]>;

/** The publication as of the supplement that is wanted, by default the last. Undefined, and reported, when there is no such supplement. */
export function asWanted(
  publication: Publication,
  wanted: number | undefined,
  report: Report,
): { readonly publication: Publication; readonly supplement: number } | undefined {
  const last = lastSupplement(publication.parts);
  const supplement = wanted ?? last;
  if (supplement <= last) {
    return { publication: { ...publication, parts: partsAsOf(publication.parts, supplement) }, supplement };
  }
  report({
    severity: 'error',
    code: 'supplement-unknown',
    message: `${publication.source} has no supplement ${supplement}`,
    hint:
      last === 0
        ? 'Give the late parts “supplement: 1”.'
        : `Its last is ${last}; give the late parts “supplement: ${supplement}”.`,
  });
  return undefined;
}

/** The book, then with each supplement up to one, every run with the labels that its pages had when that was sent. */
export async function numberBefore(
  publication: Publication,
  upTo: number,
  number: NumberPages,
): Promise<readonly (readonly NumberedRun[])[]> {
  const states: (readonly NumberedRun[])[] = [];
  for (let supplement = 0; supplement <= upTo; supplement++) {
    const parts = partsAsOf(publication.parts, supplement);
    const before = states.at(-1) ?? [];
    states.push(await number({ ...publication, parts }, printedOf(before), before, supplement));
  }
  return states;
}

/**
 * How the last state of a packet is numbered, after those before it; where that is among them, it is a supplement by itself. `printed`: the numbers that it
 * has in another book, whatever those states say.
 */
export function numberedLast(
  states: readonly (readonly NumberedRun[])[],
  supplement: number,
  printed?: Numbering['printed'],
): { readonly printed: Numbering['printed']; readonly pack?: SupplementPack } {
  const earlier = states[supplement - 1]!;
  const now = states[supplement];
  const last = now ?? earlier;
  return {
    printed: onSides(printed ?? printedOf(last), last),
    ...(now && { pack: packOf(supplement, earlier, now) }),
  };
}

/** A supplement by itself: the sheets of its late pages, and of runs whose words have changed by it. */
function packOf(number: number, before: readonly NumberedRun[], now: readonly NumberedRun[]): SupplementPack {
  return { number, changes: changesOf(before, now), ...exchangeSheets(sheetsOf(before), sheetsOf(now)) };
}

/** What comes in and what takes the place of what was. */
function changesOf(before: readonly NumberedRun[], now: readonly NumberedRun[]): readonly SupplementChange[] {
  const earlier = new Map(before.map((run) => [run.id, run]));
  const changes: (SupplementChange & { readonly first: string; readonly last: string })[] = [];
  let behind = '';
  for (const { id, title, labels, words } of now) {
    const [first, last] = [labels[0] ?? '', labels.at(-1) ?? ''];
    const old = earlier.get(id);
    const pages = pageRange(labels);
    if (!old) {
      const open = changes.at(-1);
      if (open?.kind === 'insert' && open.last === behind && open.title === title)
        changes.splice(-1, 1, { ...open, last, pages: pageRange([open.first, last]) });
      else changes.push({ kind: 'insert', title, where: behind, first, last, pages });
    } else if (words !== old.words) {
      changes.push({ kind: 'replace', title, where: pageRange(old.labels), first, last, pages });
    }
    behind = last;
  }
  return changes;
}
