import { Element, Text, type ChildNode, type ParentNode } from 'domhandler';

/** The text below a node, white space folded, soft hyphens left out. */
export function words(root: ParentNode): string {
  const texts: string[] = [];
  const stack: ChildNode[] = [...root.children].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node instanceof Text) texts.push(node.data);
    else if (node instanceof Element) stack.push(...node.children.toReversed());
  }
  return texts.join('').replaceAll('\u00ad', '').replaceAll(/\s+/g, ' ').trim();
}

/** True when an element has a class. */
export function hasClass(node: Element, name: string): boolean {
  return (node.attribs['class'] ?? '').split(/\s+/).includes(name);
}

/** Takes a node out of its place. */
export function take(node: ChildNode): void {
  const siblings = node.parent?.children;
  if (!siblings) return;
  siblings.splice(siblings.indexOf(node), 1);
  if (node.prev) node.prev.next = node.next;
  if (node.next) node.next.prev = node.prev;
  node.parent = node.prev = node.next = null;
}

/** Puts a node into `parent` before `next`, or at the end. */
export function put(node: ChildNode, parent: ParentNode, next?: ChildNode): void {
  take(node);
  const at = next ? parent.children.indexOf(next) : parent.children.length;
  parent.children.splice(at, 0, node);
  node.parent = parent;
  node.prev = parent.children[at - 1] ?? null;
  node.next = parent.children[at + 1] ?? null;
  if (node.prev) node.prev.next = node;
  if (node.next) node.next.prev = node;
}
