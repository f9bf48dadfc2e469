import { formatTagMark, type TagMark } from '../model/tag-mark.ts';
import type { Tab } from './tab.ts';

/** An element to mark, by the order in which the page named it. */
export interface Markable {
  readonly kind: TagMark['kind'];
  /** Expansion of an abbreviation, what a formula says, `sup` or `sub`. */
  readonly text: string;
  /** Ids of notes, `dt` and `dd` in order, or size of the text around in CSS pixels. */
  readonly items: readonly string[];
}

/** Attribute that numbers elements between the two calls into the page. */
const NUMBER = 'data-octavo-mark';

/**
 * In the page: gives empty cells something to hold, for the browser leaves an element out that paints nothing, and the
 * cells after it would stand in the wrong columns. Must be done before anything is measured.
 */
export function keepEmptyCells(): void {
  for (const cell of document.querySelectorAll('td, th'))
    if (cell.textContent.trim() === '' && !cell.querySelector('img, svg, math')) cell.append('\u200b');
}

/** In the page: finds what the print would not tell of and numbers it. */
export function findMarkable(attribute: string): Markable[] {
  const found: Markable[] = [];
  /** Signs over a letter, as they are typed after it. */
  const accents: Readonly<Record<string, string>> = {
    ˆ: '\u0302',
    '^': '\u0302',
    '‾': '\u0304',
    '¯': '\u0304',
    '˙': '\u0307',
    '¨': '\u0308',
    '~': '\u0303',
    '˜': '\u0303',
    ˇ: '\u030c',
    '→': '\u20d7',
  };
  /** A formula in one line, as it is typed where there is nothing but a line. */
  const inOneLine = (node: Node): string => {
    if (!(node instanceof Element)) return (node.textContent ?? '').replace(/[\u2061-\u2064]/g, '').trim();
    const parts = [...node.childNodes].map(inOneLine).filter((part) => part !== '');
    const accent = /^m(?:over|under)$/.test(node.localName) ? accents[parts[1] ?? ''] : undefined;
    if (accent !== undefined && Array.from(parts[0] ?? '').length === 1) return `${parts[0]}${accent}`;
    const group = (part = ''): string => (Array.from(part).length > 1 ? `(${part})` : part);
    const [first, second, third] = parts;
    switch (node.localName) {
      case 'mfrac':
        return `${group(first)}/${group(second)}`;
      case 'msup':
      case 'mover':
        return `${group(first)}^${group(second)}`;
      case 'msub':
      case 'munder':
        return `${group(first)}_${group(second)}`;
      case 'msubsup':
      case 'munderover':
        return `${group(first)}_${group(second)}^${group(third)}`;
      case 'msqrt':
        return `√${group(parts.join(' '))}`;
      case 'mroot':
        return `${second ?? ''}√${group(first)}`;
      case 'mtable':
        return parts.length > 1 ? `(${parts.join('; ')})` : parts.join('');
      case 'mtr':
        return parts.join(', ');
      default:
        return parts.join(' ');
    }
  };
  const take = (element: Element, markable: Markable): void => {
    if (element.hasAttribute('role') || element.hasAttribute('aria-label') || element.hasAttribute(attribute)) return;
    element.setAttribute(attribute, String(found.length));
    found.push(markable);
  };
  for (const math of document.querySelectorAll('math')) {
    const text = math.getAttribute('alttext') ?? math.querySelector('annotation')?.textContent ?? inOneLine(math);
    take(math, { kind: 'formula', text: text.replace(/\s+/g, ' ').trim(), items: [] });
  }
  for (const abbreviation of document.querySelectorAll('abbr[title]')) {
    take(abbreviation, { kind: 'abbreviation', text: abbreviation.getAttribute('title') ?? '', items: [] });
  }
  // A note's call is a link and says so.
  for (const script of document.querySelectorAll(':is(sup, sub):not(:has([data-footnote-ref]))')) {
    const around = getComputedStyle(script.parentElement ?? script).fontSize;
    take(script, { kind: 'script', text: script.localName, items: [String(Number.parseFloat(around))] });
  }
  for (const notes of document.querySelectorAll('section:has(> ol > li a[data-footnote-backref])')) {
    const items = [...notes.querySelectorAll(':scope > ol > li')].map((item) => item.id);
    take(notes, { kind: 'notes', text: '', items });
  }
  for (const list of document.querySelectorAll('dl')) {
    const items = [...list.children].map((child) => child.localName);
    if (items.every((name) => name === 'dt' || name === 'dd')) take(list, { kind: 'terms', text: '', items });
  }
  for (const contents of document.querySelectorAll('.run.contents')) {
    take(contents, { kind: 'contents', text: '', items: [] });
  }
  // What has no role of its own is not in the structure at all, and with it goes its language.
  const plain = 'span,i,b,u,s,q,cite,small,mark,del,ins,sub,sup,bdi,bdo,dfn,var,samp,kbd,abbr,time';
  for (const element of document.querySelectorAll(':is(' + plain + ')[lang]')) {
    take(element, { kind: 'language', text: '', items: [] });
  }
  return found;
}

/** In the page: puts labels on numbered elements, for the print only. */
export function labelMarks(attribute: string, labels: readonly string[]): void {
  for (const element of document.querySelectorAll(`[${attribute}]`)) {
    const label = labels[Number(element.getAttribute(attribute))];
    if (label === undefined) continue;
    element.setAttribute('role', 'figure');
    element.setAttribute('aria-label', label);
  }
}

/** In the page: all text of the document as it is read, with what style sheets do to it. What has the attribute is not printed. */
export function readingText(unprinted: string): string {
  const style = document.createElement('style');
  style.textContent = `[${unprinted}] { display: none !important; }`;
  document.head.append(style);
  const text = document.body.innerText;
  style.remove();
  return text;
}

/** Parts of the font size around by which Chromium sets `super` above and `sub` below the line, beside one pixel. */
const SUPER = 1 / 3;
const SUB = 1 / 5;

/** How far a letter is moved, in points with two decimals; `size` is that of the text around in CSS pixels. */
function shiftOf(size: string | undefined, part: number): number {
  return Math.round((Number(size) * part + 1) * 75) / 100;
}

/** The mark that says what the page said of an element. */
export function markOf({ kind, text, items }: Markable): TagMark {
  switch (kind) {
    case 'abbreviation':
      return { kind, expansion: text };
    case 'formula':
      return { kind, alt: text };
    case 'notes':
      return { kind, ids: items };
    case 'script':
      return text === 'sup'
        ? { kind, position: 'Sup', shift: shiftOf(items[0], SUPER) }
        : { kind, position: 'Sub', shift: -shiftOf(items[0], SUB) };
    case 'terms':
      return { kind, items: items.map((item) => (item === 'dt' ? 'term' : 'description')) };
    case 'contents':
    case 'language':
      return { kind };
  }
}

/** Marks what the browser would leave out of the PDF's structure. */
export async function markForTags(tab: Tab): Promise<void> {
  const found = await tab.evaluate(findMarkable, NUMBER);
  await tab.evaluate(
    labelMarks,
    NUMBER,
    found.map((markable) => formatTagMark(markOf(markable))),
  );
}
