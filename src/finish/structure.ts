import type { PDFContext } from 'pdf-lib';
import type { Report } from '../model/diagnostic.ts';
import { parseTagMark } from '../model/tag-mark.ts';
import { settleFigure } from './figures.ts';
import { holdsLink } from './links.ts';
import type { Notes } from './notes.ts';
import { settleList } from './lists.ts';
import { applyMark } from './tag-marks.ts';
import { settleRuby } from './ruby.ts';
import { StructureElement, type Kid } from './structure-tree.ts';
import { holdsBlocks, holdsText, isInline, KEPT_EMPTY, standsAlone } from './structure-types.ts';
import { settleTable } from './tables.ts';

/** What the work on the structure asks of the rest of the document. */
export interface StructureSettings {
  readonly context: PDFContext;
  readonly lang: string;
  /** Version of the file: notes and lists of terms are other things in PDF 2.0. */
  readonly pdf: '1.7' | '2.0';
  /** Filled with the notes that are found. */
  readonly notes: Notes;
  /** Whether headings that others stand below may be missing. */
  readonly excerpt: boolean;
  readonly report: Report;
}

/** What may stand between a picture's element and what it paints. */
const WRAPPERS: ReadonlySet<string> = new Set(['Link', 'NonStruct', 'Span']);

/** Types in which content that paints no text is content all the same. */
const PICTURES: ReadonlySet<string> = new Set(['Figure', 'Formula', 'Form', 'Lbl']);

/**
 * Makes Chromium's structure tree one that people and validators can use: wrappers go, loose text becomes paragraphs,
 * decoration leaves, lists, figures, tables, links, notes and marked spans get what the standards ask of them.
 */
export function settleStructure(document: StructureElement, settings: StructureSettings): void {
  const { context } = settings;
  dropDecoration(document, false);
  takeMarks(document, settings);
  for (const element of postOrder(document)) {
    if (element.type === 'Figure') settleFigure(element);
    // A formula that nobody put into words (ISO 14289-1, 7.7) is the text that it shows.
    else if (element.type === 'Formula' && !element.alt?.trim() && !element.actualText?.trim()) element.type = 'Span';
  }
  for (const element of postOrder(document)) {
    if (holdsLink(element)) element.type = 'Link';
    if (element.type === 'Ruby') settleRuby(element);
  }
  arrange(document);
  let tables = 0;
  for (const element of postOrder(document)) {
    if (element.type === 'L') settleList(element);
    else if (element.type === 'Table') settleTable(context, element, ++tables);
  }
  dropRepeatedLanguage(document, settings.lang);
  if (settings.excerpt) stepHeadings(document);
  checkHeadings(document, settings.report);
}

/** All elements, children before their parents, listed before anything changes. */
function postOrder(root: StructureElement, into: StructureElement[] = []): StructureElement[] {
  for (const kid of root.kids) if (kid.kind === 'element') postOrder(kid, into);
  into.push(root);
  return into;
}

/** Takes out content that paints backgrounds, borders and rules only, and pictures that no Figure holds: they become artifacts. */
function dropDecoration(element: StructureElement, inPicture: boolean): void {
  const mark = parseTagMark(element.alt);
  const own = PICTURES.has(element.type) && (mark === undefined || mark.kind === 'formula');
  const picture = own || (inPicture && WRAPPERS.has(element.type));
  // A zero-width space is what keeps an empty cell in the tree (paginate/tag-marks).
  if (!picture) {
    element.kids = element.kids.filter(
      (kid) => kid.kind !== 'content' || (kid.content.paintsText && kid.content.text !== '\u200b'),
    );
  }
  for (const kid of element.kids) {
    if (kid.kind === 'element') dropDecoration(kid, picture);
  }
}

function takeMarks(document: StructureElement, settings: StructureSettings): void {
  for (const element of postOrder(document)) {
    const mark = parseTagMark(element.alt);
    if (!mark) continue;
    element.alt = undefined;
    applyMark(element, mark, settings);
  }
}

/**
 * Puts an element's children in order: in a line of text wrappers dissolve; among blocks a wrapper of text is a paragraph,
 * a wrapper of blocks dissolves, and loose text is gathered into paragraphs. Empty elements go.
 */
function arrange(element: StructureElement): void {
  if (holdsText(element)) {
    element.setKids(element.kids.flatMap((kid) => inLine(kid)));
    return;
  }
  const out: Kid[] = [];
  let line: Kid[] = [];
  const endLine = (): void => {
    if (line.every((kid) => standsAlone(kid))) out.push(...line);
    else if (line.some(says)) out.push(new StructureElement('P', line));
    line = [];
  };
  for (const kid of element.kids.flatMap((child) => amongBlocks(child))) {
    if (isInline(kid)) line.push(kid);
    else {
      endLine();
      out.push(kid);
    }
  }
  endLine();
  element.setKids(out);
}

/** True when a child is more than white space. */
function says(kid: Kid): boolean {
  return kid.kind === 'content' ? kid.content.text.trim() !== '' || !kid.content.paintsText : true;
}

/** What a child becomes in a line of text. */
function inLine(kid: Kid): Kid[] {
  if (kid.kind !== 'element') return [kid];
  if (kid.type === 'NonStruct') {
    if (kid.lang === undefined) return kid.kids.flatMap((inner) => inLine(inner));
    kid.type = 'Span';
  }
  arrange(kid);
  return kid.kids.length > 0 || KEPT_EMPTY.has(kid.type) ? [kid] : [];
}

/** What a child becomes among blocks. */
function amongBlocks(kid: Kid): Kid[] {
  if (kid.kind !== 'element') return [kid];
  if (kid.type === 'NonStruct') {
    const blocks = holdsBlocks(kid);
    const leaf = kid.kids.every((inner) => inner.kind !== 'element');
    if (leaf && kid.lang === undefined) return kid.kids;
    kid.type = leaf ? 'Span' : blocks ? 'Div' : kid.kids.every((inner) => standsAlone(inner)) ? 'Div' : 'P';
    arrange(kid);
    if (kid.type === 'Div' && kid.lang === undefined) return kid.kids;
    return kid.kids.some(says) ? [kid] : [];
  }
  arrange(kid);
  return kid.kids.length > 0 || KEPT_EMPTY.has(kid.type) ? [kid] : [];
}

/** A language that already holds is not said again. */
function dropRepeatedLanguage(element: StructureElement, around: string): void {
  if (element.lang?.toLowerCase() === around.toLowerCase() && element.type !== 'Document') element.lang = undefined;
  const inside = element.lang ?? around;
  for (const kid of element.kids) if (kid.kind === 'element') dropRepeatedLanguage(kid, inside);
}

/** Headings stand below the nearest of those around them that is there, in steps of one. */
function stepHeadings(document: StructureElement): void {
  const path: number[] = [];
  for (const element of document.descendants()) {
    const level = Number(/^H([1-6])$/.exec(element.type)?.[1] ?? 0);
    if (level === 0) continue;
    while (path.length > 0 && path.at(-1)! >= level) path.pop();
    path.push(level);
    element.type = `H${path.length}`;
  }
}

/** Compose mends heading levels; should one skip all the same, the claim to be accessible would be false (ISO 14289-1, 7.4.2). */
function checkHeadings(document: StructureElement, report: Report): void {
  let last = 0;
  for (const element of document.descendants()) {
    const level = /^H([1-6])$/.exec(element.type)?.[1];
    if (level === undefined) continue;
    if (Number(level) > last + 1) {
      report({
        severity: 'error',
        code: 'conformance-heading-level',
        message: `a heading of level ${level} follows one of level ${last}`,
        why: 'PDF/UA asks that levels never skip (ISO 14289-1, 7.4.2).',
        hint: 'This is a fault of the layout: its headings must step by one.',
      });
    }
    last = Number(level);
  }
}
