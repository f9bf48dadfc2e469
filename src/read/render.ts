import type { Token, Tokens } from 'marked';
import { escapeMarkup } from '../model/escape-markup.ts';
import { countingOf } from './enumeration.ts';
import type { ClosedContainer, DefinitionList, NoteCall, NoteDefinition } from './lexer.ts';
import { labelKey } from './lexer.ts';
import { TABLE_ROW_LIMIT } from './limits.ts';
import type { FormulaToken } from './formula-lexer.ts';
import { renderFormula } from './formula.ts';
import type { Marks, ReportAt } from './mark.ts';
import { ESCAPED } from '../model/punctuation.ts';
import { annotateHtml, RAW_TEXT_ELEMENTS } from './raw-html.ts';
import { plainText, resolveReferences } from './inline-text.ts';
import { SourceCursor, type Place, type SourceText } from './source-text.ts';

/**
 * Writes the tokens of a part as HTML in which every block, link and image bears a mark ({@link Marks}). The result goes through the
 * sanitiser whole, so that an element opened in one HTML block and closed in another works.
 */
export class Renderer {
  readonly #marks: Marks;
  readonly #report: ReportAt;
  readonly #notes = new Map<string, { token: NoteDefinition; source: SourceText; place: Place }>();
  /** Labels in order of their first call, each with the number of its note. */
  readonly #called = new Map<string, number>();

  constructor(marks: Marks, report: ReportAt) {
    this.#marks = marks;
    this.#report = report;
  }

  /** The part as HTML, its footnotes in a section at the end. */
  render(tokens: readonly Token[], source: SourceText): string {
    let html = this.#blocks(tokens, source, false);
    let notes = '';
    // A note may call another, which then joins the list.
    for (const label of this.#called.keys()) {
      const note = this.#notes.get(label);
      if (!note) continue;
      const mark = this.#marks.add({ kind: 'note', ...note.place, label });
      notes += `<li${mark}>${this.#blocks(note.token.tokens, note.source, false)}</li>\n`;
    }
    const first = this.#notes.get(this.#called.keys().next().value ?? '');
    if (first) {
      html += `<section${this.#marks.add({ kind: 'notes', ...first.place })}><ol>${notes}</ol></section>\n`;
    }
    for (const [label, note] of this.#notes) {
      if (this.#called.has(label)) continue;
      this.#report(
        {
          severity: 'warning',
          code: 'footnote-unused',
          message: `the footnote [^${note.token.label}] is called nowhere and is left out`,
          hint: `Write [^${note.token.label}] where it belongs, or delete it.`,
        },
        note.place,
      );
    }
    return html;
  }

  #blocks(tokens: readonly Token[], source: SourceText, tight: boolean): string {
    // Definitions may follow their calls, so they are known first.
    const cursor = new SourceCursor(source);
    const starts = tokens.map((token) => cursor.take(token.raw));
    tokens.forEach((token, index) => {
      if (token.type === 'noteDefinition') this.#define(token as unknown as NoteDefinition, source, starts[index]!);
    });
    let html = '';
    tokens.forEach((token, index) => {
      html += this.#block(token, source, starts[index]!, tight);
    });
    return html;
  }

  #define(token: NoteDefinition, source: SourceText, start: number): void {
    const key = labelKey(token.label);
    const indent = token.raw.search(/\S/);
    const place = source.place(start + indent);
    if (this.#notes.has(key)) {
      this.#report(
        {
          severity: 'warning',
          code: 'footnote-duplicate',
          message: `the footnote [^${token.label}] is defined more than once; the first holds`,
          hint: 'Give one of them another label.',
        },
        place,
      );
      return;
    }
    const label = /^[^\n]*?\]:[ \t]*/.exec(token.raw)?.[0].length ?? 0;
    const inner = source.inside(start + label, token.lines);
    this.#notes.set(key, { token, source: inner, place });
  }

  #block(token: Token, source: SourceText, start: number, tight: boolean): string {
    const marked = token as Tokens.Generic;
    // Indentation of up to three spaces is no part of what a person sees as the block.
    const lead = Math.max(0, marked.raw.search(/[^ \t\n]/));
    const at = start + lead;
    const mark = (kind: 'block' | 'paragraph' | 'heading', more: object = {}) =>
      this.#marks.add({ kind, ...source.place(at), ...more });
    switch (token.type) {
      case 'space':
      case 'def':
        return '';
      case 'paragraph':
        return `<p${mark('paragraph')}>${this.#inlineOf(token as Tokens.Paragraph, source, start)}</p>\n`;
      case 'text': {
        const text = token as Tokens.Text;
        const inline = text.tokens ? this.#inline(text.tokens, new SourceCursor(source, at)) : escapeMarkup(text.text);
        return tight ? `${inline}\n` : `<p${mark('paragraph')}>${inline}</p>\n`;
      }
      case 'heading': {
        const heading = token as Tokens.Heading;
        const id = takeHeadingId(heading.tokens);
        const text = heading.raw.indexOf(
          heading.text.split('\n', 1)[0]!,
          lead + (heading.raw[lead] === '#' ? heading.depth : 0),
        );
        const inline = this.#inline(heading.tokens, new SourceCursor(source, start + Math.max(lead, text)));
        return `<h${heading.depth}${mark('heading', id === undefined ? {} : { id })}>${inline}</h${heading.depth}>\n`;
      }
      case 'hr':
        return `<hr${mark('block')}>\n`;
      case 'code': {
        const code = token as Tokens.Code;
        const language = resolveReferences(code.lang ?? '').match(/^\S+/)?.[0];
        const text = code.text === '' || code.text.endsWith('\n') ? code.text : `${code.text}\n`;
        const inner = this.#marks.add({
          kind: 'block',
          ...source.place(at),
          ...(language === undefined ? {} : { attributes: { class: `language-${language}` } }),
        });
        return `<pre${mark('block')}><code${inner}>${escapeMarkup(text)}</code></pre>\n`;
      }
      case 'blockquote': {
        const quote = token as Tokens.Blockquote;
        const lines = quote.raw.split('\n').map((line) => line.replace(/^ {0,3}>[ \t]?/, ''));
        return `<blockquote${mark('block')}>\n${this.#blocks(quote.tokens, source.inside(start, lines), false)}</blockquote>\n`;
      }
      case 'closedContainer': {
        const { kind, reason, lines, tokens: inner, raw } = token as unknown as ClosedContainer;
        const html = this.#blocks(inner, source.inside(start + raw.indexOf('\n') + 1, lines), false);
        return `<section${mark('block', { attributes: { [`data-${kind}`]: reason } })}>\n${html}</section>\n`;
      }
      case 'definitionList':
        return this.#definitions(token as unknown as DefinitionList, source, start, mark('block'));
      case 'list':
        return this.#list(token as Tokens.List, source, start, mark);
      case 'table':
        return this.#table(token as Tokens.Table, source, start + lead, mark('block'));
      case 'formula': {
        const formula = renderFormula(token as unknown as FormulaToken, source, at, this.#marks, this.#report);
        return `<p${mark('paragraph', { attributes: { class: 'formula' } })}>${formula}</p>\n`;
      }
      case 'html': {
        const annotated = annotateHtml((token as Tokens.HTML).text, source, start, this.#marks, this.#report);
        if (annotated.open !== undefined) this.#reportOpen(annotated.open, source.place(at));
        return `${annotated.html}\n`;
      }
      default:
        return '';
    }
  }

  #list(token: Tokens.List, source: SourceText, start: number, mark: (kind: 'block', more?: object) => string): string {
    const tag = token.ordered ? 'ol' : 'ul';
    const counting = token.ordered ? countingOf(token) : {};
    let html = `<${tag}${mark('block', Object.keys(counting).length > 0 ? { attributes: counting } : {})}>\n`;
    const cursor = new SourceCursor(source, start);
    for (const item of token.items) {
      const from = cursor.take(item.raw);
      // marked takes the check box out of the item's text but leaves it in its tokens.
      const box = item.task ? /\[[ xX]\][ \t]+/.exec(item.raw) : null;
      const inner = source.inside(from, `${box?.[0] ?? ''}${item.text}`.split('\n'));
      const children = item.tokens.filter((child) => child.type !== 'checkbox');
      // In a tight list the check box is a token of its own before the text.
      const passed = box && children.length < item.tokens.length ? afterBox(inner, box[0].length) : inner;
      const task = item.task ? { attributes: { 'data-task': item.checked ? 'done' : 'open' } } : {};
      const lead = item.raw.search(/[^ \t]/);
      html += `<li${this.#marks.add({ kind: 'block', ...source.place(from + Math.max(0, lead)), ...task })}>`;
      html += this.#blocks(children, passed, !item.loose).replace(/\n$/, '');
      html += '</li>\n';
    }
    return `${html}</${tag}>\n`;
  }

  #definitions({ groups }: DefinitionList, source: SourceText, start: number, mark: string): string {
    const first = source.lineAt(start);
    const element = (name: 'dt' | 'dd', line: number, html: (from: number) => string): string => {
      const from = line === 0 ? start : source.lineStart(first + line);
      return `<${name}${this.#marks.add({ kind: 'block', ...source.place(from) })}>${html(from)}</${name}>\n`;
    };
    const terms = groups.map((group) => [
      ...group.terms.map(({ line, tokens }) =>
        element('dt', line, (from) => this.#inline(tokens, new SourceCursor(source, from))),
      ),
      ...group.definitions.map(({ line, lines, loose, tokens }) =>
        element('dd', line, (from) => {
          const inner = source.inside(from, lines);
          const only = tokens.length === 1 && !loose && tokens[0]!.type === 'paragraph' ? tokens[0] : undefined;
          return only ? this.#inlineOf(only as Tokens.Paragraph, inner, 0) : this.#blocks(tokens, inner, false);
        }),
      ),
    ]);
    return `<dl${mark}>\n${terms.flat().join('')}</dl>\n`;
  }

  #table(token: Tokens.Table, source: SourceText, start: number, mark: string): string {
    const first = source.lineAt(start);
    const row = (cells: readonly Tokens.TableCell[], line: number, tag: 'th' | 'td') => {
      const from = line === first ? start : source.lineStart(line);
      const end = source.text.indexOf('\n', from);
      const text = source.text.slice(from, end === -1 ? undefined : end);
      let at = 0;
      let html = `<tr${this.#marks.add({ kind: 'block', ...source.place(from + Math.max(0, text.search(/\S/))) })}>\n`;
      for (const cell of cells) {
        const found =
          cell.text === ''
            ? -1
            : text.indexOf(cell.text.includes('|') ? cell.text.replaceAll('|', '\\|') : cell.text, at);
        if (found !== -1) at = found;
        const inline = this.#inline(cell.tokens, new SourceCursor(source, from + at));
        if (found !== -1) at += cell.text.length;
        const align = cell.align
          ? this.#marks.add({
              kind: 'block',
              ...source.place(from + Math.max(0, found)),
              attributes: { style: `text-align: ${cell.align}` },
            })
          : '';
        html += `<${tag}${align}>${inline}</${tag}>\n`;
      }
      return `${html}</tr>\n`;
    };
    let html = `<table${mark}>\n<thead>\n${row(token.header, first, 'th')}</thead>\n`;
    const rows = token.rows.slice(0, TABLE_ROW_LIMIT);
    if (rows.length > 0)
      html += `<tbody>\n${rows.map((cells, k) => row(cells, first + 2 + k, 'td')).join('')}</tbody>\n`;
    if (rows.length < token.rows.length) {
      this.#report(
        {
          severity: 'error',
          code: 'table-too-long',
          message: `the table has ${token.rows.length} rows; those after ${TABLE_ROW_LIMIT} are left out`,
          hint: 'Split it into several tables, or attach the data as a file.',
        },
        source.place(source.lineStart(first + 2 + TABLE_ROW_LIMIT)),
      );
    }
    return `${html}</table>\n`;
  }

  #inlineOf(token: Tokens.Paragraph, source: SourceText, start: number): string {
    const first = token.text.split('\n', 1)[0]!;
    return this.#inline(token.tokens, new SourceCursor(source, start + Math.max(0, token.raw.indexOf(first))));
  }

  #inline(tokens: readonly Token[], cursor: SourceCursor): string {
    const { source } = cursor;
    let html = '';
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index]!;
      const start = cursor.take(token.raw);
      const within = (skip: number) =>
        this.#inline((token as Tokens.Em).tokens, new SourceCursor(source, start + skip));
      switch (token.type) {
        case 'text':
          html += (token as Tokens.Text).tokens
            ? within(0)
            : escapeMarkup(resolveReferences((token as Tokens.Text).text));
          break;
        case 'escape': {
          const sign = (token as Tokens.Escape).text;
          html += ESCAPED.get(sign) ?? escapeMarkup(resolveReferences(sign));
          break;
        }
        case 'em':
          html += `<em>${within(1)}</em>`;
          break;
        case 'strong':
          html += `<strong>${within(2)}</strong>`;
          break;
        case 'del':
          html += `<del>${within(token.raw.startsWith('~~') ? 2 : 1)}</del>`;
          break;
        case 'codespan':
          html += `<code>${escapeMarkup((token as Tokens.Codespan).text)}</code>`;
          break;
        case 'br':
          html += '<br>\n';
          break;
        case 'link': {
          const link = token as Tokens.Link;
          const automatic = link.autolink === true;
          const mark = this.#marks.add({
            kind: 'link',
            ...source.place(start),
            href: automatic ? link.href : resolveReferences(link.href),
            title: link.title ? resolveReferences(link.title) : undefined,
            automatic,
          });
          html += `<a${mark}>${automatic ? escapeMarkup(link.text) : within(1)}</a>`;
          break;
        }
        case 'image': {
          const image = token as Tokens.Image;
          const mark = this.#marks.add({
            kind: 'image',
            ...source.place(start),
            src: resolveReferences(image.href),
            title: image.title ? resolveReferences(image.title) : undefined,
            alt: plainText(image.tokens),
            ...widthAfter(tokens[index + 1]),
          });
          html += `<img${mark}>`;
          break;
        }
        case 'html': {
          const annotated = annotateHtml(token.raw, source, start, this.#marks, this.#report);
          html += annotated.html;
          if (annotated.open === undefined || !RAW_TEXT_ELEMENTS.has(annotated.open)) break;
          const end = new RegExp(`^</${annotated.open}\\s*>`, 'i');
          const close = tokens.findIndex((other, k) => k > index && other.type === 'html' && end.test(other.raw));
          for (; index < close; index++) cursor.take(tokens[index + 1]!.raw);
          break;
        }
        case 'formula':
          html += renderFormula(token as unknown as FormulaToken, source, start, this.#marks, this.#report);
          break;
        case 'noteCall':
          html += this.#noteCall(token as unknown as NoteCall, source.place(start));
          break;
        default:
          break;
      }
    }
    return html;
  }

  #noteCall(call: NoteCall, place: Place): string {
    const key = labelKey(call.label);
    if (!call.defined) {
      this.#report(
        {
          severity: 'error',
          code: 'footnote-missing',
          message: `the footnote [^${call.label}] is defined nowhere`,
          hint: `Add a line “[^${call.label}]: …” to this part.`,
        },
        place,
      );
      return escapeMarkup(call.raw);
    }
    const number = this.#called.get(key) ?? this.#called.size + 1;
    this.#called.set(key, number);
    return `<sup><a${this.#marks.add({ kind: 'note-call', ...place, label: key })}>${number}</a></sup>`;
  }

  #reportOpen(name: string, place: Place): void {
    this.#report(
      {
        severity: 'error',
        code: 'html-unclosed',
        message: `<${name}> is never closed, so everything after it in this part or block is lost`,
        hint: `Close it with </${name}>, or delete it.`,
      },
      place,
    );
  }
}

/** How wide an image is to be, as Pandoc and its kin write it after one: `{width=50%}`. It is taken out of the text. */
function widthAfter(next: Token | undefined): { readonly attributes?: Readonly<Record<string, string>> } {
  const text = next?.type === 'text' ? (next as Tokens.Text) : undefined;
  const [all, width] =
    /^\{[^{}\n]*?\bwidth=["']?(\d{1,4}(?:\.\d{1,3})?(?:%|px|mm|cm|in|pt|em))["']?[^{}\n]*\}/.exec(text?.text ?? '') ??
    [];
  if (!text || all === undefined || width === undefined) return {};
  text.text = text.text.slice(all.length);
  return { attributes: { style: `width: ${width}` } };
}

/** The item's source with its check box passed over. */
function afterBox(inner: SourceText, length: number): SourceText {
  return inner.inside(length, inner.text.slice(length).split('\n'));
}

/** Takes `{#id}` off the end of a heading's tokens. */
function takeHeadingId(tokens: Token[]): string | undefined {
  const last = tokens.at(-1);
  if (last?.type !== 'text') return undefined;
  const match = /(?:^|\s)\s*\{#([^\s{}]+)\}\s*$/.exec((last as Tokens.Text).text);
  if (!match) return undefined;
  const text = (last as Tokens.Text).text.slice(0, match.index);
  if (text === '') tokens.pop();
  else (last as Tokens.Text).text = text;
  return match[1];
}
