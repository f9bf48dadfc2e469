import render from 'dom-serializer';
import { Element, Text, type ChildNode, type Document, type ParentNode } from 'domhandler';
import { textContent } from 'domutils';
import { adopt } from '../model/element-tree.ts';
import { SOURCE_ATTRIBUTE, parseSource, type Span } from '../model/span.ts';

/** True for an element, of one of `names` if any are given. */
export function isElement(
  node: ChildNode | ParentNode | null | undefined,
  ...names: readonly string[]
): node is Element {
  return node instanceof Element && (names.length === 0 || names.includes(node.name));
}

/** True when an element has one of these names. */
export function named(node: Element, ...names: readonly string[]): boolean {
  return names.includes(node.name);
}

/** Makes an element with children that are moved into it. */
export function element(
  name: string,
  attributes: Record<string, string>,
  children: readonly (ChildNode | string)[] = [],
): Element {
  const made = new Element(name, attributes);
  adopt(
    made,
    children.map((child) => (typeof child === 'string' ? new Text(child) : child)),
  );
  return made;
}

/** Adds a class. */
export function addClass(node: Element, name: string): void {
  node.attribs['class'] = node.attribs['class'] ? `${node.attribs['class']} ${name}` : name;
}

/** The words of a node with white space folded; notes’ calls and line breaks do not count as words, nor do elements called `except`. */
export function words(node: ChildNode | Document, except?: string): string {
  if (node instanceof Element || 'children' in node) {
    const parts = node.children.map((child) => {
      if (!isElement(child)) return textContent(child);
      if (child.name === 'br' || child.name === except) return ' ';
      if (child.name === 'sup' && child.children.some((c) => isElement(c, 'a') && 'data-footnote-ref' in c.attribs))
        return '';
      return words(child, except);
    });
    return fold(parts.join(''));
  }
  return fold(textContent(node));
}

const fold = (text: string): string => text.replace(/[\t\n\f\r ]+/g, ' ');

/** Where an element, or the nearest one around it, came from. */
export function sourceOf(node: Element, files: readonly string[]): Span | undefined {
  for (let at: ParentNode | null = node; at; at = at.parent) {
    const span = at instanceof Element ? parseSource(at.attribs[SOURCE_ATTRIBUTE], files) : undefined;
    if (span) return span;
  }
  return undefined;
}

/** True for white space between blocks. */
export function isBlank(node: ChildNode): boolean {
  return node instanceof Text ? /^[\s\u00a0\u200b]*$/.test(node.data) : node.type === 'comment';
}

/** HTML text of nodes: UTF-8 as it is, only what must be escaped escaped. */
export function toHtml(nodes: ChildNode | readonly ChildNode[]): string {
  return render(nodes, { encodeEntities: 'utf8' });
}
