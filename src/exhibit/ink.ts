import type { Rectangle } from '../model/exhibit.ts';
import type { Painting } from './pdfium.ts';

/** Pixels an inch of the painting in which ink is looked for: a pixel is a point. */
export const INK_PPI = 72;
/** Grey from which a pixel counts as paper: scanners' and JPEG's white is a little off, and a stamp reads well on it. */
const PAPER = 245;
/** Pixels of a painting in which ink is looked for; a larger page is painted coarser, and its edges are known less well. */
export const INK_PIXELS_LIMIT: number = 16 * 1024 * 1024;

/**
 * The smallest rectangle that holds all that is painted, in the page's user space, to a pixel outwards; undefined when nothing is.
 * `painting`: grey, of `box`, not turned.
 */
export function inkBox(painting: Painting, box: Rectangle): Rectangle | undefined {
  const { width, height, stride, pixels } = painting;
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let y = 0, row = 0; y < height; y++, row += stride) {
    let from = 0;
    while (from < width && pixels[row + from]! >= PAPER) from++;
    if (from === width) continue;
    let to = width - 1;
    while (pixels[row + to]! >= PAPER) to--;
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, from);
    right = Math.max(right, to);
  }
  if (top < 0) return undefined;
  const x = (box.right - box.left) / width;
  const y = (box.top - box.bottom) / height;
  return {
    left: box.left + left * x,
    bottom: box.top - (bottom + 1) * y,
    right: box.left + (right + 1) * x,
    top: box.top - top * y,
  };
}
