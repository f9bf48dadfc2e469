import { posix } from 'node:path';
import type { Document, Element } from 'domhandler';
import { adopt } from '../model/element-tree.ts';
import { element, isBlank, isElement, words } from './tree.ts';

/** Headings below a title of ours look one rank lower. */
export function lowerRank(classes: string): string {
  return classes.replace(/\brank-(\d)/, (_, rank: string) => `rank-${Math.min(Number(rank) + 1, 6)}`);
}

/** The heading that is a paper's title: it opens the paper, and no other has its rank. */
export function titleHeading(content: Document): Element | undefined {
  const first = content.children.find((node) => !isBlank(node));
  if (!isElement(first) || !/^h[1-6]$/.test(first.name) || words(first).trim() === '') return undefined;
  const rank = Number(first.name[1]);
  const all = content.children.filter((node): node is Element => isElement(node) && /^h[1-6]$/.test(node.name));
  return all.every((node) => node === first || Number(node.name[1]) > rank) ? first : undefined;
}

/** The heading that shows a paper's title: its own, else one of ours. */
export function titleElement(own: Element | undefined, id: string, title: string, level: number): Element {
  return own ?? element(`h${level}`, { id, class: 'rank-1' }, [title]);
}

/** Takes a paper's title off its text. */
export function removeTitle(content: Document, gone: Element): void {
  adopt(
    content,
    content.children.filter((node) => node !== gone),
  );
}

/** A title where neither a part nor its text gives one: the file's name in words. */
export function titleOfFile(file: string): string {
  return posix
    .basename(file)
    .replace(/\.[^.]+$/, '')
    .replaceAll(/[-_]+/g, ' ');
}
