/**
 * How clauses of bylaws and resolutions are counted: `a.`, `B)`, `(iv)`, `(2)`, `#.`. CommonMark knows numerals with a point or one parenthesis
 * only. What begins a line counts as an enumeration when the next one follows in order, so that initials, dates and `(c)` stay text, and no
 * clause is ever given another letter than its author wrote.
 */

/** What an enumeration counts in; the names are those of CSS. */
export type NumeralStyle = 'decimal' | 'lower-alpha' | 'upper-alpha' | 'lower-roman' | 'upper-roman';
/** What stands around the numeral: `a.`, `a)`, `(a)`. */
export type Delimiter = 'point' | 'parenthesis' | 'parentheses';

/** How an enumeration counts. */
export interface Enumeration {
  readonly style: NumeralStyle;
  readonly delimiter: Delimiter;
  /** Number of its first item, from 1. */
  readonly start: number;
}

/** An enumeration found at the beginning of a text. */
export interface FoundEnumeration extends Enumeration {
  /** Number of its last item. */
  readonly end: number;
  /**
   * The text of the enumeration with CommonMark’s numerals in place of its own, character for character, so that offsets stay; what
   * comes after it is left out.
   */
  readonly commonmark: string;
}

/** Lines of one enumeration; the longest of real bylaws has some hundreds. Past it a new list begins. */
const LINE_LIMIT = 5_000;
/** Roman numerals up to `lxxxviii`; CommonMark takes nine digits in their place. */
const MARKER = /^( {0,3})(\(?)([A-Za-z]{1,8}|#|\d{1,8})([.)])([ \t]+)(?=\S)/;
/** Whether a text may hold an enumeration at all. */
export const ENUMERATION_SIGN: RegExp = /^[ \t>]*(?:\([A-Za-z\d]{1,8}\)|(?:[A-Za-z]{1,8}|#)[.)])[ \t]+\S/m;

const ROMAN = /^(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$/;
const ROMAN_DIGITS: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

/** What begins an item. */
interface Marker {
  readonly indent: number;
  readonly text: string;
  readonly delimiter: Delimiter;
  /** Width up to the item’s text. */
  readonly width: number;
}

function markerOf(line: string): Marker | undefined {
  const match = MARKER.exec(line);
  if (!match) return undefined;
  const [all, indent, open, text, close] = match as unknown as [string, string, string, string, string];
  if (open && close !== ')') return undefined;
  const delimiter = open ? 'parentheses' : close === ')' ? 'parenthesis' : 'point';
  return { indent: indent.length, text, delimiter, width: all.length };
}

/** The number that a numeral means in a style; undefined when it is none of that style. `#` is whatever comes next. */
function valueOf(text: string, style: NumeralStyle): number | undefined {
  switch (style) {
    case 'decimal':
      return /^\d+$/.test(text) ? Number(text) : undefined;
    case 'lower-alpha':
      return /^[a-z]$/.test(text) ? text.charCodeAt(0) - 96 : undefined;
    case 'upper-alpha':
      return /^[A-Z]$/.test(text) ? text.charCodeAt(0) - 64 : undefined;
    case 'lower-roman':
      return romanValue(text);
    case 'upper-roman':
      return text === text.toUpperCase() ? romanValue(text.toLowerCase()) : undefined;
  }
}

function romanValue(text: string): number | undefined {
  if (!ROMAN.test(text)) return undefined;
  const digits = text.split('').map((letter) => ROMAN_DIGITS[letter]!);
  return digits.reduce((sum, digit, at) => sum + (digit < (digits[at + 1] ?? 0) ? -digit : digit), 0);
}

const STYLES: readonly NumeralStyle[] = ['decimal', 'lower-roman', 'upper-roman', 'lower-alpha', 'upper-alpha'];

/**
 * The enumeration that a text begins with. `previous` is the one before it on the same level: a clause that goes on with it after an
 * interruption is one by itself. Undefined for what CommonMark counts anyway and for what only looks like it.
 */
export function findEnumeration(text: string, previous?: FoundEnumeration): FoundEnumeration | undefined {
  const first = markerOf(text.slice(0, lineEnd(text, 0)));
  if (!first) return undefined;
  // `1.` and `1)` are CommonMark's own, unless `#.` goes on with them.
  const plain = /^\d/.test(first.text) && first.delimiter !== 'parentheses';
  for (const style of first.text === '#' ? (['decimal'] as const) : STYLES) {
    const start = first.text === '#' ? 1 : valueOf(first.text, style);
    if (start === undefined || start === 0) continue;
    const { hashes, ...found } = follow(text, first, style, start);
    if (plain && !hashes) return undefined;
    const goesOn = previous?.style === style && previous.delimiter === first.delimiter && previous.end + 1 === start;
    if (found.end > start || goesOn || first.text === '#') return found;
  }
  return undefined;
}

/** Follows an enumeration from its first item to where it ends. */
function follow(
  text: string,
  first: Marker,
  style: NumeralStyle,
  start: number,
): FoundEnumeration & { readonly hashes: boolean } {
  const { delimiter } = first;
  let end = start - 1;
  let commonmark = '';
  let blank = false;
  let hashes = false;
  for (let at = 0, lines = 0; at < text.length && lines < LINE_LIMIT; lines++) {
    const next = lineEnd(text, at) + 1;
    const line = text.slice(at, next);
    const indent = line.search(/[^ ]/);
    const marker = indent < first.width ? markerOf(line) : undefined;
    const value = marker?.text === '#' ? end + 1 : marker && valueOf(marker.text, style);
    if (marker?.delimiter === delimiter && value === end + 1) {
      end = value;
      hashes ||= marker.text === '#';
      commonmark += numeral(line, marker, value);
    } else {
      // A line without indentation goes on with a paragraph; after a blank line, or with a numeral of its own, it ends the enumeration.
      const text = line.trim() !== '';
      if (text && indent < first.width && (blank || marker || /^ {0,3}\d{1,9}[.)]\s/.test(line))) break;
      commonmark += line;
    }
    blank = line.trim() === '';
    at = next;
  }
  return { style, delimiter, start, end, commonmark, hashes };
}

/** A line with a numeral as CommonMark wants it, as wide as the one that stands there. */
function numeral(line: string, marker: Marker, value: number): string {
  const from = marker.indent;
  const width = marker.text.length + (marker.delimiter === 'parentheses' ? 2 : 1);
  const sign = marker.delimiter === 'point' ? '.' : ')';
  return `${line.slice(0, from)}${String(value % 10 ** (width - 1)).padStart(width - 1, '0')}${sign}${line.slice(from + width)}`;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** HTML's letters for what a list counts in. */
const COUNTERS: Readonly<Record<NumeralStyle, string>> = {
  decimal: '1',
  'lower-alpha': 'a',
  'upper-alpha': 'A',
  'lower-roman': 'i',
  'upper-roman': 'I',
};

/** How a list counts, as attributes in HTML: CommonMark's own lists count in numerals with a point. */
export function countingOf({
  start,
  enumeration,
}: {
  readonly start: number | '';
  readonly enumeration?: Enumeration;
}): Record<string, string> {
  return {
    ...(enumeration && { type: COUNTERS[enumeration.style], 'data-delimiter': enumeration.delimiter }),
    // Layouts define these counter styles; a point is CSS’s own.
    ...(enumeration &&
      enumeration.delimiter !== 'point' && { style: `list-style-type: ${enumeration.delimiter}-${enumeration.style}` }),
    ...(start !== 1 && { start: String(start) }),
  };
}
