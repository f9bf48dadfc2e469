import { similarity, type WordCounts } from './words.ts';

/** A page as it is compared: equal keys are equal pages. */
export interface AlignedPage {
  readonly key: string;
  /** Equal ones have the same words; empty: it has none. */
  readonly letters: string;
  readonly words: WordCounts;
}

/** Which old page is which new one, by index. `moved`: it stands elsewhere among the others. */
export interface Match {
  readonly old: number;
  readonly new: number;
  readonly moved: boolean;
}

/** Least similarity of two pages (0 to 1) that are taken for one page that was changed. */
const LIKE = 0.5;
/** Least similarity (0 to 1) of a page that moved: nearly the same, for many pages of a form are alike. */
const LIKE_MOVED = 0.85;
/** Pages between two that are equal which are compared each with each; longer stretches are compared in their order. */
const STRETCH_LIMIT = 400;

/**
 * Aligns the pages of two files: first those that are equal and occur once, in the longest order that both share; between them so those with the
 * same words, then pages that are alike; what is left over and is found on the other side is moved. Each page is in one match at most. In order of the new pages.
 */
export function align(old: readonly AlignedPage[], now: readonly AlignedPage[]): Match[] {
  const whole = [
    { old: -1, new: -1 },
    { old: old.length, new: now.length },
  ];
  const anchors = between(
    between(whole, old, now, (page) => page.key),
    old,
    now,
    (page) => page.letters,
  );
  const matches: Match[] = [];
  for (const [i, to] of anchors.entries()) {
    if (i > 0) matches.push(...stretch(old, now, anchors[i - 1]!, to));
    if (to.old >= 0 && to.old < old.length) matches.push({ ...to, moved: false });
  }
  return [...matches, ...movedPages(old, now, matches)].sort((a, b) => a.new - b.new);
}

type Pair = Pick<Match, 'old' | 'new'>;

/** Pairs, and between each two of them those with equal names. */
function between(
  pairs: readonly Pair[],
  old: readonly AlignedPage[],
  now: readonly AlignedPage[],
  name: (page: AlignedPage) => string,
): Pair[] {
  return pairs.flatMap((to, i) => {
    const from = pairs[i - 1];
    if (!from) return [to];
    const [before, after] = [old.slice(from.old + 1, to.old).map(name), now.slice(from.new + 1, to.new).map(name)];
    const found = anchorsOf(before, after);
    return [...found.map((pair) => ({ old: pair.old + from.old + 1, new: pair.new + from.new + 1 })), to];
  });
}

/** Equal names that occur once in both lists, in the longest increasing order (patience sorting). */
function anchorsOf(old: readonly string[], now: readonly string[]): Pair[] {
  const places = once(old);
  const unique = once(now);
  const pairs = [...unique].flatMap(([name, index]) => {
    const place = places.get(name);
    return name === '' || place === undefined || place < 0 || index < 0 ? [] : [{ old: place, new: index }];
  });
  const tops: (Pair & { readonly below: number | undefined; readonly self: number })[] = [];
  const all: (Pair & { readonly below: number | undefined })[] = [];
  for (const pair of pairs) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle]!.old < pair.old) low = middle + 1;
      else high = middle;
    }
    const self = all.push({ ...pair, below: tops[low - 1]?.self }) - 1;
    tops[low] = { ...all[self]!, self };
  }
  const result: Pair[] = [];
  for (let at = tops.at(-1)?.self; at !== undefined; at = all[at]!.below)
    result.push({ old: all[at]!.old, new: all[at]!.new });
  return result.reverse();
}

/** Index of each name; −1 for one that occurs more than once. */
function once(names: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [index, name] of names.entries()) places.set(name, places.has(name) ? -1 : index);
  return places;
}

/** Pages between two anchors that are alike, in order, so that together they have most in common. */
function stretch(old: readonly AlignedPage[], now: readonly AlignedPage[], from: Pair, to: Pair): Match[] {
  const [a, b] = [to.old - from.old - 1, to.new - from.new - 1];
  if (a === 0 || b === 0) return [];
  const like = (i: number, j: number): number => {
    const [p, q] = [old[from.old + 1 + i]!, now[from.new + 1 + j]!];
    // Equal ones before alike ones.
    if (p.key === q.key) return 2;
    // Of pictures without words the order tells which is which.
    return p.words.size === 0 && q.words.size === 0 ? LIKE : similarity(p.words, q.words);
  };
  const match = (i: number, j: number): Match => ({ old: from.old + 1 + i, new: from.new + 1 + j, moved: false });
  if (a > STRETCH_LIMIT || b > STRETCH_LIMIT)
    return Array.from({ length: Math.min(a, b) }, (_, i) => i).flatMap((i) =>
      like(i, i) >= LIKE ? [match(i, i)] : [],
    );
  // best[i][j]: most that old pages from i and new ones from j have in common.
  const best = Array.from({ length: a + 1 }, () => new Float64Array(b + 1));
  const together = Array.from({ length: a }, () => new Float64Array(b));
  for (let i = a - 1; i >= 0; i--) {
    for (let j = b - 1; j >= 0; j--) {
      const shared = like(i, j);
      together[i]![j] = shared;
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, shared >= LIKE ? shared + best[i + 1]![j + 1]! : 0);
    }
  }
  const matches: Match[] = [];
  for (let i = 0, j = 0; i < a && j < b;) {
    const shared = together[i]![j]!;
    if (shared >= LIKE && best[i]![j] === shared + best[i + 1]![j + 1]!) matches.push(match(i++, j++));
    else if (best[i]![j] === best[i + 1]![j]) i++;
    else j++;
  }
  return matches;
}

/** Pages that are left over on both sides and are the same, or nearly. */
function movedPages(old: readonly AlignedPage[], now: readonly AlignedPage[], matches: readonly Match[]): Match[] {
  const [takenOld, takenNew] = [new Set(matches.map((m) => m.old)), new Set(matches.map((m) => m.new))];
  const left = [...old.keys()].filter((i) => !takenOld.has(i));
  const came = [...now.keys()].filter((i) => !takenNew.has(i));
  const moved: Match[] = [];
  const take = (test: (a: AlignedPage, b: AlignedPage) => boolean): void => {
    for (const index of [...came]) {
      const from = left.findIndex((each) => test(old[each]!, now[index]!));
      if (from < 0) continue;
      moved.push({ old: left[from]!, new: index, moved: true });
      left.splice(from, 1);
      came.splice(came.indexOf(index), 1);
    }
  };
  take((a, b) => a.key === b.key);
  if (left.length <= STRETCH_LIMIT && came.length <= STRETCH_LIMIT)
    take((a, b) => similarity(a.words, b.words) >= LIKE_MOVED);
  return moved;
}
