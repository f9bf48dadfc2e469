import { PDFName, PDFNumber, type PDFArray, type PDFContext, type PDFDict } from 'pdf-lib';
import { textString } from './text-string.ts';

/** Numbering styles that labels are written with (ISO 32000-1, Table 159): decimal, lower-case and upper-case roman. */
type Style = 'D' | 'r' | 'R';

/** A run of pages whose labels follow one rule. Without a style all of them read `prefix`. */
export interface LabelRange {
  /** Index of its first page, from 0. */
  readonly page: number;
  readonly prefix: string;
  readonly style?: Style;
  /** Number of its first page. */
  readonly start?: number;
}

/** How many pages a book could have by any means; roman numbers beyond 3,999 have no agreed form. */
const ROMAN_LIMIT = 3999;
/** Labels with more digits than this are names, not numbers. */
const DIGITS_LIMIT = 9;

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

/** Lower-case roman numeral of a number from 1 to 3,999. */
export function roman(number: number): string {
  let rest = number;
  let text = '';
  for (const [value, letters] of ROMAN) {
    for (; rest >= value; rest -= value) text += letters;
  }
  return text;
}

/** Value of a lower-case roman numeral in its one canonical form; undefined for anything else. */
function romanValue(text: string): number | undefined {
  let rest = text;
  let value = 0;
  for (const [unit, letters] of ROMAN) {
    for (; rest.startsWith(letters) && value <= ROMAN_LIMIT; rest = rest.slice(letters.length)) value += unit;
  }
  return rest === '' && value >= 1 && value <= ROMAN_LIMIT && roman(value) === text ? value : undefined;
}

/** What a viewer shows for the page `offset` pages after a range's first (ISO 32000-1, 12.4.2). */
export function labelAt(range: LabelRange, offset: number): string {
  if (range.style === undefined || range.start === undefined) return range.prefix;
  const number = range.start + offset;
  if (range.style === 'D') return range.prefix + number;
  if (number > ROMAN_LIMIT) return '';
  return range.prefix + (range.style === 'r' ? roman(number) : roman(number).toUpperCase());
}

/** Every rule that a range beginning with this label could follow. */
function* readings(page: number, label: string): Generator<LabelRange> {
  for (let digits = 1; digits <= Math.min(DIGITS_LIMIT, label.length); digits++) {
    const text = label.slice(-digits);
    if (!/^\d+$/.test(text)) break;
    if (text[0] !== '0') yield { page, prefix: label.slice(0, -digits), style: 'D', start: Number(text) };
  }
  const letters = /(?:[mdclxvi]+|[MDCLXVI]+)$/.exec(label)?.[0] ?? '';
  for (let from = 0; from < letters.length; from++) {
    const text = letters.slice(from);
    const start = romanValue(text.toLowerCase());
    if (start === undefined) continue;
    const style = text === text.toLowerCase() ? 'r' : 'R';
    yield { page, prefix: label.slice(0, label.length - text.length), style, start };
  }
  yield { page, prefix: label };
}

/**
 * The fewest ranges, taken greedily, that give every page exactly its label: numbers that count on share one, pages
 * whose label follows no count are named by prefix alone.
 */
export function labelRanges(labels: readonly string[]): LabelRange[] {
  const ranges: LabelRange[] = [];
  for (let page = 0; page < labels.length;) {
    let best: LabelRange = { page, prefix: labels[page]! };
    let length = 0;
    for (const reading of readings(page, labels[page]!)) {
      let count = 1;
      while (page + count < labels.length && labelAt(reading, count) === labels[page + count]) count++;
      if (count > length) {
        best = reading;
        length = count;
      }
    }
    ranges.push(best);
    page += length;
  }
  return ranges;
}

/** The page label number tree (ISO 32000-1, 12.4.2 and 7.9.7) for labels in page order. */
export function pageLabels(context: PDFContext, labels: readonly string[]): PDFDict {
  const numbers: PDFArray = context.obj([]);
  for (const range of labelRanges(labels)) {
    const dict: PDFDict = context.obj({});
    if (range.style) dict.set(PDFName.of('S'), PDFName.of(range.style));
    if (range.prefix) dict.set(PDFName.of('P'), textString(range.prefix));
    if (range.start !== undefined && range.start !== 1) dict.set(PDFName.of('St'), PDFNumber.of(range.start));
    numbers.push(PDFNumber.of(range.page));
    numbers.push(dict);
  }
  return context.obj({ Nums: numbers });
}
