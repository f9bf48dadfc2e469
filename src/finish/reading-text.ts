import { utf16Hex } from '../model/to-unicode.ts';
import type { Edit } from '../model/content-edits.ts';
import type { LineEnd, MarkedContent } from './marked-content.ts';
import type { ScannedStream } from './page-streams.ts';
import { RIGHT_TO_LEFT } from './right-to-left.ts';
import type { StructureElement } from './structure-tree.ts';
import { isInline } from './structure-types.ts';

/** Characters in a row that must agree for two texts to be taken as in step again: fewer agree by chance. */
const IN_STEP = 8;
/** How far one text may run ahead of the other, characters: a table's repeated head, a part that is not shown. */
const AHEAD = 4000;

/** Characters above this are looked at one by one. */
const ASCII = 0x7f;

/** White space and what is seen only where a line breaks. */
const UNSEEN = /[\s\u00ad\u200b\u2060\ufeff]/;
/** After these, or between these, lines break without a space; used only where the document's own text does not tell. */
const BREAKS_AFTER = /[-\u2010-\u2015/\u00ad\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]$/;
const BREAKS_BEFORE = /^[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;

/** Marked content in reading order, with the block it belongs to. */
interface Leaf {
  readonly content: MarkedContent;
  readonly stream: ScannedStream;
  readonly block: StructureElement;
  /** In a formula, whose parts stand apart without spaces. */
  readonly formula: boolean;
}

/** A place where a line ends and what follows it. */
interface Place {
  readonly leaf: Leaf;
  readonly line: LineEnd;
  /** Characters seen before it, in all. */
  readonly seen: number;
  readonly next: string;
}

/**
 * Puts spaces back where lines end. The print drops them ("I" at the end of one line and "anticipated" at the begin of the
 * next are one word to whoever reads by tags); `text` is what the document says in reading order, and tells where there was
 * one and where a word is only broken. Nothing that is seen moves.
 *
 * Pages in `foreign` (indices from 0) are other people's: their text is as they wrote it.
 *
 * Returns characters that stand for others all through the document, with those: where a glyph serves several characters,
 * the font's map names only one of them (an apostrophe is told as the letter that looks like it).
 */
export function restoreText(
  document: StructureElement,
  text: string | undefined,
  foreign: ReadonlySet<number> = new Set(),
): ReadonlyMap<string, string> {
  const leaves = leavesOf(document).filter((leaf) => !foreign.has(leaf.stream.index));
  const places: Place[] = [];
  let seen = '';
  leaves.forEach((leaf, i) => {
    const { content } = leaf;
    let from = 0;
    const until = (end: number): number => {
      seen += visible(content.text.slice(from, end));
      from = end;
      return seen.length;
    };
    for (const line of leaf.formula ? [] : content.lineEnds) {
      places.push({ leaf, line, seen: until(line.length), next: content.text.slice(line.length) });
    }
    const follower = leaves[i + 1];
    const all = until(content.text.length);
    if (content.last && follower?.block === leaf.block && !(leaf.formula && follower.formula))
      places.push({ leaf, line: content.last, seen: all, next: follower.content.text });
  });
  const { spaces, mistaken } = compare(text ?? '', seen, places);
  // From the last: what is put in moves what comes after it.
  for (const place of places.reverse()) {
    const { leaf, line, next } = place;
    const before = leaf.content.text.slice(0, line.length);
    if (before === '' || next === '' || /\s$/.test(before) || /^\s/.test(next) || isReversed(before, next)) continue;
    const space = spaces.get(place.seen) ?? !(BREAKS_AFTER.test(before) || BREAKS_BEFORE.test(next));
    if (space && paintSpace(leaf.stream.edits, line))
      leaf.content.text = `${before} ${leaf.content.text.slice(line.length)}`;
  }
  if (mistaken.size > 0) {
    for (const { content } of leaves) content.text = content.text.replace(/\P{ASCII}/gu, (c) => mistaken.get(c) ?? c);
  }
  return mistaken;
}

/**
 * True beside text that is written from right to left: it is painted from the left, so that what follows in the file comes before it in
 * the text, and a space between them would stand inside a word. What is said there is settled as a whole (right-to-left.ts).
 */
function isReversed(before: string, next: string): boolean {
  return RIGHT_TO_LEFT.test(before.at(-1)!) || RIGHT_TO_LEFT.test(next[0]!);
}

/** All marked content in reading order. */
function leavesOf(document: StructureElement): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (element: StructureElement, block: StructureElement, formula: boolean): void => {
    for (const kid of element.kids) {
      if (kid.kind === 'element') visit(kid, isInline(kid) ? block : kid, formula || kid.type === 'Formula');
      else if (kid.kind === 'content') leaves.push({ content: kid.content, stream: kid.stream, block, formula });
    }
  };
  visit(document, document, false);
  return leaves;
}

function visible(text: string): string {
  return UNSEEN.test(text) ? text.replace(new RegExp(UNSEEN, 'g'), '') : text;
}

/** What two texts side by side tell. */
interface Comparison {
  /** Whether there is white space, by the number of characters seen before. */
  readonly spaces: ReadonlyMap<number, boolean>;
  /** Characters seen that always stand for another one. */
  readonly mistaken: ReadonlyMap<string, string>;
}

/**
 * Goes through two texts side by side, white space left out, and says for each place whether the first has white space
 * there. Where they differ (labels and other text that style sheets add, text in another order) it finds the next stretch in
 * which both agree; places in between are not answered.
 */
function compare(text: string, seen: string, places: readonly Place[]): Comparison {
  let said = '';
  const gaps = new Uint8Array(text.length + 1);
  for (const word of text.split(new RegExp(`${UNSEEN.source}*\\s${UNSEEN.source}*`))) {
    gaps[said.length] = 1;
    said += visible(word);
  }
  const spaces = new Map<number, boolean>();
  const stands = new Map<string, Map<string, number>>();
  let at = 0;
  let i = 0;
  let k = 0;
  let step = 0;
  while (i < seen.length && k < said.length) {
    if (seen.charCodeAt(i) === said.charCodeAt(k)) {
      while (at < places.length && places[at]!.seen < i) at++;
      if (step > 0) for (let p = at; p < places.length && places[p]!.seen === i; p++) spaces.set(i, gaps[k] === 1);
      if (seen.charCodeAt(i) > ASCII) vote(stands, seen[i]!, seen[i]!);
      step++;
      i++;
      k++;
      continue;
    }
    if (step > 0 && seen.charCodeAt(i) > ASCII && agree(seen, i + 1, said, k + 1)) {
      vote(stands, seen[i]!, said[k]!);
      i++;
      k++;
      continue;
    }
    step = 0;
    const added = seen.slice(i, i + AHEAD).indexOf(said.slice(k, k + IN_STEP));
    const left = said.slice(k, k + AHEAD).indexOf(seen.slice(i, i + IN_STEP));
    if (added >= 0 && (left < 0 || added <= left)) i += added;
    else if (left >= 0) k += left;
    else {
      i++;
      k++;
    }
  }
  const mistaken = new Map<string, string>();
  for (const [char, votes] of stands) {
    const [first] = votes.keys();
    if (votes.size === 1 && first !== undefined && first !== char) mistaken.set(char, first);
  }
  return { spaces, mistaken };
}

function vote(stands: Map<string, Map<string, number>>, seen: string, said: string): void {
  let votes = stands.get(seen);
  if (!votes) stands.set(seen, (votes = new Map()));
  votes.set(said, (votes.get(said) ?? 0) + 1);
}

/** True when two texts go on alike. */
function agree(a: string, i: number, b: string, k: number): boolean {
  return a.slice(i, i + IN_STEP / 2) === b.slice(k, k + IN_STEP / 2);
}

/**
 * Paints a space at a line's end: the font's own, or, where its subset has none, as the text that the last glyphs stand for.
 * False where neither can be.
 */
function paintSpace(edits: Edit[], { at, font, glyphs }: LineEnd): boolean {
  if (font?.space !== undefined) {
    font.plain[font.space] = 1;
    const code = font.space.toString(16).padStart(font.codeBytes * 2, '0');
    edits.push({ start: at, end: at, text: `<${code}> Tj\n` });
    return true;
  }
  if (!glyphs) return false;
  edits.push({
    start: glyphs.start,
    end: glyphs.start,
    text: `/Span<</ActualText<FEFF${utf16Hex(`${glyphs.text} `)}>>>BDC\n`,
  });
  edits.push({ start: glyphs.end, end: glyphs.end, text: '\nEMC' });
  return true;
}
