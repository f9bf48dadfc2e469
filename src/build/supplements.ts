import type { SupplementChange, SupplementPack } from '../compose/supplement.ts';
import type { NumberedRun, Numbering } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Part, WithheldPart } from '../model/part.ts';
import type { Publication } from '../model/publication.ts';
import { partsAsOf, supplementsOf } from '../model/supplement.ts';
import type { Job } from './job.ts';
import { onSides, pageRange, pagesOf, printedOf } from './printed-labels.ts';
import { exchanged, isOfPart, takePlaces, unusedIn, withPlaces, withUnused } from './replaced-pages.ts';
import { exchangeSheets, sheetsOf } from './sheets.ts';

/** A book as of a supplement. */
export interface NumberedState {
  readonly parts: readonly Part[];
  readonly runs: readonly NumberedRun[];
}

/** Numbers the pages of a publication without printing them. `printed` are the numbers of `before`, the book before a supplement. */
export type NumberPages = (
  publication: Publication,
  printed: Numbering['printed'],
  before: readonly NumberedRun[],
  supplement: number,
) => Promise<readonly NumberedRun[]>;

/**
 * The publication as of the supplement that is wanted, by default the last, and with everything that was in it before. Undefined, and reported,
 * when there is no such supplement, or this edition has nothing of it.
 */
export function asWanted(
  { publication, edition, supplements }: Pick<Job, 'publication' | 'edition' | 'supplements'>,
  wanted: number | undefined,
  report: Report,
): { readonly publication: Publication; readonly history: Publication; readonly supplement: number } | undefined {
  const own = supplementsOf(publication.parts);
  const supplement = wanted ?? Math.max(0, ...own);
  if (supplement === 0 || own.has(supplement)) {
    const parts = partsAsOf(publication.parts, supplement);
    return { publication: { ...publication, parts }, history: publication, supplement };
  }
  if (supplements.has(supplement)) {
    report({
      severity: 'note',
      code: 'supplement-closed',
      message: `nothing of supplement ${supplement} is in the edition “${edition.name}”, so there is none to send`,
    });
    return undefined;
  }
  report({
    severity: 'error',
    code: 'supplement-unknown',
    message: `${publication.source} has no supplement ${supplement}`,
    hint:
      supplements.size === 0
        ? 'Give the late parts “supplement: 1”.'
        : `It has ${[...supplements].sort((a, b) => a - b).join(', ')}; give the late parts “supplement: ${supplement}”.`,
  });
  return undefined;
}

/**
 * The book, then with each supplement up to one, every run with the labels that its pages had when that was sent. `whole`: the states of another
 * book whose numbers this one has.
 */
export async function numberBefore(
  publication: Publication,
  upTo: number,
  number: NumberPages,
  whole?: readonly NumberedState[],
): Promise<readonly NumberedState[]> {
  const states: NumberedState[] = [];
  let unused: readonly WithheldPart[] = [];
  for (let supplement = 0; supplement <= upTo; supplement++) {
    const before = states.at(-1)?.runs ?? [];
    if (whole) unused = unusedIn(whole[supplement]!.parts);
    const asOf = (): Publication => {
      const parts = withUnused(partsAsOf(publication.parts, supplement), unused);
      return { ...publication, parts: withPlaces(parts, whole ? whole[supplement]!.runs : before) };
    };
    const printed = new Map(printedOf(before));
    if (!whole && exchanged(asOf().parts, supplement).length > 0) {
      // How many pages there are tells which numbers they take, and which none does.
      const trial = await number(asOf(), printed, before, supplement);
      const taken = takePlaces(exchanged(asOf().parts, supplement), before, trial);
      unused = [...unused, ...taken.unused];
      for (const [id, run] of taken.printed) printed.set(id, run);
    }
    const state = asOf();
    states.push({ parts: state.parts, runs: await number(state, printed, before, supplement) });
  }
  return states;
}

/**
 * How the last state of a packet is numbered, after those before it; `alone`: it is a supplement by itself. `printed`: the numbers that it has in
 * another book, whatever those states say.
 */
export function numberedLast(
  states: readonly NumberedState[],
  { supplement, alone }: { readonly supplement: number; readonly alone: boolean },
  printed?: Numbering['printed'],
): { readonly printed: Numbering['printed']; readonly pack?: SupplementPack } {
  const { runs: earlier } = states[supplement - 1]!;
  const now = states[supplement]?.runs;
  const last = now ?? earlier;
  return {
    printed: onSides(printed ?? printedOf(last), last),
    ...(alone && now && { pack: packOf(supplement, earlier, now) }),
  };
}

/** A supplement by itself: the sheets of its late pages, and of runs whose words have changed by it. */
function packOf(number: number, before: readonly NumberedRun[], now: readonly NumberedRun[]): SupplementPack {
  return { number, changes: changesOf(number, before, now), ...exchangeSheets(sheetsOf(before), sheetsOf(now)) };
}

/** What comes in and what takes the place of what was. */
function changesOf(
  number: number,
  before: readonly NumberedRun[],
  now: readonly NumberedRun[],
): readonly SupplementChange[] {
  const earlier = new Map(before.map((run) => [run.id, run]));
  const changes: (SupplementChange & { readonly labels: readonly string[] })[] = [];
  const exchangedParts = new Set<string>();
  let behind = '';
  for (const { id, part, title, labels, words, revised, former } of now) {
    const old = earlier.get(id);
    const pages = pageRange(labels);
    if (revised === number) {
      if (!exchangedParts.has(part)) {
        const all = now.filter((run) => run.part === part);
        const were = before.filter((run) => isOfPart(run, part));
        const where = were.length > 0 ? pagesOf(were) : pages;
        const change = {
          kind: 'replace',
          title,
          where,
          pages: pagesOf(all),
          ...(former && { withdrawn: true }),
        } as const;
        changes.push({ ...change, labels: all.flatMap((run) => run.labels) });
      }
      exchangedParts.add(part);
    } else if (!old) {
      const open = changes.at(-1);
      if (open?.kind === 'insert' && open.labels.at(-1) === behind && open.title === title) {
        const all = [...open.labels, ...labels];
        changes.splice(-1, 1, { ...open, labels: all, pages: pageRange(all) });
      } else changes.push({ kind: 'insert', title, where: behind, labels, pages });
    } else if (words !== old.words) {
      changes.push({ kind: 'replace', title, where: pageRange(old.labels), labels, pages });
    }
    behind = labels.at(-1) ?? '';
  }
  return changes;
}
