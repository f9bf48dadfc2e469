import { Text, type ChildNode, type Element } from 'domhandler';
import { adopt, descendants } from '../model/element-tree.ts';
import { addClass, element, isBlank, isElement, named, words } from './tree.ts';
import { remove } from './headings.ts';
import { cellsInPlace } from './table-grid.ts';

/** Columns from which a table takes the whole page area, and the length of a cell's text from which three columns already do. */
const WIDE_COLUMNS = 5;
const WIDE_CELL = 50;
/** Share of a column's filled cells that must be numbers for the column to be set as figures. */
const FIGURES_SHARE = 0.8;
/** A number with sign, currency, unit or percent, as tables write them. */
const FIGURE =
  /^[\s(]*[-+−–]?\s*(?:[A-Z]{3}\s*)?[$€£¥₩]?\s*\d[\d.,’'\u00a0\u202f ]*\s*(?:%|‰|[kKMB]|bn|pp|[A-Z]{3})?[\s)]*$/u;

/**
 * Gives the blocks of a part the classes that layouts design by, and takes out what only served a screen:
 * spacers of `<br>`, rows of logos set as loose divisions. Works on one part's tree in place.
 */
export function classifyBlocks(part: { readonly children: ChildNode[] } & Pick<Element, 'children'>): void {
  adopt(
    part as Element,
    part.children.filter((child) => !isSpacer(child)),
  );
  for (const node of descendants(part as Element)) {
    if (named(node, 'table')) {
      takeCaption(node);
      classifyTable(node);
    } else if (named(node, 'hr') && 'data-pagebreak' in node.attribs) {
      node.name = 'div';
      node.attribs = { class: 'pagebreak' };
    } else if (named(node, 'pre')) {
      node.attribs['tabindex'] = '0';
    } else if (named(node, 'ul', 'ol')) classifyList(node);
  }
  for (const child of part.children) {
    if (isElement(child, 'div', 'p', 'figure') && isLogo(child)) addClass(child, 'logo');
    else if (isElement(child, 'p') && isByline(child)) addClass(child, 'byline');
  }
  gatherLogos(part as Element);
}

/** A paragraph or loose break that holds nothing but line breaks and spaces. */
function isSpacer(node: ChildNode): boolean {
  if (!isElement(node)) return false;
  if (node.name === 'br') return true;
  return (
    named(node, 'p', 'div') &&
    !('id' in node.attribs) &&
    node.children.every((child) => isBlank(child) || isElement(child, 'br'))
  );
}

/** A division that holds nothing but one drawing, linked or called a logo: a chart is a figure, and as wide as the column. */
function isLogo(node: Element): boolean {
  const inside = descendants(node);
  const images = inside.filter((child) => isElement(child, 'img'));
  return (
    images.length === 1 &&
    words(node).trim() === '' &&
    (images[0]!.attribs['src'] ?? '').endsWith('.svg') &&
    (/logo/i.test(`${images[0]!.attribs['alt']} ${images[0]!.attribs['src']}`) ||
      (node.name !== 'figure' && inside.some((child) => isElement(child, 'a')))) &&
    inside.every((child) => isElement(child, 'img', 'a', 'div', 'p', 'span')) &&
    !inside.some((child) => isElement(child, 'figcaption'))
  );
}

/** Logos that follow each other with nothing between stand in one row. */
function gatherLogos(part: Element): void {
  const out: ChildNode[] = [];
  let row: Element[] = [];
  const flush = (): void => {
    if (row.length > 1) {
      for (const logo of row) delete logo.attribs['style'];
      out.push(element('div', { class: 'logos' }, row));
    } else out.push(...row);
    row = [];
  };
  for (const child of part.children) {
    if (isElement(child) && (child.attribs['class'] ?? '').split(' ').includes('logo')) row.push(child);
    else if (!(isBlank(child) && row.length > 0)) {
      flush();
      out.push(child);
    }
  }
  flush();
  adopt(part, out);
}

/** A paragraph set wholly in bold italics right under a heading: who wrote the chapter. */
function isByline(node: Element): boolean {
  let before = node.prev;
  while (before && isBlank(before)) before = before.prev;
  if (!isElement(before, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6')) return false;
  const inside = node.children.filter((child) => !isBlank(child));
  const only = inside[0];
  const all = inside.length === 1 && isElement(only, 'strong', 'em');
  return (
    all &&
    descendants(node).some((d) => isElement(d, 'em')) &&
    descendants(node).some((d) => isElement(d, 'strong')) &&
    words(node).length < 160
  );
}

function classifyList(list: Element): void {
  const items = list.children.filter((child) => isElement(child, 'li'));
  const loose = items.some((item) => isElement(item) && item.children.some((child) => isElement(child, 'p')));
  addClass(list, loose ? 'loose' : 'tight');
  const tasks = items.filter((item): item is Element => isElement(item) && 'data-task' in item.attribs);
  if (tasks.length > 0) addClass(list, 'tasks');
  // A sign that is text is read out and copied; one that a style sheet draws is only seen.
  for (const task of tasks) {
    const sign = element('span', { class: 'task' }, [task.attribs['data-task'] === 'done' ? '\u2611' : '\u2610']);
    const first = task.children.find((child) => !isBlank(child));
    const line = isElement(first, 'p') ? first : task;
    adopt(line, [sign, new Text(' '), ...line.children]);
  }
}

/** What a paragraph beside a table begins with when it is the table’s caption, as Pandoc has it. */
const CAPTION = /^\s*(?:Table)?:\s+/;

/** Makes a paragraph right above or below a table that begins with `Table:` its caption. */
function takeCaption(table: Element): void {
  if (table.children.some((child) => isElement(child, 'caption'))) return;
  const beside = (step: 'prev' | 'next'): ChildNode | null => {
    let node = table[step];
    while (node && isBlank(node)) node = node[step];
    return node;
  };
  for (const node of [beside('prev'), beside('next')]) {
    const first = isElement(node, 'p') ? node.children[0] : undefined;
    if (!isElement(node) || !(first instanceof Text) || !CAPTION.test(first.data)) continue;
    first.data = first.data.replace(CAPTION, '');
    const caption = element('caption', {}, node.children);
    if (node.attribs['data-source']) caption.attribs['data-source'] = node.attribs['data-source'];
    remove(node);
    adopt(table, [caption, ...table.children]);
    return;
  }
}

function classifyTable(table: Element): void {
  const rows = descendants(table).filter((node) => isElement(node, 'tr'));
  const placed = cellsInPlace(table);
  const columns = placed.reduce((most, cell) => Math.max(most, cell.column + cell.columns), 0);
  const longest = placed.reduce((most, { cell }) => Math.max(most, words(cell).length), 0);
  if (columns >= WIDE_COLUMNS || (columns >= 3 && longest > WIDE_CELL)) addClass(table, 'wide');
  if (rows.length > 10) addClass(table, 'long');
  const head = descendants(table).find((node) => isElement(node, 'thead'));
  if (head && words(head).trim() === '') remove(head);
  const inBody = new Set(rows.filter((row) => row.children.some((cell) => isElement(cell, 'td'))));
  for (const inColumn of Map.groupBy(placed, ({ column }) => column).values()) {
    const cells = inColumn.filter(
      ({ cell }) => isElement(cell.parent, 'tr') && inBody.has(cell.parent) && words(cell).trim() !== '',
    );
    const figures = cells.filter(({ cell }) => FIGURE.test(words(cell)));
    if (cells.length < 2 || figures.length < cells.length * FIGURES_SHARE) continue;
    for (const { cell } of inColumn) {
      if (!cell.attribs['style']?.includes('text-align') && !cell.attribs['align']) addClass(cell, 'figures');
    }
  }
  table.attribs['data-columns'] = String(columns);
  wrapTable(table);
}

/** The division around a table is what the layout oracle fits to the page. */
function wrapTable(table: Element): void {
  const parent = table.parent;
  if (!parent) return;
  const at = parent.children.indexOf(table);
  const wide = (table.attribs['class'] ?? '').split(' ').includes('wide');
  const wrap = element('div', { class: wide ? 'table wide' : 'table' });
  const siblings = [...parent.children];
  siblings[at] = wrap;
  adopt(parent, siblings);
  adopt(wrap, [table]);
}
