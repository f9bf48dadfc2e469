import type { Element } from 'domhandler';
import type { Heading } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import { adopt, descendants } from '../model/element-tree.ts';
import { addClass, isBlank, isElement, sourceOf, words } from './tree.ts';

/** A heading in place: what readers navigate by, and how it looks. */
export interface PlacedHeading extends Heading {
  readonly element: Element;
  /** How the author ranked it, 1 the highest rank in use: its looks. The structure's level is `level`. */
  readonly rank: number;
}

/** The structure begins below the publication's title, which is its only level 1. */
const FIRST_LEVEL = 2;
const LAST_LEVEL = 6;

/**
 * Mends heading levels. What an author means by levels is their order, not their number: a report that uses `#`, `###` and `####` has
 * three ranks. Looks follow the rank; the structure's levels follow nesting and never skip (ISO 14289-1, 7.4.2), whatever the source did.
 * The highest rank stands on level `first`.
 */
export function mendHeadings(
  parts: readonly { readonly children: Element['children'] }[],
  files: readonly string[],
  report: Report,
  first: number = FIRST_LEVEL,
): PlacedHeading[] {
  const found: Element[] = [];
  for (const part of parts)
    for (const node of descendants(part as Element)) if (/^h[1-6]$/.test(node.name)) found.push(node);
  const headings = found.filter((node) => {
    if (words(node).trim() !== '' || descendants(node).some((d) => isElement(d, 'img'))) return true;
    const span = sourceOf(node, files);
    report({
      severity: 'warning',
      code: 'heading-empty',
      message: 'a heading without words is left out',
      ...(span && { span }),
      hint: 'Give it words, or take its # away.',
    });
    remove(node);
    return false;
  });
  const ranks = [...new Set(headings.map((node) => Number(node.name[1])))].sort((a, b) => a - b);
  const open: { rank: number; level: number }[] = [];
  return headings.map((node) => {
    const rank = ranks.indexOf(Number(node.name[1])) + 1;
    while (open.length > 0 && open.at(-1)!.rank >= rank) open.pop();
    const level = Math.min(open.length > 0 ? open.at(-1)!.level + 1 : first, LAST_LEVEL);
    open.push({ rank, level });
    node.name = `h${level}`;
    addClass(node, `rank-${rank}`);
    plainWeight(node);
    const span = sourceOf(node, files);
    return {
      element: node,
      rank,
      level,
      id: node.attribs['id'] ?? '',
      title: words(node).trim(),
      ...(span && { span }),
    };
  });
}

/** A heading set wholly bold or wholly italic in the source says nothing by it: the looks of headings are the layout's. */
function plainWeight(node: Element): void {
  const inside = node.children.filter((child) => !isBlank(child));
  const only = inside.length === 1 ? inside[0]! : undefined;
  if (!isElement(only, 'strong', 'b', 'em', 'i', 'a')) return;
  if (only.name !== 'a') {
    adopt(node, only.children);
    plainWeight(node);
  } else plainWeight(only);
}

/** Takes a node out of its parent. */
export function remove(node: Element): void {
  const parent = node.parent;
  if (parent)
    adopt(
      parent,
      parent.children.filter((child) => child !== node),
    );
}
