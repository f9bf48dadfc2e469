import type { FolioPage, PageMap, PlacedExhibitPage } from '../model/book.ts';
import type { Composition, Heading } from '../model/composition.ts';
import { roman } from '../model/page-label.ts';
import type { Measured, MeasuredRun } from './oracle.ts';

/** Longest running head in characters: at 8 pt this fills the narrowest page area that layouts use. */
const HEAD_LENGTH = 84;

/** What a composition says of its pages' numbers and heads. */
type Furniture = Pick<Composition, 'headings' | 'heads' | 'title' | 'folios' | 'bates' | 'stamps'> &
  Partial<Pick<Composition, 'geometries'>>;

/** Points in a CSS pixel. */
const POINTS_A_PIXEL = 72 / 96;

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
 * Gives every page its folio, label and head. The first page is a recto. Pages up to the first arabic run count in roman numerals, the cover
 * among them though it prints none; arabic pages count from 1. Under the rule `after-front` the roman ones are labels only, under `physical`
 * all pages count from 1 in arabic numerals. Blanks count and print nothing.
 */
export function mapPages(measured: Measured, composition: Furniture): Imposition {
  const pages: FolioPage[] = [];
  const owner: number[] = [];
  const starts: number[] = [];
  const blanksBefore: string[] = [];
  const rule = composition.folios ?? 'roman-front';
  let arabic = rule === 'physical' ? 1 : 0;
  let counted = 0;
  const push = (run: number, print: boolean, blank: boolean): void => {
    const number = ++counted;
    const label = arabic > 0 ? String(number) : roman(number);
    const shown = print && (rule !== 'after-front' || arabic > 0);
    const name = measured.runs[run]?.page;
    const margins = composition.geometries?.find((geometry) => geometry.name === name)?.margins;
    pages.push({ folio: shown ? label : '', label, blank, ...(margins && { top: margins.top * POINTS_A_PIXEL }) });
    owner.push(run);
  };
  for (const [i, run] of measured.runs.entries()) {
    if (run.recto && pages.length % 2 === 1) {
      blanksBefore.push(run.id);
      push(-1, false, true);
    }
    if (run.folio === 'arabic' && arabic === 0) {
      arabic = 1;
      counted = 0;
    }
    starts.push(pages.length);
    for (let page = 0; page < run.length; page++) push(i, run.folio !== 'none', false);
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

/** What the head of each page says: on a verso the first heading of its kind on the page, on a recto the last, else the one that still holds. */
function headsByPage(composition: Furniture, destinations: ReadonlyMap<string, number>, count: number): string[] {
  const { headings, heads, title } = composition;
  const byPage = new Map<number, Heading[]>();
  for (const heading of headings) {
    const page = destinations.get(heading.id);
    if (page !== undefined) byPage.set(page, [...(byPage.get(page) ?? []), heading]);
  }
  let chapter = '';
  let section = '';
  const result: string[] = [];
  for (let page = 0; page < count; page++) {
    const here = byPage.get(page) ?? [];
    const recto = page % 2 === 0;
    const entering = { chapter, section };
    let firstChapter: string | undefined;
    let firstSection: string | undefined;
    for (const heading of here) {
      if (heading.level === 2) {
        [chapter, section] = [heading.title, ''];
        firstChapter ??= heading.title;
      } else if (heading.level === 3) {
        section = heading.title;
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
interface Stamps {
  /** `Page 12 of 80`; roman pages have no count. */
  readonly folio: readonly string[];
  /** The same on an exhibit's page, led by its item's number, followed by the production's. */
  readonly line: readonly string[];
  /** The same in short lines, for a margin at the side. */
  readonly narrow: readonly string[];
  /** The production's number; empty where there is none. */
  readonly bates: readonly string[];
}

function stampsOf(
  imposition: Imposition,
  { stamps: say, bates }: Pick<Furniture, 'stamps' | 'bates'>,
): Stamps | undefined {
  if (!say) return undefined;
  const { pages, runs, owners } = imposition;
  const last = pages.findLast((page) => /^\d+$/.test(page.label))?.label ?? '';
  const number = pages.map((_, i) =>
    bates ? `${bates.prefix}${String(bates.start + i).padStart(bates.digits, '0')}` : '',
  );
  const folio = pages.map((page) => {
    if (page.folio === '') return '';
    return /^\d+$/.test(page.folio) ? `${say.page} ${page.folio} ${say.of} ${last}` : `${say.page} ${page.folio}`;
  });
  const items = pages.map((_, i) => runs[owners[i]!]?.item ?? '');
  return {
    folio,
    line: folio.map((text, i) =>
      [items[i] && `${say.item} ${items[i]}`, text, number[i]].filter(Boolean).join('  ·  '),
    ),
    narrow: pages.map(({ folio: own }, i) =>
      [own, /^\d+$/.test(own) && `${say.of} ${last}`, number[i]].filter(Boolean).join(LINE_END),
    ),
    bates: number,
  };
}

/** Exhibits' pages as the map has them. */
export function placedExhibits({ runs, owners }: Imposition): PlacedExhibitPage[] {
  return owners.flatMap((run, page): PlacedExhibitPage[] => {
    const [exhibit, exhibitPage, left, bottom, right, top] = (runs[run]?.exhibit || 'none').split(' ').map(Number);
    if (exhibit === undefined || Number.isNaN(exhibit) || exhibitPage === undefined) return [];
    const frame =
      left !== undefined && bottom !== undefined && right !== undefined && top !== undefined
        ? { frame: { left, bottom, right, top } }
        : {};
    return [{ page, exhibit, exhibitPage, ...frame }];
  });
}

/**
 * The counter styles by which margin boxes look up what their page shows: symbol n is the n-th physical page. `folio` and `head` always;
 * `folio-of`, `stamp`, `stamp-narrow` and `bates` where the composition has words for them.
 */
export function counterStyles(imposition: Imposition, composition: Pick<Furniture, 'stamps' | 'bates'> = {}): string {
  const stamps = stampsOf(imposition, composition);
  const style = (name: string, symbols: readonly string[]): string =>
    `@counter-style ${name} { system: fixed 1; symbols: ${symbols.map(cssString).join(' ')}; }`;
  return [
    style(
      'folio',
      imposition.pages.map((page) => page.folio),
    ),
    style('head', imposition.heads),
    ...(stamps
      ? [
          style('folio-of', stamps.folio),
          style('stamp', stamps.line),
          style('stamp-narrow', stamps.narrow),
          style('bates', stamps.bates),
        ]
      : []),
  ].join('\n');
}
