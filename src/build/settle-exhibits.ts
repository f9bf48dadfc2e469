import { paintPages } from '../exhibit/painted-pages.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import { pdfParts, takesPage, type Part, type PdfPart } from '../model/part.ts';
import { plural } from '../model/plural.ts';
import type { Edition } from '../model/publication.ts';
import type { World } from '../world.ts';
import { takeExhibits } from './take-exhibits.ts';

/** A publication's exhibits in the order of its PDFs (undefined: one that is not in the book), and the edition with what it can claim beside them. */
export interface Settled {
  readonly exhibits: readonly (Exhibit | undefined)[];
  readonly edition: Edition;
}

/** By which edition exhibits are settled, and where that is reported. */
interface Settling {
  readonly edition: Edition;
  readonly report: Report;
  readonly signal: AbortSignal | undefined;
}

/** What becomes of one exhibit. */
interface SettledExhibit {
  /** Undefined: it is left out. */
  readonly exhibit: Exhibit | undefined;
  /** Whether the book keeps the edition's standards with it. */
  readonly conforms: boolean;
}

/**
 * Takes a publication's PDFs in and settles what becomes of those that cannot keep what the edition promises. Reports everything; rejects
 * only when the signal fires.
 */
export async function settleExhibits(
  parts: readonly Part[],
  edition: Edition,
  world: World,
  report: Report,
  signal?: AbortSignal,
): Promise<Settled> {
  const taken = await takeExhibits(parts, edition, world, report, signal);
  if (!edition.press && edition.standard.length === 0) return { exhibits: taken, edition };
  const settle = edition.press ? settleForPress : settleForStandards;
  const exhibits: (Exhibit | undefined)[] = [];
  let claims = true;
  for (const [index, part] of pdfParts(parts).entries()) {
    const exhibit = taken[index];
    const settled = exhibit && (await settle(exhibit, part, { edition, report, signal }));
    exhibits.push(settled?.exhibit);
    claims &&= settled?.conforms ?? true;
  }
  return { exhibits, edition: claims ? edition : { ...edition, standard: [] } };
}

/** Clauses that hold for a press as well: its fonts are in the file (ISO 15930-7, 6.8). What else archives and readers ask, the press edition makes good or leaves out. */
const PRESS_CLAUSES = /6\.2\.11\.4\.1/;

/**
 * Pages that a press cannot print as they are, for their fonts are not in the file, come as pictures; or the exhibit is left out where its part
 * asks. Reports `exhibit-painted`, `exhibit-nonconforming` and `exhibit-unpaintable`.
 */
async function settleForPress(
  exhibit: Exhibit,
  part: PdfPart,
  { edition, report, signal }: Settling,
): Promise<SettledExhibit> {
  const faults = faultsIn(exhibit, part).filter(({ clause }) => PRESS_CLAUSES.test(clause));
  const [first] = faults;
  if (!first) return { exhibit, conforms: true };
  const { file, span } = part;
  const pages = pagesOf(faults);
  const ppi = part.ppi ?? edition.ppi;
  const painted = part.conform === 'refuse' ? undefined : await paintPages(exhibit, pages, { ppi, signal });
  const hint = 'Ask for a copy with its fonts embedded';
  report({
    severity: 'warning',
    code: painted ? 'exhibit-painted' : 'exhibit-nonconforming',
    message: painted
      ? `${plural(pages.length, 'page')} of “${file}” come as pictures of ${ppi} pixels per inch: ${first.rule}`
      : `“${file}” cannot be printed, so it is left out: ${told(first)}`,
    span,
    why: 'A press has no fonts but those in the file, and takes others in their place.',
    hint: `${hint}.`,
  });
  const unpainted = painted?.left[0];
  if (unpainted !== undefined)
    report({
      severity: 'error',
      code: 'exhibit-unpaintable',
      message: `page ${unpainted + 1} of “${file}” cannot be painted, and its fonts are not in the file`,
      span,
      hint: `${hint}, or leave the page out.`,
    });
  return { exhibit: painted?.exhibit, conforms: true };
}

/**
 * An exhibit whose pages cannot keep the edition's standards is left out, such pages come as pictures with their text behind, or the edition
 * claims no standard: as its part asks. What concerns the exhibit as a whole (language, structure) the book makes good. Reports
 * `exhibit-painted` and `exhibit-nonconforming`.
 */
async function settleForStandards(exhibit: Exhibit, part: PdfPart, settling: Settling): Promise<SettledExhibit> {
  const { edition, report } = settling;
  const settled = part.conform === 'rasterise' ? await paintFaulty(exhibit, part, settling) : exhibit;
  const faults = faultsIn(settled, part);
  if (faults.length === 0) return { exhibit: settled, conforms: true };
  const refused = part.conform === 'refuse';
  const curable = part.conform !== 'rasterise' && !faults.some(({ lasting }) => lasting);
  const ways = [
    'Ask for a copy that keeps the standard',
    ...(curable ? ['say “conform: rasterise”'] : []),
    ...(refused ? [] : ['say “conform: refuse”', 'ask for no standard in this edition (“standard: []”)']),
  ];
  report({
    severity: 'warning',
    code: 'exhibit-nonconforming',
    message: `“${part.file}” cannot keep ${edition.standard.join(' and ')}, so ${refused ? 'it is left out' : 'this edition claims no standard'}: ${listed(faults)}`,
    span: part.span,
    hint: `${ways.join(', or ')}.`,
  });
  return refused ? { exhibit: undefined, conforms: true } : { exhibit: settled, conforms: false };
}

/** The exhibit with pages that cannot keep the standards as pictures, at the part's pixels an inch or the edition's; those stay that could not keep them as pictures either. */
async function paintFaulty(exhibit: Exhibit, part: PdfPart, { edition, report, signal }: Settling): Promise<Exhibit> {
  const all = faultsIn(exhibit, part);
  const lasting = new Set(all.flatMap((fault) => (fault.lasting ? fault.page : [])));
  const faults = all.filter(({ page }) => !lasting.has(page));
  if (faults.length === 0) return exhibit;
  const pages = pagesOf(faults);
  const ppi = part.ppi ?? edition.ppi;
  const { exhibit: painted, left } = await paintPages(exhibit, pages, { ppi, quality: edition.quality, signal });
  const count = pages.length - left.length;
  if (count > 0)
    report({
      severity: 'warning',
      code: 'exhibit-painted',
      message: `${plural(count, 'page')} of “${part.file}” cannot keep ${edition.standard.join(' and ')} and ${count === 1 ? 'comes as a picture' : 'come as pictures'} of ${ppi} pixels per inch with the text behind: ${listed(faults)}`,
      span: part.span,
      hint: 'Ask for a copy that keeps the standard.',
    });
  return painted;
}

/** The faults on the pages that a part takes. */
function faultsIn({ faults }: Exhibit, part: PdfPart): Exhibit['faults'] {
  return faults.filter(({ page }) => page >= 0 && takesPage(part, page));
}

/** Pages with faults, each once; indices from 0. */
function pagesOf(faults: Exhibit['faults']): readonly number[] {
  return [...new Set(faults.map(({ page }) => page))];
}

/** Faults of an exhibit that a diagnostic names. */
const FAULTS_SHOWN = 3;

/** Some faults as a list for people. */
function listed(faults: Exhibit['faults']): string {
  const rest = faults.length - FAULTS_SHOWN;
  return `${faults.slice(0, FAULTS_SHOWN).map(told).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function told({ page, rule, clause }: Exhibit['faults'][number]): string {
  return `page ${page + 1}: ${rule} (${clause})`;
}
