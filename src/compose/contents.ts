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

/** Depth that `auto` never goes beyond: deeper lists are not read. */
const AUTO_DEPTH = 3;
/** Fewer entries than this need no list. */
const ENTRIES_MIN = 3;
/** Lines that a chapter's entry takes with the space above it, and characters after which an entry turns into a second line. */
const CHAPTER_LINES = 1.75;
const LINE_LENGTH = 76;

/** Lines that entries fill. */
function height(entries: readonly ContentsEntry[]): number {
  return entries.reduce(
    (sum, entry) => sum + (entry.depth === 1 ? CHAPTER_LINES : 1) + Math.floor(entry.title.length / LINE_LENGTH),
    0,
  );
}

/**
 * The contents list to a depth; `auto` takes the deepest that fits a page of so many lines, at least the chapters, and none where there is
 * next to nothing to list.
 */
export function contentsList(
  headings: readonly Heading[],
  wanted: unknown,
  numbers: ReadonlyMap<string, number>,
  lines: number,
): ContentsEntry[] {
  const entries = headings.map((heading) => {
    const number = numbers.get(heading.id);
    return { id: heading.id, title: heading.title, depth: heading.level - 1, ...(number !== undefined && { number }) };
  });
  const upTo = (depth: number): ContentsEntry[] => entries.filter((entry) => entry.depth <= depth);
  if (typeof wanted === 'number') return upTo(wanted);
  let depth = AUTO_DEPTH;
  while (depth > 1 && height(upTo(depth)) > lines) depth--;
  const list = upTo(depth);
  return list.length < ENTRIES_MIN ? [] : list;
}

/** The entries of a list down to a depth, as the option `contents` gives it; all of them where that is no number. */
export function downTo<T extends { readonly depth: number }>(option: unknown, entries: readonly T[]): readonly T[] {
  return typeof option === 'number' ? entries.filter(({ depth }) => depth <= option) : entries;
}
