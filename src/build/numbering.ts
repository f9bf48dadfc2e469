import { compose, type ComposeOptions, type Origin } from '../compose/compose.ts';
import type { NumberedRun } from '../model/composition.ts';
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
import { numberBefore, numberedLast, type NumberPages } from './supplements.ts';
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

/** A packet whose pages can be numbered. */
interface BeforePrint {
  readonly publication: Publication;
  readonly options: Pick<ComposeOptions, 'printed' | 'pack'>;
}

/**
 * Numbers the book as it was before its last supplement, and where that is wanted by itself, with it; where an edition keeps the numbers of the full
 * book, that first. Reports `folios-moved` when pages have other numbers than they were printed with.
 */
export async function numberingBefore(before: BeforeNumbering, tools: NumberingTools): Promise<BeforePrint> {
  const { publication, supplement, alone, edition, exhibits, whole } = before;
  const full = whole && (await numberWhole(before, whole, tools));
  const numberOpen = counter(before, edition, known(publication, exhibits), tools);
  const withheld = async (state: Publication, number: number): Promise<WithheldPages | undefined> => {
    if (!full) return undefined;
    const parts = withheldPages(state.parts, full[number]!);
    if (whole.reasons.size === 0) return parts;
    const open = await numberOpen({ ...state, parts: parts.parts }, parts.printed, [], number);
    return withheldPages(...withRests(state.parts, full[number]!, open, whole.reasons));
  };
  const last = await withheld(publication, supplement);
  const shown = last ? { ...publication, parts: last.parts } : publication;
  if (supplement === 0) return { publication: shown, options: last ? { printed: last.printed } : {} };
  const states = await numberBefore(
    publication,
    alone ? supplement : supplement - 1,
    async (state, printed, held, number) => {
      const open = await withheld(state, number);
      return open
        ? numberOpen({ ...state, parts: open.parts }, open.printed, held, number)
        : numberOpen(state, printed, held, number);
    },
  );
  const earlier = states[supplement - 1]!;
  const record = await readFolioRecord(publication, edition, tools.world);
  if (record) compareFolios(record, earlier, publication, alone ? 'error' : 'warning', tools.report);
  return { publication: shown, options: numberedLast(states, supplement, last?.printed) };
}

/** Numbers the full book as of each supplement. What there is to report of it, its own edition does. */
async function numberWhole(
  before: BeforeNumbering,
  { publication, world }: WholeBook,
  tools: NumberingTools,
): Promise<readonly (readonly NumberedRun[])[]> {
  const edition = { ...before.edition, closed: true };
  const book = { ...publication, parts: partsAsOf(publication.parts, before.supplement) };
  const { exhibits } = await settleExhibits(book.parts, edition, world, () => undefined, tools.signal);
  return numberBefore(book, before.supplement, counter(before, edition, known(book, exhibits), { ...tools, world }));
}

type KnownExhibits = ReadonlyMap<Part, Exhibit | undefined>;

function known({ parts }: Publication, exhibits: readonly (Exhibit | undefined)[]): KnownExhibits {
  return new Map(pdfParts(parts).map((part, i) => [part, exhibits[i]]));
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
