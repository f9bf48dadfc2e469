import { contentHash } from '../world.ts';

/** File names that say what a file is, not which: the folder's name tells more. */
const GENERIC: ReadonlySet<string> = new Set([
  'report',
  'index',
  'readme',
  'publication',
  'main',
  'document',
  'content',
]);
/** How many folders a name may be told apart by. */
const DEEPEST = 4;
/** Longest name, characters: with edition and extension it fits every file system (255 bytes). */
const LONGEST = 100;
/** Names that Windows keeps for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;
/** Digits of the hash that stands for a name without a Latin letter: enough for the files of one folder. */
const HASH_DIGITS = 8;

/** Latin letters that are no other letter with a mark, as they are written where they cannot be. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' },
};

/** A file's name for people: `annual-report_2024` → `Annual report 2024`; a date stays as it is. */
export function humanise(stem: string): string {
  if (/^\d{4}-\d{2}(?:-\d{2})?$/.test(stem)) return stem;
  const words = stem.replaceAll(/[-_\s]+/g, ' ').trim();
  return words.charAt(0).toLocaleUpperCase('en') + words.slice(1);
}

/** ASCII letters, digits, hyphens and dots, safe as part of a file name on every system; a hash where no such character is left. */
export function slug(text: string): string {
  const ascii = text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => WHOLE_LETTERS[letter]!)
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, LONGEST)
    .replaceAll(/[-.]+$/g, '');
  if (ascii === '') return `document-${contentHash(text).slice(0, HASH_DIGITS)}`;
  return RESERVED.test(ascii) ? `${ascii}-document` : ascii;
}

/** The words that name a file: its stem and the folders around it, nearest first, general ones left out. */
export function nameCandidates(path: string): readonly string[] {
  const steps = path
    .split(/[/\\]/)
    .filter((step) => step !== '' && step !== '.' && step !== '..' && !/^[A-Za-z]:$/.test(step));
  const stem = (steps.pop() ?? 'publication').replace(/\.[^.]+$/, '');
  const folders = steps.reverse();
  if (GENERIC.has(stem.toLowerCase()) && folders.length > 0) return folders;
  return [stem, ...folders];
}

/** A publication that wants a name. */
export interface Unnamed {
  /** The name its author gave. */
  readonly given?: string;
  /** Absolute path of its file. */
  readonly path: string;
}

/**
 * Names for the publications of one run, in their order: the author's, else the file's, told apart by the folders around it where two
 * would be the same. Undefined stands for one that cannot be told apart. Names that differ in case only count as the same, as they
 * would share a file on many systems.
 */
export function names(publications: readonly Unnamed[]): readonly (string | undefined)[] {
  const candidates = publications.map((each) => nameCandidates(each.path));
  const depth = publications.map(() => 1);
  const name = (index: number): string =>
    publications[index]!.given ?? slug(candidates[index]!.slice(0, depth[index]).toReversed().join('-'));
  for (let round = 1; round < DEEPEST; round++) {
    const all = publications.map((_, index) => name(index).toLowerCase());
    for (const [index, own] of all.entries()) {
      if (all.indexOf(own) !== index || all.lastIndexOf(own) !== index) depth[index] = round + 1;
    }
  }
  const taken = new Set<string>();
  return publications.map((_, index) => {
    const own = name(index);
    if (taken.has(own.toLowerCase())) return undefined;
    taken.add(own.toLowerCase());
    return own;
  });
}
