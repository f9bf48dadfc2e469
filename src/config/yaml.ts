import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import type { Report } from '../model/diagnostic.ts';
import type { Span } from '../model/span.ts';

/** Way to a value: keys of blocks and indices of lists (from 0). */
export type Path = readonly (string | number)[];

/** A YAML text as plain values that know where they stand. */
export interface ParsedYaml {
  /** The outermost block; empty when the text is. */
  readonly value: Record<string, unknown>;
  /** Where the key, or the value, at a path stands; the nearest block around it when there is no such place. */
  place(path: Path, what: 'key' | 'value'): Span;
}

/** Largest YAML text read, characters: thousands of parts fit, and a parser is not kept busy by a file that is none of ours. */
export const YAML_LIMIT: number = 1024 * 1024;
/** References to anchors followed in one text: a person writes a few; nested ones could grow without end (“billion laughs”). */
export const ALIAS_LIMIT = 100;
/** Blocks within blocks: what we know has five levels, a layout's options a few more. */
const DEPTH_LIMIT = 32;

/** What the parser's codes mean to a person, and how to mend it; its own words speak of its insides. */
const FAULTS: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'this value holds a colon followed by a space, which begins another key',
    hint: 'Put the value in quotation marks.',
  },
  DUPLICATE_KEY: { message: 'this key is there twice', hint: 'Keep one of the two.' },
  TAB_AS_INDENT: { message: 'a tab indents this line', hint: 'Indent with spaces; YAML knows no tabs.' },
  BAD_INDENT: {
    message: 'this line is indented unlike its neighbours',
    hint: 'Indent all keys of a block by the same number of spaces.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a colon is missing here, or lines are indented unlike each other',
    hint: 'Write “key: value”, and indent all keys of a block by the same number of spaces.',
  },
  MISSING_CHAR: {
    message: 'a quotation mark, bracket or colon is missing before this place',
    hint: 'Close every quotation mark and bracket, and write “key: value”.',
  },
  BAD_SCALAR_START: {
    message: 'this value begins with a mark that YAML keeps for itself',
    hint: 'Put the value in quotation marks.',
  },
  MULTIPLE_DOCS: {
    message: 'a line of hyphens begins a second document',
    hint: 'Keep one: take the line away.',
  },
  TAG_RESOLVE_FAILED: {
    message: 'a word that begins with ! has no meaning here',
    hint: 'Take it away, or put the value in quotation marks.',
  },
};

/** How the parser’s message begins where a key of a list’s entry is indented less than the entry; its code is that of a missing character. */
const UNLED_ITEM = 'Sequence item without -';
/** How it goes on where a bracket is not closed; its code is that of a line indented wrongly. */
const UNCLOSED = /^Flow .* must be sufficiently indented and end with/;

class Unfit extends Error {
  readonly node: Node;
  readonly hint: string | undefined;
  constructor(node: Node, message: string, hint?: string) {
    super(message);
    this.node = node;
    this.hint = hint;
  }
}

/**
 * Reads YAML (1.2 core schema: dates stay text). Every syntax error is reported with its place; then, or when the outermost value is no
 * block, undefined is returned. Values under `textKeys` of the outermost block come as they were written, so that `2024`
 * and `1.10` are text there; `outer.inner` names any `inner` below the outermost key `outer`.
 *
 * @param origin `file` for spans; `line` on which `text` begins in it, from 1
 */
export function parseYaml(
  text: string,
  origin: { readonly file: string; readonly line: number },
  textKeys: ReadonlySet<string>,
  report: Report,
): ParsedYaml | undefined {
  const lines = new LineCounter();
  const span = (offset: number): Span => {
    const { line, col } = lines.linePos(offset);
    return { file: origin.file, line: Math.max(line, 1) + origin.line - 1, column: Math.max(col, 1) };
  };
  const start: Span = { file: origin.file, line: origin.line, column: 1 };
  if (text.length > YAML_LIMIT) {
    report({
      severity: 'error',
      code: 'yaml-too-large',
      message: `more than ${YAML_LIMIT} characters of YAML`,
      span: start,
    });
    return undefined;
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', stringKeys: false });
  } catch {
    // The parser descends into nested brackets and can run out of stack; it throws for nothing else.
    report({ severity: 'error', code: 'yaml-too-deep', message: 'the YAML is nested too deeply', span: start });
    return undefined;
  }
  const faults = [...document.errors, ...document.warnings];
  for (const fault of causes(faults)) reportFault(fault, span(fault.pos[0]), report);
  if (document.errors.length > 0) return undefined;

  const places = new Map<string, { readonly key?: number; readonly value: number }>();
  const walk = new Walk(document, places, textKeys);
  const contents = document.contents as Node | null;
  try {
    const value =
      contents === null || (isScalar(contents) && contents.value === null) ? {} : walk.value(contents, [], false);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Unfit(contents!, 'this is no block of keys and values', 'Write one “key: value” a line.');
    }
    return {
      value: value as Record<string, unknown>,
      place(path, what) {
        for (let length = path.length; length > 0; length--) {
          const place = places.get(JSON.stringify(path.slice(0, length)));
          if (place) return span(what === 'key' && length === path.length ? (place.key ?? place.value) : place.value);
        }
        return contents?.range ? span(contents.range[0]) : start;
      },
    };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    report({
      severity: 'error',
      code: 'yaml-unfit',
      message: error.message,
      span: span(error.node.range?.[0] ?? 0),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
    return undefined;
  }
}

/**
 * Faults without those that only follow from others: a tab puts everything after it in the wrong place, so does a
 * bracket that is not closed, and a line that is indented unlike its
 * neighbours is taken for what goes on with the value above.
 */
function causes(faults: readonly YAMLError[]): readonly YAMLError[] {
  const tabs = faults.filter((fault) => fault.code === 'TAB_AS_INDENT');
  if (tabs.length > 0) return tabs;
  const unclosed = faults.findIndex((fault) => UNCLOSED.test(fault.message));
  if (unclosed >= 0) return faults.slice(0, unclosed + 1);
  const astray = faults.find((fault) => fault.code === 'MULTILINE_IMPLICIT_KEY');
  return astray && faults[0] ? [Object.assign(astray, { pos: faults[0].pos })] : faults;
}

/** Turns nodes into plain values and notes where each stands. */
class Walk {
  readonly #document: Document.Parsed;
  readonly #places: Map<string, { readonly key?: number; readonly value: number }>;
  readonly #textKeys: ReadonlySet<string>;
  #aliases = 0;

  constructor(
    document: Document.Parsed,
    places: Map<string, { readonly key?: number; readonly value: number }>,
    textKeys: ReadonlySet<string>,
  ) {
    this.#document = document;
    this.#places = places;
    this.#textKeys = textKeys;
  }

  value(node: Node, path: Path, asText: boolean): unknown {
    if (path.length > DEPTH_LIMIT) throw new Unfit(node, 'the YAML is nested too deeply');
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > ALIAS_LIMIT) throw new Unfit(node, `more than ${ALIAS_LIMIT} references to anchors`);
      const target = node.resolve(this.#document);
      if (!target) throw new Unfit(node, `there is no anchor “${node.source}” before this reference`);
      return this.value(target, path, asText);
    }
    if (isMap(node)) {
      const entries: [string, unknown][] = [];
      for (const pair of node.items) {
        const keyNode = pair.key as Node;
        if (!isScalar(keyNode))
          throw new Unfit(
            isAlias(keyNode) || isMap(keyNode) || isSeq(keyNode) ? keyNode : node,
            'a key must be a word',
          );
        const key = keyNode.source ?? String(keyNode.value);
        const valueNode = pair.value as Node | null;
        const keyAt = keyNode.range?.[0] ?? 0;
        const inner = [...path, key];
        const empty = !valueNode || (isScalar(valueNode) && valueNode.value === null);
        this.#places.set(JSON.stringify(inner), { key: keyAt, value: empty ? keyAt : (valueNode.range?.[0] ?? keyAt) });
        // An outermost key without a value says nothing.
        if (empty && path.length === 0) continue;
        entries.push([
          key,
          valueNode
            ? this.value(valueNode, inner, asText || this.#textKeys.has(path.length === 0 ? key : `${path[0]}.${key}`))
            : null,
        ]);
      }
      // fromEntries, for a key `__proto__` must become a property like others.
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => {
        const child = item as Node;
        const inner = [...path, index];
        this.#places.set(JSON.stringify(inner), { value: child.range?.[0] ?? node.range?.[0] ?? 0 });
        return this.value(child, inner, asText);
      });
    }
    if (!isScalar(node)) throw new Unfit(node, 'this is no YAML value');
    const { value } = node;
    if (asText && value !== null && typeof value !== 'string') return node.source ?? JSON.stringify(value);
    return typeof value === 'bigint' ? Number(value) : value;
  }
}

function reportFault(error: YAMLError, span: Span, report: Report): void {
  const meant = error.message.startsWith(UNLED_ITEM)
    ? 'BAD_INDENT'
    : UNCLOSED.test(error.message)
      ? 'MISSING_CHAR'
      : error.code;
  const known = FAULTS[meant];
  const first = error.message.split('\n')[0]!.replace(/[.:]$/, '');
  report({
    severity: error.name === 'YAMLWarning' ? 'warning' : 'error',
    code: 'yaml-syntax',
    message: known?.message ?? `this YAML cannot be read: ${first.charAt(0).toLowerCase()}${first.slice(1)}`,
    span,
    ...(known && { hint: known.hint }),
  });
}
