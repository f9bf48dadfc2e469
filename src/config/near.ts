/** Longest name compared, characters: a longer one is no slip of the pen, and the comparison costs its square. */
const LONGEST = 40;

/** Other programs' words for our keys, which no spelling distance would find. */
const SYNONYMS: Readonly<Record<string, string>> = {
  language: 'lang',
  locale: 'lang',
  publisher: 'organisation',
  company: 'organisation',
  template: 'layout',
  slug: 'name',
  abstract: 'description',
  summary: 'description',
  chapters: 'parts',
  files: 'parts',
  contents: 'parts',
  colors: 'theme',
  colours: 'theme',
  image: 'cover',
  public: 'static',
  dpi: 'ppi',
  linearize: 'linearise',
  file: 'markdown',
  path: 'markdown',
};

/** Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}

/** The known name a person most likely meant by `name`; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const lower = name.toLowerCase();
  const synonym = SYNONYMS[lower];
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  const limit = Math.max(1, Math.floor(lower.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const d = distance(lower, candidate.toLowerCase());
    if (d <= limit && (!best || d < best.distance)) best = { name: candidate, distance: d };
  }
  return best?.name;
}
