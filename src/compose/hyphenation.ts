import { Element, Text, type ChildNode, type Document } from 'domhandler';
import { isElement } from './tree.ts';

/** Hyphenates a text with soft hyphens. */
type Hyphenator = (text: string, options: { minWordLength: number }) => string;

/** Shortest word that is broken, letters: of shorter ones both halves are stumps. */
const WORD_MIN = 6;
/** Words remembered with their breaks; a report has about ten thousand different ones. */
const CACHE_LIMIT = 100_000;

/** Language tags (lower case) whose patterns bear another name in the library. Others are looked up as they are, then by their first subtag. */
const PATTERNS: Readonly<Record<string, string>> = {
  en: 'en-us',
  no: 'nb',
  'de-at': 'de',
  'de-de': 'de',
  'pt-br': 'pt',
  el: 'el-monoton',
};

/** What is never broken: code, addresses, formulas, headings, and what somebody said to leave alone. */
const UNBROKEN: ReadonlySet<string> = new Set([
  'pre',
  'code',
  'kbd',
  'samp',
  'math',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'abbr',
  'svg',
]);

/**
 * Puts soft hyphens (U+00AD) into the running text by Liang’s patterns for its language, that of the nearest `lang`. Chromium’s headless
 * shell brings no dictionaries, so `hyphens: auto` does nothing. Names in mixed case, words with digits and the last word of a block stay
 * whole. A language without patterns is left as it is.
 */
export async function hyphenate(parts: readonly Document[], lang: string): Promise<void> {
  const hyphenators = new Map<string, Hyphenator | undefined>();
  const cache = new Map<string, string>();
  const stack: { node: ChildNode; lang: string }[] = parts
    .flatMap((part) => part.children.map((node) => ({ node, lang })))
    .reverse();
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { node } = entry;
    if (node instanceof Text) {
      if (!hyphenators.has(entry.lang)) hyphenators.set(entry.lang, await loadPatterns(entry.lang));
      const hyphenator = hyphenators.get(entry.lang);
      if (hyphenator) node.data = breakWords(node, entry.lang, hyphenator, cache);
      continue;
    }
    if (!(node instanceof Element) || UNBROKEN.has(node.name) || node.attribs['translate'] === 'no') continue;
    const inner = node.attribs['lang'] ?? entry.lang;
    for (let i = node.children.length - 1; i >= 0; i--) stack.push({ node: node.children[i]!, lang: inner });
  }
}

/** Letters from which a word may be longer than a narrow column or a title's line. */
const LONG_WORD = 16;

/** The long words of a text with soft hyphens: what stands in titles and columns stays whole, unless it is longer than its line. */
export async function breakLongWords(text: string, lang: string): Promise<Record<string, string>> {
  const long = new Set(text.match(new RegExp(`(?<!\\p{L})\\p{L}[\\p{Ll}\\p{M}]{${LONG_WORD - 1},}(?!\\p{L})`, 'gu')));
  const hyphenator = long.size > 0 ? await loadPatterns(lang) : undefined;
  if (!hyphenator) return {};
  const broken = [...long].map((word) => [word, trim(hyphenator(word, { minWordLength: WORD_MIN }))] as const);
  return Object.fromEntries(broken.filter(([word, hyphens]) => word !== hyphens));
}

async function loadPatterns(lang: string): Promise<Hyphenator | undefined> {
  const tag = lang.toLowerCase();
  for (const name of [PATTERNS[tag] ?? tag, PATTERNS[tag.split('-')[0]!] ?? tag.split('-')[0]!]) {
    if (!/^[a-z]{2,3}(-[a-z0-9]+)*$/.test(name)) continue;
    try {
      const module = (await import(`hyphen/${name}/index.js`)) as {
        default?: { hyphenateSync: Hyphenator };
        hyphenateSync?: Hyphenator;
      };
      return module.hyphenateSync ?? module.default?.hyphenateSync;
    } catch {
      // No patterns under this name: the next, broader one is tried, then the text stays whole.
    }
  }
  return undefined;
}

function breakWords(node: Text, lang: string, hyphenator: Hyphenator, cache: Map<string, string>): string {
  const last = endsBlock(node) ? /\p{L}[\p{L}\p{M}’']*[^\p{L}]*$/u.exec(node.data)?.index : undefined;
  return node.data.replace(
    /(?<![\p{L}\p{N}@/._#-])\p{L}[\p{Ll}\p{M}]{5,}(?![\p{L}\p{N}@/_#]|\.\p{L})/gu,
    (word, at: number) => {
      if (at === last) return word;
      const key = `${lang} ${word}`;
      let broken = cache.get(key);
      if (broken === undefined) {
        broken = trim(hyphenator(word, { minWordLength: WORD_MIN }));
        if (cache.size < CACHE_LIMIT) cache.set(key, broken);
      }
      return broken;
    },
  );
}

/** Letters that stay together at a word's beginning and end: patterns know syllables, but two letters on a line of their own read badly. */
const LETTERS_BEFORE = 2;
const LETTERS_AFTER = 3;

/** Takes out breaks too near a word's ends. */
function trim(broken: string): string {
  const syllables = broken.split('\u00AD');
  while (syllables.length > 1 && syllables[0]!.length < LETTERS_BEFORE)
    syllables.splice(0, 2, syllables[0]! + syllables[1]!);
  while (syllables.length > 1 && syllables.at(-1)!.length < LETTERS_AFTER)
    syllables.splice(-2, 2, syllables.at(-2)! + syllables.at(-1)!);
  return syllables.join('\u00AD');
}

const BLOCKS: readonly string[] = ['p', 'li', 'td', 'th', 'dd', 'dt', 'figcaption', 'div', 'section', 'blockquote'];

/** True when nothing but white space follows a text in its block. */
function endsBlock(node: Text): boolean {
  for (let at: ChildNode = node; ; at = at.parent) {
    for (let next = at.next; next; next = next.next)
      if (!(next instanceof Text && next.data.trim() === '')) return false;
    if (!at.parent || !isElement(at.parent) || isElement(at, ...BLOCKS) || BLOCKS.includes(at.parent.name)) return true;
  }
}
