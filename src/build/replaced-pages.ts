import type { NumberedRun, Numbering, PageCount, PrintedRun } from '../model/composition.ts';
import { walkParts, type Part, type WithheldPart } from '../model/part.ts';
import { pageRange } from './printed-labels.ts';
import { placeOf } from './withheld-pages.ts';

/*
 * Papers that replace others, and those that are withdrawn, take the numbers of the pages that were printed.
 */

/** What the key of a paper is followed by in that of numbers which it does not use any more. */
const UNUSED = '-unused';

/** Whether a run was made from a part, or from what is in it. */
export function isOfPart({ part }: Pick<NumberedRun, 'part'>, key: string): boolean {
  return part === key || part.startsWith(`${key}-`);
}

/** The parts that took the place of others by a supplement. */
export function exchanged(parts: readonly Part[], supplement: number): readonly Part[] {
  return [...walkParts(parts)].filter(
    (part) =>
      (part.replaces !== undefined && part.supplement === supplement) ||
      (part.kind === 'withheld' && part.former === true && part.withdrawn === supplement),
  );
}

/** Tells what stands for withdrawn parts which title and pages those had, by the book before. */
export function withPlaces(parts: readonly Part[], before: readonly NumberedRun[]): Part[] {
  return parts.map((part) => {
    if (part.kind === 'group') return { ...part, parts: withPlaces(part.parts, before) };
    if (part.kind !== 'withheld' || !part.former || part.pages !== undefined) return part;
    const key = part.key ?? '';
    const pages = placeOf([key], before)?.labels[0];
    // A text’s title is known when it has been read.
    const title = part.title ?? before.find((run) => isOfPart(run, key))?.title;
    return pages === undefined ? part : { ...part, pages, ...(title !== undefined && { title }) };
  });
}

/** A page with what is printed beside its label, and its side. */
interface OldPage {
  readonly label: string;
  readonly count: PageCount | undefined;
  readonly recto: boolean;
}

/** Which numbers parts take over that stand where others stood, and what says that some are not used any more. `trial` says how many pages they have. */
export function takePlaces(
  parts: readonly Part[],
  before: readonly NumberedRun[],
  trial: readonly NumberedRun[],
): { readonly printed: Numbering['printed']; readonly unused: readonly WithheldPart[] } {
  const printed = new Map<string, PrintedRun>();
  const unused: WithheldPart[] = [];
  for (const part of parts) {
    const key = part.key ?? '';
    const old = before.filter((run) => isOfPart(run, key) && !run.part.endsWith(UNUSED));
    const blank = old[0]?.blank;
    if (part.kind === 'withheld') {
      const place = placeOf([key], before);
      const [run] = trial.filter((each) => each.part === key);
      if (place && run) printed.set(run.id, { ...place, ...(old[0] && { recto: old[0].recto }) });
      continue;
    }
    const pages = old.flatMap(({ labels, counts = [], recto }) =>
      labels.map((label, i): OldPage => ({ label, count: counts[i], recto: recto === (i % 2 === 0) })),
    );
    let at = 0;
    for (const run of trial.filter((each) => each.part === key)) {
      printed.set(run.id, runOf(pages.slice(at, at + run.labels.length), at === 0 ? blank : undefined));
      at += run.labels.length;
    }
    const rest = pages.slice(at);
    if (rest.length === 0) continue;
    const range = pageRange(rest.map(({ label }) => label));
    const { supplement, title } = old[0]!;
    unused.push({
      ...{ kind: 'withheld', former: true, key: `${key}${UNUSED}`, title, pages: range, supplement },
      ...(part.supplement !== undefined && { withdrawn: part.supplement }),
      ...(part.kin && { kin: part.kin }),
    });
    const numbers = rest.flatMap(({ count }) => count?.number || []);
    const counts = [{ of: rest[0]!.count?.of ?? '', number: numbers.length > 0 ? pageRange(numbers) : '' }];
    printed.set(`octavo-run-${key}${UNUSED}`, { labels: [range], counts, recto: rest[0]!.recto });
  }
  return { printed, unused };
}

function runOf(pages: readonly OldPage[], blank: string | undefined): PrintedRun {
  const counts = pages.flatMap(({ count }) => count ?? []);
  return {
    labels: pages.map(({ label }) => label),
    ...(blank !== undefined && { blank }),
    ...(counts.length === pages.length && { counts }),
    ...(pages[0] && { recto: pages[0].recto }),
  };
}

/** What says of some parts that numbers are not used any more. */
export function unusedIn(parts: readonly Part[]): readonly WithheldPart[] {
  return [...walkParts(parts)].filter(
    (part): part is WithheldPart => part.kind === 'withheld' && (part.key ?? '').endsWith(UNUSED),
  );
}

/** Parts with what says that some of their numbers are not used any more behind them; what was withdrawn says it of all. */
export function withUnused(parts: readonly Part[], unused: readonly WithheldPart[]): Part[] {
  return parts.flatMap((part): Part[] => {
    if (part.kind === 'withheld' && part.former) return [part];
    const own = unused.filter(({ key }) => key === `${part.key ?? ''}${UNUSED}`);
    const inner = part.kind === 'group' ? { ...part, parts: withUnused(part.parts, unused) } : part;
    return [inner, ...own];
  });
}
