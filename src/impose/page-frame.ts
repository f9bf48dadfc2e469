import type { Box, PageFacts } from '../inspect/facts.ts';
import { multiply, type Matrix } from '../model/matrix.ts';

/** A page as it is placed: turned upright, measured at its trim. */
export interface PageFrame {
  /** Trim size in points as the page is looked at. */
  readonly width: number;
  readonly height: number;
  /** What may show, in the page's own space: the bleed box, else what a reader shows. */
  readonly visible: Box;
  /** From the page's own space to points from the left bottom corner of its upright trim. */
  readonly upright: Matrix;
  /** Bleed that the page has at its narrowest side, points. */
  readonly bleed: number;
}

/** How a page is placed: by its trim box, else its crop box (ISO 32000-1, 14.11.2), turned as Rotate says, in units of UserUnit. */
export function pageFrame(facts: PageFacts): PageFrame {
  const shown = facts.crop ? (within(facts.crop, facts.media) ?? facts.media) : facts.media;
  const trim = (facts.trim && within(facts.trim, facts.media)) ?? shown;
  const visible = (facts.bleed && within(facts.bleed, facts.media)) ?? (facts.trim ? facts.media : shown);
  const [left, bottom, right, top] = trim;
  const turn: Matrix =
    facts.rotate === 90
      ? [0, -1, 1, 0, -bottom, right]
      : facts.rotate === 180
        ? [-1, 0, 0, -1, right, top]
        : facts.rotate === 270
          ? [0, 1, -1, 0, top, -left]
          : [1, 0, 0, 1, -left, -bottom];
  const unit = facts.userUnit > 0 ? facts.userUnit : 1;
  const [w, h] = [(right - left) * unit, (top - bottom) * unit];
  const lying = facts.rotate % 180 !== 0;
  const room = Math.min(left - visible[0], bottom - visible[1], visible[2] - right, visible[3] - top) * unit;
  return {
    width: lying ? h : w,
    height: lying ? w : h,
    visible,
    upright: multiply(turn, [unit, 0, 0, unit, 0, 0]),
    bleed: facts.trim ? Math.max(0, room) : 0,
  };
}

/** The part of a box inside another; undefined when there is none. */
function within(box: Box, outer: Box): Box | undefined {
  const inner: Box = [
    Math.max(box[0], outer[0]),
    Math.max(box[1], outer[1]),
    Math.min(box[2], outer[2]),
    Math.min(box[3], outer[3]),
  ];
  return inner[2] > inner[0] && inner[3] > inner[1] ? inner : undefined;
}
