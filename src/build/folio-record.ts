import type { NumberedRun } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { isBehind } from '../model/page-label.ts';
import { walkParts } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import type { World } from '../world.ts';
import { pageRange, WITHHELD_RUN } from './printed-labels.ts';
import { isOfPart } from './replaced-pages.ts';

/** What `<name>.<edition>.folios.json` beside a packet says: which pages its parts were printed with. */
interface FolioRecord {
  readonly format: 1;
  readonly runs: readonly RecordedRun[];
}

type RecordedRun = Pick<NumberedRun, 'id' | 'title' | 'supplement' | 'labels'> & Partial<Pick<NumberedRun, 'part'>>;

/** Bytes of a record that is read: a thousand times the pages of a large packet. */
const RECORD_LIMIT = 64 * 1024 * 1024;

function recordPath({ name }: Publication, edition: Edition): string {
  return `${name}.${edition.name}.folios.json`;
}

/** Reads the record beside a packet; undefined where there is none, or something else in its place. */
export async function readFolioRecord(
  publication: Publication,
  edition: Edition,
  world: World,
): Promise<FolioRecord | undefined> {
  return parseRecord(await world.readProduct(recordPath(publication, edition)));
}

/** Writes the record after a build with supplements up to `supplement`. */
export async function writeFolioRecord(
  publication: Publication,
  edition: Edition,
  printed: { readonly runs: readonly NumberedRun[]; readonly supplement: number },
  world: World,
): Promise<void> {
  const earlier = await readFolioRecord(publication, edition, world);
  await world.write(recordPath(publication, edition), recordText(printed.runs, printed.supplement, earlier));
}

function parseRecord(bytes: Uint8Array | undefined): FolioRecord | undefined {
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
function recordText(runs: readonly NumberedRun[], supplement: number, earlier: FolioRecord | undefined): string {
  const of = ({ id, part, title, supplement: came, labels }: RecordedRun): RecordedRun => ({
    id,
    ...(part && { part }),
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

/** Whether pages have the numbers that they were printed with; those that a later supplement adds have theirs behind them. */
function isWhere(now: readonly string[], printed: readonly string[]): boolean {
  return (
    now.every((label, i) => (i < printed.length ? label === printed[i] : isBehind(label))) &&
    now.length >= printed.length
  );
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
  // Those that were replaced or withdrawn since are there under other runs, or not at all.
  const gone = [...walkParts(publication.parts)].flatMap(({ key, replaces, withdrawn }) =>
    key !== undefined && (replaces || withdrawn) ? [key] : [],
  );
  for (const old of record.runs) {
    const run = runs.get(old.id);
    if (old.part !== undefined && gone.some((key) => isOfPart({ part: old.part! }, key))) continue;
    if (old.supplement > upTo || (run && isWhere(run.labels, old.labels))) continue;
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
