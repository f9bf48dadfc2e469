import { Lexer, Marked, type MarkedOptions, type Token, type TokenizerAndRendererExtension, type Tokens } from 'marked';
import { ENUMERATION_SIGN, findEnumeration, type Enumeration, type FoundEnumeration } from './enumeration.ts';
import { definitionsAt, DEFINITION_SIGN, type DefinitionGroup } from './definition-list.ts';
import { closedBlockAt, type ContainerKind } from '../model/closed-block.ts';
import { formulaExtensions } from './formula-lexer.ts';
import {
  EMPHASIS_WORK_LIMIT,
  INLINE_LENGTH_LIMIT,
  INLINE_NESTING_LIMIT,
  NESTING_LIMIT,
  PART_EMPHASIS_WORK_LIMIT,
  RUN_ON_LIMIT,
} from './limits.ts';

/** A footnote's definition: `[^label]: text`, with its text's lines as they are without label and indentation. */
export interface NoteDefinition {
  readonly type: 'noteDefinition';
  readonly raw: string;
  readonly label: string;
  /** The text line for line; the first follows the label. */
  readonly lines: readonly string[];
  readonly tokens: Token[];
}

/** What is of a closed session, or the place where such was taken out; see `model/closed-block.ts`. */
export interface ClosedContainer {
  readonly type: 'closedContainer';
  readonly raw: string;
  readonly kind: ContainerKind;
  readonly reason: string;
  /** The text inside, line for line. */
  readonly lines: readonly string[];
  readonly tokens: Token[];
}

/** Terms with what they mean; see `definition-list.ts`. */
export interface DefinitionList {
  readonly type: 'definitionList';
  readonly raw: string;
  readonly groups: readonly {
    readonly terms: readonly { readonly line: number; readonly tokens: Token[] }[];
    readonly definitions: readonly (DefinitionGroup['definitions'][number] & { readonly tokens: Token[] })[];
  }[];
  /** Those of all terms and definitions. */
  readonly tokens: Token[];
}

/** A call of a footnote: `[^label]`. */
export interface NoteCall {
  readonly type: 'noteCall';
  readonly raw: string;
  readonly label: string;
  readonly defined: boolean;
}

/** A list that counts otherwise than CommonMark's do. */
export type EnumeratedList = Tokens.List & { readonly enumeration?: Enumeration };

/** Tokens of a part, with what the lexer had to leave unread. */
export interface Lexed {
  readonly tokens: readonly Token[];
  /** Texts that were not read further because they nest too deeply or are too long. */
  readonly unread: { readonly kind: 'nesting' | 'length'; readonly raw: string }[];
}

/** Labels of notes and links compare by this (CommonMark 4.7): case folded, white space collapsed. */
export function labelKey(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
}

const DEFINITION = /^ {0,3}\[\^([^\]\s][^\]\n]{0,100})\]:[ \t]*/;
const DEFINITION_START = /\n {0,3}\[\^[^\]\s][^\]\n]{0,100}\]:/;
/** The address of links, which people write below their notes; words of a note that look like one would be a chance. */
const LINK_DEFINITION = /^ {0,3}\[[^\]\s^][^\]\n]{0,100}\]:[ \t]*(?:<[^<>\n]*>|\S+)?[ \t]*(?:["'(][^\n]*)?$/;
const CALL = /^\[\^([^\]\s][^\]\n]{0,100})\]/;

/** What marked's lexer gives back for blocks, whatever its generics make of it. */
type BlockTokens = ReturnType<Lexer['blockTokens']>;

/** Whether more lines of text than {@link RUN_ON_LIMIT} follow each other with nothing between that begins a block. */
function runsOn(text: string): boolean {
  if (text.length < RUN_ON_LIMIT) return false;
  let run = 0;
  for (const line of text.split('\n')) {
    run = /^\s*(?:$|[-*+>#|`~<]|\(?\w{1,9}[.)])/.test(line) ? 0 : run + 1;
    if (run > RUN_ON_LIMIT) return true;
  }
  return false;
}

/** marked's lexer with bounds on depth and length, so that no document makes it recurse or search without end. */
class BoundedLexer extends Lexer {
  readonly unread: { kind: 'nesting' | 'length'; raw: string }[] = [];
  readonly notes = new Set<string>();
  /** The last enumeration of each level. */
  readonly enumerations: FoundEnumeration[] = [];
  #depth = 0;
  #inlineDepth = 0;
  /** Work for emphasis so far; see {@link PART_EMPHASIS_WORK_LIMIT}. */
  #work = 0;

  /** Levels of blocks that are open. */
  get depth(): number {
    return this.#depth;
  }

  override blockTokens(src: string, tokens: Token[] = [], clipped = false): BlockTokens {
    const over = this.#depth >= NESTING_LIMIT ? 'nesting' : !this.state.top && runsOn(src) ? 'length' : undefined;
    if (over) {
      this.unread.push({ kind: over, raw: src });
      const text: Tokens.Text = { type: 'text', raw: src, text: src, tokens: [] };
      text.tokens!.push({ type: 'text', raw: src, text: src });
      tokens.push(text);
      return tokens as BlockTokens;
    }
    this.#depth++;
    try {
      return super.blockTokens(src, tokens, clipped) as BlockTokens;
    } finally {
      this.#depth--;
    }
  }

  /** Tokens of a text inside a block, read as text of its own. */
  flow(lines: readonly string[]): Token[] {
    const { top } = this.state;
    this.state.top = true;
    const tokens = this.blockTokens(lines.join('\n'), []);
    this.state.top = top;
    return tokens;
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    const work = src.length * (src.match(/[*_~]+/g)?.length ?? 0);
    this.#work += work;
    const over =
      src.length > INLINE_LENGTH_LIMIT ||
      work > EMPHASIS_WORK_LIMIT ||
      (work > 0 && this.#work > PART_EMPHASIS_WORK_LIMIT)
        ? 'length'
        : this.#inlineDepth >= INLINE_NESTING_LIMIT
          ? 'nesting'
          : undefined;
    if (over) {
      this.unread.push({ kind: over, raw: src });
      tokens.push({ type: 'text', raw: src, text: src });
      return tokens;
    }
    this.#inlineDepth++;
    try {
      return super.inlineTokens(src, tokens);
    } finally {
      this.#inlineDepth--;
    }
  }
}

const CLOSED_START = /(?:^|\n)[ \t]*:{3,}[ \t]*\{?[ \t]*\.?(?:closed|withheld)/i;

const extensions: readonly TokenizerAndRendererExtension[] = [
  {
    name: 'enumeration',
    level: 'block',
    tokenizer(src) {
      const lexer = this.lexer as BoundedLexer;
      const found = findEnumeration(src, lexer.enumerations[lexer.depth]);
      if (!found) return undefined;
      // marked lets only what begins with 1 follow a text; that these signs count is known already.
      delete lexer.state.lastToken;
      const list = lexer.options.tokenizer?.list.call(lexer.options.tokenizer, found.commonmark);
      if (!list) return undefined;
      lexer.enumerations[lexer.depth] = found;
      // What was lexed is as long as what stands in the source.
      let at = 0;
      for (const item of list.items) {
        const { length } = item.raw;
        item.raw = src.slice(at, at + length);
        at += length;
      }
      const { style, delimiter, start } = found;
      list.raw = src.slice(0, list.raw.length);
      return Object.assign(list, { start, enumeration: { style, delimiter, start } }) satisfies EnumeratedList;
    },
  },
  {
    name: 'closedContainer',
    level: 'block',
    start(src) {
      const end = src.indexOf('\n\n');
      const match = CLOSED_START.exec(end === -1 ? src : src.slice(0, end));
      return match ? match.index + (match[0].startsWith('\n') ? 1 : 0) : undefined;
    },
    tokenizer(src) {
      if (!src.trimStart().startsWith(':::')) return undefined;
      const block = closedBlockAt(src);
      if (!block) return undefined;
      const all = src.split('\n', block.last + 1);
      const raw = all.join('\n');
      const lines = block.ended ? all.slice(1, -1) : all.slice(1);
      const tokens = (this.lexer as BoundedLexer).flow(lines);
      return {
        type: 'closedContainer',
        raw: src.length > raw.length ? `${raw}\n` : raw,
        kind: block.kind,
        reason: block.reason,
        lines,
        tokens,
      } satisfies ClosedContainer;
    },
  },
  {
    name: 'definitionList',
    level: 'block',
    tokenizer(src) {
      const found = definitionsAt(src);
      if (!found) return undefined;
      const raw = src.split('\n', found.length).join('\n');
      const lexer = this.lexer as BoundedLexer;
      const groups = found.groups.map(({ terms, definitions }) => ({
        terms: terms.map(({ line, text }) => ({ line, tokens: lexer.inline(text) })),
        definitions: definitions.map((each) => ({ ...each, tokens: lexer.flow(each.lines) })),
      }));
      return {
        type: 'definitionList',
        raw: src.length > raw.length ? `${raw}\n` : raw,
        groups,
        tokens: groups.flatMap((group) => [...group.terms, ...group.definitions].flatMap((each) => each.tokens)),
      } satisfies DefinitionList;
    },
  },
  {
    name: 'noteDefinition',
    level: 'block',
    start(src) {
      // Only the paragraph at hand matters: looking through the whole rest each time would be quadratic.
      const end = src.indexOf('\n\n');
      const at = (end === -1 ? src : src.slice(0, end)).search(DEFINITION_START);
      return at === -1 ? undefined : at + 1;
    },
    tokenizer(src) {
      const match = DEFINITION.exec(src);
      if (!match) return undefined;
      const lines = [];
      const all = src.slice(match[0].length);
      let at = 0;
      let used = 0;
      let blank = false;
      while (at < all.length || at === 0) {
        const end = all.indexOf('\n', at);
        const line = all.slice(at, end === -1 ? undefined : end);
        const next = end === -1 ? all.length : end + 1;
        if (at > 0 || lines.length > 0) {
          const indented = /^(?: {4}|\t| {2,3}(?=\S))/.exec(line);
          if (line.trim() === '') blank = true;
          else if (indented) blank = false;
          // A line without indentation goes on with the paragraph above, unless something begins there.
          else if (
            blank ||
            LINK_DEFINITION.test(line) ||
            /^ {0,3}(?:\[\^[^\]\s][^\]\n]{0,100}\]:|#{1,6}\s|>|[-*+]\s|\d{1,9}[.)]\s|`{3}|~{3}|<|\|)/.test(line)
          )
            break;
          lines.push(indented ? line.slice(indented[0].length) : line);
        } else lines.push(line);
        if (line.trim() !== '') used = lines.length;
        at = next;
        if (end === -1) break;
      }
      lines.length = Math.max(1, used);
      const raw = src.split('\n', lines.length).join('\n');
      const lexer = this.lexer as BoundedLexer;
      lexer.notes.add(labelKey(match[1]!));
      const tokens = lexer.flow(lines);
      return {
        type: 'noteDefinition',
        raw,
        label: match[1]!,
        lines,
        tokens,
      } satisfies NoteDefinition;
    },
  },
  {
    name: 'noteCall',
    level: 'inline',
    start: (src) => {
      const at = src.indexOf('[^');
      return at === -1 ? undefined : at;
    },
    tokenizer(src) {
      const match = CALL.exec(src);
      if (!match) return undefined;
      const defined = (this.lexer as BoundedLexer).notes.has(labelKey(match[1]!));
      // `[^x](address)` is a link that happens to begin with a caret.
      if (!defined && /^[([]/.test(src.slice(match[0].length))) return undefined;
      return { type: 'noteCall', raw: match[0], label: match[1]!, defined } satisfies NoteCall;
    },
  },
];

/**
 * Lexes the Markdown of one part: CommonMark, GFM, footnotes, enumerations, definition lists, closed blocks and, with `formulas`, TeX. Deterministic, linear
 * for what people write, bounded for the rest.
 */
export function lex(text: string, formulas: boolean): Lexed {
  const options: MarkedOptions = { gfm: true };
  // Extensions are asked at every sign: only those are there that can have something to say.
  const asked = [
    ...(/\[\^|:::/.test(text) || ENUMERATION_SIGN.test(text) || DEFINITION_SIGN.test(text) ? extensions : []),
    ...(formulas && text.includes('$') ? formulaExtensions : []),
  ];
  if (asked.length > 0) options.extensions = new Marked({ extensions: asked }).defaults.extensions ?? null;
  const lexer = new BoundedLexer(options);
  const tokens = lexer.lex(text);
  return { tokens, unread: lexer.unread };
}
