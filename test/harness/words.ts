import { parseDocument } from 'htmlparser2';
import { marked } from 'marked';
import { textContent } from 'domutils';

/** Words that are looked through ahead for the place where two texts agree again: some pages of text. */
const WINDOW = 1500;
/** What a word left out costs, in words put in. */
const LEFT_OUT = 20;
/** Words in a row that must agree for two texts to be together again. */
const AGREEING = 3;

/** Soft hyphens, and single quotation marks: of these pdf.js reads some as U+02BB and U+02BC, for the face has one glyph for both. */
const UNSEEN = /[\u00AD'\u2018\u2019\u02BB\u02BC]/g;

/** A text's words: letters and digits only, without case, so that neither punctuation nor line ends count. */
export function wordsOf(text: string): string[] {
  return (
    text
      .replace(UNSEEN, '')
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** The words that a reader of a Markdown file sees, by a reading of our own: marked as it is, nothing of Octavo's. */
export function markdownWords(source: string): string[] {
  const body = source.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
  const document = parseDocument(marked.parse(body, { async: false, gfm: true }));
  return wordsOf(textContent(document.children.filter((node) => node.type !== 'style' && node.type !== 'script')));
}

/** Headings of a Markdown file, Markdown's and HTML's. */
export function markdownHeadings(source: string): string[] {
  const body = source.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---\r?\n/, '');
  const html = marked.parse(body, { async: false, gfm: true });
  return [...html.matchAll(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/g)]
    .map((match) => textContent(parseDocument(match[2]!)).trim())
    .filter((text) => text !== '');
}

/** How many of `wanted` stand in `text` in the same order, with whatever between them; and the first that do not, with what was before. */
export function inOrder(wanted: readonly string[], text: readonly string[]): { found: number; missing: string[] } {
  let found = 0;
  const missing: string[] = [];
  const agree = (i: number, j: number): boolean => {
    for (let k = 0; k < AGREEING; k++) {
      if (i + k >= wanted.length || j + k >= text.length) return k > 0;
      if (wanted[i + k] !== text[j + k]) return false;
    }
    return true;
  };
  for (let i = 0, j = 0; i < wanted.length;) {
    if (wanted[i] === text[j]) {
      found++;
      i++;
      j++;
      continue;
    }
    // The cheapest place where both go on alike; a word that is left out costs as much as many that stand between.
    let best: { skip: number; put: number; cost: number } | undefined;
    for (let skip = 0; i + skip < wanted.length && skip * LEFT_OUT < (best?.cost ?? WINDOW); skip++) {
      const limit = (best?.cost ?? WINDOW) - skip * LEFT_OUT;
      for (let put = 0; put < limit && j + put < text.length; put++) {
        if (!agree(i + skip, j + put)) continue;
        best = { skip, put, cost: skip * LEFT_OUT + put };
        break;
      }
    }
    const { skip, put } = best ?? { skip: 1, put: 0 };
    if (skip > 0)
      missing.push(`${wanted.slice(Math.max(0, i - 3), i).join(' ')} [${wanted.slice(i, i + skip).join(' ')}]`);
    i += skip;
    j += put;
  }
  return { found, missing };
}
