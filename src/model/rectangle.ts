import type { Rectangle } from './exhibit.ts';
import type { Matrix } from './matrix.ts';

/** A rectangle that holds nothing: any other is around both. */
export const NOWHERE: Rectangle = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
/** One that holds everything. */
export const EVERYWHERE: Rectangle = { left: -Infinity, bottom: -Infinity, right: Infinity, top: Infinity };

/** What two rectangles have in common; its sides are the wrong way round where that is nothing. */
export function intersection(a: Rectangle, b: Rectangle): Rectangle {
  return {
    left: Math.max(a.left, b.left),
    bottom: Math.max(a.bottom, b.bottom),
    right: Math.min(a.right, b.right),
    top: Math.min(a.top, b.top),
  };
}

/** The rectangle around two. */
export function union(a: Rectangle, b: Rectangle): Rectangle {
  return {
    left: Math.min(a.left, b.left),
    bottom: Math.min(a.bottom, b.bottom),
    right: Math.max(a.right, b.right),
    top: Math.max(a.top, b.top),
  };
}

/** A rectangle larger on every side. */
export function grown({ left, bottom, right, top }: Rectangle, by: number): Rectangle {
  return { left: left - by, bottom: bottom - by, right: right + by, top: top + by };
}

/** The upright rectangle around one that a matrix moves; everything where it has no end. */
export function moved({ left, bottom, right, top }: Rectangle, matrix: Matrix): Rectangle {
  if (!Number.isFinite(left) || !Number.isFinite(bottom) || !Number.isFinite(right) || !Number.isFinite(top))
    return EVERYWHERE;
  // By index: taking a matrix apart makes an iterator where this is not compiled yet.
  const a = matrix[0];
  const b = matrix[1];
  const c = matrix[2];
  const d = matrix[3];
  const e = matrix[4];
  const f = matrix[5];
  return {
    left: Math.min(a * left, a * right) + Math.min(c * bottom, c * top) + e,
    bottom: Math.min(b * left, b * right) + Math.min(d * bottom, d * top) + f,
    right: Math.max(a * left, a * right) + Math.max(c * bottom, c * top) + e,
    top: Math.max(b * left, b * right) + Math.max(d * bottom, d * top) + f,
  };
}

/** Whether one rectangle lies within another. */
export function holds(outer: Rectangle, { left, bottom, right, top }: Rectangle): boolean {
  return left >= outer.left && bottom >= outer.bottom && right <= outer.right && top <= outer.top;
}
