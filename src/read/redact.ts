import type { Token, Tokens } from 'marked';
import { closedBlocks } from '../model/closed-block.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { splitFrontMatter } from '../model/front-matter.ts';
import { reportClosed } from './closed-faults.ts';
import { addressed, cutDefinitions, cutLinks, leadsThere, type Leads } from './cut-links.ts';
import { decode } from './decode.ts';
import { uncalledDefinitions } from './definitions.ts';
import { GithubIds, headingId } from './heading-id.ts';
import { lex } from './lexer.ts';
import { shownCode } from './shown-code.ts';
import { plainText } from './inline-text.ts';

/** A text as an edition without closed sessions may hold it. */
export interface OpenText {
  readonly text: string;
  /** For each of its lines the line of the file that it came from, from 1. */
  readonly lines: readonly number[];
  /** Whether anything was taken out. */
  readonly changed: boolean;
  /** Why blocks of it are closed, each reason once; absent: none is. */
  readonly reasons?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What there is to take out of texts. */
export interface Closed {
  /** Paths of files that nobody is told of, Markdown among them with their text. */
  readonly files: ReadonlyMap<string, Uint8Array | undefined>;
  /** Whether closed blocks go too. */
  readonly blocks: boolean;
  /** Where addresses that begin with / start from. */
  readonly folder?: string | undefined;
}

/**
 * Takes closed blocks out of Markdown files, and out of what stays the definitions that nothing open calls and the links that lead to them
 * or into closed files. In the place of a block stands `::: withheld` with its reason. All files of a publication at once, for they link
 * to each other.
 */
export function redact(files: ReadonlyMap<string, Uint8Array>, closed: Closed): ReadonlyMap<string, OpenText> {
  const drafts = [...files].map(([file, bytes]) => new Draft(file, bytes, closed.blocks));
  const closedIds = new Set<string>();
  for (const draft of drafts) addIds(draft.closed.join('\n\n'), closedIds);
  for (const bytes of closed.files.values()) if (bytes) addIds(textOf(bytes), closedIds);
  const openIds = new Set<string>();
  for (const draft of drafts) addIds(draft.body, openIds);
  const hidden = [...closed.files.keys()].filter((file) => !files.has(file));
  // Who climbs out of the project may come back into it by its name.
  const isHidden = (file: string): boolean =>
    hidden.some((each) => file === each || (file.startsWith('../') && file.endsWith(`/${each}`)));
  for (const draft of drafts) {
    draft.dropDefinitions();
    draft.unlink((address) => {
      const { files: meant, fragment } = addressed(address, draft.file, closed.folder);
      if (meant.some(isHidden)) return true;
      return fragment !== '' && !has(openIds, fragment) && has(closedIds, fragment.replace(/-\d+$/, ''), fragment);
    });
  }
  return new Map(drafts.map((draft) => [draft.file, draft.result()]));
}

function has(ids: ReadonlySet<string>, ...names: readonly string[]): boolean {
  return names.some((name) => ids.has(name) || ids.has(name.toLowerCase()) || ids.has(headingId(name)));
}

function textOf(bytes: Uint8Array): string {
  return splitFrontMatter(decode(bytes, '', () => undefined)).body;
}

/** Every id that a text gives its headings and places, as authors may write them in links. */
function addIds(text: string, ids: Set<string>): void {
  const github = new GithubIds();
  eachToken(text, (token) => {
    if (token.type !== 'heading') return;
    const words = plainText((token as Tokens.Heading).tokens).replace(/\s*\{#[^\s{}]+\}\s*$/, '');
    ids.add(headingId(words)).add(github.next(words));
  });
  for (const [, chosen, named] of text.matchAll(/\{#([^\s{}]+)\}|\b(?:id|name)\s*=\s*["']?([^\s"'<>]+)/gi))
    ids.add((chosen ?? named)!);
}

/** What ends a paragraph, in a quotation too. */
const BLANK = /^[\s>]*$/;
/** A line with its number in the file, from 1. */
interface Line {
  readonly text: string;
  readonly line: number;
}

/** One file while what is closed is taken out of it. */
class Draft {
  readonly file: string;
  /** The text of each closed block. */
  readonly closed: string[] = [];
  readonly #head: readonly string[];
  readonly #reasons = new Set<string>();
  #lines: readonly Line[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  #changed = false;

  constructor(file: string, bytes: Uint8Array, blocks: boolean) {
    this.file = file;
    const text = decode(bytes, file, () => undefined)
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n');
    const split = splitFrontMatter(text);
    const { body, bodyLine } = split;
    this.#head = text.split('\n').slice(0, bodyLine - 1);
    if (blocks)
      reportClosed(split, (diagnostic, place) => this.#diagnostics.push({ ...diagnostic, span: { file, ...place } }));
    this.#take(body.split('\n'), bodyLine, blocks);
  }

  get body(): string {
    return this.#lines.map(({ text }) => text).join('\n');
  }

  /** Takes the text; where that is wanted, puts a notice in the place of each closed block. */
  #take(lines: readonly string[], bodyLine: number, withoutBlocks: boolean): void {
    let at = 0;
    const kept: Line[] = [];
    const keep = (to: number): void => {
      for (; at < to; at++) kept.push({ text: lines[at]!, line: bodyLine + at });
    };
    const blocks = withoutBlocks ? closedBlocks(lines, shownCode(lines.join('\n'))).blocks : [];
    for (const { kind, first, last, prefix, reason } of blocks) {
      if (kind === 'withheld') continue;
      keep(first);
      const within = prefix.replace(/[^\s>]/g, ' ');
      kept.push({ text: `${prefix}::: withheld ${reason}`.trimEnd(), line: bodyLine + first });
      kept.push({ text: `${within}:::`, line: bodyLine + first });
      this.closed.push(lines.slice(first + 1, last + 1).join('\n'));
      this.#reasons.add(reason);
      at = last + 1;
      this.#changed = true;
    }
    keep(lines.length);
    this.#lines = kept;
  }

  /** Takes out definitions of notes and links that open text does not call: closed text may have. */
  dropDefinitions(): void {
    if (this.closed.length === 0) return;
    const kept: (Line | undefined)[] = [...this.#lines];
    for (const { from, last } of uncalledDefinitions(this.body)) {
      for (let line = from.line; line <= last; line++) kept[line - 1] = undefined;
      // Of a list’s entry or a note that begins with it the sign stays.
      const { text, line } = this.#lines[from.line - 1]!;
      const before = text.slice(0, from.column - 1);
      if (!BLANK.test(before)) kept[from.line - 1] = { text: before.trimEnd(), line };
    }
    this.#lines = kept.filter((line) => line !== undefined);
  }

  /** Takes links whose address `leads` is true of apart: their words stay, the link goes. Those that cannot be cut are errors. */
  unlink(leads: Leads): void {
    const labels = new Set<string>();
    this.#edit((text) => cutDefinitions(text, leads, labels));
    this.#edit((text) => cutLinks(text, leads, labels));
    for (const { raw } of linksIn(this.body, leads)) {
      const [first = ''] = raw.split('\n');
      const line = this.#lines.find(({ text }) => text.includes(first))?.line ?? 1;
      this.#diagnostics.push({
        severity: 'error',
        code: 'link-closed-left',
        message: 'a link leads to what this edition withholds, and is written in a way that it cannot be taken out',
        span: { file: this.file, line, column: 1 },
        why: 'Its address would tell of what is closed.',
        hint: 'Write it as “[words](address)” on one line.',
      });
    }
  }

  /** Rewrites paragraph by paragraph. */
  #edit(change: (text: string) => string): void {
    const made: Line[] = [];
    let paragraph: Line[] = [];
    const settle = (): void => {
      const text = paragraph.map((each) => each.text).join('\n');
      const changed = /[[<]/.test(text) ? change(text) : text;
      made.push(...(changed === text ? paragraph : this.#rewritten(paragraph, changed)));
      paragraph = [];
    };
    for (const each of this.#lines) {
      paragraph.push(each);
      if (!BLANK.test(each.text)) continue;
      const blank = paragraph.pop()!;
      settle();
      made.push(blank);
    }
    settle();
    this.#lines = made;
  }

  /** What is left of a paragraph's lines, each with its number as near as can be told; notes what was cut. */
  #rewritten(lines: readonly Line[], changed: string): Line[] {
    this.#changed = true;
    const left = changed === '' ? [] : changed.replace(/\n$/, '').split('\n');
    const gone = lines.length - left.length;
    const others = lines.filter(({ text }, index) => text !== left[index]);
    // Where lines went, those after them differ as well.
    for (const { line } of gone === 0 ? others : others.slice(0, 1))
      this.#diagnostics.push({
        severity: 'note',
        code: 'link-closed',
        message: 'a link leads to what this edition withholds; its words stay, the link goes',
        span: { file: this.file, line, column: 1 },
      });
    return left.map((text, index) => {
      const at = text === lines[index + gone]?.text ? index + gone : index;
      return { text, line: lines[at]!.line };
    });
  }

  result(): OpenText {
    return {
      text: [...this.#head, ...this.#lines.map(({ text }) => text)].join('\n'),
      lines: [...this.#head.map((_, index) => index + 1), ...this.#lines.map(({ line }) => line)],
      changed: this.#changed,
      ...(this.#reasons.size > 0 && { reasons: [...this.#reasons].filter((reason) => reason !== '') }),
      diagnostics: this.#diagnostics,
    };
  }
}

/** Links, pictures and elements of a text whose address `leads` is true of. */
function linksIn(text: string, leads: Leads): Token[] {
  const found: Token[] = [];
  eachToken(text, (token) => {
    if (leadsThere(token, leads)) found.push(token);
  });
  return found;
}

/** Goes through all tokens of a text, those inside others too; a text that outgrows the stack is left out and reported when it is read. */
function eachToken(text: string, visit: (token: Token) => void): void {
  const walk = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      visit(token);
      const { tokens: inner, items, header, rows } = token as Nested;
      for (const each of [inner, ...(items ?? []), ...[header ?? [], ...(rows ?? [])].flat()])
        if (each) walk(Array.isArray(each) ? each : (each.tokens ?? []));
    }
  };
  try {
    walk(lex(text, false).tokens);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** Where tokens hold others: items of lists, cells of tables. */
interface Nested {
  readonly tokens?: Token[];
  readonly items?: readonly { readonly tokens?: Token[] }[];
  readonly header?: readonly { readonly tokens?: Token[] }[];
  readonly rows?: readonly (readonly { readonly tokens?: Token[] }[])[];
}
