import { Text, type Document, type Element } from 'domhandler';
import type { Report } from '../model/diagnostic.ts';
import { descendants } from '../model/element-tree.ts';
import { LANDSCAPES, type Landscape, type TextPart } from '../model/part.ts';
import { remove } from './headings.ts';
import { isElement, sourceOf, words } from './tree.ts';

/** What a table’s caption ends with when it says how the table lies: `{landscape}` or `{landscape=never}`. */
const WISH = /\s*\{\s*landscape\s*(?:=\s*["']?([^"'{}\s]*)["']?)?\s*\}\s*$/;

/**
 * Says of each table of a part whether it goes onto a page that lies on its side (`data-landscape`): as its own caption has it, else as its
 * part has it. `auto` says nothing: then the width decides. The division around each table (`.table`) must be there.
 */
export function markLandscape(
  part: Document | Element,
  usual: Landscape,
  files: readonly string[],
  report: Report,
): void {
  for (const table of descendants(part)) {
    if (table.name !== 'table' || !isElement(table.parent, 'div')) continue;
    const wish = takeWish(table, files, report) ?? usual;
    if (wish !== 'auto') table.parent.attribs['data-landscape'] = wish;
  }
}

/** What the publication says of all tables of a part. */
export function landscapeOf(part: TextPart | undefined): Landscape | undefined {
  return part && 'landscape' in part ? part.landscape : undefined;
}

/** Takes the wish off the end of a table’s caption, and an empty caption away. */
function takeWish(table: Element, files: readonly string[], report: Report): Landscape | undefined {
  const caption = table.children.find((child) => isElement(child, 'caption'));
  const last = isElement(caption) ? caption.children.at(-1) : undefined;
  const found = last instanceof Text ? WISH.exec(last.data) : null;
  if (!isElement(caption) || !(last instanceof Text) || !found) return undefined;
  last.data = last.data.slice(0, found.index);
  const wish = LANDSCAPES.find((each) => each === (found[1] ?? 'always'));
  const span = sourceOf(caption, files);
  if (wish === undefined)
    report({
      severity: 'warning',
      code: 'landscape-unknown',
      message: `a table’s “landscape” is one of ${LANDSCAPES.join(', ')}, but is “${found[1]}”`,
      ...(span && { span }),
      hint: 'Write {landscape} or {landscape=never} at the end of its caption.',
    });
  if (words(caption).trim() === '') remove(caption);
  return wish;
}
