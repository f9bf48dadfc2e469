import { compareLooks, lookAt, type ComparedPair, type LookSource, type SeenPage } from '../exhibit/exhibit.ts';
import type { Report } from '../model/diagnostic.ts';
import { align, type AlignedPage } from './align.ts';
import { countWords, firstChange, lettersOf, wordsOf, type WordChange } from './words.ts';

export type { LookSource } from '../exhibit/exhibit.ts';

/** A page of one of the files. */
export interface PageName {
  /** Index from 0. */
  readonly page: number;
  /** As viewers show it. */
  readonly label: string;
}

/** A page that is not the same in both files. */
export interface PageChange {
  /** `moved`: it stands elsewhere among the others; it may have changed as well. */
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  readonly old?: PageName;
  readonly new?: PageName;
  /** First words of a page that came or went. */
  readonly begins?: string;
  /** What is said otherwise. */
  readonly words?: WordChange;
  /** Share of the page that looks otherwise, 0 to 1. */
  readonly picture?: number;
  /** Sizes as shown, points, where they differ. */
  readonly size?: { readonly old: readonly [number, number]; readonly new: readonly [number, number] };
}

/** What differs between two PDFs as their readers see them. */
export interface PdfDiff {
  readonly equal: boolean;
  readonly pages: {
    readonly old: number;
    readonly new: number;
    readonly same: number;
    /** Those of the same that have another folio, running head or stamp. */
    readonly renumbered: number;
  };
  /** In the order of the new file; what went stands where it was. */
  readonly changes: readonly PageChange[];
}

/** Resolution at which changed pages are compared, and of their pictures: 10-point text can be read. */
const COMPARE_PPI = 80;
/** Pairs painted in one thread's job, within its time and memory: a page takes 20 ms and half a megabyte. */
const PAIRS_AT_ONCE = 50;
/** Share of a page, in 100 000ths, under which nobody sees a difference: 7 pixels of an A4 page. */
const SEEN_FROM = 1 / 100_000;
/** Points by which sizes of pages may differ. */
const SIZE_TOLERANCE = 0.5;
/** First words of a page that are told. */
const BEGINS = 12;

/**
 * Compares two PDFs, any PDFs, page by page: words and looks, not bytes. Pages are aligned by what is on them; what tells their place (folios,
 * running heads, stamps) makes no page another. Throws OctavoError `pdf-unreadable` for a file that does not open; reports `pdf-cut-off`. Rejects when the signal fires.
 */
export async function diffPdfs(
  old: LookSource,
  now: LookSource,
  report: Report,
  signal?: AbortSignal,
): Promise<PdfDiff> {
  const before = await lookAt(old, report, signal);
  const after = await lookAt(now, report, signal);
  const matches = align(before.map(aligned), after.map(aligned));
  const differing = matches.filter((match) => before[match.old]!.picture !== after[match.new]!.picture);
  const shares = await compare(old, now, differing, false, signal);
  const pictures = new Map(differing.map((match, i) => [match.new, shares[i]?.share ?? 1]));
  const changes: { readonly at: number; readonly change: PageChange }[] = [];
  const come = new Map(matches.map((match) => [match.old, match.new]));
  let at = -1;
  for (const [index, page] of before.entries()) {
    const place = come.get(index);
    // What went stands behind the page that was before it.
    if (place === undefined)
      changes.push({ at: at + 0.5, change: { kind: 'removed', old: named(page, index), ...beginning(page) } });
    else at = place;
  }
  const known = new Map(matches.map((match) => [match.new, match]));
  let [same, renumbered] = [0, 0];
  for (const [index, page] of after.entries()) {
    const match = known.get(index);
    if (!match) {
      changes.push({ at: index, change: { kind: 'added', new: named(page, index), ...beginning(page) } });
      continue;
    }
    const from = before[match.old]!;
    const change = changed(from, page, pictures.get(index) ?? 0);
    if (!change && !match.moved) {
      same++;
      if (from.label !== page.label || lettersOf(from.whole) !== lettersOf(page.whole)) renumbered++;
    } else {
      const pair = { old: named(from, match.old), new: named(page, index) };
      changes.push({ at: index, change: { kind: match.moved ? 'moved' : 'changed', ...pair, ...change } });
    }
  }
  return {
    equal: changes.length === 0,
    pages: { old: before.length, new: after.length, same, renumbered },
    changes: changes.sort((a, b) => a.at - b.at).map(({ change }) => change),
  };
}

/** Pictures of changed pages, in the order of the changes; what differs is marked on the new ones. Undefined where a page cannot be painted. */
export async function picturesOf(
  old: LookSource,
  now: LookSource,
  changes: readonly PageChange[],
  signal?: AbortSignal,
): Promise<readonly (ComparedPair | undefined)[]> {
  const pairs = changes.map((change) => ({
    ...(change.old && { old: change.old.page }),
    ...(change.new && { new: change.new.page }),
  }));
  return compare(old, now, pairs, true, signal);
}

async function compare(
  old: LookSource,
  now: LookSource,
  pairs: readonly { readonly old?: number; readonly new?: number }[],
  pictures: boolean,
  signal?: AbortSignal,
): Promise<readonly (ComparedPair | undefined)[]> {
  const found: (ComparedPair | undefined)[] = [];
  for (let from = 0; from < pairs.length; from += PAIRS_AT_ONCE) {
    const some = pairs.slice(from, from + PAIRS_AT_ONCE).map((pair) => ({
      ...(pair.old !== undefined && { old: pair.old }),
      ...(pair.new !== undefined && { new: pair.new }),
    }));
    const job = { old, new: now, pairs: some, ppi: COMPARE_PPI, pictures };
    const shares = await compareLooks(job, signal);
    found.push(...some.map((_, i) => shares?.[i]));
  }
  return found;
}

function aligned({ text, picture }: SeenPage): AlignedPage {
  const letters = lettersOf(text);
  return { key: `${picture} ${letters}`, letters, words: countWords(wordsOf(text)) };
}

function named({ label }: SeenPage, page: number): PageName {
  return { page, label };
}

function beginning({ text }: SeenPage): Pick<PageChange, 'begins'> {
  const words = wordsOf(text).slice(0, BEGINS);
  return words.length > 0 ? { begins: words.join(' ') } : {};
}

/** What is otherwise on a page; undefined: nothing that a reader sees. */
function changed(
  old: SeenPage,
  now: SeenPage,
  share: number,
): Pick<PageChange, 'words' | 'picture' | 'size'> | undefined {
  const words =
    lettersOf(old.text) === lettersOf(now.text) ? undefined : firstChange(wordsOf(old.text), wordsOf(now.text));
  const resized =
    Math.abs(old.width - now.width) > SIZE_TOLERANCE || Math.abs(old.height - now.height) > SIZE_TOLERANCE;
  const looks = share > SEEN_FROM;
  if (!words && !resized && !looks) return undefined;
  return {
    ...(words && { words }),
    ...(looks && { picture: share }),
    ...(resized && { size: { old: [old.width, old.height], new: [now.width, now.height] } }),
  };
}
