import { OctavoError } from '../model/diagnostic.ts';

/** Standards that a file can be judged by: those that editions claim, and their relatives that files of others do. */
export type JudgedName =
  'ua-1' | 'ua-2' | 'a-1a' | 'a-1b' | 'a-2a' | 'a-2b' | 'a-2u' | 'a-3a' | 'a-3b' | 'a-3u' | 'a-4' | 'a-4e' | 'a-4f';

/** The documents whose clauses are broken. */
export type RuleBook = 'ua-1' | 'ua-2' | 'a-1' | 'a-2' | 'a-3' | 'a-4';

/** What is fixed about a standard. */
export interface JudgedStandard {
  /** As people write it. */
  readonly title: string;
  readonly book: RuleBook;
  /** As veraPDF knows it. */
  readonly flavour: string;
  /** Whether it asks for tags, and whether it asks that every glyph maps to text. */
  readonly tagged: boolean;
  readonly unicode: boolean;
}

/** Documents by the numbers that people cite. */
export const BOOKS: Readonly<Record<RuleBook, string>> = {
  'ua-1': 'ISO 14289-1',
  'ua-2': 'ISO 14289-2',
  'a-1': 'ISO 19005-1',
  'a-2': 'ISO 19005-2',
  'a-3': 'ISO 19005-3',
  'a-4': 'ISO 19005-4',
};

const row = (title: string, book: RuleBook, flavour: string, tagged: boolean, unicode: boolean): JudgedStandard => ({
  title,
  book,
  flavour,
  tagged,
  unicode,
});

/** Every standard, a row each. */
export const JUDGED: Readonly<Record<JudgedName, JudgedStandard>> = {
  'ua-1': row('PDF/UA-1', 'ua-1', 'ua1', true, true),
  'ua-2': row('PDF/UA-2', 'ua-2', 'ua2', true, true),
  'a-1a': row('PDF/A-1a', 'a-1', '1a', true, true),
  'a-1b': row('PDF/A-1b', 'a-1', '1b', false, false),
  'a-2a': row('PDF/A-2a', 'a-2', '2a', true, true),
  'a-2b': row('PDF/A-2b', 'a-2', '2b', false, false),
  'a-2u': row('PDF/A-2u', 'a-2', '2u', false, true),
  'a-3a': row('PDF/A-3a', 'a-3', '3a', true, true),
  'a-3b': row('PDF/A-3b', 'a-3', '3b', false, false),
  'a-3u': row('PDF/A-3u', 'a-3', '3u', false, true),
  'a-4': row('PDF/A-4', 'a-4', '4', false, false),
  'a-4e': row('PDF/A-4e', 'a-4', '4e', false, false),
  'a-4f': row('PDF/A-4f', 'a-4', '4f', false, false),
};

/** Their names, in the order of the table. */
export const JUDGED_NAMES: readonly JudgedName[] = Object.keys(JUDGED) as JudgedName[];

function isJudged(name: string): name is JudgedName {
  return Object.hasOwn(JUDGED, name);
}

/** Those of `names` that a file can be judged by; PDF/X is not among them. */
export function judgedAmong(names: readonly string[]): readonly JudgedName[] {
  return names.filter(isJudged);
}

/** Standards of a list with commas, in any case and also as `pdf/a-2a`. Throws an {@link OctavoError} for one that is not known. */
export function parseStandards(list: string): readonly JudgedName[] {
  const names = list
    .split(',')
    .map((name) =>
      name
        .trim()
        .toLowerCase()
        .replace(/^pdf\//, ''),
    )
    .filter((name) => name !== '');
  const press = names.find((name) => name.startsWith('x-'));
  if (press !== undefined) {
    throw new OctavoError({
      code: 'standard-press',
      message: `PDF/${press.toUpperCase()} is a standard for print`,
      hint: 'Ask “octavo preflight FILE”, which judges files for print.',
    });
  }
  const strange = names.find((name) => !isJudged(name));
  if (strange !== undefined || names.length === 0) {
    throw new OctavoError({
      code: 'standard-unknown',
      message: strange === undefined ? 'no standard is named' : `there is no standard “${strange}”`,
      hint: `Known: ${JUDGED_NAMES.join(', ')}.`,
    });
  }
  return [...new Set(names.filter(isJudged))];
}

/** The standards that a file says it keeps; `claims` as `PDF/A-2A`, `PDF/UA-1`. Claims of other kinds are passed over. */
export function claimedStandards(claims: readonly string[]): readonly JudgedName[] {
  const said = claims.map((claim) => claim.toLowerCase());
  return JUDGED_NAMES.filter((name) => said.includes(JUDGED[name].title.toLowerCase()));
}
