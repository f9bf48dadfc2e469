/**
 * Definition lists as PHP Markdown Extra and Pandoc write them: a term on a line of its own, then lines that begin with a colon and a space.
 */

/** What one or more terms mean. Lines count from 0 in the text that the list begins. */
export interface DefinitionGroup {
  readonly terms: readonly { readonly line: number; readonly text: string }[];
  readonly definitions: readonly Definition[];
}

/** One meaning: its text without the colon and indentation. */
interface Definition {
  readonly line: number;
  readonly lines: readonly string[];
  /** Its paragraphs are apart. */
  readonly loose: boolean;
}

/** A definition list at the beginning of a text. */
export interface FoundDefinitions {
  readonly groups: readonly DefinitionGroup[];
  /** Lines that it takes. */
  readonly length: number;
}

/** Whether a text may hold a definition list at all. */
export const DEFINITION_SIGN: RegExp = /^[ \t>]*:[ \t]+\S/m;
const COLON = /^( {0,3}:[ \t]{1,4})(?=\S)/;
const INDENTED = /^(?: {4}|\t| {2,3}(?=\S))/;
/** What begins a block of another kind is no term. */
const OTHER = /^(?:\s|$|#{1,6}\s|>|[-*+]\s|\(?\w{1,8}[.)]\s|`{3}|~{3}|<|\||:|\[\^?[^\]\n]*\]:|={3,}\s*$|-{3,}\s*$)/;
/** Terms that share a definition, and characters of one: more is a paragraph. */
const TERMS_LIMIT = 5;
const TERM_LENGTH = 160;
/** Lines of one list; past it a new one begins. */
const LINE_LIMIT = 5_000;

/** The definition list that begins with the first line of a text; undefined when none does. Reads no further than to its end. */
export function definitionsAt(text: string): FoundDefinitions | undefined {
  const lines = text.split('\n', TERMS_LIMIT + 2);
  if (termsAt(lines, 0) === 0) return undefined;
  const all = text.split('\n', LINE_LIMIT);
  const groups: DefinitionGroup[] = [];
  let at = 0;
  for (let count = termsAt(all, at); count > 0; count = termsAt(all, nextText(all, at))) {
    at = nextText(all, at);
    const terms = all.slice(at, at + count).map((term, i) => ({ line: at + i, text: term.trim() }));
    const definitions: Definition[] = [];
    for (let next = nextText(all, at + count); COLON.test(all[next] ?? ''); next = nextText(all, at)) {
      const definition = definitionAt(all, next);
      definitions.push(definition);
      at = next + definition.lines.length;
    }
    groups.push({ terms, definitions });
  }
  return { groups, length: at };
}

/** How many terms stand at a line, with a definition after them; 0: none. */
function termsAt(lines: readonly string[], from: number): number {
  let count = 0;
  while (count < TERMS_LIMIT && isTerm(lines[from + count])) count++;
  if (count === 0) return 0;
  const blank = lines[from + count]?.trim() === '' ? 1 : 0;
  return COLON.test(lines[from + count + blank] ?? '') ? count : 0;
}

function isTerm(line: string | undefined): boolean {
  return line !== undefined && line.length <= TERM_LENGTH && !OTHER.test(line);
}

/** The next line with text, past one blank line or none. */
function nextText(lines: readonly string[], from: number): number {
  return lines[from]?.trim() === '' ? from + 1 : from;
}

/** Whether a line right below a definition is the next term: one that ends as a sentence does goes on with the definition. */
function beginsNext(lines: readonly string[], at: number): boolean {
  return termsAt(lines, at) > 0 && !/[.,;:!?]\s*$/.test(lines[at]!);
}

function definitionAt(lines: readonly string[], from: number): Definition {
  const own = [lines[from]!.slice(COLON.exec(lines[from]!)![0].length)];
  let [used, blank] = [1, false];
  for (let at = from + 1; at < lines.length; at++) {
    const line = lines[at]!;
    const indented = INDENTED.exec(line);
    if (line.trim() === '') blank = true;
    else if (!indented && (blank || OTHER.test(line) || beginsNext(lines, at))) break;
    else blank = false;
    own.push(indented ? line.slice(indented[0].length) : line);
    if (!blank) used = own.length;
  }
  own.length = used;
  return { line: from, lines: own, loose: own.includes('') };
}
