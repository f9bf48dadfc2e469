import type { Rectangle } from './exhibit.ts';
import type { Matrix } from './matrix.ts';

/** Turns of a page for display, clockwise. */
export type Turn = 0 | 90 | 180 | 270;

/** Width and height of a box as shown when turned. */
export function shownSize(box: Rectangle, turn: Turn): { readonly width: number; readonly height: number } {
  const width = box.right - box.left;
  const height = box.top - box.bottom;
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** From a page as shown (origin at its lower left corner as the reader holds it) to its user space (ISO 32000-1, 7.7.3.3, Rotate). */
export function fromShown({ left, bottom, right, top }: Rectangle, turn: Turn): Matrix {
  switch (turn) {
    case 0:
      return [1, 0, 0, 1, left, bottom];
    case 90:
      return [0, 1, -1, 0, right, bottom];
    case 180:
      return [-1, 0, 0, -1, right, top];
    case 270:
      return [0, -1, 1, 0, left, top];
  }
}
