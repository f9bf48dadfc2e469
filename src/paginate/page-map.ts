import type { FolioPage, PageMap, PlacedExhibitPage } from '../model/book.ts';
import type { Composition, Heading, Margins, NumberedRun, Numbering, PageCount } from '../model/composition.ts';
import type { Rectangle } from '../model/exhibit.ts';
import { POINTS_PER_PX } from '../model/length.ts';
import type { Bates } from '../model/publication.ts';
import { Labels, originOf } from './folios.ts';
import type { Measured, MeasuredRun } from './oracle.ts';

/** Longest running head in characters: at 8 pt this fills the narrowest page area that layouts use. */
const HEAD_LENGTH = 84;

/** What a composition says of its pages' numbers and heads. */
type Furniture = Pick<Composition, 'headings' | 'heads' | 'title' | 'folios' | 'bates' | 'stamps' | 'numbering'> &
  Partial<Pick<Composition, 'geometries'>>;

/** The book's pages with what is printed in their margins. */
export interface Imposition extends PageMap {
  readonly runs: readonly MeasuredRun[];
  /** Running head by page. */
  readonly heads: readonly string[];
  /** Index of the run that each page belongs to; −1 for blanks. */
  readonly owners: readonly number[];
  /** Ids of runs before which a blank verso stands. */
  readonly blanksBefore: readonly string[];
}

/**
 * Gives every page its folio, label and head. The first page is a recto. Labels are those of {@link Labels}; the cover has one though it prints
 * none. Under the rule `after-front` roman ones are labels only. Blanks count and print nothing. A run that was printed before keeps its side of the
 * spread: where what comes in before it has an odd number of pages, a blank one stands behind that.
 */
export function mapPages(measured: Measured, composition: Furniture): Imposition {
  const pages: FolioPage[] = [];
  const owner: number[] = [];
  const starts: number[] = [];
  const blanksBefore: string[] = [];
  const labels = new Labels(composition);
  const push = (run: number, print: boolean, blank: boolean, label: string): void => {
    const shown = print && (composition.folios !== 'after-front' || labels.arabic);
    const name = measured.runs[run]?.page;
    const margins = composition.geometries?.find((geometry) => geometry.name === name)?.margins;
    const room = margins && measured.runs[run]?.exhibit ? roomIn(margins) : undefined;
    pages.push({
      ...{ folio: shown ? label : '', label, blank },
      ...(margins && { top: margins.top * POINTS_PER_PX }),
      ...(room && { room }),
    });
    owner.push(run);
  };
  for (const [i, run] of measured.runs.entries()) {
    labels.begin(run);
    const onRecto = pages.length % 2 === 0;
    if (labels.recto === undefined ? run.recto && !onRecto : labels.recto !== onRecto) {
      blanksBefore.push(run.id);
      push(-1, false, true, labels.blank());
    }
    if (run.folio === 'arabic') labels.beginArabic();
    starts.push(pages.length);
    for (let page = 0; page < run.length; page++) push(i, run.folio !== 'none', false, labels.page());
  }
  const destinations = new Map<string, number>();
  for (const [i, run] of measured.runs.entries()) if (run.id) destinations.set(run.id, starts[i]!);
  for (const [id, [run, page]] of Object.entries(measured.places))
    destinations.set(id, starts[run]! + Math.min(page, measured.runs[run]!.length - 1));
  const says = headsByPage(composition, destinations, pages.length);
  const heads = pages.map((_, page) => {
    const run = measured.runs[owner[page]!];
    if (!run?.heads || (run.opening && page === starts[owner[page]!])) return '';
    return says[page]!;
  });
  return { pages, destinations, runs: measured.runs, heads, owners: owner, blanksBefore };
}

/** Number of the supplement by which each page came; 0: it was in the book. */
function supplements(
  owners: readonly number[],
  runs: readonly MeasuredRun[],
  numbering: Composition['numbering'],
): number[] {
  return owners.map((owner) => {
    const run = runs[owner];
    return (run && originOf(run, numbering)?.supplement) ?? 0;
  });
}

/** Where the margins of an exhibit's page leave room: they are there for its stamp. */
function roomIn({ top, bottom, inner }: Margins): NonNullable<FolioPage['room']> {
  if (bottom > 0) return 'foot';
  if (top > 0) return 'head';
  return inner > 0 ? 'side' : 'none';
}

/** What the head of each page says: on a verso the first heading of its kind on the page, on a recto the last, else the one that still holds. */
function headsByPage(composition: Furniture, destinations: ReadonlyMap<string, number>, pages: number): string[] {
  const { headings, heads, title } = composition;
  const byPage = new Map<number, (Heading & { readonly chapter: string })[]>();
  // Late papers may stand behind the book, under a heading that is far before them.
  let above = '';
  for (const heading of headings) {
    if (heading.level === 2) above = heading.title;
    const page = destinations.get(heading.id);
    if (page !== undefined) byPage.set(page, [...(byPage.get(page) ?? []), { ...heading, chapter: above }]);
  }
  let chapter = '';
  let section = '';
  const result: string[] = [];
  for (let page = 0; page < pages; page++) {
    const recto = page % 2 === 0;
    const here = byPage.get(page) ?? [];
    const entering = { chapter, section };
    let firstChapter: string | undefined;
    let firstSection: string | undefined;
    for (const heading of here) {
      if (heading.level === 2) {
        [chapter, section] = [heading.title, ''];
        firstChapter ??= heading.title;
      } else if (heading.level === 3) {
        [chapter, section] = [heading.chapter, heading.title];
        firstSection ??= heading.title;
      }
    }
    const content = recto ? heads.recto : heads.verso;
    const chapterNow = recto
      ? chapter
      : entering.chapter && !firstChapter
        ? entering.chapter
        : (firstChapter ?? entering.chapter);
    const sectionNow = recto ? section : (firstSection ?? entering.section);
    const text = { none: '', title, chapter: chapterNow || title, section: sectionNow || chapterNow || title }[content];
    result.push(shorten(text));
  }
  return result;
}

/** A head cut at a word's end. */
export function shorten(text: string): string {
  if (text.length <= HEAD_LENGTH) return text;
  const cut = text.slice(0, HEAD_LENGTH - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), HEAD_LENGTH / 2)).replace(/[\s,;:–—-]+$/, '')}…`;
}

/** Ends a line in what a margin shows in several: no document has it, for it is no character (Unicode, 23.7). */
const LINE_END = '\uFDD0';

/** A CSS string (CSS Syntax 3, 4.3.5): quotes and backslashes escaped, line ends are spaces, {@link LINE_END} is one. */
const cssString = (text: string): string =>
  `"${text
    .replace(/["\\]/g, '\\$&')
    .replace(/[\n\r\f]/g, ' ')
    .replaceAll(LINE_END, '\\a ')}"`;

/** What counted folios and stamps say, by page. */
export interface Stamps {
  /** `Page 12 of 80`; roman pages have no count. */
  readonly folio: readonly string[];
  /** The same on an exhibit's page, led by its item's number, followed by the production's. */
  readonly line: readonly string[];
  /** The same in short lines, for a margin at the side. */
  readonly narrow: readonly string[];
  /** The production's number; empty where there is none. */
  readonly bates: readonly string[];
}

/** What stands beside the numbers of all pages; those that were numbered before keep it. */
function countsOf(
  { pages, runs, owners }: Imposition,
  { bates, numbering }: Pick<Furniture, 'bates' | 'numbering'>,
): PageCount[] {
  // What was printed before a supplement stays as it was: counts and numbers know of nothing that came later.
  const came = supplements(owners, runs, numbering);
  const counts = new Map(
    [...new Set(came)].map((supplement) => [
      supplement,
      pages.findLast((page, i) => came[i]! <= supplement && /^\d+$/.test(page.label))?.label ?? '',
    ]),
  );
  const printed = came.map((_, i) => {
    const owner = owners[i]!;
    return numbering?.printed.get(runs[owner]?.id ?? '')?.counts?.[i - owners.indexOf(owner)];
  });
  // A blank page that comes in where others were numbered before is no page of the production.
  const order = pages
    .flatMap((_, i) => (printed[i] || (owners[i] === -1 && numbering?.printed.size) ? [] : [i]))
    .sort((a, b) => came[a]! - came[b]! || a - b);
  const number: string[] = [];
  if (bates) {
    const first = nextNumber(bates, numbering);
    for (const [i, page] of order.entries())
      number[page] = `${bates.prefix}${String(first + i).padStart(bates.digits, '0')}`;
  }
  return came.map((supplement, i) => printed[i] ?? { of: counts.get(supplement)!, number: number[i] ?? '' });
}

/** The production's first number that no page had before. */
function nextNumber({ prefix, start }: Bates, numbering: Numbering | undefined): number {
  const given = [...(numbering?.printed.values() ?? [])].flatMap(({ counts = [] }) =>
    counts.flatMap(({ number }) => (number.startsWith(prefix) ? [Number(/\d*$/.exec(number)![0])] : [])),
  );
  return given.reduce((next, number) => Math.max(next, number + 1), start);
}

/** What stands on the pages of a book that has stamps. */
export function stampsOf(
  imposition: Imposition,
  composition: Pick<Furniture, 'stamps' | 'bates' | 'numbering'>,
): Stamps | undefined {
  const { stamps: say } = composition;
  if (!say) return undefined;
  const { pages, runs, owners } = imposition;
  const counts = countsOf(imposition, composition);
  const number = counts.map((count) => count.number);
  const folio = pages.map((page, i) => {
    if (page.folio === '') return '';
    const counted = `${/[–,]/.test(page.folio) ? say.pages : say.page} ${page.folio}`;
    return /^\d+$/.test(page.folio) ? `${counted} ${say.of} ${counts[i]!.of}` : counted;
  });
  const items = pages.map((_, i) => runs[owners[i]!]?.item ?? '');
  return {
    folio,
    line: folio.map((text, i) =>
      [items[i] && `${say.item} ${items[i]}`, text, number[i]].filter(Boolean).join('  ·  '),
    ),
    narrow: pages.map(({ folio: own }, i) =>
      [own, /^\d+$/.test(own) && `${say.of} ${counts[i]!.of}`, number[i]].filter(Boolean).join(LINE_END),
    ),
    // The notice of a supplement is no page of the production.
    bates: pages.map((_, i) => (runs[owners[i]!]?.folio === 'none' ? '' : number[i]!)),
  };
}

/** Four numbers as a rectangle; undefined where there are not as many. */
function rectangleOf([left, bottom, right, top]: readonly number[]): Rectangle | undefined {
  if (left === undefined || bottom === undefined || right === undefined || top === undefined) return undefined;
  return { left, bottom, right, top };
}

/** Exhibits' pages as the map has them. */
export function placedExhibits({ runs, owners }: Imposition): PlacedExhibitPage[] {
  return owners.flatMap((run, page): PlacedExhibitPage[] => {
    const [exhibit, exhibitPage, ...sides] = (runs[run]?.exhibit || 'none').split(' ').map(Number);
    if (exhibit === undefined || Number.isNaN(exhibit) || exhibitPage === undefined) return [];
    const [frame, clip] = [rectangleOf(sides.slice(0, 4)), rectangleOf(sides.slice(4))];
    return [{ page, exhibit, exhibitPage, ...(frame && { frame }), ...(clip && { clip }) }];
  });
}

/** All characters of what is stamped on exhibits' pages, each once. */
export function stampCharacters(imposition: Imposition, stamps: Stamps | undefined): string {
  const { line = [], narrow = [] } = stamps ?? {};
  const of = (list: readonly string[]): string => list.filter((_, page) => isExhibit(imposition, page)).join('');
  return [...new Set(of(line) + of(narrow).replaceAll(LINE_END, ''))].sort().join('');
}

/** Whether a page holds the place of an exhibit's. */
function isExhibit({ runs, owners }: Imposition, page: number): boolean {
  return Boolean(runs[owners[page]!]?.exhibit);
}

/**
 * The counter styles by which margin boxes look up what their page shows: symbol n is the n-th printed page. Without words for them,
 * `folio-of` is the folio, and `stamp`, `stamp-narrow` and `bates` say nothing: of a style that it does not know, Chromium shows the count.
 * `printed`: indices of the pages that are printed, undefined for one that shows nothing; absent: all.
 */
export function counterStyles(
  imposition: Imposition,
  stamps: Stamps | undefined,
  printed: readonly (number | undefined)[] = [...imposition.pages.keys()],
): string {
  const style = (name: string, all: readonly string[]): string => {
    const symbols = printed.map((page) => cssString(page === undefined ? '' : all[page]!));
    return `@counter-style ${name} { system: fixed 1; symbols: ${symbols.join(' ')}; }`;
  };
  const silent = (name: string): string => `@counter-style ${name} { system: cyclic; symbols: ""; }`;
  const folios = imposition.pages.map((page) => page.folio);
  return [
    style('folio', folios),
    style('head', imposition.heads),
    style('folio-of', stamps?.folio ?? folios),
    ...(stamps
      ? [style('stamp', stamps.line), style('stamp-narrow', stamps.narrow), style('bates', stamps.bates)]
      : ['stamp', 'stamp-narrow', 'bates'].map(silent)),
  ].join('\n');
}

/** What is printed of an imposition, in order. */
export interface Excerpt {
  /** As if it were a book of its own. */
  readonly imposition: Imposition;
  /** Indices of its pages in the whole. */
  readonly printed: readonly number[];
}

/** Leaves out the pages that readers hold, by their labels. */
export function excerpt(whole: Imposition, held: ReadonlySet<string> | undefined): Excerpt {
  const printed = whole.pages.flatMap(({ label }, page) => (held?.has(label) ? [] : [page]));
  if (!held) return { imposition: whole, printed };
  const places = new Map(printed.map((page, i) => [page, i]));
  const owners = new Set(printed.map((page) => whole.owners[page]!));
  const runs = whole.runs.filter((_, run) => owners.has(run));
  const destinations = [...whole.destinations].flatMap(([id, page]) => {
    const place = places.get(page);
    return place === undefined ? [] : [[id, place] as const];
  });
  const pick = <T>(list: readonly T[]): T[] => printed.map((page) => list[page]!);
  return {
    imposition: {
      pages: pick(whole.pages),
      destinations: new Map(destinations),
      runs,
      heads: pick(whole.heads),
      owners: pick(whole.owners).map((run) => runs.indexOf(whole.runs[run]!)),
      blanksBefore: whole.blanksBefore,
    },
    printed,
  };
}

/** The runs of an imposition with the labels that they have and what stands beside them. `words` by the run's id. */
export function numberedRuns(
  imposition: Imposition,
  composition: Pick<Furniture, 'bates' | 'numbering'>,
  words: Readonly<Record<string, string>>,
): NumberedRun[] {
  const { runs, pages, owners } = imposition;
  const counts = countsOf(imposition, composition);
  const own = Map.groupBy(owners.keys(), (page) => owners[page]!);
  return runs.map((run, index) => {
    const here = own.get(index) ?? [];
    const first = here[0] ?? -1;
    const blank = owners[first - 1] === -1 ? pages[first - 1]?.label : undefined;
    const origin = originOf(run, composition.numbering) ?? { part: '', title: '', supplement: 0 };
    return {
      id: run.id,
      ...origin,
      ...(blank !== undefined && { blank }),
      recto: first % 2 === 0,
      labels: here.map((page) => pages[page]!.label),
      counts: here.map((page) => counts[page]!),
      // Somebody else’s pages have no words here: that they are others says who took whose place.
      words: `${origin.revised === undefined ? '' : `${origin.revised} `}${words[run.id] ?? ''}`,
    };
  });
}
