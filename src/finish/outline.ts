import { PDFDict, PDFName, PDFNumber, type PDFContext, type PDFRef } from 'pdf-lib';
import type { OutlineItem } from '../model/book.ts';
import { BOOKMARK_BOLD, BOOKMARK_ITALIC } from '../model/exhibit.ts';
import type { Report } from '../model/diagnostic.ts';
import { byteString, plainText, textString } from './text-string.ts';

/** An item's place in the file and how many rows a viewer shows below it. */
interface Placed {
  readonly dict: PDFDict;
  readonly ref: PDFRef;
  /** Descendants that show when the item itself is open. */
  readonly visible: number;
}

/**
 * Writes the document outline (ISO 32000-1, 12.3.3) and returns its root, or undefined when there are no items.
 * Every item leads to a named destination. `destinations` holds the names the file has: an item whose name is not
 * among them is reported and leads nowhere, its children still do.
 */
export function outline(
  context: PDFContext,
  items: readonly OutlineItem[],
  destinations: ReadonlySet<string>,
  report: Report,
): PDFRef | undefined {
  if (items.length === 0) return undefined;
  const root = context.obj({ Type: 'Outlines' });
  const ref = context.register(root);
  const visible = placeItems(context, items, root, ref, destinations, report);
  root.set(PDFName.of('Count'), PDFNumber.of(visible));
  return ref;
}

/** Links `items` under `parent` and returns how many rows they take, open ones with what they show. */
function placeItems(
  context: PDFContext,
  items: readonly OutlineItem[],
  parent: PDFDict,
  parentRef: PDFRef,
  destinations: ReadonlySet<string>,
  report: Report,
): number {
  let rows = 0;
  let previous: Placed | undefined;
  for (const item of items) {
    const dict = context.obj({ Title: textString(plainText(item.title)), Parent: parentRef });
    const ref = context.register(dict);
    if (destinations.has(item.destination)) dict.set(PDFName.of('Dest'), byteString(item.destination));
    else {
      report({
        severity: 'error',
        code: 'outline-destination-missing',
        message: `the bookmark “${item.title}” leads to “${item.destination}”, which is nowhere in the printed file`,
        why: 'A reader who chooses it stays where they are.',
      });
    }
    const { colour, italic, bold } = item.look ?? {};
    if (colour) dict.set(PDFName.of('C'), context.obj([...colour]));
    if (italic || bold)
      dict.set(PDFName.of('F'), PDFNumber.of((italic ? BOOKMARK_ITALIC : 0) | (bold ? BOOKMARK_BOLD : 0)));
    const visible = placeItems(context, item.children, dict, ref, destinations, report);
    if (visible > 0) dict.set(PDFName.of('Count'), PDFNumber.of(item.open ? visible : -visible));
    rows += 1 + (item.open ? visible : 0);
    if (previous) {
      dict.set(PDFName.of('Prev'), previous.ref);
      previous.dict.set(PDFName.of('Next'), ref);
    } else parent.set(PDFName.of('First'), ref);
    previous = { dict, ref, visible };
  }
  if (previous) parent.set(PDFName.of('Last'), previous.ref);
  return rows;
}
