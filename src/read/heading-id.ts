import { createHash } from 'node:crypto';
import GithubSlugger, { slug } from 'github-slugger';

/** Letters that NFKD leaves whole, as their languages write them without the mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  ø: 'o',
  Ø: 'o',
  đ: 'd',
  Đ: 'd',
  ð: 'd',
  Ð: 'd',
  þ: 'th',
  Þ: 'th',
  ł: 'l',
  Ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
};

/** Hexadecimal digits that stand for words in other scripts: 40 bits, so that headings of one publication do not meet. */
const HASH_LENGTH = 10;

/** Ids are ASCII (PDF destinations are byte strings), begin with a letter or digit and hold no white space. */
export const ID: RegExp = /^[A-Za-z0-9][\w.:-]*$/;

/**
 * The id of a heading with these words: as GitHub makes it, in ASCII. Words of which no ASCII letter is left (日本, Отчёт) give a short
 * hash of themselves, so that the id stays as long as the words do.
 */
export function headingId(words: string): string {
  const text = words.normalize('NFC').replace(/[^\0-\x7F]/g, (letter) => LETTERS[letter] ?? letter);
  const ascii = slug(text.normalize('NFKD').replace(/\p{M}/gu, ''))
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[-_]+|[-_]+$/g, '');
  if (/[a-z]/.test(ascii) || (ascii !== '' && !/\p{L}/u.test(words))) return ascii;
  const hash = createHash('sha256').update(words.normalize('NFC').trim()).digest('hex').slice(0, HASH_LENGTH);
  return `h-${hash}`;
}

/** Ids that layouts and stages keep for themselves. */
export function isReserved(id: string): boolean {
  return /^(?:octavo|fn-|fnref-)/i.test(id);
}

/** All ids of a publication: each is given once. */
export class Ids {
  readonly #taken = new Set<string>();
  /** Where the search for a free number goes on, for each id. */
  readonly #next = new Map<string, number>();

  has(id: string): boolean {
    return this.#taken.has(id);
  }

  /** Takes an id as it is; false when it has been taken. */
  take(id: string): boolean {
    if (this.#taken.has(id)) return false;
    this.#taken.add(id);
    return true;
  }

  /** Takes the id, or the first of `id-1`, `id-2` … that is free, and returns it. */
  takeFree(id: string): string {
    for (let number = this.#next.get(id) ?? 0; ; number++) {
      const free = number === 0 ? id : `${id}-${number}`;
      if (!this.take(free)) continue;
      this.#next.set(id, number + 1);
      return free;
    }
  }

  get all(): ReadonlySet<string> {
    return this.#taken;
  }
}

/** The ids that GitHub would give the headings of one file, so that links written for it find their headings here. */
export class GithubIds {
  readonly #slugger = new GithubSlugger();

  /** The next heading's. */
  next(words: string): string {
    return this.#slugger.slug(words);
  }
}
