import type { Heading } from '../model/composition.ts';

/** A line of the contents list. */
export interface ContentsEntry {
  readonly id: string;
  readonly title: string;
  /** 1 for chapters. */
  readonly depth: number;
  /** Chapter number where chapters have one. */
  readonly number?: number;
}

/** Lines that a contents page holds beside its heading; `auto` chooses the depth so that the list fits it where it can. */
const LINES_A_PAGE = 36;
/** Depth that `auto` never goes beyond: deeper lists are not read. */
const AUTO_DEPTH = 3;
/** Fewer chapters than this need no list. */
const ENTRIES_MIN = 3;

/** The contents list to a depth; `auto` takes the deepest that fits a page, at least the chapters. */
export function contentsList(
  headings: readonly Heading[],
  wanted: unknown,
  numbers: ReadonlyMap<string, number>,
): ContentsEntry[] {
  const entries = headings.map((heading) => {
    const number = numbers.get(heading.id);
    return { id: heading.id, title: heading.title, depth: heading.level - 1, ...(number !== undefined && { number }) };
  });
  const upTo = (depth: number): ContentsEntry[] => entries.filter((entry) => entry.depth <= depth);
  if (typeof wanted === 'number') return upTo(wanted);
  for (let depth = AUTO_DEPTH; depth > 1; depth--)
    if (upTo(depth).length <= LINES_A_PAGE) return upTo(depth).length < ENTRIES_MIN ? [] : upTo(depth);
  return upTo(1).length < ENTRIES_MIN ? [] : upTo(1);
}
