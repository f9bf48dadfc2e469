/** How often each word occurs on a page. */
export type WordCounts = ReadonlyMap<string, number>;

/** What was said on one page and what is said in its place on another; either may be empty. */
export interface WordChange {
  readonly before: string;
  readonly after: string;
  /** Words before and behind, the same on both. */
  readonly lead: string;
  readonly tail: string;
}

/** Words around a change that are shown. */
const CONTEXT = 4;
/** Words of a change that are shown. */
const SHOWN = 14;
/** Characters of a word that are shown: there are pages that are one word. */
const WORD_SHOWN = 60;

/** The words of a page in order. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').split(/\s+/).filter(Boolean);
}

/** The letters of a page without the spaces, which files and readers of files set as they like. */
export function lettersOf(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, '');
}

/** Counts words. */
export function countWords(words: readonly string[]): WordCounts {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** What two pages have in common, 0 to 1: twice the words of both, by the words of each (Sørensen and Dice). Pages without words have nothing. */
export function similarity(a: WordCounts, b: WordCounts): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const [word, count] of few) shared += Math.min(count, many.get(word) ?? 0);
  const total = [...a.values(), ...b.values()].reduce((sum, count) => sum + count, 0);
  return total === 0 ? 0 : (2 * shared) / total;
}

/** Where two texts begin to differ and where they end to; undefined when they have the same words. */
export function firstChange(before: readonly string[], after: readonly string[]): WordChange | undefined {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return undefined;
  let end = 0;
  while (end < least - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const [gone, come] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  return {
    before: shown(gone),
    after: shown(come),
    lead: shown(before.slice(Math.max(0, start - CONTEXT), start)),
    tail:
      gone.length > SHOWN || come.length > SHOWN
        ? ''
        : shown(after.slice(after.length - end, after.length - end + CONTEXT)),
  };
}

function shown(words: readonly string[]): string {
  const some = words.slice(0, SHOWN).map((word) => (word.length > WORD_SHOWN ? `${word.slice(0, WORD_SHOWN)}…` : word));
  return words.length > SHOWN ? `${some.join(' ')} …` : some.join(' ');
}
