import { isTag, type ChildNode, type Element, type ParentNode } from 'domhandler';

/** All elements below a node in document order, not itself. The list is taken before anything is changed. */
export function descendants(root: ParentNode): Element[] {
  const found: Element[] = [];
  // A stack, not recursion: documents nest as deep as their writers like.
  const stack: ChildNode[] = [...root.children].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!isTag(node)) continue;
    found.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i]!);
  }
  return found;
}

/** Makes `children` the children of `parent`, in this order, setting every link between them. */
export function adopt(parent: ParentNode, children: readonly ChildNode[]): void {
  parent.children = [...children];
  for (const [i, child] of children.entries()) {
    child.parent = parent;
    child.prev = children[i - 1] ?? null;
    child.next = children[i + 1] ?? null;
  }
}
