import { availableParallelism } from 'node:os';
import { minutedPapers, openMinuteNumbers } from '../compose/minutes.ts';
import { openExhibit, STAND_IN_FILES, type StandInFiles } from '../exhibit/exhibit.ts';
import { paintPages } from '../exhibit/painted-pages.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import type { Manuscript } from '../model/manuscript.ts';
import type { MinuteNumbers } from '../model/minute-numbers.ts';
import type { OfficeText } from '../model/office.ts';
import { officeParts, pdfParts, type OfficePart, type Part, type PdfPart } from '../model/part.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { openOffice } from '../office/office.ts';
import { read, readWords } from '../read/read.ts';
import { programDigest, type World } from '../world.ts';

/** Files of other people taken in at a time: each has a thread of its own and may fill its share of memory. */
const FILES_AT_ONCE: number = Math.min(4, availableParallelism());

/** A publication's exhibits in the order of its PDFs (undefined: one that is not in the book), and the edition with what it can claim beside them. */
export interface Settled {
  readonly exhibits: readonly (Exhibit | undefined)[];
  readonly edition: Edition;
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
  return edition.press
    ? { exhibits: await settleForPress(parts, taken, edition, report, signal), edition }
    : settleConformance(parts, taken, edition, report, signal);
}

/**
 * Takes in every PDF of a publication, each file once for every way that it is asked for; undefined, and reported, where one cannot be.
 * In the order of {@link pdfParts}. Rejects only when the signal fires. A press prints no notes that hang over pages: they become part of them.
 */
async function takeExhibits(
  parts: readonly Part[],
  edition: Edition,
  world: World,
  report: Report,
  signal?: AbortSignal,
): Promise<readonly (Exhibit | undefined)[]> {
  const wanted = pdfParts(parts).map((part): PdfPart =>
    edition.press && part.annotations === 'keep' ? { ...part, annotations: 'flatten' } : part,
  );
  const key = ({ file, password, annotations }: PdfPart): string => JSON.stringify([file, password, annotations]);
  const first = new Map(wanted.toReversed().map((part) => [key(part), part]));
  const own = wanted.length > 0 ? await givenTo(edition, world) : { faces: new Map<string, Uint8Array>() };
  const taken = new Map<string, Exhibit | undefined>();
  await fewAtOnce([...new Set(wanted.map((part) => first.get(key(part))!))], async (part) => {
    taken.set(key(part), await take(part, own, world, report, signal));
  });
  return wanted.map((part) => taken.get(key(part)));
}

/** Reads a publication's texts and pictures, what Office files become among them. Rejects only when the signal fires. */
export async function readTexts(
  { publication, edition }: { readonly publication: Publication; readonly edition: Edition },
  world: World,
  report: Report,
  options: { readonly onImages: (done: number, total: number) => void; readonly signal: AbortSignal | undefined },
): Promise<Manuscript> {
  const office = await takeOffice(publication, world, report, options.signal);
  return read(publication, edition, world, report, options.onImages, office);
}

/** The numbers that everything has that a publication's texts minute in the open. Reports nothing. */
export async function readMinuteNumbers(publication: Publication, world: World): Promise<readonly MinuteNumbers[]> {
  const office = await takeOffice(publication, world, () => undefined);
  return openMinuteNumbers(minutedPapers(publication.parts, await readWords(publication, world, office)));
}

/** Turns every Office file of a publication into text, by path; those that cannot be are reported and left out. */
async function takeOffice(
  { parts, lang }: Pick<Publication, 'parts' | 'lang'>,
  world: World,
  report: Report,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, OfficeText>> {
  const texts = new Map<string, OfficeText>();
  const first = new Map(officeParts(parts).map((part) => [part.file, part]));
  await fewAtOnce([...first.values()], async (part) => {
    const bytes = await bytesOf(part, 'office-unreadable', world, report);
    const text = bytes && (await openOffice(bytes, part, lang, report, signal && { signal }));
    if (text) texts.set(part.file, text);
  });
  return texts;
}

async function fewAtOnce<T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
  const queue = [...things];
  const worker = async (): Promise<void> => {
    for (let thing = queue.shift(); thing !== undefined; thing = queue.shift()) await work(thing);
  };
  await Promise.all(Array.from({ length: Math.min(FILES_AT_ONCE, queue.length) }, worker));
}

/** Faults of an exhibit that a diagnostic names. */
const FAULTS_SHOWN = 3;

/** Clauses that hold for a press as well: its fonts are in the file (ISO 15930-7, 6.8). What else archives and readers ask, the press edition makes good or leaves out. */
const PRESS_CLAUSES = /6\.2\.11\.4\.1/;

/** A page of other people's, shown in a file for the press. */
interface PressPart {
  readonly part: PdfPart;
  readonly exhibit: Exhibit | undefined;
}

/**
 * Settles what becomes of exhibits' pages that a press cannot print as they are, for their fonts are not in the file: they come as
 * pictures, or the exhibit is left out where its part asks. Reports `exhibit-painted` and `exhibit-nonconforming`. Rejects only when the signal fires.
 */
async function settleForPress(
  parts: readonly Part[],
  exhibits: readonly (Exhibit | undefined)[],
  edition: Edition,
  report: Report,
  signal?: AbortSignal,
): Promise<readonly (Exhibit | undefined)[]> {
  const settled: (Exhibit | undefined)[] = [];
  for (const [index, part] of pdfParts(parts).entries())
    settled.push(await settlePressPart({ part, exhibit: exhibits[index] }, edition, report, signal));
  return settled;
}

async function settlePressPart(
  { part, exhibit }: PressPart,
  edition: Edition,
  report: Report,
  signal?: AbortSignal,
): Promise<Exhibit | undefined> {
  const ppi = part.ppi ?? edition.ppi;
  const faults = exhibit?.faults.filter(({ page, clause }) => isWanted(part, page) && PRESS_CLAUSES.test(clause)) ?? [];
  if (!exhibit || faults.length === 0) return exhibit;
  const pages = [...new Set(faults.map(({ page }) => page))];
  const refused = part.conform === 'refuse';
  const painted = refused ? undefined : await paintPages(exhibit, pages, { ppi, ...(signal && { signal }) });
  const count = `${pages.length} ${pages.length === 1 ? 'page' : 'pages'}`;
  report({
    severity: 'warning',
    code: painted ? 'exhibit-painted' : 'exhibit-nonconforming',
    message: painted
      ? `${count} of “${part.file}” come as pictures of ${ppi} pixels per inch: ${faults[0]!.rule}`
      : `“${part.file}” cannot be printed, so it is left out: page ${faults[0]!.page + 1}: ${faults[0]!.rule} (${faults[0]!.clause})`,
    span: part.span,
    why: 'A press has no fonts but those in the file, and takes others in their place.',
    hint: 'Ask for a copy with its fonts embedded.',
  });
  if (painted && painted.left.length > 0)
    report({
      severity: 'error',
      code: 'exhibit-unpaintable',
      message: `page ${painted.left[0]! + 1} of “${part.file}” cannot be painted, and its fonts are not in the file`,
      span: part.span,
      hint: 'Ask for a copy with its fonts embedded, or leave the page out.',
    });
  return painted?.exhibit;
}

/**
 * Settles what becomes of exhibits whose pages cannot keep the edition's standards, as their parts ask: they are left out, such pages come as
 * pictures with their text behind, or the edition claims no standard. What concerns the exhibit as a whole (language, structure) the book makes
 * good. Reports `exhibit-painted` and `exhibit-nonconforming`. Rejects only when the signal fires.
 */
async function settleConformance(
  parts: readonly Part[],
  exhibits: readonly (Exhibit | undefined)[],
  edition: Edition,
  report: Report,
  signal?: AbortSignal,
): Promise<Settled> {
  if (edition.standard.length === 0) return { exhibits, edition };
  let claims = true;
  const settled: (Exhibit | undefined)[] = [];
  for (const [index, part] of pdfParts(parts).entries()) {
    const exhibit = exhibits[index];
    const painted =
      exhibit && part.conform === 'rasterise' ? await paintFaulty(exhibit, part, edition, report, signal) : exhibit;
    const faults = painted ? faultsIn(painted, part) : [];
    const refused = part.conform === 'refuse' && faults.length > 0;
    if (faults.length > 0) {
      claims &&= refused;
      reportNonconforming(part, faults, edition, report);
    }
    settled.push(refused ? undefined : painted);
  }
  return { exhibits: settled, edition: claims ? edition : { ...edition, standard: [] } };
}

/** What keeps pages that a part takes from the standards. */
function faultsIn({ faults }: Exhibit, part: PdfPart): Exhibit['faults'] {
  return faults.filter(({ page }) => page >= 0 && isWanted(part, page));
}

/** Some faults as a list for people. */
function listed(faults: Exhibit['faults']): string {
  const rules = faults.slice(0, FAULTS_SHOWN).map(({ page, rule, clause }) => `page ${page + 1}: ${rule} (${clause})`);
  const rest = faults.length - rules.length;
  return `${rules.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}

/** The exhibit with pages that cannot keep the standards as pictures, at the part's pixels an inch or the edition's. */
async function paintFaulty(
  exhibit: Exhibit,
  part: PdfPart,
  edition: Edition,
  report: Report,
  signal?: AbortSignal,
): Promise<Exhibit> {
  const faults = faultsIn(exhibit, part);
  const pages = [...new Set(faults.map(({ page }) => page))];
  if (pages.length === 0) return exhibit;
  const ppi = part.ppi ?? edition.ppi;
  const { exhibit: painted, left } = await paintPages(exhibit, pages, {
    ppi,
    quality: edition.quality,
    ...(signal && { signal }),
  });
  const count = pages.length - left.length;
  if (count > 0)
    report({
      severity: 'warning',
      code: 'exhibit-painted',
      message: `${count} ${count === 1 ? 'page' : 'pages'} of “${part.file}” cannot keep ${edition.standard.join(' and ')} and ${count === 1 ? 'comes as a picture' : 'come as pictures'} of ${ppi} pixels per inch with the text behind: ${listed(faults)}`,
      span: part.span,
      hint: 'Ask for a copy that keeps the standard.',
    });
  return painted;
}

function reportNonconforming(part: PdfPart, faults: Exhibit['faults'], edition: Edition, report: Report): void {
  const refused = part.conform === 'refuse';
  report({
    severity: 'warning',
    code: 'exhibit-nonconforming',
    message: `“${part.file}” cannot keep ${edition.standard.join(' and ')}, so ${refused ? 'it is left out' : 'this edition claims no standard'}: ${listed(faults)}`,
    span: part.span,
    hint: refused
      ? 'Ask for a copy that keeps the standard, or say “conform: rasterise”.'
      : 'Ask for a copy that keeps the standard, or say “conform: rasterise” or “conform: refuse”, or “standard: []” for this edition.',
  });
}

/** Whether a part takes a page (index from 0). */
function isWanted({ pages }: PdfPart, page: number): boolean {
  if (!pages) return true;
  return pages.some(({ from, to = Infinity }) => page + 1 >= Math.min(from, to) && page + 1 <= Math.max(from, to));
}

/** What exhibits get where they bring none. */
interface Given {
  readonly faces: StandInFiles;
  readonly cmyk?: Uint8Array;
}

/** The profile by which screens show CMYK of no press in particular: of the kind that readers take. */
const CMYK_PROFILE = 'assets/icc/SWOP_TR003_coated_3.icc';

/** What an edition gives to exhibits. A press prints inks as they are; an edition without standard leaves colours to readers. */
async function givenTo(edition: Edition, world: World): Promise<Given> {
  const faces = await standInFiles(world);
  const cmyk = edition.press || edition.standard.length === 0 ? undefined : await world.bundled(CMYK_PROFILE);
  return { faces, ...(cmyk && { cmyk }) };
}

/** Faces for those that exhibits name and do not bring. */
async function standInFiles(world: World): Promise<StandInFiles> {
  const files = await Promise.all(
    STAND_IN_FILES.map(async ({ package: from, file, key }) => {
      const bytes = await world.dependency(from, file);
      if (!bytes) return [];
      // Threads share it instead of each taking a copy.
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      return [[key, shared]] as const;
    }),
  );
  return new Map(files.flat());
}

async function take(
  part: PdfPart,
  own: Given,
  world: World,
  report: Report,
  signal?: AbortSignal,
): Promise<Exhibit | undefined> {
  const { file, span, password, annotations } = part;
  const bytes = await bytesOf(part, 'exhibit-unreadable', world, report);
  if (!bytes) return undefined;
  return openExhibit({ bytes, file, span, ...(password !== undefined && { password }) }, report, {
    annotations,
    ...own,
    keep: { cached: (key, make) => world.cached(key, make), program: await programDigest() },
    ...(signal && { signal }),
  });
}

/** The bytes of a file of somebody else's; undefined, and reported, where it cannot be read. */
async function bytesOf(
  { file, span }: PdfPart | OfficePart,
  code: string,
  world: World,
  report: Report,
): Promise<Uint8Array | undefined> {
  const found = await world.read(file);
  if (found.ok) return found.bytes;
  report({
    severity: 'warning',
    code,
    message: `“${file}” cannot be read${found.reason === 'large' ? ': it is too large' : ''}`,
    span,
    why: 'Its pages are missing from the book; a page says so in their place.',
  });
  return undefined;
}
