import type { SupplementChange, SupplementPack } from '../compose/supplement.ts';
import type { NumberedRun, Numbering } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Publication } from '../model/publication.ts';
import { lastSupplement, partsAsOf } from '../model/supplement.ts';
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

/** A supplement by itself: the sheets of its late pages, and of runs whose words have changed by it. */
export function packOf(number: number, before: readonly NumberedRun[], now: readonly NumberedRun[]): SupplementPack {
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

/** `41a–41c`, or `41` for a single page. */
export function pageRange(labels: readonly string[]): string {
  const [first = '', last = first] = [labels[0], labels.at(-1)];
  return first === last ? first : `${first}–${last}`;
}

/** What `<name>.<edition>.folios.json` beside a packet says: which pages its parts were printed with. */
interface FolioRecord {
  readonly format: 1;
  readonly runs: readonly RecordedRun[];
}

type RecordedRun = Pick<NumberedRun, 'id' | 'title' | 'supplement' | 'labels'>;

/** Bytes of a record that is read: a thousand times the pages of a large packet. */
const RECORD_LIMIT = 64 * 1024 * 1024;

/** Reads a record of printed folios; undefined for what is none. */
export function readRecord(bytes: Uint8Array | undefined): FolioRecord | undefined {
  if (!bytes || bytes.length > RECORD_LIMIT) return undefined;
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as Partial<FolioRecord> | null;
    const sound = (run: Partial<RecordedRun> | null): boolean =>
      typeof run?.id === 'string' &&
      typeof run.title === 'string' &&
      typeof run.supplement === 'number' &&
      Array.isArray(run.labels) &&
      run.labels.every((label) => typeof label === 'string');
    return record?.format === 1 && Array.isArray(record.runs) && record.runs.every(sound)
      ? (record as FolioRecord)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The record after a build: what came with this supplement as it is now, what was printed before or came later as it was. */
export function recordText(runs: readonly NumberedRun[], supplement: number, earlier: FolioRecord | undefined): string {
  const of = ({ id, title, supplement: came, labels }: RecordedRun): RecordedRun => ({
    id,
    title,
    supplement: came,
    labels,
  });
  const kept = supplement === 0 ? [] : (earlier?.runs ?? []).filter((run) => run.supplement !== supplement);
  const known = new Set(kept.map((run) => run.id));
  // A page that stands for withheld ones says so of more of them with every supplement.
  const isNew = ({ id, supplement: came }: NumberedRun): boolean =>
    came <= supplement && !known.has(id) && !id.startsWith(WITHHELD_RUN);
  const record: FolioRecord = {
    format: 1,
    runs: [...kept, ...runs.filter(isNew).map(of)],
  };
  return `${JSON.stringify(record, undefined, 1)}\n`;
}

/**
 * Compares the pages that parts have now with those that they were printed with, and reports `folios-moved` for the first part that has others:
 * an error where a supplement is to fit the pages that readers hold, else a warning.
 */
export function compareFolios(
  record: FolioRecord,
  now: readonly NumberedRun[],
  publication: Publication,
  severity: 'error' | 'warning',
  report: Report,
): void {
  const runs = new Map(now.map((run) => [run.id, run]));
  const upTo = Math.max(...now.map((run) => run.supplement));
  for (const old of record.runs) {
    const run = runs.get(old.id);
    if (old.supplement > upTo || (run && run.labels.join() === old.labels.join())) continue;
    const pages = (labels: readonly string[]): string =>
      `${labels.length === 1 ? 'page' : 'pages'} ${pageRange(labels)}`;
    report({
      severity,
      code: 'folios-moved',
      message: run
        ? `“${old.title}” has ${pages(run.labels)} now, and was printed with ${pages(old.labels)}`
        : `“${old.title}”, printed with ${pages(old.labels)}, is no longer there`,
      span: { file: publication.source, line: 1, column: 1 },
      why: 'Readers who file the supplement would find two different pages with one number.',
      hint: 'Bring the part back to what was printed, or print the book anew with “--supplement 0”.',
    });
    return;
  }
}
