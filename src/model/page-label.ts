/** Numbering styles of page labels (ISO 32000-1, Table 159). */
export type LabelStyle = 'D' | 'r' | 'R' | 'a' | 'A';

/** A run of pages whose labels follow one rule. Without a style all of them read `prefix`. */
export interface LabelRange {
  /** Index of its first page, from 0. */
  readonly page: number;
  readonly prefix: string;
  readonly style?: LabelStyle;
  /** Number of its first page; 1 when absent. */
  readonly start?: number;
}

/** Roman numbers beyond 3,999 have no agreed form. */
export const ROMAN_LIMIT = 3999;
/** Letters of the alphabet that label pages `a` to `z`, then `aa` to `zz`. */
const LETTERS = 26;

const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

/** Lower-case roman numeral of a number from 1 to {@link ROMAN_LIMIT}; empty for others. */
export function roman(number: number): string {
  if (!Number.isInteger(number) || number < 1 || number > ROMAN_LIMIT) return '';
  let rest = number;
  let text = '';
  for (const [value, letters] of ROMAN) {
    for (; rest >= value; rest -= value) text += letters;
  }
  return text;
}

/** Value of a lower-case roman numeral in its one canonical form; undefined for anything else. */
export function romanValue(text: string): number | undefined {
  let rest = text;
  let value = 0;
  for (const [unit, letters] of ROMAN) {
    for (; rest.startsWith(letters) && value <= ROMAN_LIMIT; rest = rest.slice(letters.length)) value += unit;
  }
  return rest === '' && value >= 1 && roman(value) === text ? value : undefined;
}

/** `a` to `z`, `aa` to `zz` and so on, for numbers from 1 (ISO 32000-1, Table 159, style `a`). */
export function letters(number: number): string {
  return 'abcdefghijklmnopqrstuvwxyz'.charAt((number - 1) % LETTERS).repeat(Math.ceil(number / LETTERS));
}

/** What a viewer shows for the page `offset` pages after a range's first (ISO 32000-1, 12.4.2). */
export function labelAt(range: LabelRange, offset: number): string {
  const number = (range.start ?? 1) + offset;
  const { style } = range;
  if (style === undefined) return range.prefix;
  switch (style) {
    case 'D':
      return range.prefix + number;
    case 'r':
      return range.prefix + roman(number);
    case 'R':
      return range.prefix + roman(number).toUpperCase();
    case 'a':
      return range.prefix + letters(number);
    case 'A':
      return range.prefix + letters(number).toUpperCase();
  }
}

/** Number of `a` to `z`, `aa` to `zz` and so on, 0 of no letter; undefined for any other text. */
export function letterValue(text: string): number | undefined {
  const letter = text.codePointAt(0);
  if (letter === undefined) return 0;
  if (!/^([a-z])\1*$/.test(text)) return undefined;
  return (text.length - 1) * LETTERS + letter - 'a'.codePointAt(0)! + 1;
}

/**
 * Label of a page that is put behind another, between labels that are taken: 41a after 41, 41b after 41a, 41aa after 41z. Where the next letter is
 * taken, a point and a number stand between: 41.1 between 41 and 41a, 41a.1 between 41a and 41b. So do they after what is no number: iv.1.
 */
export function labelBehind(label: string, taken: ReadonlySet<string>): string {
  const [, number, last = ''] = /^(\d+)([a-z]*)$/.exec(label) ?? [];
  const value = number === undefined ? undefined : letterValue(last);
  if (value !== undefined && !taken.has(`${number}${letters(value + 1)}`)) return `${number}${letters(value + 1)}`;
  const [, stem, count] = /^(.*\.)([1-9]\d{0,5})$/.exec(label) ?? [];
  if (stem !== undefined && !taken.has(`${stem}${Number(count) + 1}`)) return `${stem}${Number(count) + 1}`;
  let level = '.1';
  while (taken.has(label + level)) level = `.0${level}`;
  return label + level;
}

/** Whether a label is one of {@link labelBehind}: its page came in when others had their numbers. */
export function isBehind(label: string): boolean {
  return /\d[a-z]+$|\.[1-9]\d*$/.test(label);
}

/** Label of the blank back of a leaf whose front has one: what a page stands for whose number is a range is no number to count on from. */
export function backOf(label: string, taken: ReadonlySet<string>): string {
  const back = `${label} verso`;
  return taken.has(back) ? labelBehind(label, taken) : back;
}
