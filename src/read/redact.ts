import { posix } from 'node:path';
import type { Token, Tokens } from 'marked';
import { closedBlocks } from '../model/closed-block.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { splitFrontMatter } from '../model/front-matter.ts';
import { reportClosed } from './closed-faults.ts';
import { decode } from './decode.ts';
import { GithubIds, headingId } from './heading-id.ts';
import { labelKey, lex } from './lexer.ts';
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

/** Passes over definitions that only what was taken out called: one may call another, and nobody chains more. */
const DEFINITION_PASSES = 8;

/**
 * Takes closed blocks out of Markdown files, and out of what stays the definitions that only they called and the links that lead to them
 * or into `closedFiles` (paths of files of closed parts, Markdown among them with their text). In the place of a block stands
 * `::: withheld` with its reason. All files of a publication at once, for they link to each other.
 */
export function redact(
  files: ReadonlyMap<string, Uint8Array>,
  closedFiles: ReadonlyMap<string, Uint8Array | undefined>,
): ReadonlyMap<string, OpenText> {
  const drafts = [...files].map(([file, bytes]) => new Draft(file, bytes));
  const closedIds = new Set<string>();
  for (const draft of drafts) addIds(draft.closed.join('\n\n'), closedIds);
  for (const bytes of closedFiles.values()) if (bytes) addIds(textOf(bytes), closedIds);
  const openIds = new Set<string>();
  for (const draft of drafts) addIds(draft.body, openIds);
  for (const draft of drafts) {
    draft.dropDefinitions();
    draft.unlink((address) => {
      const [path = '', fragment = ''] = decoded(address).split('#', 2);
      const file = path === '' ? draft.file : posix.normalize(posix.join(posix.dirname(draft.file), path));
      if (closedFiles.has(file) && !files.has(file)) return true;
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

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Every id that a text gives its headings and places, as authors may write them in links. */
function addIds(text: string, ids: Set<string>): void {
  const github = new GithubIds();
  const walk = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      if (token.type === 'heading') {
        const words = plainText((token as Tokens.Heading).tokens).replace(/\s*\{#[^\s{}]+\}\s*$/, '');
        ids.add(headingId(words)).add(github.next(words));
      }
      const { tokens: inner, items } = token as { tokens?: Token[]; items?: { tokens: Token[] }[] };
      if (inner) walk(inner);
      for (const item of items ?? []) walk(item.tokens);
    }
  };
  try {
    walk(lex(text, false).tokens);
  } catch (error) {
    // A text that outgrows the stack is left out and reported when it is read.
    if (!(error instanceof RangeError)) throw error;
  }
  for (const [, chosen, named] of text.matchAll(/\{#([^\s{}]+)\}|\b(?:id|name)\s*=\s*["']?([^\s"'<>]+)/gi))
    ids.add((chosen ?? named)!);
}

/* Words of links are bounded, so that no line of brackets keeps the patterns busy. */
const INLINE_LINK =
  /(!?)\[((?:[^[\]\\\n]|\\.|\[[^[\]\n]{0,999}\]){0,999})\]\([ \t]*(?:<([^<>\n]*)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()]*)?))(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\)/g;
const DEFINITION = /^(?:[ \t]|>)*\[([^^\]\n][^\]\n]*)\]:[ \t]*<?([^\s<>]+)>?/;
const NOTE = /^ {0,3}\[\^([^\]\s][^\]\n]*)\]:/;
const ANCHOR = /<a\b[^<>]*?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))[^<>]*>(.{0,999}?)<\/a\s*>/gis;

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

  constructor(file: string, bytes: Uint8Array) {
    this.file = file;
    const text = decode(bytes, file, () => undefined)
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n');
    const { body, bodyLine } = splitFrontMatter(text);
    this.#head = text.split('\n').slice(0, bodyLine - 1);
    reportClosed(body, bodyLine, (diagnostic, place) =>
      this.#diagnostics.push({ ...diagnostic, span: { file, ...place } }),
    );
    this.#take(body.split('\n'), bodyLine);
  }

  get body(): string {
    return this.#lines.map(({ text }) => text).join('\n');
  }

  /** Puts a notice in the place of each closed block. */
  #take(lines: readonly string[], bodyLine: number): void {
    let at = 0;
    const kept: Line[] = [];
    const keep = (to: number): void => {
      for (; at < to; at++) kept.push({ text: lines[at]!, line: bodyLine + at });
    };
    for (const { kind, first, last, prefix, reason } of closedBlocks(lines).blocks) {
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

  /** Takes out definitions of notes and links that closed text calls and open text does not. */
  dropDefinitions(): void {
    for (let pass = 0; pass < DEFINITION_PASSES && this.closed.length > 0; pass++) {
      const closed = labelKey(this.closed.join('\n'));
      const open = labelKey(this.#lines.map(({ text }) => text.replace(/^([ \t>]*)\[[^\]\n]+\]:/, '$1')).join('\n'));
      const kept: Line[] = [];
      let dropped = false;
      let within = false;
      for (const each of this.#lines) {
        const label = (NOTE.exec(each.text) ?? DEFINITION.exec(each.text))?.[1];
        if (label !== undefined) {
          const called = NOTE.test(each.text) ? `[^${labelKey(label)}]` : `[${labelKey(label)}]`;
          within = closed.includes(called) && !open.includes(called);
        } else if (within && each.text.trim() !== '' && !/^(?: {2}|\t)/.test(each.text)) within = false;
        if (within) {
          this.closed.push(each.text);
          dropped = true;
        } else kept.push(each);
      }
      if (!dropped) return;
      this.#lines = kept;
    }
  }

  /** Takes links whose address `leads` is true of apart: their words stay, the link goes. */
  unlink(leads: (address: string) => boolean): void {
    const labels = new Set<string>();
    this.#edit((text) => {
      const match = DEFINITION.exec(text);
      if (!match || !leads(match[2]!)) return text;
      labels.add(labelKey(match[1]!));
      return undefined;
    });
    this.#edit((text) => {
      let out = text.replace(INLINE_LINK, (whole, image: string, words: string, angled?: string, bare?: string) =>
        leads(angled ?? bare ?? '') ? (image === '' ? words : '') : whole,
      );
      out = out.replace(
        ANCHOR,
        (whole, a: string | undefined, b: string | undefined, c: string | undefined, words: string) =>
          leads(a ?? b ?? c ?? '') ? words : whole,
      );
      if (labels.size > 0)
        out = out.replace(
          /(!?)\[([^[\]\n]+)\](?:\[([^[\]\n]*)\])?(?!\(|:)/g,
          (whole, image: string, words: string, label?: string) =>
            labels.has(labelKey(label || words)) ? (image === '' ? words : '') : whole,
        );
      return out;
    });
  }

  /** Rewrites line by line; undefined takes the line out. */
  #edit(change: (text: string) => string | undefined): void {
    this.#lines = this.#lines.flatMap((each) => {
      const text = each.text.includes('[') || each.text.includes('<') ? change(each.text) : each.text;
      if (text === each.text) return [each];
      this.#changed = true;
      this.#diagnostics.push({
        severity: 'note',
        code: 'link-closed',
        message: 'a link leads to what this edition withholds; its words stay, the link goes',
        span: { file: this.file, line: each.line, column: 1 },
      });
      return text === undefined ? [] : [{ ...each, text }];
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
