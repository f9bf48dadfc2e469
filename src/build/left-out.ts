import { assemble } from '../assemble/assemble.ts';
import { attachmentsOf } from '../assemble/attachments.ts';
import { compose, type ComposeOptions, type Origin } from '../compose/compose.ts';
import { leaveOut } from '../config/withhold.ts';
import { finish } from '../finish/finish.ts';
import type { NumberedRun, Numbering } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import { pdfParts, walkParts, type Part } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import type { LeftOut, Recipient } from '../model/recipient.ts';
import { STANDARDS } from '../model/standard.ts';
import { paginate } from '../paginate/paginate.ts';
import { hasCopies, planCopies, writeCopies, type CopiesTools, type WrittenCopy } from './copies.ts';
import { finishWorld } from './finish-world.ts';
import { counter, type Earlier } from './numbering.ts';
import { printedOf, WITHHELD_RUN } from './printed-labels.ts';
import { readTexts } from './read-texts.ts';
import { originOfRest } from './origin.ts';
import { numberedLast, type NumberedState, type NumberPages } from './supplements.ts';
import { withoutPapers } from './withholding.ts';
import { placeOf, type PlaceHeld } from './withheld-pages.ts';

/** The full book, whose page numbers copies keep. */
export interface FullBook {
  readonly publication: Publication;
  readonly edition: Edition;
  readonly earlier: Earlier;
  readonly runs: readonly NumberedRun[];
  /** Numbers of what is minuted. */
  readonly minuted: readonly MinuteNumbers[];
  readonly origin: Origin;
  /** The last supplement that is in it. */
  readonly supplement: number;
  /** Whether that is wanted by itself. */
  readonly alone: boolean;
}

/**
 * Writes the copies of recipients who do not get some items or papers. For each set of items that is left out, a book is made of the rest, so
 * that no byte of those items is in the file. All other pages keep the numbers of the full book; a page in the place of an item says which are missing. Recipients with
 * the same items share one print. Reports `recipient-left-out-refused`, and what keeps a copy from being written.
 */
export async function writeLeftOut(full: FullBook, tools: CopiesTools, report: Report): Promise<WrittenCopy[]> {
  const { publication, edition } = full;
  const recipients = (publication.recipients ?? []).filter(({ leaveOut: items }) => items.length > 0);
  if (!hasCopies(edition) || recipients.length === 0) return [];
  const reason = refusal(full);
  if (reason !== undefined) {
    report({
      severity: 'error',
      code: 'recipient-left-out-refused',
      message: `no copy of the edition “${edition.name}” is made for “${recipients.map(({ name }) => name).join('”, “')}”: ${reason}`,
      span: recipients[0]!.span,
      why: 'They must not get what is left out for them.',
    });
    return [];
  }
  const written: WrittenCopy[] = [];
  for (const set of Map.groupBy(recipients, ({ leaveOut: items }) => JSON.stringify(items)).values())
    written.push(...(await writeSet(full, set, tools, report)));
  return written;
}

/** Why items cannot be left out of a book. */
function refusal({ edition }: FullBook): string | undefined {
  const carrier = edition.standard.find((name) => STANDARDS[name].attachments === 'sources');
  return carrier && `${STANDARDS[carrier].title} carries the publication’s sources, and those hold everything`;
}

/** Writes copies for people who do not get the same items. */
async function writeSet(
  full: FullBook,
  recipients: readonly Recipient[],
  tools: CopiesTools,
  report: Report,
): Promise<readonly WrittenCopy[]> {
  const { publication, edition, earlier, origin, alone, supplement } = full;
  const { press, label, signal } = tools;
  const items = recipients[0]!.leaveOut;
  let failed = false;
  // What there is to report of the parts that are left, the full book's build has.
  const errors: Report = (diagnostic) => {
    if (diagnostic.severity !== 'error') return;
    failed = true;
    report(diagnostic);
  };
  // What he had before is read for its numbers.
  const all = { ...publication, parts: [...earlier.states.flatMap(({ parts }) => parts), ...publication.parts] };
  const { world, onFiles } = await withoutPapers(
    leaveOut(all, items, () => ''),
    all,
    tools.world,
    errors,
  );
  const known = earlier.exhibits;
  const count = counter({ origin, label }, edition, known, { ...tools, world });
  const { less, options } = await numberRest(full, items, count);
  const tell = onFiles(errors);
  const manuscript = await readTexts({ publication: less, edition }, world, tell, { signal });
  const composition = await compose(less, edition, manuscript, await originOfRest(less, origin, world), world, tell, {
    medium: 'page',
    exhibits: pdfParts(less.parts).map((part) => known.get(part)),
    ...options,
  });
  const printed = await paginate(composition, press, errors, { label, signal });
  const copies = await planCopies({ publication: less, edition, recipients }, tools, errors);
  const book = await assemble(less, edition, composition, printed, world.now(), errors);
  const attachments = await attachmentsOf(less, edition, world, errors, alone ? supplement : undefined);
  const finished = await finish({ ...book, ...copies.book, attachments }, finishWorld(world, signal), errors);
  return failed ? [] : writeCopies(copies, finished, book.map.pages.length, tools);
}

/** What is left of a book without some items, and how its pages are numbered: as those of the full book, with its supplements one after the other. */
async function numberRest(
  { publication, earlier: { states }, runs, minuted, supplement, alone }: FullBook,
  items: readonly LeftOut[],
  count: NumberPages,
): Promise<{ readonly less: Publication; readonly options: Pick<ComposeOptions, 'printed' | 'pack'> }> {
  const asOf = (number: number): { less: Publication; printed: Numbering['printed'] } => {
    const state = states[number] ?? { parts: publication.parts, runs: runs.filter((run) => run.supplement <= number) };
    const labels = (part: Part): string => placeOfPart(part, state.runs)?.labels[0] ?? '';
    const less = { ...leaveOut({ ...publication, parts: state.parts }, items, labels), minuted };
    return { less, printed: printedBefore(less, state.runs) };
  };
  const last = runs.filter((run) => run.supplement <= supplement);
  const less = { ...leaveOut(publication, items, (part) => placeOfPart(part, last)?.labels[0] ?? ''), minuted };
  const printed = printedBefore(less, last);
  if (supplement === 0) return { less, options: { printed } };
  const rest: NumberedState[] = [];
  for (let number = 0; number <= (alone ? supplement : supplement - 1); number++) {
    const before = asOf(number);
    const { parts } = before.less;
    rest.push({ parts, runs: await count(before.less, before.printed, rest.at(-1)?.runs ?? [], number) });
  }
  return { less, options: numberedLast(rest, { supplement, alone }, printed) };
}

/** What stands for a paper, or for an item with the items within it, is numbered. */
function placeOfPart({ key }: Part, runs: readonly NumberedRun[]): PlaceHeld | undefined {
  return key === undefined ? undefined : placeOf([key], runs);
}

/** The numbers of the full book, and for each page that stands for an item or a paper those of all of its pages. */
function printedBefore({ parts }: Publication, runs: readonly NumberedRun[]): Numbering['printed'] {
  const printed = new Map(printedOf(runs));
  for (const part of walkParts(parts)) {
    const place = placeOfPart(part, runs);
    if (!place) continue;
    if (part.kind === 'group' && part.leftOut) printed.set(`octavo-run-${part.key}`, place);
    if (part.kind === 'withheld' && part.leftOut) printed.set(`${WITHHELD_RUN}${part.key}`, place);
  }
  return printed;
}
