import type { FolioPage, PageMap } from '../model/book.ts';
import type { Composition, Heading } from '../model/composition.ts';
import { roman } from '../model/page-label.ts';
import type { Measured, MeasuredRun } from './oracle.ts';

/** Longest running head in characters: at 8 pt this fills the narrowest page area that layouts use. */
const HEAD_LENGTH = 84;

/** The book's pages with what is printed in their margins. */
export interface Imposition extends PageMap {
  readonly runs: readonly MeasuredRun[];
  /** Running head by page. */
  readonly heads: readonly string[];
  /** Ids of runs before which a blank verso stands. */
  readonly blanksBefore: readonly string[];
}

/**
 * Gives every page its folio, label and head. The first page is a recto. Pages up to the first arabic run count in roman numerals, the cover
 * among them though it prints none; arabic pages count from 1. Blanks count and print nothing.
 */
export function mapPages(
  measured: Measured,
  composition: Pick<Composition, 'headings' | 'heads' | 'title'>,
): Imposition {
  const pages: FolioPage[] = [];
  const owner: number[] = [];
  const starts: number[] = [];
  const blanksBefore: string[] = [];
  let arabic = 0;
  let counted = 0;
  const push = (run: number, print: boolean, blank: boolean): void => {
    const number = ++counted;
    const label = arabic > 0 ? String(number) : roman(number);
    pages.push({ folio: print ? label : '', label, blank });
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
  return { pages, destinations, runs: measured.runs, heads, blanksBefore };
}

/** What the head of each page says: on a verso the first heading of its kind on the page, on a recto the last, else the one that still holds. */
function headsByPage(
  composition: Pick<Composition, 'headings' | 'heads' | 'title'>,
  destinations: ReadonlyMap<string, number>,
  count: number,
): string[] {
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

/** A CSS string (CSS Syntax 3, 4.3.5): quotes, backslashes and line ends escaped. */
const cssString = (text: string): string => `"${text.replace(/["\\]/g, '\\$&').replace(/[\n\r\f]/g, ' ')}"`;

/** The two counter styles by which margin boxes look up their page's folio and head: symbol n is the n-th physical page. */
export function counterStyles(imposition: Imposition): string {
  const style = (name: string, symbols: readonly string[]): string =>
    `@counter-style ${name} { system: fixed 1; symbols: ${symbols.map(cssString).join(' ')}; }`;
  return [
    style(
      'folio',
      imposition.pages.map((page) => page.folio),
    ),
    style('head', imposition.heads),
  ].join('\n');
}
