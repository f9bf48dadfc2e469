/** Forms in which languages write a month beside a day: `14 March`, `14 Mar`. */
const FORMS = ['long', 'short'] as const;
/** A day of the month, with what languages put behind it: `14`, `14.`, `1st`, `1er`, `1º`. */
const DAY = String.raw`\p{Nd}{1,2}(?:\.|st|nd|rd|th|er|º|ª)?`;
const NBSP = '\u00A0';

/**
 * Keeps days with their months where lines break, in the words of a language: `14 March`, `March 14`, `14. März`, `14 de marzo`. Spaces between
 * them become no-break spaces; a year may still stand on the next line.
 */
export function dateKeeper(lang: string): (text: string) => string {
  const months = monthsOf(lang);
  const names = [...months.keys()].map(literally).join('|');
  const joints = [...new Set(months.values())].filter((joint) => joint !== ' ').map(literally);
  const dates = new RegExp(
    String.raw`(?<![\p{L}\p{Nd}])(?:${DAY}(?:${['[ ]', ...joints].join('|')})(?:${names})|(?:${names}) ${DAY})(?![\p{L}\p{Nd}])`,
    'giu',
  );
  return (text) => text.replace(dates, (date) => date.replaceAll(' ', NBSP));
}

/** The months of a language as they stand beside a day, with what stands between the two. */
function monthsOf(lang: string): ReadonlyMap<string, string> {
  const months = new Map<string, string>();
  for (const month of FORMS) {
    const format = new Intl.DateTimeFormat(lang, { day: 'numeric', month, timeZone: 'UTC' });
    for (let index = 0; index < 12; index++) {
      const parts = format.formatToParts(Date.UTC(2025, index, 14));
      const at = parts.findIndex(({ type }) => type === 'month');
      const name = parts[at]?.value ?? '';
      // Months that are written in numbers need no help.
      if (!/\p{L}/u.test(name)) continue;
      const [between, before] = [parts[at - 1], parts[at - 2]];
      const joint = between?.type === 'literal' && before?.type === 'day' ? between.value.replace(/^\./, '') : ' ';
      months.set(name, joint);
    }
  }
  return months;
}

/** A text as a pattern that matches it alone. */
function literally(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
