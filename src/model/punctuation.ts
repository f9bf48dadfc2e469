/**
 * Signs that the author wrote with a backslash, which stay as they are: between lexer and punctuation they are noncharacters
 * (Unicode 23.7), which no document holds once it is decoded.
 */
export const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['"', '\uFDD0'],
  ["'", '\uFDD1'],
  ['-', '\uFDD2'],
  ['.', '\uFDD3'],
]);
const UNESCAPED: ReadonlyMap<string, string> = new Map([...ESCAPED].map(([sign, mark]) => [mark, sign]));
const MARKS = /[\uFDD0-\uFDD3]/g;

/** Opening and closing quotes, outer and inner. */
export interface Quotes {
  readonly outer: readonly [open: string, close: string];
  readonly inner: readonly [open: string, close: string];
}

const NNBSP = '\u202F';
const NBSP = '\u00A0';
const ENGLISH: Quotes = { outer: ['“', '”'], inner: ['‘', '’'] };
const GERMAN: Quotes = { outer: ['„', '“'], inner: ['‚', '‘'] };
const SWISS: Quotes = { outer: ['«', '»'], inner: ['‹', '›'] };
const GUILLEMETS: Quotes = { outer: ['«', '»'], inner: ['“', '”'] };
const NORDIC: Quotes = { outer: ['”', '”'], inner: ['’', '’'] };

/** By language, or language and region where a region differs. After CLDR's delimiters. */
const QUOTES: Readonly<Record<string, Quotes>> = {
  en: ENGLISH,
  de: GERMAN,
  'de-ch': SWISS,
  'de-li': SWISS,
  at: GERMAN,
  fr: { outer: [`«${NNBSP}`, `${NNBSP}»`], inner: ['“', '”'] },
  'fr-ch': SWISS,
  es: GUILLEMETS,
  ca: GUILLEMETS,
  gl: ENGLISH,
  it: GUILLEMETS,
  'it-ch': SWISS,
  pt: GUILLEMETS,
  'pt-br': ENGLISH,
  nl: ENGLISH,
  sv: NORDIC,
  fi: NORDIC,
  da: ENGLISH,
  nb: { outer: ['«', '»'], inner: ['‘', '’'] },
  nn: { outer: ['«', '»'], inner: ['‘', '’'] },
  no: { outer: ['«', '»'], inner: ['‘', '’'] },
  is: GERMAN,
  pl: { outer: ['„', '”'], inner: ['«', '»'] },
  cs: GERMAN,
  sk: GERMAN,
  sl: GERMAN,
  bg: GERMAN,
  hr: { outer: ['„', '”'], inner: ['‚', '’'] },
  hu: { outer: ['„', '”'], inner: ['»', '«'] },
  ro: { outer: ['„', '”'], inner: ['«', '»'] },
  lt: GERMAN,
  lv: { outer: ['«', '»'], inner: ['„', '“'] },
  et: GERMAN,
  ru: { outer: ['«', '»'], inner: ['„', '“'] },
  uk: { outer: ['«', '»'], inner: ['„', '“'] },
  el: GUILLEMETS,
};

/** The quotes of a BCP 47 language tag; English ones where we know none. */
export function quotesOf(lang: string): Quotes {
  const tag = lang.toLowerCase();
  const [language = 'en', ...rest] = tag.split('-');
  const region = rest.find((part) => part.length === 2);
  return (region && QUOTES[`${language}-${region}`]) || (QUOTES[language] ?? ENGLISH);
}

/** A piece of a run of text: what one text node holds. */
export interface TextPiece {
  text: string;
  /** BCP 47. */
  readonly lang: string;
  /** Code, an image, an address: seen as context, never changed. */
  readonly fixed: boolean;
}

/** Whether a text has anything that {@link punctuate} changes. */
export function needsPunctuation(text: string, lang: string): boolean {
  return /["'\uFDD0-\uFDD3]|--|\.\.\./.test(text) || (/^fr/i.test(lang) && / [;:!?»]|« /.test(text));
}

/** Puts back the signs that were written with a backslash. */
export function unescapeSigns(text: string): string {
  return text.replace(MARKS, (mark) => UNESCAPED.get(mark) ?? mark);
}

/** Words that begin with an apostrophe although it looks like an opening quote. */
const ELISION =
  /^(?:tis|twas|twere|twill|tisn|twasn|em|cause|cuz|til|till|round|bout|neath|n|nuff|kay|sup|ere|s|t)(?![\p{L}\p{N}])/iu;
const DECADE = /^\d\d(?:s|er)?(?![\p{L}\p{N}])/u;
const LETTER = /[\p{L}\p{N}]/u;
/** What may stand before an opening quote. */
const BEFORE_OPENING = /[\s([{<\-–—/\u00A0\u202F“‘„‚«‹»›¿¡=+*_|]/u;

/**
 * Replaces straight quotes, `--`, `---` and `...` in the pieces of one block's text, in place. Pieces are seen as one text, so that a
 * quote opened in one (“*so*”) is closed in another. Quotes pair by what stands around them and by what is open.
 */
export function punctuate(pieces: readonly TextPiece[]): void {
  const text = pieces.map((piece) => (piece.fixed ? '\uFDD9'.repeat(piece.text === '' ? 0 : 1) : piece.text)).join('');
  /** Quotes that are open. */
  const stack: ('"' | "'")[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece.fixed) {
      if (piece.text !== '') at++;
      continue;
    }
    const from = at;
    at += piece.text.length;
    if (!needsPunctuation(piece.text, piece.lang)) continue;
    const quotes = quotesOf(piece.lang);
    let out = '';
    for (let k = 0; k < piece.text.length; k++) {
      const index = from + k;
      const sign = piece.text[k]!;
      if (sign === '"') out += doubleQuote(text, index, stack, quotes);
      else if (sign === "'") out += singleQuote(text, index, stack, quotes);
      else if (sign === '-' && piece.text[k + 1] === '-' && text[index - 1] !== '-') {
        const run = /^-+/.exec(piece.text.slice(k))![0].length;
        out += dashes(text, index, run);
        k += run - 1;
      } else if (
        sign === '.' &&
        piece.text.startsWith('...', k) &&
        text[index - 1] !== '.' &&
        text[index + 3] !== '.'
      ) {
        out += '…';
        k += 2;
      } else out += sign;
    }
    piece.text = /^fr\b/i.test(piece.lang) ? frenchSpaces(out) : out;
  }
}

/** {@link punctuate} for a text by itself; `lang` is a BCP 47 tag. */
export function punctuated(text: string, lang: string): string {
  const piece: TextPiece = { text, lang, fixed: false };
  punctuate([piece]);
  return piece.text;
}

function dashes(text: string, index: number, run: number): string {
  if (run === 3) return '—';
  if (run !== 2) return '-'.repeat(run);
  // `--option` is a word of the command line.
  const before = text[index - 1] ?? ' ';
  const after = text[index + 2] ?? ' ';
  return /\s|\(/.test(before) && LETTER.test(after) ? '--' : '–';
}

function doubleQuote(text: string, index: number, stack: ('"' | "'")[], quotes: Quotes): string {
  const before = text[index - 1];
  const after = text[index + 1];
  const open = stack.lastIndexOf('"');
  const opensBySpace = before === undefined || BEFORE_OPENING.test(before) || (before === "'" && stack.at(-1) === "'");
  const closesBySpace = after === undefined || /[\s)\]}>.,;:!?…–—]/.test(after);
  const opening = opensBySpace && !closesBySpace ? true : !opensBySpace && closesBySpace ? false : open === -1;
  if (opening) {
    const level = stack.includes('"') ? quotes.inner : quotes.outer;
    stack.push('"');
    return level[0];
  }
  // 6'2" has no quote to close: it is a double prime.
  if (open === -1) return /\d/.test(before ?? '') ? '″' : quotes.outer[1];
  stack.length = open;
  return (stack.includes('"') ? quotes.inner : quotes.outer)[1];
}

function singleQuote(text: string, index: number, stack: ('"' | "'")[], quotes: Quotes): string {
  const before = text[index - 1];
  const after = text[index + 1];
  const rest = text.slice(index + 1, index + 12);
  const opensBySpace = before === undefined || BEFORE_OPENING.test(before) || before === '"';
  if (opensBySpace && after !== undefined && !/\s/.test(after)) {
    if (DECADE.test(rest) || (ELISION.test(rest) && !closesBefore(text, index))) return '’';
    if (hasCloser(text, index)) {
      stack.push("'");
      return quotes.inner[0];
    }
    return '’';
  }
  if (before !== undefined && LETTER.test(before) && after !== undefined && LETTER.test(after)) return '’';
  const open = stack.lastIndexOf("'");
  if (open === -1) return /\d/.test(before ?? '') && /[\s\d]/.test(after ?? '') ? '′' : '’';
  // A possessive (the boys' room) closes nothing while its quote is closed further on.
  if (before !== undefined && /s/i.test(before) && after === ' ' && hasCloser(text, index)) return '’';
  stack.length = open;
  return quotes.inner[1];
}

/** How far a single quote's partner is looked for, in characters: quotations longer than this use double quotes. */
const PARTNER_WINDOW = 400;

/** Whether a closing single quote follows: after something that is no space and before something that is no letter. */
function hasCloser(text: string, index: number): boolean {
  return /[^\s'(]'(?![\p{L}\p{N}])/u.test(text.slice(index + 1, index + PARTNER_WINDOW));
}

/** Whether the word at hand is itself closed: ‘em’ is quoted, ’em is not. `’n’` is an elision on both sides. */
function closesBefore(text: string, index: number): boolean {
  const word = /^[\p{L}\p{N}]+'(?![\p{L}\p{N}])/u.exec(text.slice(index + 1, index + 12));
  return word !== null && !/^n'/i.test(word[0]);
}

/** French signs of two parts take a narrow no-break space, the colon a whole one; only spaces that are there are changed. */
function frenchSpaces(text: string): string {
  return text
    .replace(/ ([;!?»])/g, `${NNBSP}$1`)
    .replace(/ :(?=\s|$)/g, `${NBSP}:`)
    .replace(/« /g, `«${NNBSP}`);
}
