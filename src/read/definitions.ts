import type { Token, Tokens } from 'marked';
import { labelKey, lex, type ClosedContainer, type DefinitionList, type NoteDefinition } from './lexer.ts';
import { SourceCursor, SourceText, type Place } from './source-text.ts';

/** Where a text defines a note or the address of links, and what it calls there. */
interface Definition {
  /** {@link labelKey} of a link’s label; of a note’s with a caret before it. */
  readonly label: string;
  /** Where it begins; lines count from 1. */
  readonly from: Place;
  /** Its last line. */
  readonly last: number;
  /** Labels that a note’s own text calls. */
  readonly calls: ReadonlySet<string>;
}

/**
 * The definitions of a text that nothing calls, but perhaps each other. They are found as the text is set: continued on lines that are not
 * indented, in quotations and in lists (CommonMark 4.7 and 5.1). A text that outgrows the stack has none; it is reported when it is read.
 */
export function uncalledDefinitions(text: string): readonly Definition[] {
  const definitions: Definition[] = [];
  const calls = new Set<string>();
  try {
    collect(lex(text, false).tokens, new SourceText(text, 1), definitions, calls);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  for (let before = -1; before < calls.size;) {
    before = calls.size;
    for (const definition of definitions)
      if (calls.has(definition.label)) for (const label of definition.calls) calls.add(label);
  }
  return definitions.filter(({ label }) => !calls.has(label));
}

/** Goes through the blocks of a text, those inside others too. */
function collect(tokens: readonly Token[], source: SourceText, definitions: Definition[], calls: Set<string>): void {
  const cursor = new SourceCursor(source);
  for (const token of tokens) {
    const start = cursor.take(token.raw);
    const found = (label: string, own: ReadonlySet<string>): void => {
      const from = source.place(start + Math.max(0, token.raw.search(/\S/)));
      const last = source.place(start + token.raw.trimEnd().length).line;
      definitions.push({ label, from, last, calls: own });
    };
    switch (token.type) {
      case 'def':
        found(labelKey((token as Tokens.Def).tag), new Set());
        break;
      case 'noteDefinition': {
        const { label, lines, tokens: inner, raw } = token as unknown as NoteDefinition;
        const own = new Set<string>();
        const words = /^[^\n]*?\]:[ \t]*/.exec(raw)?.[0].length ?? 0;
        collect(inner, source.inside(start + words, lines), definitions, own);
        found(`^${labelKey(label)}`, own);
        break;
      }
      case 'blockquote': {
        const lines = token.raw.split('\n').map((line) => line.replace(/^ {0,3}>[ \t]?/, ''));
        collect((token as Tokens.Blockquote).tokens, source.inside(start, lines), definitions, calls);
        break;
      }
      case 'list': {
        const within = new SourceCursor(source, start);
        for (const item of (token as Tokens.List).items) {
          const inner = source.inside(within.take(item.raw), item.text.split('\n'));
          collect(item.tokens, inner, definitions, calls);
        }
        break;
      }
      case 'closedContainer': {
        const { lines, tokens: inner, raw } = token as unknown as ClosedContainer;
        collect(inner, source.inside(start + raw.indexOf('\n') + 1, lines), definitions, calls);
        break;
      }
      case 'definitionList': {
        const first = source.lineAt(start);
        for (const { terms, definitions: meanings } of (token as unknown as DefinitionList).groups) {
          for (const term of terms) addCalls(term.tokens, calls);
          for (const { line, lines, tokens: inner } of meanings)
            collect(inner, source.inside(source.lineStart(first + line), lines), definitions, calls);
        }
        break;
      }
      default:
        addCalls([token], calls);
    }
  }
}

/** Adds the labels that the inline text of tokens calls. */
function addCalls(tokens: readonly Token[], calls: Set<string>): void {
  for (const token of tokens) {
    const { type, raw, label, tokens: inner, header, rows } = token as Inline;
    if (type === 'noteCall') calls.add(`^${labelKey(label ?? '')}`);
    if ((type === 'link' || type === 'image') && /^!?\[/.test(raw)) {
      // Three ways to call: [words][label], [label][] and [label] (CommonMark 6.3).
      const called = /\[((?:[^[\]\\]|\\[\s\S])*)\]$/.exec(raw.replace(/\[\]$/, ''))?.[1];
      if (called !== undefined) calls.add(labelKey(called));
    }
    for (const each of [inner ?? [], ...[header ?? [], ...(rows ?? [])].flat().map((cell) => cell.tokens ?? [])])
      addCalls(each, calls);
  }
}

/** What inline tokens hold: calls have a label, tables cells. */
interface Inline {
  readonly type: string;
  readonly raw: string;
  readonly label?: string;
  readonly tokens?: readonly Token[];
  readonly header?: readonly Inline[];
  readonly rows?: readonly (readonly Inline[])[];
}
