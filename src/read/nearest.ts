import { editDistance } from '../model/edit-distance.ts';

/** How many suggestions a hint gives. */
const SUGGESTIONS = 2;
/** Candidates looked at, and their length: suggestions are a courtesy and must cost nothing on a huge publication. */
const CANDIDATES = 2_000;
const LENGTH = 80;

/** The names most like `word`, nearest first; empty when none is like it. Letters' case and signs between words do not count. */
export function nearest(word: string, names: Iterable<string>): string[] {
  const wanted = plain(word);
  if (wanted === '') return [];
  const found: { name: string; distance: number }[] = [];
  let seen = 0;
  for (const name of names) {
    if (++seen > CANDIDATES) break;
    const candidate = plain(name);
    const limit = Math.max(2, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    const within =
      candidate.includes(wanted) || (candidate.length > 3 && wanted.includes(candidate)) ? limit : limit + 1;
    const distance = Math.min(editDistance(wanted, candidate), within);
    if (distance <= limit) found.push({ name, distance });
  }
  return found
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, SUGGESTIONS)
    .map(({ name }) => name);
}

function plain(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\p{M}\s_.-]/gu, '')
    .toLowerCase()
    .slice(0, LENGTH);
}
