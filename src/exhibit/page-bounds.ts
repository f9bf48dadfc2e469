import { PDFName, type PDFContext, type PDFObject } from 'pdf-lib';
import type { Rectangle } from '../model/exhibit.ts';
import { value } from '../model/pdf-values.ts';
import { rectangle, type Leaf } from './page-tree.ts';

/** Shortest and longest side of any of a page's boxes, points (ISO 19005-2, 6.1.13). */
const SHORTEST_SIDE = 3;
const LONGEST_SIDE = 14_400;
/** Boxes that say what a press does with a page, and nothing of how it looks (ISO 32000-1, 14.11.2). */
const PRESS_BOXES = ['BleedBox', 'TrimBox', 'ArtBox'].map((key) => PDFName.of(key));

/** What is wrong with a page's size (ISO 19005-2, 6.1.13), in words; undefined for one within the bounds. A picture of the page has the same size. */
export function sizeFault(box: Rectangle): string | undefined {
  if (isWithinBounds(box)) return undefined;
  const [width, height] = sides(box).map((side) => Number(side.toFixed(2)));
  return `the page is ${width} × ${height} points, and its sides may have ${SHORTEST_SIDE} to ${LONGEST_SIDE}`;
}

/** Takes off pages the boxes beyond the bounds that nobody sees: what surrounds the part that is shown, and a press's own. True when one went. */
export function settleBoxes(context: PDFContext, leaves: readonly Leaf[]): boolean {
  let changed = false;
  for (const { dict, box } of leaves) {
    for (const key of PRESS_BOXES.filter((each) => isBeyond(dict.lookup(each)))) changed = dict.delete(key) || changed;
    if (!isBeyond(value(dict, 'MediaBox')) || !isWithinBounds(box)) continue;
    dict.set(PDFName.of('MediaBox'), context.obj([box.left, box.bottom, box.right, box.top]));
    dict.delete(PDFName.of('CropBox'));
    changed = true;
  }
  return changed;
}

/** Whether a box is there and breaks the bounds, or is none at all. */
function isBeyond(object: PDFObject | undefined): boolean {
  const box = rectangle(object);
  return object !== undefined && (!box || !isWithinBounds(box));
}

function isWithinBounds(box: Rectangle): boolean {
  return sides(box).every((side) => side >= SHORTEST_SIDE && side <= LONGEST_SIDE);
}

function sides({ left, bottom, right, top }: Rectangle): readonly [width: number, height: number] {
  return [right - left, top - bottom];
}
