import type { FolioStyle } from '../model/composition.ts';

/*
 * The layout oracle. Chromium's print lays content into fragmentainers of the page area's size rounded up to whole pixels. A multi-column
 * container of that size, on screen with the styles of print and page breaks turned into column breaks, breaks at the same places and can
 * be measured in milliseconds. The functions here run inside the page: they see nothing of this module and talk in plain data.
 *
 * A run is `.run[data-page]`: a document's own HTML may have any class and no such attribute.
 */

/** Room between columns in CSS pixels: whatever hangs out of its column by less than half of it still belongs there. */
export const COLUMN_GAP = 100;

/** A page geometry as the oracle needs it: its name and its area in whole CSS pixels. */
export interface OraclePage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** A run as laid out. */
export interface MeasuredRun {
  readonly id: string;
  /** Id of the composition's run that it is a piece of; absent: it is whole. */
  readonly pieceOf?: string;
  /** Name of its page geometry. */
  readonly page?: string;
  readonly recto: boolean;
  readonly folio: FolioStyle;
  readonly heads: boolean;
  readonly opening: boolean;
  /** Pages that it fills, at least 1. */
  readonly length: number;
  /** Number of the agenda's item that it belongs to; empty for none. */
  readonly item: string;
  /** `exhibit page left bottom right top`, the frame's four absent where there is none; empty for a run of our own. */
  readonly exhibit: string;
}

/** Where things fell: runs in order, and for every id that was asked for its run and the page within it. */
export interface Measured {
  readonly runs: readonly MeasuredRun[];
  readonly places: Readonly<Record<string, readonly [run: number, page: number]>>;
}

/** Puts the page under the oracle: every run a container of columns. To be called once, after the styles of print are on. */
export function enterOracle(pages: readonly OraclePage[], gap: number): void {
  const style = document.createElement('style');
  style.id = 'octavo-oracle';
  style.textContent = [
    ':root.octavo-oracle { --fresh-page: column; }',
    // Columns follow each other to the right, whichever way the lines in them run.
    ".octavo-oracle [dir='rtl'] .run { direction: ltr; }",
    ".octavo-oracle [dir='rtl'] .run > :not([dir]) { direction: rtl; }",
    // A page that holds the place of an exhibit's is one page whatever it is asked.
    '.octavo-oracle .run[data-exhibit] { display: none !important; }',
    ...pages.map(
      ({ name, width, height }) =>
        `.octavo-oracle .run[data-page='${name}'] { width: ${width}px !important; height: ${height}px !important; columns: auto ${width}px; column-gap: ${gap}px; column-fill: auto; overflow: visible !important; break-before: auto !important; }`,
    ),
  ].join('\n');
  document.head.append(style);
  document.documentElement.classList.add('octavo-oracle');
}

/** Takes the oracle off: the page is as it will print. */
export function leaveOracle(): void {
  document.documentElement.classList.remove('octavo-oracle');
  document.getElementById('octavo-oracle')?.remove();
}

/** Measures where runs and ids fall. */
export function measure(pages: readonly OraclePage[], gap: number, ids: readonly string[]): Measured {
  const areas = new Map(pages.map((page) => [page.name, page]));
  const sections = [...document.querySelectorAll<HTMLElement>('.run[data-page]')];
  const origins: { left: number; pitch: number }[] = [];
  const runs = sections.map((section): MeasuredRun => {
    const pitch = (areas.get(section.dataset['page'] ?? '')?.width ?? section.clientWidth) + gap;
    origins.push({ left: section.getBoundingClientRect().left, pitch });
    const folio = section.dataset['folio'];
    return {
      id: section.id,
      ...(section.dataset['pieceOf'] !== undefined && { pieceOf: section.dataset['pieceOf'] }),
      page: section.dataset['page'] ?? '',
      recto: section.dataset['start'] === 'recto',
      folio: folio === 'roman' || folio === 'arabic' ? folio : 'none',
      heads: section.dataset['heads'] === 'yes',
      opening: 'opening' in section.dataset,
      length: Math.max(1, Math.round((section.scrollWidth + gap) / pitch)),
      item: section.dataset['item'] ?? '',
      exhibit:
        section.dataset['exhibit'] === undefined
          ? ''
          : `${section.dataset['exhibit']} ${section.dataset['exhibitPage'] ?? ''} ${section.dataset['exhibitFrame'] ?? ''}`.trim(),
    };
  });
  const indexes = new Map<Element, number>(sections.map((section, i) => [section, i]));
  const places: Record<string, [number, number]> = {};
  for (const id of ids) {
    const element = document.getElementById(id);
    const run = element?.closest('.run[data-page]');
    const index = run ? indexes.get(run) : undefined;
    if (index !== undefined && sections[index]!.dataset['exhibit'] !== undefined) places[id] = [index, 0];
    const box = element?.getClientRects()[0];
    if (index === undefined || !box) continue;
    const { left, pitch } = origins[index]!;
    places[id] = [index, Math.max(0, Math.floor((box.left - left + gap / 2) / pitch))];
  }
  return { runs, places };
}

/** Writes folios into what shows them; says whether anything changed. */
export function fillFolios(folios: Readonly<Record<string, string>>): boolean {
  let changed = false;
  for (const element of document.querySelectorAll<HTMLElement>('[data-folio-of]')) {
    const folio = folios[element.dataset['folioOf'] ?? ''] ?? '';
    if (element.textContent !== folio) {
      element.textContent = folio;
      changed = true;
    }
  }
  return changed;
}

/** All words of every run, white space as one space, by its id. */
export function runWords(): Record<string, string> {
  return Object.fromEntries(
    [...document.querySelectorAll<HTMLElement>('.run[data-page]')].map((section) => [
      section.id,
      (section.textContent ?? '').replace(/\s+/g, ' ').trim(),
    ]),
  );
}

/** What stands on no page that is printed, where only some are. */
export const UNPRINTED = 'data-octavo-unprinted';

/**
 * Marks what stands on none of the pages that are printed with an attribute, and takes away the links to it. `printed`: pages within their runs, by
 * the run's id.
 */
export function markUnprinted(
  pages: readonly OraclePage[],
  gap: number,
  printed: Readonly<Record<string, readonly number[]>>,
  attribute: string,
): void {
  for (const section of document.querySelectorAll<HTMLElement>('.run[data-page]')) {
    const wanted = new Set(printed[section.id] ?? []);
    section.toggleAttribute(attribute, wanted.size === 0);
    const area = pages.find(({ name }) => name === section.dataset['page']);
    if (!area || wanted.size === 0) continue;
    const { left } = section.getBoundingClientRect();
    for (const element of section.querySelectorAll('*')) {
      const boxes = [...element.getClientRects()];
      const isOn = (box: DOMRect): boolean =>
        wanted.has(Math.max(0, Math.floor((box.left - left + gap / 2) / (area.width + gap))));
      element.toggleAttribute(attribute, boxes.length > 0 && !boxes.some(isOn));
    }
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    const target = document.getElementById(link.getAttribute('href')!.slice(1));
    if (!target || target.closest(`[${attribute}]`)) link.removeAttribute('href');
  }
}

/** What is wider than its page area after everything was tried: its source and by how many CSS pixels. */
export interface Overflow {
  readonly source: string;
  readonly what: string;
  readonly by: number;
}

/** Fits tables that are wider than their room, by steps: `wide` takes the page area, `dense` smaller type, `broken` breaks inside words. */
export function fitTables(steps: readonly string[]): void {
  const tables = [...document.querySelectorAll<HTMLElement>('.table')];
  const tooWide = (wrap: HTMLElement): boolean => {
    const table = wrap.querySelector('table');
    const room = wrap.getClientRects()[0]?.width ?? 0;
    return table !== null && [...table.getClientRects()].some((box) => box.width > room + 0.5);
  };
  for (const step of steps) {
    const wanting = tables.filter(tooWide);
    if (wanting.length === 0) break;
    for (const wrap of wanting) if (step !== 'wide' || wrap.parentElement?.matches('.flow')) wrap.classList.add(step);
  }
}

/** Puts soft hyphens into words that are longer than their line and would break anywhere. */
export function breakWords(hyphenated: Readonly<Record<string, string>>): void {
  const shortest = Math.min(...Object.keys(hyphenated).map((word) => word.length));
  const long = new RegExp(`\\p{L}[\\p{L}\\p{M}]{${shortest - 1},}`, 'gu');
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const broken: { text: Text; at: number; word: string }[] = [];
  for (let text = texts.nextNode() as Text | null; text; text = texts.nextNode() as Text | null) {
    for (const { 0: word, index: at } of text.data.matchAll(long)) {
      if (!Object.hasOwn(hyphenated, word) || text.parentElement?.closest('pre, code, kbd, math, [translate=no]'))
        continue;
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + word.length);
      const [first, ...more] = range.getClientRects();
      const isElsewhere = ({ top }: DOMRect): boolean => Math.abs(top - first!.top) > first!.height / 2;
      if (more.some(isElsewhere)) broken.push({ text, at, word });
    }
  }
  // From the last on, so that places before it stay what they are.
  for (const { text, at, word } of broken.reverse()) text.replaceData(at, word.length, hyphenated[word]!);
}

/**
 * What is wider than its page area after everything was tried. Print scales the whole document down for a single pixel too many, so it is clipped
 * by the flow.
 */
export function findOverflows(pages: readonly OraclePage[], gap: number): Overflow[] {
  const areas = new Map(pages.map((page) => [page.name, page]));
  const over: Overflow[] = [];
  for (const section of document.querySelectorAll<HTMLElement>('.run[data-page].flow')) {
    const area = areas.get(section.dataset['page'] ?? '');
    if (!area) continue;
    const left = section.getBoundingClientRect().left;
    const pitch = area.width + gap;
    for (const element of section.querySelectorAll<HTMLElement>('table, pre, img, math, [style]')) {
      for (const box of element.getClientRects()) {
        const column = Math.floor((box.left - left + gap / 2) / pitch);
        const by = box.right - (left + column * pitch + area.width);
        if (by <= 1) continue;
        const holder = element.closest<HTMLElement>('[data-source]');
        over.push({ source: holder?.dataset['source'] ?? '', what: element.localName, by: Math.round(by) });
        break;
      }
    }
  }
  return over;
}

/** Share of a page's height under which a run's last page holds too little to stand alone. */
export const SHORT_PAGE = 0.25;

/** Degrees of closing up that layouts define, each on top of the one before. */
export const CLOSING_STEPS: readonly string[] = ['snug', 'tight', 'bare'];

/**
 * Brings home last pages of a few lines: a run that ends with one is closed up step by step (spaces between blocks, then between lines), and
 * stays so only if that spares the page. Runs with `data-close-up` are closed up whatever is on their last page. Returns how many pages were spared.
 */
export function closeShortPages(
  pages: readonly OraclePage[],
  gap: number,
  share: number,
  steps: readonly string[],
): number {
  const areas = new Map(pages.map((page) => [page.name, page]));
  const lengthOf = (section: HTMLElement): number =>
    Math.max(1, Math.round((section.scrollWidth + gap) / (areas.get(section.dataset['page'] ?? '')!.width + gap)));
  let wanting: { section: HTMLElement; length: number }[] = [];
  for (const section of document.querySelectorAll<HTMLElement>('.run[data-page]:is(.flow, [data-close-up])')) {
    const area = areas.get(section.dataset['page'] ?? '');
    const last = section.lastElementChild;
    const length = area ? lengthOf(section) : 1;
    if (!area || !last || length < 2) continue;
    const bottom = Math.max(...[...last.getClientRects()].slice(-1).map((box) => box.bottom));
    const short = bottom - section.getBoundingClientRect().top < area.height * share;
    if (short || 'closeUp' in section.dataset) wanting.push({ section, length });
  }
  const all = wanting.length;
  for (const step of steps) {
    for (const { section } of wanting) section.classList.add(step);
    wanting = wanting.filter(({ section, length }) => lengthOf(section) >= length);
  }
  for (const { section } of wanting) section.classList.remove(...steps);
  return all - wanting.length;
}

/**
 * Closes up what must be on one page (`data-fit`) step by step until it is. Returns by how many CSS pixels the tallest is still too tall: that much
 * of it is cut off.
 */
export function fitFaces(steps: readonly string[]): number {
  let most = 0;
  for (const face of document.querySelectorAll<HTMLElement>('[data-fit]')) {
    const over = (): number => face.scrollHeight - face.clientHeight - 1;
    for (const step of steps) if (over() > 0) face.classList.add(step);
    most = Math.max(most, over());
  }
  return most;
}

/** The largest size at which a picture is painted, in CSS pixels. */
export interface PlacedImage {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** Measures every picture as painted: `object-fit` may paint it larger or smaller than its box. What has the attribute is not printed. */
export function measureImages(unprinted: string): PlacedImage[] {
  const found = new Map<string, PlacedImage>();
  for (const image of document.images) {
    const box = image.getClientRects()[0];
    if (!box || image.naturalWidth === 0 || image.naturalHeight === 0 || image.closest(`[${unprinted}]`)) continue;
    const fit = getComputedStyle(image).objectFit;
    const [x, y] = [box.width / image.naturalWidth, box.height / image.naturalHeight];
    const scale =
      fit === 'cover' ? Math.max(x, y) : fit === 'contain' || fit === 'scale-down' ? Math.min(x, y) : undefined;
    const width = scale === undefined ? box.width : image.naturalWidth * scale;
    const height = scale === undefined ? box.height : image.naturalHeight * scale;
    const url = image.getAttribute('src') ?? '';
    const before = found.get(url);
    found.set(url, { url, width: Math.max(width, before?.width ?? 0), height: Math.max(height, before?.height ?? 0) });
  }
  return [...found.values()];
}

/** Puts the final picture in the place of each stand-in, in the same box, and waits until all are decoded; names those that were not. */
export async function settleImages(urls: Readonly<Record<string, string>>): Promise<string[]> {
  const failed: string[] = [];
  await Promise.all(
    [...document.images].map(async (image) => {
      const final = urls[image.getAttribute('src') ?? ''];
      if (final === undefined) return;
      image.src = final;
      await image.decode().catch(() => failed.push(final));
    }),
  );
  return failed;
}

/**
 * Everything that is set just before printing: counter styles, true blanks, the side of the spread on which runs with `data-sided` begin, and
 * a link to every id that must become a destination.
 */
export function prepareForPrint(
  counterStyles: string,
  blanksBefore: readonly string[],
  ids: readonly string[],
  sides: Readonly<Record<string, 'left' | 'right'>>,
): void {
  document.getElementById('octavo-furniture')?.remove();
  for (const blank of document.querySelectorAll('.run[data-page].blank')) blank.remove();
  document.getElementById('octavo-destinations')?.remove();
  const style = document.createElement('style');
  style.id = 'octavo-furniture';
  style.textContent = counterStyles;
  document.head.append(style);
  for (const id of blanksBefore) {
    const blank = document.createElement('section');
    blank.className = 'run blank';
    blank.dataset['page'] = 'blank';
    document.getElementById(id)?.before(blank);
  }
  for (const section of document.querySelectorAll<HTMLElement>('.run[data-sided]')) {
    const side = sides[section.id];
    if (side !== undefined) section.dataset['side'] = side;
  }
  const links = document.createElement('div');
  links.id = 'octavo-destinations';
  links.hidden = true;
  for (const id of ids) {
    const link = document.createElement('a');
    link.href = `#${id}`;
    links.append(link);
  }
  document.body.append(links);
}
