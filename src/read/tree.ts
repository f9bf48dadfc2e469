import { type ChildNode, Element, isTag, isText, type ParentNode, Text } from 'domhandler';

/** Elements that stand in a line of text; all others begin a block of their own. */
const INLINE: ReadonlySet<string> = new Set(
  (
    'a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr ' +
    'math semantics mrow mi mo mn ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd ' +
    'mpadded mphantom mstyle menclose mmultiscripts mprescripts none'
  ).split(' '),
);

/** Whether an element stands in a line of text. */
export function isInline(element: Element): boolean {
  return INLINE.has(element.name);
}

/** Calls `visit` for every element below `parent`, in document order; `visit` may change the element but not its place. */
export function eachElement(parent: ParentNode, visit: (element: Element) => void): void {
  for (const child of parent.children) {
    if (!isTag(child)) continue;
    visit(child);
    eachElement(child, visit);
  }
}

/** The text below a node, without that of elements in `except`. */
export function textOf(node: ChildNode | ParentNode, except?: ReadonlySet<unknown>): string {
  if (isText(node)) return node.data;
  return 'children' in node && !except?.has(node) ? node.children.map((child) => textOf(child, except)).join('') : '';
}

/** Children that are not white space. */
export function solidChildren(parent: ParentNode): ChildNode[] {
  return parent.children.filter((child) => !(isText(child) && child.data.trim() === ''));
}

/** Sets a parent's children, links between them included. */
export function setChildren(parent: ParentNode, children: readonly ChildNode[]): void {
  parent.children = [...children];
  let previous: ChildNode | null = null;
  for (const child of parent.children) {
    child.parent = parent;
    child.prev = previous;
    child.next = null;
    if (previous) previous.next = child;
    previous = child;
  }
}

/** Puts `nodes` where `node` is. */
export function replaceNode(node: ChildNode, ...nodes: readonly ChildNode[]): void {
  const parent = node.parent;
  if (!parent) return;
  setChildren(
    parent,
    parent.children.flatMap((child) => (child === node ? nodes : [child])),
  );
  node.parent = null;
}

/** A new element with text or elements in it. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (ChildNode | string)[]
): Element {
  const made = new Element(name, { ...attributes });
  setChildren(
    made,
    children.map((child) => (typeof child === 'string' ? new Text(child) : child)),
  );
  return made;
}
