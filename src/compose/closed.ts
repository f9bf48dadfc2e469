import { Text, type Document, type Element } from 'domhandler';
import { adopt, descendants } from '../model/element-tree.ts';
import { addClass, element, isElement } from './tree.ts';

/**
 * Makes closed blocks (`section[data-closed]`) and the places where such were taken out (`section[data-withheld]`) what layouts design by:
 * classes `closed` and `withheld`, led by words that say which it is and why.
 */
export function markClosed(part: Document | Element, say: Readonly<Record<string, string>>): void {
  for (const section of descendants(part)) {
    const { 'data-closed': closed, 'data-withheld': withheld } = section.attribs;
    const reason = closed ?? withheld;
    if (section.name !== 'section' || reason === undefined) continue;
    const word = say[closed === undefined ? 'withheld' : 'closedSession'] ?? '';
    const label = element('p', { class: 'closed-label' }, [reason === '' ? word : `${word}: ${reason}`]);
    addClass(section, closed === undefined ? 'withheld' : 'closed');
    adopt(section, [label, ...section.children]);
  }
}

/** Tells the places where closed blocks were taken out which pages of the full book are missing for them, and leads to the page that stands for those. */
export function tellWithheldPages(part: Document | Element, pages: string, target: string): void {
  for (const section of descendants(part)) {
    if (section.name !== 'section' || !('data-withheld' in section.attribs)) continue;
    const label = section.children.find((child) => isElement(child, 'p'));
    const where = element('a', { class: 'withheld-where', href: `#${target}` }, [pages]);
    if (isElement(label)) adopt(label, [...label.children, new Text(' '), where]);
  }
}
