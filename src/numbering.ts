import { compose, type ComposeOptions, type Origin } from './compose/compose.ts';
import { readTexts } from './intake.ts';
import type { Report } from './model/diagnostic.ts';
import type { Exhibit } from './model/exhibit.ts';
import { pdfParts } from './model/part.ts';
import type { Edition, Publication } from './model/publication.ts';
import { number } from './paginate/paginate.ts';
import type { Press } from './paginate/supervisor.ts';
import { compareFolios, numberBefore, packOf, printedOf, readRecord, type NumberPages } from './supplements.ts';
import type { World } from './world.ts';

/** Name of the record of printed folios beside a packet. */
export function folioRecord({ name }: Publication, edition: Edition): string {
  return `${name}.${edition.name}.folios.json`;
}

/** What is known of a packet before its pages are numbered. */
interface BeforeNumbering {
  readonly publication: Publication;
  /** The last supplement that is in it. */
  readonly supplement: number;
  /** Whether that is wanted by itself. */
  readonly alone: boolean;
  readonly edition: Edition;
  /** In the order of the publication's PDFs. */
  readonly exhibits: readonly (Exhibit | undefined)[];
  readonly origin: Origin;
  /** What the product is called. */
  readonly label: string;
}

/** What pages are numbered with. */
interface NumberingTools {
  readonly world: World;
  readonly press: Press;
  readonly report: Report;
  readonly signal?: AbortSignal;
}

/**
 * Numbers the book as it was before its last supplement, and where that is wanted by itself, with it. Reports `folios-moved` when pages have other
 * numbers than they were printed with.
 */
export async function numberingBefore(
  { publication, supplement, alone, edition, exhibits, origin, label }: BeforeNumbering,
  { world, press, report, signal }: NumberingTools,
): Promise<Pick<ComposeOptions, 'printed' | 'pack'>> {
  if (supplement === 0) return {};
  const known = new Map(pdfParts(publication.parts).map((part, i) => [part, exhibits[i]]));
  // What there is to report of parts, the build of the product does.
  const silent: Report = () => undefined;
  const numberPages: NumberPages = async (state, printed) => {
    const manuscript = await readTexts({ publication: state, edition }, world, silent, {
      onImages: () => undefined,
      signal,
    });
    const composition = await compose(state, edition, manuscript, origin, world, silent, {
      medium: 'page',
      exhibits: pdfParts(state.parts).map((part) => known.get(part)),
      printed,
    });
    return number(composition, press, { label, ...(signal && { signal }) });
  };
  const states = await numberBefore(publication, alone ? supplement : supplement - 1, numberPages);
  const before = states[supplement - 1]!;
  const record = readRecord(await world.readProduct(folioRecord(publication, edition)));
  if (record) compareFolios(record, before, publication, alone ? 'error' : 'warning', report);
  const now = states[supplement];
  return now ? { printed: printedOf(now), pack: packOf(supplement, before, now) } : { printed: printedOf(before) };
}
