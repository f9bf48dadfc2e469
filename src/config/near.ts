import { editDistance } from '../model/edit-distance.ts';

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
  confidential: 'closed',
  private: 'closed',
  secret: 'closed',
  restricted: 'closed',
  exclude: 'leaveOut',
  omit: 'leaveOut',
  without: 'leaveOut',
  conflicts: 'leaveOut',
  password: 'encrypt',
};

/** The known name a person most likely meant by `name`; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const lower = name.toLowerCase();
  const synonym = SYNONYMS[lower];
  if (synonym !== undefined && known.includes(synonym)) return synonym;
  const limit = Math.max(1, Math.floor(lower.length / 3));
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const d = editDistance(lower, candidate.toLowerCase());
    if (d <= limit && (!best || d < best.distance)) best = { name: candidate, distance: d };
  }
  return best?.name;
}
