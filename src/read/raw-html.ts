import { Tokenizer } from 'htmlparser2';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Mark, Marks } from './mark.ts';
import type { SourceText } from './source-text.ts';

/**
 * Elements whose content the HTML tokeniser reads as raw text (HTML 13.1.2). Left open in one Markdown token they would swallow all that
 * follows, so they go before the part is put together.
 */
export const RAW_TEXT_ELEMENTS: ReadonlySet<string> = new Set([
  'script',
  'style',
  'title',
  'textarea',
  'iframe',
  'xmp',
  'noembed',
  'noframes',
  'plaintext',
]);

/** `<!-- pagebreak -->`, as Octavo reads it. */
const PAGE_BREAK = /^\s*page-?break\s*$/i;

/** What an HTML token became. */
export interface AnnotatedHtml {
  /** The HTML with a mark on each start tag, without comments and raw-text elements. */
  readonly html: string;
  /** Name of a raw-text element that is still open at its end; the caller drops what follows in an inline token's siblings. */
  readonly open?: string;
}

/**
 * Gives every start tag of a piece of raw HTML a mark with its place in the file. `offset` is the piece's place in `source`; a piece that
 * does not occur there verbatim (tabs were expanded) is placed by its beginning.
 */
export function annotateHtml(
  html: string,
  source: SourceText,
  offset: number,
  marks: Marks,
  report: (diagnostic: Omit<Diagnostic, 'span'>, mark: { line: number; column: number }) => void,
): AnnotatedHtml {
  const verbatim = source.text.startsWith(html, offset);
  const place = (at: number) => source.place(verbatim ? offset + at : offset);
  let out = '';
  /** Up to where the piece has been copied or left out. */
  let done = 0;
  /** Start of a tag whose end has not been seen. */
  let unfinished = -1;
  let dropped: string | undefined;
  const copy = (to: number) => {
    if (dropped === undefined && to > done) out += html.slice(done, to);
    done = Math.max(done, to);
  };
  const skip = (from: number, to: number) => {
    copy(from);
    done = to;
  };

  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: false },
    {
      onattribdata() {},
      onattribentity() {},
      onattribend() {},
      onattribname() {},
      ontext() {},
      ontextentity() {},
      onend() {},
      oncdata(start, end) {
        skip(start - '<![CDATA['.length, end + ']]>'.length);
      },
      oncomment(start, end, offsetOfEnd) {
        const at = html.lastIndexOf('<', start - 1);
        const close = html.indexOf('>', Math.max(start, end - offsetOfEnd));
        skip(at, close === -1 ? html.length : close + 1);
        if (dropped === undefined && PAGE_BREAK.test(html.slice(start, end - offsetOfEnd))) {
          out += `<hr${marks.add({ kind: 'block', ...place(at), attributes: { 'data-pagebreak': '' } })}>`;
        }
      },
      ondeclaration(start, end) {
        skip(start - '<'.length, end + 1);
      },
      onprocessinginstruction(start, end) {
        skip(start - '<'.length, end + 1);
      },
      onopentagname(start, end) {
        const name = html.slice(start, end).toLowerCase();
        copy(start - 1);
        unfinished = start - 1;
        if (dropped !== undefined) return;
        const mark: Mark = { kind: 'raw', ...place(start - 1) };
        if (RAW_TEXT_ELEMENTS.has(name)) {
          report(removedElement(name), mark);
          dropped = name;
          return;
        }
        copy(end);
        out += marks.add(mark);
      },
      onopentagend(end) {
        unfinished = -1;
        copy(end + 1);
      },
      onselfclosingtag(end) {
        unfinished = -1;
        copy(end + 1);
      },
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase().trim();
        const close = html.indexOf('>', end);
        const to = close === -1 ? html.length : close + 1;
        copy(start - 2);
        if (dropped !== undefined && name === dropped) {
          done = to;
          dropped = undefined;
        } else copy(to);
      },
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  if (unfinished !== -1 && dropped === undefined) {
    // A tag that its token does not close would take the following text for attributes.
    out = out.slice(0, out.lastIndexOf('<')) + html.slice(unfinished).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    report(
      {
        severity: 'warning',
        code: 'html-unfinished',
        message: 'a tag that is not finished is shown as text',
        hint: 'Close it with > before the next blank line, or write &lt; for a plain sign.',
      },
      place(unfinished),
    );
  } else copy(html.length);
  return dropped === undefined ? { html: out } : { html: out, open: dropped };
}

/** The warning for an element that a print publication has no use for, or that must not run. */
export function removedElement(name: string): Omit<Diagnostic, 'span'> {
  const hints: Record<string, string> = {
    script: 'Nothing runs in a publication: put what the script would write into the Markdown.',
    style: 'Put style rules into the layout.',
    svg: 'Save the drawing as a file and call it as an image.',
    iframe: 'Link to the page, or place a picture of it.',
    video: 'Link to it, or place a still picture.',
    audio: 'Link to it.',
  };
  const hint = hints[name];
  return {
    severity: 'warning',
    code: 'html-removed',
    message: `the HTML element <${name}> was removed`,
    ...(hint ? { hint } : {}),
  };
}
