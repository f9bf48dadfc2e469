import { compose, type ComposeOptions, type Origin } from '../compose/compose.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import { pdfParts, type Part } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { partsAsOf } from '../model/supplement.ts';
import { number } from '../paginate/paginate.ts';
import type { Press } from '../paginate/supervisor.ts';
import type { World } from '../world.ts';
import { compareFolios, readFolioRecord } from './folio-record.ts';
import { onSides } from './printed-labels.ts';
import { readTexts } from './read-texts.ts';
import { settleExhibits } from './settle-exhibits.ts';
import { exchanged, unusedIn, withPlaces, withUnused } from './replaced-pages.ts';
import { numberBefore, numberedLast, type NumberedState, type NumberPages } from './supplements.ts';
import { withheldPages, withRests, type WithheldPages } from './withheld-pages.ts';

/** A publication with everything that is in it, where an edition is without closed parts and keeps its page numbers. */
export interface WholeBook {
  readonly publication: Publication;
  /** Gives the files as they are; nothing keeps what it gave. */
  readonly world: World;
  /** Why blocks of its texts are closed, by file. */
  readonly reasons: ReadonlyMap<string, string>;
}

/** A packet whose pages are to be numbered. */
interface BeforeNumbering {
  readonly publication: Publication;
  /** With all that was in it before the last supplement. */
  readonly history: Publication;
  /** The last supplement that is in it. */
  readonly supplement: number;
  /** Whether that supplement is built by itself, not the book with it. */
  readonly alone: boolean;
  readonly edition: Edition;
  /** In the order of the publication's PDFs. */
  readonly exhibits: readonly (Exhibit | undefined)[];
  readonly origin: Origin;
  /** What the product is called. */
  readonly label: string;
  readonly whole: WholeBook | undefined;
}

/** What pages are numbered with. */
interface NumberingTools {
  readonly world: World;
  readonly press: Press;
  readonly report: Report;
  readonly signal?: AbortSignal | undefined;
}

/** What was before a book. */
export interface Earlier {
  /** The book before, and with each supplement, as far as that was numbered. */
  readonly states: readonly NumberedState[];
  /** The exhibits of all of them. */
  readonly exhibits: KnownExhibits;
}

/** A packet whose pages can be numbered. */
interface BeforePrint {
  readonly publication: Publication;
  readonly earlier: Earlier;
  readonly numbering: Pick<ComposeOptions, 'printed' | 'pack'>;
}

/**
 * Numbers the book as it was before its last supplement, and where that is wanted by itself, with it; where an edition keeps the numbers of the full
 * book, that first. Reports `folios-moved` when pages have other numbers than they were printed with.
 */
export async function numberingBefore(before: BeforeNumbering, tools: NumberingTools): Promise<BeforePrint> {
  const { publication, history, supplement, alone, edition, exhibits, whole } = before;
  const full = whole && (await numberWhole(before, whole, tools));
  const known = await knownOf(before, exhibits, tools);
  const numberOpen = counter(before, edition, known, tools);
  const withheld = async (state: Publication, number: number): Promise<WithheldPages | undefined> => {
    if (!full) return undefined;
    const { runs } = full[number]!;
    const parts = withheldPages(state.parts, runs);
    if (whole.reasons.size === 0) return parts;
    const open = await numberOpen({ ...state, parts: parts.parts }, parts.printed, [], number);
    return withheldPages(...withRests(state.parts, runs, open, whole.reasons));
  };
  const last = await withheld(full ? partsLike(publication, full[supplement]!) : publication, supplement);
  const shown = last ? { ...publication, parts: last.parts } : publication;
  if (supplement === 0) {
    const numbering = last ? { printed: last.printed } : {};
    return { publication: shown, earlier: { states: [], exhibits: known }, numbering };
  }
  // What takes the place of others has to be numbered before it can be composed.
  const takes = exchanged(publication.parts, supplement).length > 0;
  const states = await numberBefore(
    history,
    alone || (takes && !full) ? supplement : supplement - 1,
    async (state, printed, held, number) => {
      const open = await withheld(state, number);
      return open
        ? numberOpen({ ...state, parts: open.parts }, open.printed, held, number)
        : numberOpen(state, printed, held, number);
    },
    full,
  );
  const { runs: earlier } = states[supplement - 1]!;
  const record = await readFolioRecord(publication, edition, tools.world);
  if (record) compareFolios(record, earlier, history, alone ? 'error' : 'warning', tools.report);
  // With what says of numbers that they are not used any more.
  const open = last?.parts ?? states[supplement]?.parts;
  return {
    publication: open ? { ...publication, parts: open } : partsLike(publication, states.at(-1)!),
    earlier: { states, exhibits: known },
    numbering: numberedLast(states, { supplement, alone }, last?.printed),
  };
}

/** A publication with what another state of it says of pages that are withdrawn, and of numbers that are not used any more. */
function partsLike(publication: Publication, { parts, runs }: NumberedState): Publication {
  return { ...publication, parts: withPlaces(withUnused(publication.parts, unusedIn(parts)), runs) };
}

/** Numbers the full book as of each supplement. What there is to report of it, its own edition does. */
async function numberWhole(
  before: BeforeNumbering,
  { publication, world }: WholeBook,
  tools: NumberingTools,
): Promise<readonly NumberedState[]> {
  const edition = { ...before.edition, closed: true };
  const book = { ...publication, parts: partsAsOf(publication.parts, before.supplement) };
  const { exhibits } = await settleExhibits(book.parts, edition, world, () => undefined, tools.signal);
  const own = { ...before, publication: book, history: publication, edition };
  const known = await knownOf(own, exhibits, { ...tools, world });
  return numberBefore(publication, before.supplement, counter(before, edition, known, { ...tools, world }));
}

type KnownExhibits = ReadonlyMap<Part, Exhibit | undefined>;

/** The exhibits of a book, and of what was in it before. What there is to report of those, the book before did. */
async function knownOf(
  {
    publication,
    history,
    supplement,
    edition,
  }: Pick<BeforeNumbering, 'publication' | 'history' | 'supplement' | 'edition'>,
  exhibits: readonly (Exhibit | undefined)[],
  { world, signal }: Pick<NumberingTools, 'world' | 'signal'>,
): Promise<KnownExhibits> {
  const known = new Map<Part, Exhibit | undefined>(pdfParts(publication.parts).map((part, i) => [part, exhibits[i]]));
  const gone = pdfParts(history.parts).filter((part) => (part.supplement ?? 0) <= supplement && !known.has(part));
  if (gone.length === 0) return known;
  const settled = await settleExhibits(gone, edition, world, () => undefined, signal);
  for (const [i, part] of gone.entries()) known.set(part, settled.exhibits[i]);
  return known;
}

/** Reads, composes and lays out one state of a packet. Says nothing: what there is to report, the build of the product does. */
export function counter(
  { origin, label }: Pick<BeforeNumbering, 'origin' | 'label'>,
  edition: Edition,
  exhibits: KnownExhibits,
  { world, press, signal }: Pick<NumberingTools, 'world' | 'press' | 'signal'>,
): NumberPages {
  const silent: Report = () => undefined;
  return async (publication, printed, before) => {
    const manuscript = await readTexts({ publication, edition }, world, silent, { signal });
    const composition = await compose(publication, edition, manuscript, origin, world, silent, {
      medium: 'page',
      exhibits: pdfParts(publication.parts).map((part) => exhibits.get(part)),
      printed: onSides(printed, before),
    });
    return number(composition, press, { label, signal });
  };
}
