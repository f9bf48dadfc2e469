import type { Printed } from '../model/book.ts';
import { TURNED, type Composition, type NumberedRun } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { fewAtOnce } from '../model/few-at-once.ts';
import type { Resource } from '../model/manuscript.ts';
import { parseSource } from '../model/span.ts';
import {
  breakWords,
  CLOSING_STEPS,
  closeShortPages,
  COLUMN_GAP,
  SHORT_PAGE,
  enterOracle,
  fillFolios,
  findOverflows,
  fitFaces,
  fitTables,
  leaveOracle,
  markUnprinted,
  measure,
  measureImages,
  prepareForPrint,
  runWords,
  settleImages,
  type Measured,
  UNPRINTED,
  type OraclePage,
} from './oracle.ts';
import {
  counterStyles,
  excerpt,
  mapPages,
  numberedRuns,
  placedExhibits,
  stampsOf,
  type Imposition,
} from './page-map.ts';
import { folios, printApart, sides } from './print-apart.ts';
import { readPrinted } from './printed-destinations.ts';
import type { Press } from './supervisor.ts';
import type { Tab } from './tab.ts';
import { checkTextContrast } from './text-contrast.ts';
import { dropTextEffects } from './text-effects.ts';
import { SHORT_TEXT, turnWideTables } from './turned-pages.ts';
import { keepEmptyCells, markForTags, readingText } from './tag-marks.ts';

/** Rounds of filling in folios until nothing moves. Folios have a column of their own, so the second round is nearly always the last. */
const SETTLE_LIMIT = 4;
/** Prints of one document: the second mends what the oracle foretold wrongly. */
const PRINT_LIMIT = 2;
/** Pictures coded at a time: each holds its pixels in memory, and sharp uses all cores for one. */
const IMAGES_AT_ONCE = 4;

/** How a document is paginated. */
export interface PaginateOptions {
  readonly label: string;
  readonly signal?: AbortSignal | undefined;
  /** Told of pictures as they are coded. */
  readonly onImages?: (done: number, total: number) => void;
}

/**
 * Paginate: the oracle says where everything falls, folios, heads and blanks are filled in, pictures are coded for the size they are placed
 * at, the document is printed once, and the printed destinations are compared with the oracle's.
 *
 * Throws what {@link Press.run} throws; reports `contrast-low`, `effect-dropped`, `content-too-wide`, `content-too-tall`, `image-undecodable`, `resource-refused`, `folios-unsettled` and `page-map-unsettled`.
 */
export async function paginate(
  composition: Composition,
  press: Press,
  report: Report,
  options: PaginateOptions,
): Promise<Printed> {
  return press.run(options.label, (tab) => paginateIn(tab, composition, report, options), { signal: options.signal });
}

async function paginateIn(
  tab: Tab,
  composition: Composition,
  report: Report,
  options: PaginateOptions,
): Promise<Printed> {
  const final = new Map<string, Resource>();
  const { ids, measured, areas } = await layOut(tab, composition, final, report);
  await checkTextContrast(tab, composition, report);
  const { held } = composition.numbering ?? {};
  let whole = mapPages(measured, composition);
  let { imposition, printed: shown } = excerpt(whole, held);
  const words = composition.numbering ? await tab.evaluate(runWords) : {};
  if (held) await tab.evaluate(markUnprinted, areas, COLUMN_GAP, pagesByRun(whole, shown), UNPRINTED);
  const placed = await tab.evaluate(measureImages, UNPRINTED);
  await tab.evaluate(leaveOracle);
  reportCoarse(placed, composition, report);
  await codeImages(placed, composition, final, options);
  for (const url of await tab.evaluate(
    settleImages,
    Object.fromEntries([...final.keys()].map((url) => [url, `${url}?final`])),
  )) {
    report({
      severity: 'warning',
      code: 'image-undecodable',
      message: `the browser cannot show ${composition.assets.get(url.replace('?final', ''))?.source ?? url}`,
    });
  }

  await markForTags(tab);
  const apart = held ? undefined : await printApart(tab, whole, composition, ids);
  if (apart) {
    reportRefused(tab, report);
    const runs = composition.numbering && { runs: numberedRuns(whole, composition, words) };
    return { ...apart, exhibits: placedExhibits(whole), ...runs };
  }
  for (let print = 1; ; print++) {
    const destinations = [...new Set([...ids, ...whole.destinations.keys()])];
    await tab.evaluate(
      prepareForPrint,
      counterStyles(whole, stampsOf(whole, composition)),
      whole.blanksBefore,
      destinations,
      sides(whole),
    );
    await tab.evaluate(fillFolios, folios(whole));
    const text = await tab.evaluate(readingText, UNPRINTED);
    const bytes = await tab.print({ pages: held && shown });
    const printed = readPrinted(bytes);
    const seen = correct(imposition, printed.pages, printed.destinations);
    const corrected = seen && held ? await correctWhole(tab, whole, measured, seen) : seen;
    if (!corrected || print === PRINT_LIMIT) {
      if (corrected) {
        report({
          severity: 'warning',
          code: 'page-map-unsettled',
          message: `the printed pages differ from the foretold ones: ${corrected.differences.slice(0, 3).join('; ')}`,
          hint: 'Please report this document to us.',
        });
      }
      reportRefused(tab, report);
      const exhibits = placedExhibits(imposition);
      return {
        bytes,
        text,
        map: { pages: imposition.pages, destinations: printed.destinations },
        ...(exhibits.length > 0 && { exhibits }),
        ...(composition.numbering && { runs: numberedRuns(whole, composition, words) }),
      };
    }
    whole = mapPages(corrected.measured, composition);
    ({ imposition, printed: shown } = excerpt(whole, held));
  }
}

/** What the oracle saw: where everything falls once all folios are filled in. */
interface LaidOut {
  /** Ids whose pages are wanted. */
  readonly ids: readonly string[];
  readonly measured: Measured;
  readonly areas: readonly OraclePage[];
}

/** Opens the composition, lays it out under the oracle and fills in folios until nothing moves. */
async function layOut(
  tab: Tab,
  composition: Composition,
  final: ReadonlyMap<string, Resource>,
  report: Report,
): Promise<LaidOut> {
  await tab.open(composition.html, (path) => resolve(path, composition, final));
  await tab.emulatePrint();
  await tab.evaluate(keepEmptyCells);
  await dropTextEffects(tab, composition, report);
  const pages: OraclePage[] = composition.geometries.map(({ name, width, height, margins }) => ({
    name,
    width: Math.ceil(width - margins.inner - margins.outer - SUBPIXEL),
    height: Math.ceil(height - margins.top - margins.bottom - SUBPIXEL),
  }));
  const ids = [
    ...new Set([composition.titleId, ...composition.headings.map(({ id }) => id), ...(composition.anchors ?? [])]),
  ];

  await tab.evaluate(enterOracle, pages, COLUMN_GAP);
  await tab.evaluate(fitTables, ['wide', 'dense']);
  const names = pages.map(({ name }) => name);
  await tab.evaluate(turnWideTables, names, TURNED, SHORT_TEXT);
  await tab.evaluate(fitTables, ['dense', 'broken']);
  const { longWords = {} } = composition;
  if (Object.keys(longWords).length > 0) await tab.evaluate(breakWords, longWords);
  for (const { source, what, by } of await tab.evaluate(findOverflows, pages, COLUMN_GAP)) {
    const span = parseSource(source, composition.files);
    report({
      severity: 'warning',
      code: 'content-too-wide',
      message: `<${what}> is ${Math.round((by / 96) * 25.4)} mm wider than its page and is cut off`,
      ...(span && { span }),
      hint: 'Make it narrower, or set it on a wider page.',
    });
  }
  const tall = await tab.evaluate(fitFaces, CLOSING_STEPS);
  if (tall > 0) {
    report({
      severity: 'warning',
      code: 'content-too-tall',
      message: `the cover holds more than its page: ${Math.ceil((tall / 96) * 25.4)} mm of it are cut off`,
      ...(composition.coverSpan && { span: composition.coverSpan }),
      why: 'It was set as small as can be read.',
      hint: 'Say it shorter, this above all, or take a larger page.',
    });
  }
  await tab.evaluate(closeShortPages, pages, COLUMN_GAP, SHORT_PAGE, CLOSING_STEPS);
  for (let round = 1; ; round++) {
    const measured = await tab.evaluate(measure, pages, COLUMN_GAP, ids);
    if (!(await tab.evaluate(fillFolios, folios(mapPages(measured, composition)))))
      return { ids, measured, areas: pages };
    if (round === SETTLE_LIMIT) {
      report({
        severity: 'warning',
        code: 'folios-unsettled',
        message: `page numbers in the text still moved after ${SETTLE_LIMIT} rounds`,
        why: 'A number that changes its own page can chase itself.',
      });
      return { ids, measured, areas: pages };
    }
  }
}

/**
 * Lays a composition out and prints nothing: the runs with the labels of their pages. Throws what {@link Press.run} throws; what there is to report,
 * {@link paginate} will.
 */
export async function number(
  composition: Composition,
  press: Press,
  options: Pick<PaginateOptions, 'label' | 'signal'>,
): Promise<NumberedRun[]> {
  return press.run(
    options.label,
    async (tab) => {
      const { measured } = await layOut(tab, composition, new Map(), () => undefined);
      return numberedRuns(mapPages(measured, composition), composition, await tab.evaluate(runWords));
    },
    { signal: options.signal },
  );
}

/** What to correct in the map of the whole; a print of some pages does not tell how long runs are, so then all are printed. */
async function correctWhole(tab: Tab, whole: Imposition, measured: Measured, seen: Corrected): Promise<Corrected> {
  const { pages, destinations } = readPrinted(await tab.print());
  return correct(whole, pages, destinations) ?? { ...seen, measured };
}

/** Which pages of every run are among some of an imposition. */
function pagesByRun({ owners, runs }: Imposition, some: readonly number[]): Record<string, number[]> {
  const pages = Map.groupBy(some, (page) => owners[page]!);
  return Object.fromEntries(
    runs.map(({ id }, run) => [id, (pages.get(run) ?? []).map((page) => page - owners.indexOf(run))]),
  );
}

/** A page area a hair over whole pixels by rounding of millimetres is that many whole pixels. */
const SUBPIXEL = 1 / 64;

/** What a print shows beside the map. */
interface Corrected {
  readonly differences: readonly string[];
  readonly measured: Measured;
}

/**
 * Compares the print with the map. Undefined when they agree; else what the print shows, as measurements from which the map is made anew:
 * runs begin where their own destinations lie.
 */
function correct(imposition: Imposition, pages: number, printed: ReadonlyMap<string, number>): Corrected | undefined {
  const differences: string[] = [];
  if (pages !== imposition.pages.length) differences.push(`${pages} pages instead of ${imposition.pages.length}`);
  for (const [id, page] of printed) {
    const foretold = imposition.destinations.get(id);
    if (foretold !== undefined && foretold !== page)
      differences.push(`“${id}” on page ${page + 1} instead of ${foretold + 1}`);
  }
  if (differences.length === 0) return undefined;
  const { runs } = imposition;
  const starts = runs.map((run) => printed.get(run.id) ?? imposition.destinations.get(run.id) ?? 0);
  const measuredRuns = runs.map((run, i) => {
    const next =
      i + 1 < runs.length
        ? starts[i + 1]! - imposition.blanksBefore.filter((id) => id === runs[i + 1]!.id).length
        : pages;
    return { ...run, length: Math.max(1, next - starts[i]!) };
  });
  const places = Object.fromEntries(
    [...printed].flatMap(([id, page]): [string, [number, number]][] => {
      const run = starts.findLastIndex((start) => start <= page);
      return run < 0 ? [] : [[id, [run, page - starts[run]!]]];
    }),
  );
  return { differences, measured: { runs: measuredRuns, places } };
}

/** Names pictures that are too coarse for the size they are placed at. */
function reportCoarse(
  placed: readonly { readonly url: string; readonly width: number; readonly height: number }[],
  { assets, leastPpi = 0 }: Composition,
  report: Report,
): void {
  for (const { url, width } of placed) {
    const asset = assets.get(url);
    const ppi = asset ? Math.round((asset.natural.width / width) * 96) : leastPpi;
    if (asset?.kind !== 'raster' || ppi >= leastPpi) continue;
    report({
      severity: 'warning',
      code: 'image-coarse',
      message: `${asset.source} has ${ppi} pixels per inch at the size it is placed`,
      span: asset.span,
      why: `Below ${leastPpi} a picture looks soft in print.`,
      hint: 'Use a larger picture, or place it smaller.',
    });
  }
}

/** Codes every picture for its largest place, a few at a time. */
async function codeImages(
  placed: readonly { readonly url: string; readonly width: number; readonly height: number }[],
  composition: Composition,
  final: Map<string, Resource>,
  options: PaginateOptions,
): Promise<void> {
  const wanted = placed.filter(({ url }) => composition.assets.get(url)?.kind === 'raster');
  let done = 0;
  await fewAtOnce(wanted, IMAGES_AT_ONCE, async ({ url, width, height }) => {
    final.set(url, await composition.assets.get(url)!.render({ width, height }));
    options.onImages?.(++done, wanted.length);
  });
}

/** Answers the page: final pictures, stand-ins of the same proportions until they are known, the layout's files. */
async function resolve(
  path: string,
  composition: Composition,
  final: ReadonlyMap<string, Resource>,
): Promise<Resource | undefined> {
  const [pathname = '', query] = path.split('?');
  const asset = composition.assets.get(pathname);
  if (!asset) return composition.resource(pathname);
  if (asset.kind === 'vector') return asset.render(asset.natural);
  if (query === 'final') return final.get(pathname);
  const { width, height } = asset.natural;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"/>`;
  return { bytes: new TextEncoder().encode(drawing), type: 'image/svg+xml' };
}

function reportRefused(tab: Tab, report: Report): void {
  for (const address of tab.refused) {
    if (address.endsWith('/favicon.ico')) continue;
    report({
      severity: 'warning',
      code: 'resource-refused',
      message: `the document asked for ${address} and did not get it`,
      why: 'A build opens no connection and shows nothing from outside the publication.',
      hint: 'Put the file into the publication or the layout.',
    });
  }
}
