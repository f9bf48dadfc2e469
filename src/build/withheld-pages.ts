import type { NumberedRun, Numbering, PageCount, PrintedRun } from '../model/composition.ts';
import { MISSING, type Part } from '../model/part.ts';
import { numbersOf, pagesOf, printedOf, WITHHELD_RUN } from './printed-labels.ts';

/** An edition without closed parts that has the page numbers of the full book. */
export interface WithheldPages {
  /** What stands for closed parts says which pages are withheld; neighbours are one, and those that have no pages are gone. */
  readonly parts: readonly Part[];
  /** Labels of all pages of the full book, by its runs; nothing else of it. */
  readonly printed: Numbering['printed'];
}

/**
 * What of texts is closed may leave them fewer pages than they have in the full book: those that are missing are parts and runs of their own then,
 * behind each such text. `open` are the runs without closed parts and blocks, `reasons` why blocks are closed, by file.
 */
export function withRests(
  parts: readonly Part[],
  full: readonly NumberedRun[],
  open: readonly NumberedRun[],
  reasons: ReadonlyMap<string, string>,
): readonly [parts: readonly Part[], full: readonly NumberedRun[]] {
  const left = new Map(open.map(({ id, labels }) => [id, labels.length]));
  const here = new Set(open.map(({ part }) => part));
  const short = new Set<string>();
  const runs = full.flatMap((run) => {
    const count = here.has(run.part) ? (left.get(run.id) ?? 0) : run.labels.length;
    if (count >= run.labels.length || run.part === '') return [run];
    short.add(run.part);
    const { counts } = run;
    const rest = { id: `${run.id}${MISSING}`, part: `${run.part}${MISSING}`, labels: run.labels.slice(count) };
    const missing = { ...run, ...rest, ...(counts && { counts: counts.slice(count) }) };
    return count > 0 ? [run, missing] : [missing];
  });
  const withRest = (part: Part): Part[] => {
    if (part.kind === 'group') return [{ ...part, parts: part.parts.flatMap(withRest) }];
    const { key = '', supplement } = part;
    if (!('file' in part) || !short.has(key)) return [part];
    const reason = reasons.get(part.file);
    return [
      part,
      { kind: 'withheld', key: `${key}${MISSING}`, ...(supplement && { supplement }), ...(reason && { reason }) },
    ];
  };
  return [parts.flatMap(withRest), runs];
}

/** What the pages that stand for withheld ones are numbered, by their runs. */
type Slips = Map<string, PlaceHeld>;

/** Tells an edition the page numbers of the full book. */
export function withheldPages(parts: readonly Part[], full: readonly NumberedRun[]): WithheldPages {
  const slips: Slips = new Map();
  const known = withPages(parts, full, slips);
  return { parts: known, printed: new Map<string, PrintedRun>([...printedOf(full), ...slips]) };
}

function withPages(parts: readonly Part[], full: readonly NumberedRun[], slips: Slips): Part[] {
  const known: Part[] = [];
  // Of the withheld neighbours so far.
  let keys: string[] = [];
  for (const part of parts) {
    if (part.kind !== 'withheld' || part.former) {
      keys = [];
      known.push(part.kind === 'group' ? { ...part, parts: withPages(part.parts, full, slips) } : part);
      continue;
    }
    keys.push(part.key ?? '');
    const place = placeOf(keys, full);
    if (!place) continue;
    const neighbour = known.at(-1);
    const slip = neighbour?.kind === 'withheld' ? neighbour : part;
    if (slip === neighbour) known.pop();
    known.push({ ...slip, pages: place.labels[0] });
    slips.set(`${WITHHELD_RUN}${slip.key ?? ''}`, place);
  }
  return known;
}

/** The numbers of one page that stands for others. */
export interface PlaceHeld {
  /** Theirs: `41–48`, where they do not follow each other `41–48, 121`. */
  readonly labels: readonly [string];
  /** Label of the blank page before them; absent: there is none. */
  readonly blank?: string;
  readonly counts: readonly [PageCount];
}

/** What stands for the pages of parts and of what is in them is numbered; undefined: they have none. */
export function placeOf(keys: readonly string[], full: readonly NumberedRun[]): PlaceHeld | undefined {
  const ranges: NumberedRun[][] = [];
  let last: number | undefined;
  for (const [index, run] of full.entries()) {
    if (!keys.some((key) => run.part === key || run.part.startsWith(`${key}-`))) continue;
    if (last !== undefined && index === last + 1) ranges.at(-1)!.push(run);
    else ranges.push([run]);
    last = index;
  }
  const [first] = ranges[0] ?? [];
  if (!first) return undefined;
  const number = ranges.map(numbersOf).join(', ');
  return {
    labels: [ranges.map(pagesOf).join(', ')],
    ...(first.blank !== undefined && { blank: first.blank }),
    counts: [{ of: first.counts?.[0]?.of ?? '', number }],
  };
}
