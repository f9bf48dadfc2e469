import render from 'dom-serializer';
import { Element, isTag, isText, type ChildNode, type Document, type ParentNode } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { adopt, descendants } from '../model/element-tree.ts';

/** Address that stands for a picture in a format that is not set. */
export const UNSEEN_PICTURE = 'octavo:unseen';

const HEADING = /^h[1-6]$/;

/**
 * Turns the HTML that the library writes into what the `read` stage expects: a document's title is its first heading and all others lie below
 * it; notes and their calls are marked as such; captions belong to their tables and pictures; tables have head rows; only anchors that something links to have ids.
 */
export function tidyWord(html: string, prefix: string): string {
  const document = parseDocument(html);
  const all = descendants(document);
  for (const image of all.filter(({ name, attribs }) => name === 'img' && attribs['src'] === UNSEEN_PICTURE))
    replace(image);
  settleTitle(all);
  settleNotes(document, all, prefix);
  for (const table of all.filter(({ name }) => name === 'table')) settleHead(table);
  settlePictures(document);
  settleCaptions(document);
  settleAnchors(descendants(document));
  return render(document, { encodeEntities: 'utf8' });
}

const text = (node: ChildNode): string =>
  isText(node) ? node.data : 'children' in node ? node.children.map(text).join('') : '';

const solid = (parent: ParentNode): ChildNode[] =>
  parent.children.filter((child) => !(isText(child) && child.data.trim() === ''));

function replace(node: ChildNode, ...nodes: readonly ChildNode[]): void {
  const { parent } = node;
  if (parent)
    adopt(
      parent,
      parent.children.flatMap((child) => (child === node ? nodes : [child])),
    );
}

/** Under a title, headings of the first level are of the second. */
function settleTitle(all: readonly Element[]): void {
  const isTitle = (element: Element): boolean => element.attribs['class'] === 'octavo-title';
  const titles = all.filter(isTitle);
  if (titles.length === 0) return;
  for (const heading of all.filter(({ name }) => HEADING.test(name)))
    if (!isTitle(heading)) heading.name = `h${Math.min(Number(heading.name[1]) + 1, 6)}`;
  for (const title of titles) delete title.attribs['class'];
}

/** Footnotes and endnotes, which the library lists at the end, and their calls. */
function settleNotes(document: Document, all: readonly Element[], prefix: string): void {
  const note = new RegExp(`^${prefix}((?:foot|end)note-\\d+)$`);
  const labels = new Set<string>();
  for (const item of all) {
    const label = item.name === 'li' ? note.exec(item.attribs['id'] ?? '')?.[1] : undefined;
    if (label === undefined) continue;
    labels.add(label);
    item.attribs = { 'data-note': label };
    const back = descendants(item).filter(
      ({ name, attribs }) => name === 'a' && /(?:foot|end)note-ref-/.test(attribs['href'] ?? ''),
    );
    for (const link of back) replace(link);
  }
  for (const link of all) {
    const label = link.name === 'a' ? note.exec((link.attribs['href'] ?? '').slice(1))?.[1] : undefined;
    if (label === undefined || !labels.has(label)) continue;
    link.attribs = { 'data-note-call': label };
    for (const child of link.children) if (isText(child)) child.data = child.data.replace(/^\[(.*)\]$/, '$1');
  }
  const list = document.children.find(
    (child): child is Element =>
      isTag(child) && child.name === 'ol' && child.children.some((item) => isTag(item) && 'data-note' in item.attribs),
  );
  if (!list) return;
  const section = new Element('section', { 'data-notes': '' });
  replace(list, section);
  adopt(section, [list]);
}

/** A table's first row is its head where each of its cells is bold, or says something that is no number; its cells head columns. */
function settleHead(table: Element): void {
  const rows = descendants(table).filter(({ name }) => name === 'tr');
  const cells = (row: Element): Element[] =>
    row.children.filter((child): child is Element => isTag(child) && (child.name === 'td' || child.name === 'th'));
  const [first, ...others] = rows;
  if (first && others.length > 0 && !rows.some((row) => cells(row).some(({ name }) => name === 'th'))) {
    const says = cells(first).every((cell) => text(cell).trim() !== '' && !/^[\s\d.,%€$£+-]+$/.test(text(cell)));
    if (says && cells(first).length > 1) {
      for (const cell of cells(first)) cell.name = 'th';
      const head = new Element('thead', {});
      const { parent } = first;
      replace(first, head);
      adopt(head, [first]);
      // The library wraps rows in a body only where a head is.
      if (parent && parent !== table && isTag(parent)) {
        replace(head);
        adopt(table, [head, ...table.children]);
      } else if (parent === table) {
        const body = new Element('tbody', {});
        const rest = table.children.filter((child) => child !== head);
        adopt(table, [head, body]);
        adopt(body, rest);
      }
    }
  }
  for (const row of rows)
    for (const cell of cells(row)) {
      if (cell.name === 'th') cell.attribs['scope'] = 'col';
      unwrap(cell);
    }
}

/** A cell with one paragraph is its words; bold in a head says nothing. */
function unwrap(cell: Element): void {
  const [only, ...others] = solid(cell);
  if (only && others.length === 0 && isTag(only) && only.name === 'p') adopt(cell, only.children);
  const [strong, ...more] = solid(cell);
  if (cell.name === 'th' && strong && more.length === 0 && isTag(strong) && strong.name === 'strong')
    adopt(cell, strong.children);
}

/** A picture alone in its paragraph is a figure. */
function settlePictures(document: Document): void {
  for (const paragraph of document.children) {
    if (!isTag(paragraph) || paragraph.name !== 'p') continue;
    const inside = solid(paragraph);
    if (inside.length === 1 && isTag(inside[0]!) && inside[0].name === 'img') paragraph.name = 'figure';
  }
}

/** Captions stand under pictures, and over or under tables. */
function settleCaptions(document: Document): void {
  const blocks = solid(document);
  blocks.forEach((caption, index) => {
    if (!isTag(caption) || caption.attribs['class'] !== 'octavo-caption') return;
    const beside = (at: number, name: string): Element | undefined => {
      const block = blocks[at];
      return block && isTag(block) && block.name === name ? block : undefined;
    };
    const figure = beside(index - 1, 'figure') ?? beside(index + 1, 'figure');
    const table = beside(index + 1, 'table') ?? beside(index - 1, 'table');
    const home = figure ?? table;
    delete caption.attribs['class'];
    if (!home || home.children.some((child) => isTag(child) && child.name.endsWith('caption'))) return;
    replace(caption);
    caption.name = figure ? 'figcaption' : 'caption';
    adopt(home, figure ? [...home.children, caption] : [caption, ...home.children]);
  });
}

/** Takes away ids that nothing links to, and anchors that then say nothing. */
function settleAnchors(all: readonly Element[]): void {
  const targets = new Set(all.map(({ attribs }) => attribs['href']).filter((href) => href?.startsWith('#')));
  for (const element of all) {
    const { id } = element.attribs;
    if (id !== undefined && !targets.has(`#${id}`)) delete element.attribs['id'];
    if (element.name === 'a' && Object.keys(element.attribs).length === 0) replace(element, ...element.children);
  }
  const ids = new Set(all.map(({ attribs }) => attribs['id']));
  for (const element of all) {
    const { href } = element.attribs;
    if (element.name === 'a' && href?.startsWith('#') && !ids.has(href.slice(1))) replace(element, ...element.children);
  }
}
