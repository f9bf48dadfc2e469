import { Text, type Document, type Element } from 'domhandler';
import { adopt, descendants } from '../model/element-tree.ts';
import { addClass, element, isBlank, isElement } from './tree.ts';

/** What GitHub’s alerts begin with: `[!NOTE]` in a line of its own. */
const SIGN = /^\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/i;

/** Makes quotations that are alerts (`> [!NOTE]`) divisions of the classes `admonition` and its kind, led by the word that says which it is. */
export function markAdmonitions(part: Document | Element, say: Readonly<Record<string, string>>): void {
  for (const quote of descendants(part)) {
    if (quote.name !== 'blockquote') continue;
    const paragraph = quote.children.find((child) => !isBlank(child));
    const first = isElement(paragraph, 'p') ? paragraph.children[0] : undefined;
    const kind = first instanceof Text ? SIGN.exec(first.data)?.[1]?.toLowerCase() : undefined;
    if (kind === undefined || !isElement(paragraph) || !(first instanceof Text)) continue;
    first.data = first.data.replace(SIGN, '');
    const rest = first.data === '' ? paragraph.children.slice(1) : paragraph.children;
    const body = rest.length === 0 ? quote.children.filter((child) => child !== paragraph) : quote.children;
    adopt(paragraph, [...rest]);
    quote.name = 'div';
    addClass(quote, `admonition ${kind}`);
    adopt(quote, [element('p', { class: 'admonition-label' }, [say[kind] ?? kind]), ...body]);
  }
}
