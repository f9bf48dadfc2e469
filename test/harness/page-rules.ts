import type { OutlineFacts, PdfFacts } from '../../src/inspect/facts.ts';
import type { PageText, TextLine } from '../../src/inspect/text.ts';
import { seen } from './case-facts.ts';

// Rules that every product keeps, whatever is in it. Each function lists what breaks its rule, in words; none is a list that is empty.

/** Ink may hang over the pen's way by this much, points: serifs, italics, rounding. */
const HANG = 1;
/** Sizes of type are told to this, points. */
const SIZE_TOLERANCE = 0.05;
/** Chromium rounds the page area up to whole pixels, at its right and lower edges; points. */
const ROUNDING = 1.5;
/** Furniture at the foot stands below this part of the page. */
const FOOT = 0.9;
/** Baselines within this distance are one line, points. */
const SAME_LINE = 2;

/** Words that reach out of their page's visible box. */
function outsidePage(texts: readonly PageText[]): string[] {
  return texts.flatMap((page) =>
    page.lines.flatMap((line) =>
      line.words
        .filter((word) => {
          const horizontal = line.angle === 0;
          const right = horizontal ? word.x + word.width : word.x;
          return word.x < -HANG || right > page.width + HANG || word.y < 0 || word.y > page.height + HANG;
        })
        .map((word) => `page ${page.page + 1}: “${word.text}” at ${word.x} ${word.y}, ${word.width} wide`),
    ),
  );
}

/** Words of the text (not furniture) that reach out of the page area, given by its margins in points. Pages by index. */
function outsideArea(
  texts: readonly PageText[],
  margins: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number },
  pages: (index: number) => boolean = () => true,
): string[] {
  return texts
    .filter((page) => pages(page.page))
    .flatMap((page) =>
      page.lines
        .filter((line) => line.tagged)
        .flatMap((line) =>
          line.words
            .filter(
              (word) =>
                word.x < margins.left - ROUNDING ||
                word.x + word.width > page.width - margins.right + ROUNDING ||
                word.y < margins.top ||
                word.y > page.height - margins.bottom + ROUNDING,
            )
            .map((word) => `page ${page.page + 1}: “${word.text}” at ${word.x} ${word.y}, ${word.width} wide`),
        ),
    );
}

/** What is printed as the page's number: the untagged line at its foot; undefined where there is none. */
export function folioOf(
  page: PageText,
): { readonly text: string; readonly x: number; readonly width: number } | undefined {
  const line = page.lines.find((each) => !each.tagged && each.y > page.height * FOOT);
  return line && { text: line.text, x: line.x, width: line.width };
}

/** Pages whose printed number is not their label, or that have text (beyond a cover, page 1) and no number. */
function wrongFolios(facts: PdfFacts, texts: readonly PageText[], options: { readonly cover: boolean }): string[] {
  return texts.flatMap((page, index) => {
    const { label } = facts.pages[index]!;
    const folio = folioOf(page);
    if (folio) return folio.text === label ? [] : [`page ${index + 1} prints “${folio.text}”, its label is “${label}”`];
    if (page.lines.length === 0 || (options.cover && index === 0)) return [];
    return [`page ${index + 1} [${label}] prints no number`];
  });
}

/** All bookmarks in order. */
export function flatOutline(items: readonly OutlineFacts[]): OutlineFacts[] {
  return items.flatMap((item) => [item, ...flatOutline(item.children)]);
}

/** Bookmarks that lead nowhere, or before the one above them. */
function brokenOutline(facts: PdfFacts): string[] {
  const found: string[] = [];
  let last = 0;
  for (const item of flatOutline(facts.outline)) {
    if (item.page === undefined) found.push(`“${item.title}” leads nowhere`);
    else if (item.page < last) found.push(`“${item.title}” leads to page ${item.page + 1}, before the one above it`);
    last = item.page ?? last;
  }
  return found;
}

/** Fonts that are not embedded, are of Type 3 or have no way back to characters. */
function poorFonts(facts: PdfFacts): string[] {
  return facts.fonts
    .filter((font) => !font.embedded || font.type === 'Type 3' || !font.toUnicode)
    .map((font) => `${font.name || '(unnamed)'} (${font.type}${font.embedded ? '' : ', not embedded'})`);
}

/** An entry as the contents list prints it. */
export interface ContentsEntry {
  readonly title: string;
  readonly folio: string;
  /** Index of the page of the list that it stands on. */
  readonly page: number;
}

/** The printed contents list: from the line “Contents” (or `heading`) in the document's front matter to the first arabic page. */
export function contentsEntries(facts: PdfFacts, texts: readonly PageText[], heading = 'Contents'): ContentsEntry[] {
  const front = texts.filter((_, index) => /^[ivxlcdm]+$/.test(facts.pages[index]!.label));
  const first = front.findIndex((page) => page.lines.some((line) => line.tagged && seen(line.text) === heading));
  if (first < 0) return [];
  const entries: ContentsEntry[] = [];
  let title = '';
  for (const page of front.slice(first)) {
    for (const line of rows(page)) {
      if (line.text === heading && entries.length === 0) continue;
      title = `${title} ${line.text}`.trim();
      const match = /^(.*\S)\s+(\d+|[ivxlcdm]+)$/.exec(title);
      // A number ends an entry where it stands at the list's outer edge; a title may end with a number of its own.
      if (!match || line.right < line.edge - SAME_LINE) continue;
      entries.push({ title: match[1]!, folio: match[2]!, page: page.page });
      title = '';
    }
  }
  return entries;
}

/** A page's tagged words in rows from top to bottom, each with its right end and that of the page's widest. */
function rows(page: PageText): { readonly text: string; readonly right: number; readonly edge: number }[] {
  const found: { y: number; lines: TextLine[] }[] = [];
  for (const line of page.lines.filter((each) => each.tagged)) {
    const row = found.find((each) => Math.abs(each.y - line.y) <= SAME_LINE);
    if (row) row.lines.push(line);
    else found.push({ y: line.y, lines: [line] });
  }
  const all = found
    .sort((a, b) => a.y - b.y)
    .map(({ lines }) => {
      const sorted = lines.sort((a, b) => a.x - b.x);
      return {
        text: seen(sorted.map((line) => line.text).join(' ')),
        right: Math.max(...sorted.map((line) => line.x + line.width)),
      };
    });
  const edge = Math.max(...all.map((row) => row.right));
  return all.map((row) => ({ ...row, edge }));
}

const squeezed = (text: string): string => seen(text).replace(/\s+/g, '').normalize('NFKC');

/**
 * Entries of the contents that are not, in order, bookmarks with the same words and the same page; chapters (bookmarks of level 1) that the
 * list leaves out.
 */
function wrongContents(facts: PdfFacts, entries: readonly ContentsEntry[]): string[] {
  const outline = flatOutline(facts.outline);
  const found: string[] = [];
  const met = new Set<OutlineFacts>();
  let from = 0;
  for (const entry of entries) {
    const at = outline.findIndex((item, index) => {
      if (index < from) return false;
      // Chapters stand with their number.
      const title = squeezed(item.title);
      return [entry.title, entry.title.replace(/^\d+\s/, '')].some((own) => squeezed(own) === title);
    });
    const item = outline[at];
    if (!item) {
      found.push(`“${entry.title}” is no bookmark after “${outline[from - 1]?.title ?? ''}”`);
      continue;
    }
    if (item.label !== entry.folio)
      found.push(`“${entry.title}” says ${entry.folio}, it is on ${item.label ?? 'no page'}`);
    met.add(item);
    from = at + 1;
  }
  if (entries.length > 0) {
    for (const item of facts.outline)
      if (!met.has(item)) found.push(`the chapter “${item.title}” is not in the contents`);
  }
  return found;
}

/**
 * Headings below which their page has no line of text. A heading is found by its words; a page with a picture is let pass, for it may stand
 * there.
 */
function strandedHeadings(facts: PdfFacts, texts: readonly PageText[]): string[] {
  const pictures = new Set(facts.images.map((image) => image.page));
  return flatOutline(facts.outline).flatMap((item) => {
    const page = item.page === undefined ? undefined : texts[item.page];
    if (!page || pictures.has(page.page)) return [];
    const title = squeezed(item.title);
    const lines = page.lines.filter((line) => line.tagged).sort((a, b) => a.y - b.y);
    // A line of the text may begin like the heading; none is set as large.
    const heading = lines
      .filter((line) => title.startsWith(squeezed(line.text)))
      .sort((a, b) => (b.words[0]?.size ?? 0) - (a.words[0]?.size ?? 0))[0];
    const [word] = heading?.words ?? [];
    if (!heading || !word) return [`page ${page.page + 1} does not show the heading “${item.title}”`];
    // Its further lines are set like its first.
    const rest = lines.filter(
      (line) => line.y > heading.y && !line.words.every((each) => each.font === word.font && each.size === word.size),
    );
    return rest.length === 0 ? [`page ${page.page + 1} ends with the heading “${item.title}”`] : [];
  });
}

/** Levels that a heading skips in the structure, from one to the next (ISO 14289-1, 7.4.2). */
function skippedLevels(facts: PdfFacts): string[] {
  let last = 0;
  return facts.tags.tree.split('\n').flatMap((line) => {
    const level = Number(/^\s*H([1-6])\b/.exec(line)?.[1] ?? 0);
    if (level === 0) return [];
    const skipped = level > last + 1 ? [`H${level} follows H${last}: ${line.trim()}`] : [];
    last = level;
    return skipped;
  });
}

/** True when running text has the size that the theme gives it. Chromium scales all pages down when one thing is too wide. */
function hasTextSize(texts: readonly PageText[], font: string, size: number): boolean {
  const words = texts.flatMap((page) => page.lines.flatMap((line) => line.words)).filter((word) => word.font === font);
  return words.length === 0 || words.some((word) => Math.abs(word.size - size) < SIZE_TOLERANCE);
}

/** The base layout's margins as parts of the page; the narrower of the sides, for print mirrors them. */
const [TOP, BOTTOM, SIDE] = [0.101, 0.124, 0.121];
/** Running text of the base layout. */
const [TEXT_FONT, TEXT_SIZE] = ['SourceSerif4-Regular', 10];

/** Every rule above that a product of our layouts breaks. A cover is a first page that is not page 1. */
export function brokenRules(facts: PdfFacts, texts: readonly PageText[]): string[] {
  const cover = facts.pages[0]!.label !== '1';
  const { width, height } = texts[0]!;
  const margins = { left: SIDE * width, right: SIDE * width, top: TOP * height, bottom: BOTTOM * height };
  return [
    ...outsidePage(texts),
    ...outsideArea(texts, margins, (page) => !(cover && page === 0)),
    ...(hasTextSize(texts, TEXT_FONT, TEXT_SIZE) ? [] : [`no text has ${TEXT_SIZE} pt: the pages were scaled`]),
    ...wrongFolios(facts, texts, { cover }),
    ...brokenOutline(facts),
    ...wrongContents(facts, contentsEntries(facts, texts)),
    ...strandedHeadings(facts, texts),
    ...skippedLevels(facts),
    ...poorFonts(facts),
    ...facts.faults,
    ...facts.metadata.disagreements,
  ];
}
