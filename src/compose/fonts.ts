import type { World } from '../world.ts';
import { characterCodes } from './font-coverage.ts';

/** A family that comes with Octavo: static TrueType faces, which Chromium embeds as CID TrueType with ToUnicode. */
interface Family {
  readonly family: string;
  /** Folder below `@fontsource/`. */
  readonly folder: string;
  readonly weights: readonly number[];
  readonly italics: boolean;
}

/** The faces of the layouts, linked always: text serif, sans for heads and tables, mono for code. */
const HOUSE: readonly Family[] = [
  { family: 'Source Serif 4', folder: 'source-serif-4', weights: [300, 400, 600, 700], italics: true },
  { family: 'Source Sans 3', folder: 'source-sans-3', weights: [300, 400, 600, 700], italics: true },
  { family: 'IBM Plex Mono', folder: 'ibm-plex-mono', weights: [400, 600], italics: true },
];

/** Faces for what the house faces lack, linked when a document has such characters. Order is precedence. */
const OTHERS: readonly Family[] = [
  { family: 'Noto Sans', folder: 'noto-sans', weights: [400, 700], italics: true },
  { family: 'IBM Plex Sans Arabic', folder: 'ibm-plex-sans-arabic', weights: [400, 700], italics: false },
  { family: 'Noto Sans Arabic', folder: 'noto-sans-arabic', weights: [400, 700], italics: false },
  { family: 'Noto Sans Hebrew', folder: 'noto-sans-hebrew', weights: [400, 700], italics: false },
  { family: 'Noto Sans Devanagari', folder: 'noto-sans-devanagari', weights: [400, 700], italics: false },
  { family: 'Noto Sans Thai', folder: 'noto-sans-thai', weights: [400, 700], italics: false },
  { family: 'Noto Sans JP', folder: 'noto-sans-jp', weights: [400, 700], italics: false },
  { family: 'Noto Sans KR', folder: 'noto-sans-kr', weights: [400, 700], italics: false },
  { family: 'Noto Sans SC', folder: 'noto-sans-sc', weights: [400, 700], italics: false },
  { family: 'Noto Sans Symbols 2', folder: 'noto-sans-symbols-2', weights: [400], italics: false },
  { family: 'Noto Emoji', folder: 'noto-emoji', weights: [400, 700], italics: false },
];

/** The face that formulas are set in. The style sheet for its subset is the one that asks for all of its characters. */
const MATH = {
  family: 'STIX Two Math',
  folder: 'stix-two-math',
  style: 'latin-400.css',
  face: 'files/stix-two-math-latin-400-normal.woff2',
} as const;

/** Han characters look as their language writes them: the face that leads for each. */
const HAN_FIRST: Readonly<Record<string, string>> = { ja: 'Noto Sans JP', ko: 'Noto Sans KR', zh: 'Noto Sans SC' };

/** Characters that no face draws: joiners, variation selectors, marks of direction, soft hyphen, byte-order mark, spaces. */
const UNDRAWN =
  /\s|\u034f|[\u00ad\u061c\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/u;

type Range = readonly [number, number];

/** What a document's characters need. */
export interface FontPlan {
  /** Style sheets with @font-face rules, as paths of the page's origin. */
  readonly styles: readonly string[];
  /** Families to append to every font list, in order. */
  readonly fallback: readonly string[];
  /** Characters that no family has, with how often each occurs. */
  readonly missing: ReadonlyMap<string, number>;
}

function parseRanges(text: string): Range[] {
  return text.split(',').map((range) => {
    const [from = '', to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(to.replaceAll('?', 'F'), 16)];
  });
}

/** Characters that a family's faces draw, asked one by one. */
class Coverage {
  readonly #subsets: readonly { readonly file: string; readonly ranges: readonly Range[] }[];
  readonly #world: World;
  readonly #folder: string;
  readonly #codes = new Map<string, Promise<ReadonlySet<number>>>();

  private constructor(folder: string, world: World, subsets: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#world = world;
    this.#subsets = Object.entries(subsets).map(([name, ranges]) => ({
      file: `files/${folder}-${name.replace(/^\[(.*)\]$/, '$1')}-400-normal.woff2`,
      ranges: parseRanges(ranges),
    }));
  }

  static async of({ folder }: Family, world: World): Promise<Coverage> {
    const bytes = await world.dependency(`@fontsource/${folder}`, 'unicode.json');
    const subsets = bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>) : {};
    return new Coverage(folder, world, subsets);
  }

  /** Those of `chars` that it does not draw. */
  async lacks(chars: readonly string[]): Promise<string[]> {
    const drawn = await Promise.all(chars.map((char) => this.#draws(char)));
    return chars.filter((_, i) => !drawn[i]);
  }

  /** True when a subset that the browser would fetch for the character draws it. */
  async #draws(char: string): Promise<boolean> {
    const code = char.codePointAt(0)!;
    for (const { file, ranges } of this.#subsets) {
      if (ranges.some(([from, to]) => code >= from && code <= to) && (await this.#codesOf(file)).has(code)) return true;
    }
    return false;
  }

  #codesOf(file: string): Promise<ReadonlySet<number>> {
    let codes = this.#codes.get(file);
    if (!codes) {
      codes = this.#world
        .dependency(`@fontsource/${this.#folder}`, file)
        .then((bytes) => (bytes ? characterCodes(bytes) : new Set<number>()));
      this.#codes.set(file, codes);
    }
    return codes;
  }
}

/**
 * Chooses faces for the characters of a text: the house faces, then whichever of the others has what they lack. `formulas` are set in a
 * face of their own; undefined where there are none.
 */
export async function planFonts(text: string, lang: string, world: World, formulas?: string): Promise<FontPlan> {
  const math = formulas !== undefined;
  const counts = new Map<string, number>();
  // Latin pages are the rule: only what lies beyond is counted one by one.
  for (const match of `${text}${math ? await beyondMath(formulas, world) : ''}`.matchAll(/\P{ASCII}/gu))
    counts.set(match[0], (counts.get(match[0]) ?? 0) + 1);
  const asked = [...counts.keys()].filter((char) => !UNDRAWN.test(char));
  // What either house face lacks needs another, for either may be asked to set it.
  const house = await Promise.all(
    HOUSE.slice(0, 2).map(async (family) => (await Coverage.of(family, world)).lacks(asked)),
  );
  let wanting = asked.filter((char) => house.some((lacking) => lacking.includes(char)));
  const chosen: Family[] = [];
  const han = HAN_FIRST[lang.split('-')[0]!.toLowerCase()] ?? 'Noto Sans JP';
  const order = OTHERS.toSorted(
    (a, b) => Number(b.family === han) - Number(a.family === han) || OTHERS.indexOf(a) - OTHERS.indexOf(b),
  );
  for (const family of order) {
    if (wanting.length === 0) break;
    const rest = await (await Coverage.of(family, world)).lacks(wanting);
    if (rest.length < wanting.length) chosen.push(family);
    wanting = rest;
  }
  return {
    styles: [
      ...[...HOUSE, ...chosen].flatMap((family) =>
        family.weights.flatMap((weight) => [
          `/font/${family.folder}/${weight}.css`,
          ...(family.italics ? [`/font/${family.folder}/${weight}-italic.css`] : []),
        ]),
      ),
      ...(math ? [`/font/${MATH.folder}/${MATH.style}`] : []),
    ],
    fallback: [...chosen.map((family) => family.family), ...(math ? [MATH.family] : [])],
    missing: new Map(
      wanting
        .filter((char) => house.every((lacking) => lacking.includes(char)))
        .map((char) => [char, counts.get(char)!]),
    ),
  };
}

/** The characters of formulas that their face does not draw. */
async function beyondMath(formulas: string, world: World): Promise<string> {
  const bytes = await world.dependency(`@fontsource/${MATH.folder}`, MATH.face);
  const codes = bytes ? characterCodes(bytes) : new Set<number>();
  return Array.from(formulas)
    .filter((char) => !codes.has(char.codePointAt(0)!))
    .join('');
}

/** Bytes behind `/font/<folder>/<file>`: a style sheet or a face of one of the families above. */
export async function fontFile(path: string, world: World): Promise<Uint8Array | undefined> {
  const match = /^\/font\/([a-z0-9-]+)\/((?:files\/)?[a-z0-9-]+\.(?:css|woff2))$/.exec(path);
  const family = match && [...HOUSE, ...OTHERS, MATH].find((known) => known.folder === match[1]);
  return family ? world.dependency(`@fontsource/${family.folder}`, match[2]!) : undefined;
}
