import type { Imposition } from './page-map.ts';

/*
 * What a print costs grows with the square of its pages (measured: 500 pages without anything on them 0.15 s, 1,000 0.4 s, 2,000 1.6 s; with a
 * destination on each three times as much). Pages that only hold the place of an exhibit's need nothing of the others but their numbers, which are
 * known, and their side of the spread: so where there are many they are printed apart, some at a time.
 */

/** Pages of exhibits from which they are printed apart: below, it would save less than the prints cost. */
const APART_LEAST = 120;
/** Pages of exhibits in one print. */
const PORTION_PAGES = 250;

/** Some of a book's runs, to be printed by themselves. */
export interface Portion {
  /** Ids of the runs. */
  readonly runs: readonly string[];
  /** Ids of runs before which a page stands that keeps them on their side of the spread and is dropped. */
  readonly fillersBefore: readonly string[];
  /** Index in the book of every page that is printed; undefined: it is dropped. */
  readonly pages: readonly (number | undefined)[];
  /** Whether it begins with a page that shows all characters of stamps, so that all prints bring the same faces. */
  readonly key: boolean;
}

/** A book in portions. */
export interface Portions {
  readonly body: Portion;
  readonly exhibits: readonly Portion[];
}

/** A book's own pages apart from those of exhibits; undefined where it is printed as a whole. */
export function portionsOf({ pages, owners, runs }: Imposition): Portions | undefined {
  const starts = owners.flatMap((owner, page) => (owner >= 0 && owner !== owners[page - 1] ? [page] : []));
  if (owners.filter((owner) => runs[owner]?.exhibit).length < APART_LEAST) return undefined;
  const body = new GrowingPortion(false);
  const exhibits: GrowingPortion[] = [];
  for (const [i, start] of starts.entries()) {
    const run = runs[owners[start]!]!;
    // A blank page goes with the run that it stands before.
    const from = owners[start - 1] === -1 ? start - 1 : start;
    const next = starts[i + 1] ?? pages.length;
    const end = next < pages.length && owners[next - 1] === -1 ? next - 1 : next;
    let portion = run.exhibit === '' ? body : exhibits.at(-1);
    if (!portion || (portion !== body && portion.pages.length >= PORTION_PAGES))
      exhibits.push((portion = new GrowingPortion(true)));
    portion.add(run.id, from, end);
  }
  return { body, exhibits };
}

class GrowingPortion implements Portion {
  readonly runs: string[] = [];
  readonly fillersBefore: string[] = [];
  readonly pages: (number | undefined)[] = [];
  readonly key: boolean;

  constructor(key: boolean) {
    this.key = key;
    if (key) this.pages.push(undefined);
  }

  /** Adds a run with its pages, on their side of the spread. */
  add(run: string, from: number, end: number): void {
    if (this.pages.length % 2 !== from % 2) {
      this.fillersBefore.push(run);
      this.pages.push(undefined);
    }
    for (let page = from; page < end; page++) this.pages.push(page);
    this.runs.push(run);
  }
}

/** What is not in the portion that is printed. */
export const APART = 'data-octavo-apart';

/**
 * In the page, after it was prepared for print: shows the runs of a portion only, and its pages that are dropped; `key`: what the first one shows,
 * if there is one. Undefined shows all again.
 */
export function showPortion(
  portion:
    { readonly runs: readonly string[]; readonly fillersBefore: readonly string[]; readonly key?: string } | undefined,
  attribute: string,
): void {
  for (const filler of document.querySelectorAll('.run.filler')) filler.remove();
  document.getElementById('octavo-portion')?.remove();
  const shown = portion && new Set(portion.runs);
  let blank: HTMLElement | undefined;
  for (const section of document.querySelectorAll<HTMLElement>('.run[data-page]')) {
    if (section.classList.contains('blank')) {
      blank = section;
      continue;
    }
    const apart = shown !== undefined && !shown.has(section.id);
    section.toggleAttribute(attribute, apart);
    blank?.toggleAttribute(attribute, apart);
    blank = undefined;
  }
  if (!portion) return;
  const style = document.createElement('style');
  style.id = 'octavo-portion';
  style.textContent = `[${attribute}] { display: none !important; }`;
  document.head.append(style);
  const filler = (text: string): HTMLElement => {
    const section = document.createElement('section');
    section.className = 'run blank filler';
    section.dataset['page'] = 'blank';
    // Figures of several widths are glyphs of their own.
    for (const figures of text === '' ? [] : ['normal', 'proportional-nums', 'tabular-nums']) {
      const line = document.createElement('div');
      line.textContent = text;
      line.style.cssText = `font: 400 var(--size-stamp) / 1 var(--font-head); font-variant-numeric: ${figures}; white-space: pre`;
      section.append(line);
    }
    return section;
  };
  for (const id of portion.fillersBefore) {
    const run = document.getElementById(id)!;
    const before = run.previousElementSibling;
    (before?.matches('.run.blank') ? before : run).before(filler(''));
  }
  if (portion.key !== undefined) document.querySelector('main')!.prepend(filler(portion.key));
}
