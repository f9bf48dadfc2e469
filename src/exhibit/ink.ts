import type { Rectangle } from '../model/exhibit.ts';
import type { Area, PaintedPage, Painting } from './pdfium.ts';

/** Pixels an inch of the painting in which ink is looked for: a pixel is a point. */
export const INK_PPI = 72;
/** Grey from which a pixel counts as paper: scanners' and JPEG's white is a little off, and a stamp reads well on it. */
export const PAPER = 245;
/** Four white pixels. */
const WHITE_FOUR = 0xffffffff;
/** Pixels of a painting in which ink is looked for; a larger page is painted coarser, and its edges are known less well. */
export const INK_PIXELS_LIMIT: number = 16 * 1024 * 1024;

/**
 * Part of a page's side that is painted first in looking for ink from there; each further band is twice as wide. Margins take a sixteenth or
 * two, so that most of what stands on a page is never painted.
 */
const FIRST_BAND = 1 / 16;

/** Pixels of a page's pictures from which it is painted at once: a page scanned at 150 ppi. */
export const LARGE_PICTURES = 2_000_000;

/** First and last pixels with ink. */
interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The smallest rectangle that holds all that is painted, in the page's user space, to a pixel outwards; undefined when nothing is.
 * `page`: grey, of `box`, not turned. It is painted in bands from the edges inwards, only as far as there is no ink; `atOnce`: as a whole, which is
 * faster where its pictures are large, for these are unpacked anew for every band.
 */
export function inkBox(page: PaintedPage, box: Rectangle, atOnce: boolean): Rectangle | undefined {
  const { width, height } = page;
  const extent = atOnce ? extentOf(page, { left: 0, top: 0, width, height }) : extentInBands(page);
  if (!extent) return undefined;
  const { left, top, right, bottom } = extent;
  const x = (box.right - box.left) / width;
  const y = (box.top - box.bottom) / height;
  return {
    left: box.left + left * x,
    bottom: box.top - (bottom + 1) * y,
    right: box.left + (right + 1) * x,
    top: box.top - top * y,
  };
}

function extentInBands(page: PaintedPage): Extent | undefined {
  const { width, height } = page;
  const rows: Look = (from, to) => extentOf(page, { left: 0, top: from, width, height: to - from });
  const head = first(0, height, rows);
  if (!head) return undefined;
  const foot = last(head.bottom + 1, height, rows);
  const top = head.top;
  const bottom = foot?.bottom ?? head.bottom;
  const columns: Look = (from, to) => extentOf(page, { left: from, top, width: to - from, height: bottom + 1 - top });
  const known = { left: Math.min(head.left, foot?.left ?? width), right: Math.max(head.right, foot?.right ?? 0) };
  const left = first(0, known.left, columns)?.left ?? known.left;
  const right = last(known.right + 1, width, columns)?.right ?? known.right;
  return { left, top, right, bottom };
}

type Look = (from: number, to: number) => Extent | undefined;

/** What the first band with ink has, from the beginning of a range of pixels on. */
function first(from: number, to: number, look: Look): Extent | undefined {
  let found: Extent | undefined;
  for (let at = from, size = band(to - from); at < to && !found; at += size, size *= 2)
    found = look(at, Math.min(to, at + size));
  return found;
}

/** The same from the end of the range back. */
function last(from: number, to: number, look: Look): Extent | undefined {
  return first(from, to, (a, b) => look(from + to - b, from + to - a));
}

function band(length: number): number {
  return Math.max(1, Math.ceil(length * FIRST_BAND));
}

/** Where an area of a page has ink, pixels of the whole page. */
function extentOf(page: PaintedPage, area: Area): Extent | undefined {
  return page.paint(area, ({ width, height, stride, pixels }: Painting) => {
    let left = width;
    let right = -1;
    let top = -1;
    let bottom = -1;
    // PDFium's rows begin at multiples of four bytes, and most of a page is white: four pixels at a time.
    const fours = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length >> 2);
    for (let y = 0, row = 0; y < height; y++, row += stride) {
      let from = 0;
      while (from < width && fours[(row + from) >> 2] === WHITE_FOUR) from += 4;
      while (from < width && pixels[row + from]! >= PAPER) from++;
      if (from >= width) continue;
      let to = width - 1;
      while (pixels[row + to]! >= PAPER) to--;
      if (top < 0) top = y;
      bottom = y;
      left = Math.min(left, from);
      right = Math.max(right, to);
    }
    if (top < 0) return undefined;
    return { left: area.left + left, top: area.top + top, right: area.left + right, bottom: area.top + bottom };
  });
}
