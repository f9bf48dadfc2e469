import { StructureElement, type ContentKid } from './structure-tree.ts';

/** Letters of scripts that are written from right to left, and their shapes. */
export const RIGHT_TO_LEFT: RegExp = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const ALL_RIGHT_TO_LEFT = new RegExp(`^(?:${RIGHT_TO_LEFT.source}){2,}$`);
/** Marks without width or place in the order. */
const UNSEEN = /[\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Puts text that is written from right to left in the order in which it is read. It is painted in the order in which it
 * stands on the page, from the left (ISO 32000-1, 14.8.2.3.3), and whoever goes by tags would read it backwards: such content
 * gets a Span that says what `text`, the document's own, says there (ISO 32000-1, 14.9.4).
 */
export function orderRightToLeft(document: StructureElement, text: string | undefined): void {
  if (text === undefined || !RIGHT_TO_LEFT.test(text)) return;
  const searcher = new Searcher(text);
  const visit = (element: StructureElement): void => {
    element.setKids(
      element.kids.map((kid) => {
        if (kid.kind === 'element') visit(kid);
        return kid.kind === 'content' && RIGHT_TO_LEFT.test(kid.content.text) ? inOrder(kid, searcher) : kid;
      }),
    );
  };
  visit(document);
}

/**
 * What one glyph says in the order in which it is painted: letters of a ligature that is read from right to left stand in it, as all text
 * of that direction stands in a file, from the left (ISO 32000-1, 14.8.2.3.3). Readers that put such text in order turn them round.
 */
export function asPainted(text: string): string {
  return ALL_RIGHT_TO_LEFT.test(text) ? Array.from(text).reverse().join('') : text;
}

function inOrder(kid: ContentKid, searcher: Searcher): ContentKid | StructureElement {
  const said = searcher.find(kid.content.text);
  if (said === undefined) return kid;
  const [before = ''] = /^\s*/.exec(kid.content.text) ?? [];
  const [after = ''] = /\s*$/.exec(kid.content.text) ?? [];
  kid.content.text = before + said + after;
  // Not on the element that holds the glyphs: MuPDF would lay the text over them letter by letter, and they stand the other way round.
  const span = new StructureElement('Span', [new StructureElement('Span', [kid])]);
  span.actualText = kid.content.text;
  return span;
}

/** Finds stretches of a text that have the same characters as another, in whatever order. */
class Searcher {
  readonly #text: string;
  /** The text without what is not seen, and where each of its characters stands. */
  readonly #seen: string;
  readonly #at: number[] = [];
  /** Content is asked for in reading order: what was found is not found again. */
  #from = 0;

  constructor(text: string) {
    this.#text = text;
    let seen = '';
    for (let i = 0; i < text.length; i++) {
      const char = text[i]!;
      if (char.replace(UNSEEN, '') === '') continue;
      seen += char;
      this.#at.push(i);
    }
    this.#seen = seen;
  }

  /** The stretch in its own order, white space as one space; undefined where there is none. */
  find(content: string): string | undefined {
    const wanted = content.replace(UNSEEN, '');
    const lacking = new Map<string, number>();
    for (let i = 0; i < wanted.length; i++) lacking.set(wanted[i]!, (lacking.get(wanted[i]!) ?? 0) + 1);
    let different = lacking.size;
    const change = (char: string, by: number): void => {
      const before = lacking.get(char) ?? 0;
      const after = before + by;
      if (before === 0) different++;
      else if (after === 0) different--;
      lacking.set(char, after);
    };
    for (let i = this.#from; i < this.#seen.length; i++) {
      change(this.#seen[i]!, -1);
      const start = i - wanted.length + 1;
      if (start > this.#from) change(this.#seen[start - 1]!, 1);
      if (different > 0 || start < this.#from) continue;
      const shift = this.#shift(start, i);
      this.#from = i + shift + 1;
      return this.#text
        .slice(this.#at[start + shift], this.#at[i + shift]! + 1)
        .replace(/\s+/g, ' ')
        .trim();
    }
    return undefined;
  }

  /** How far a stretch may move on and still have the same characters, so that it begins where a word does. */
  #shift(start: number, end: number): number {
    const begins = (at: number): boolean => at === 0 || this.#at[at]! > this.#at[at - 1]! + 1;
    let shift = 0;
    while (!begins(start + shift)) {
      if (this.#seen[end + shift + 1] !== this.#seen[start + shift]) return 0;
      shift++;
    }
    return shift;
  }
}
