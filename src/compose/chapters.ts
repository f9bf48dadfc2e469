import type { ChildNode, Document, Element } from 'domhandler';
import { adopt, descendants } from '../model/element-tree.ts';
import type { PlacedHeading } from './headings.ts';
import { addClass, element, isBlank, isElement, words } from './tree.ts';

/** A stretch of the text under one heading of the highest rank, or before the first of them. */
export interface Chapter {
  readonly heading?: PlacedHeading;
  readonly nodes: readonly ChildNode[];
  /** Characters of text, by which the layout judges whether a chapter fills a page of its own. */
  readonly length: number;
}

/** How chapters begin: on a fresh page, on a fresh recto, or where the one before ends. */
export type ChapterStart = 'page' | 'recto' | 'run-on';

/** Characters that about two thirds of a page hold: a chapter that is shorter would leave its page mostly white. */
const SHORT_CHAPTER = 1_600;
/** Share of chapters that may be short before all of them run on. */
const SHORT_SHARE = 0.25;

/** Splits the parts into chapters. Footnotes go to the end of the chapter that calls them; a chapter never spans two parts. */
export function splitChapters(parts: readonly Document[], headings: readonly PlacedHeading[]): Chapter[] {
  const top = new Map(
    headings.filter((heading) => heading.rank === 1).map((heading) => [heading.element as ChildNode, heading]),
  );
  const chapters: { heading?: PlacedHeading; nodes: ChildNode[] }[] = [];
  for (const part of parts) {
    const notes = part.children.find(
      (node): node is Element => isElement(node, 'section') && 'data-footnotes' in node.attribs,
    );
    const first = chapters.length;
    let current: { heading?: PlacedHeading; nodes: ChildNode[] } | undefined;
    for (const node of part.children) {
      if (node === notes) continue;
      const heading = top.get(node);
      if (heading || !current) {
        if (!heading && isBlank(node)) continue;
        current = heading ? { heading, nodes: [] } : { nodes: [] };
        chapters.push(current);
      }
      current.nodes.push(node);
    }
    if (notes) placeNotes(notes, chapters.slice(first));
  }
  return chapters.map((chapter) => ({
    ...chapter,
    length: chapter.nodes.reduce((sum, node) => sum + words(node).length, 0),
  }));
}

/** Gives every chapter the notes that it calls, numbered as read numbered them. */
function placeNotes(notes: Element, chapters: readonly { nodes: ChildNode[] }[]): void {
  const items = descendants(notes).filter((node) => node.name === 'li' && node.attribs['id'] !== undefined);
  const byId = new Map(items.map((item, i) => [item.attribs['id']!, { item, number: i + 1 }]));
  for (const chapter of chapters) {
    const called: { item: Element; number: number }[] = [];
    // A note may call another: what is called joins what is looked through.
    const looked = [...chapter.nodes];
    for (const node of looked) {
      if (!isElement(node)) continue;
      for (const call of [node, ...descendants(node)]) {
        if (!('data-footnote-ref' in call.attribs)) continue;
        const id = (call.attribs['href'] ?? '').slice(1);
        const note = byId.get(id);
        if (!note) continue;
        byId.delete(id);
        called.push(note);
        looked.push(note.item);
      }
    }
    if (called.length === 0) continue;
    for (const { item, number } of called) item.attribs['value'] = String(number);
    const list = element(
      'ol',
      {},
      called.map(({ item }) => item),
    );
    chapter.nodes.push(element('section', { class: 'footnotes' }, [list]));
  }
}

/** `auto` settled: fresh pages where chapters fill them, else one after the other. */
export function chapterStart(wanted: unknown, chapters: readonly Chapter[]): ChapterStart {
  if (wanted === 'page' || wanted === 'recto' || wanted === 'run-on') return wanted;
  const named = chapters.filter((chapter) => chapter.heading);
  if (named.length < 2) return 'run-on';
  const short = named.filter((chapter) => chapter.length < SHORT_CHAPTER).length;
  return short / named.length <= SHORT_SHARE ? 'page' : 'run-on';
}

/** A chapter as templates see it. */
export interface ChapterView {
  readonly id: string;
  readonly title: string;
  /** Position among the chapters that have a heading, from 1; undefined for others and where their titles number themselves. */
  readonly number?: number;
  /** Its heading element, taken off the text; undefined when it has none. */
  readonly heading?: Element;
  readonly nodes: readonly ChildNode[];
}

/** Titles that bring a number or a name of their own: “Article I.”, “3. Results”, “Appendices”. */
const SELF_NUMBERED =
  /^(?:(?:article|chapter|part|section|appendi(?:x|ces)|annex|kapitel|teil|chapitre|artikel)\b|\d{1,2}(?:[.):]|\.\d))/i;

/** Chapters for the templates: heading apart from text, numbers where they help. */
export function viewChapters(chapters: readonly Chapter[], numbering: boolean): ChapterView[] {
  const named = chapters.filter((chapter) => chapter.heading);
  const numbered =
    numbering && named.length > 1 && !named.some((chapter) => SELF_NUMBERED.test(chapter.heading!.title));
  let number = 0;
  return chapters.map((chapter, i) => {
    const nodes = chapter.nodes.filter((node) => node !== chapter.heading?.element);
    const first = nodes.find((node) => !isBlank(node));
    if (isElement(first)) addClass(first, 'first');
    if (chapter.heading) number++;
    const view = { id: `chapter-${i + 1}`, title: chapter.heading?.title ?? '', nodes };
    return {
      ...view,
      ...(chapter.heading && { heading: chapter.heading.element }),
      ...(chapter.heading && numbered && { number }),
    };
  });
}

/** Where a lone document opens with its own title as a heading, that heading is the title: it is taken off the text. Its id, for the links to it. */
export function takeTitle(part: Document, title: string): string | undefined {
  // A picture may stand above it.
  const first = part.children.find((node) => !isBlank(node) && !isElement(node, 'figure'));
  const all = descendants(part).filter((node) => node.name === 'h1');
  if (!isElement(first, 'h1') || all.length !== 1) return undefined;
  const same = (text: string): string =>
    text
      .normalize('NFKC')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .toLowerCase();
  if (same(words(first)) !== same(title)) return undefined;
  adopt(
    part,
    part.children.filter((node) => node !== first),
  );
  return first.attribs['id'];
}
