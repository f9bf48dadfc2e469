import { Element, type Document } from 'domhandler';
import { descendants } from '../model/element-tree.ts';
import { hasClass, put, words } from './dom.ts';

/**
 * Makes the page's landmarks of what print sets inside its runs, and lets the keyboard reach what scrolls: the title's block becomes the
 * banner, the colophon the page's footer, a table, formula or code block that does not fit a small screen a focusable region with a name
 * (WCAG 2.2, 1.3.1, 2.1.1, 2.4.1). `scrolling` are indices among all `.table`, `.formula` and `pre`; `title` names what nothing else does.
 */
export function makeAccessible(document: Document, scrolling: ReadonlySet<number>, title: string): void {
  const all = descendants(document);
  const main = all.find((node) => node.name === 'main');
  const body = all.find((node) => node.name === 'body');
  if (main && body && main.parent === body) {
    const banner = all.find((node) => node.name === 'header' && hasClass(node, 'title-block'));
    const first = body.children.find((node) => node instanceof Element && !hasClass(node, 'skip'));
    if (banner && !all.some((node) => node.name === 'header' && node.parent === body)) put(banner, body, first);
    for (const node of all) if (node.name === 'footer' && hasClass(node, 'colophon')) put(node, body);
    placeFront(body, main);
  }
  let heading = title;
  let index = 0;
  for (const node of all) {
    if (/^h[1-6]$/.test(node.name)) heading = words(node) || heading;
    if (!(hasClass(node, 'table') || hasClass(node, 'formula') || node.name === 'pre')) continue;
    if (scrolling.has(index++)) {
      node.attribs['tabindex'] = '0';
      node.attribs['role'] = 'region';
      node.attribs['aria-label'] = captionOf(node) ?? heading;
    } else delete node.attribs['tabindex'];
  }
}

/** Runs before the text: a cover is the banner, a list of contents its own navigation, and everything else is text. */
function placeFront(body: Element, main: Element): void {
  const text = main.children[0];
  for (const node of body.children.filter((child) => child instanceof Element)) {
    if (node.name !== 'section') continue;
    const heading = descendants(node).find((child) => /^h[1-6]$/.test(child.name) && child.attribs['id']);
    if (node.attribs['data-page'] === 'cover') node.name = 'header';
    else if (hasClass(node, 'contents')) {
      node.name = 'nav';
      if (heading) node.attribs['aria-labelledby'] = heading.attribs['id']!;
    } else put(node, main, text);
  }
}

function captionOf(node: Element): string | undefined {
  const caption = descendants(node).find((child) => child.name === 'caption');
  return (caption && words(caption)) || undefined;
}
