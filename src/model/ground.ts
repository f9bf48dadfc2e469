import type { Rectangle } from './exhibit.ts';

/**
 * What a mark would stand on. `paper`: nothing is painted there; `light` and `dark`: light or dark enough throughout for a mark of the other kind;
 * `mixed`: neither.
 */
export type Ground = 'paper' | 'light' | 'dark' | 'mixed';

/** Places on a page whose ground is asked for, points from the lower left of the page as its reader sees it. Pages count from 0. */
export interface GroundQuestion {
  readonly page: number;
  readonly boxes: readonly Rectangle[];
}

/** Grounds of a PDF in the order of the questions and their boxes; undefined when it cannot be painted within the bounds of time and memory. */
export type AskGrounds = (
  bytes: Uint8Array,
  questions: readonly GroundQuestion[],
) => Promise<readonly (readonly Ground[])[] | undefined>;

/** The ground of several places as one. */
export function joinedGround(grounds: readonly Ground[]): Ground {
  const kinds = new Set(grounds);
  if (kinds.size === 1) return grounds[0]!;
  return kinds.size > 0 && [...kinds].every((kind) => kind === 'paper' || kind === 'light') ? 'light' : 'mixed';
}
