import { Tokenizer } from 'htmlparser2';
import type { Diagnostic } from '../model/diagnostic.ts';
import { OPEN_ELEMENTS_LIMIT } from './limits.ts';
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

/** What a person can have meant as HTML: HTML's own names, old ones among them, MathML's and SVG's outermost, and custom elements. */
const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas ' +
    'caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font ' +
    'footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins kbd label legend li link main ' +
    'map mark marquee math menu meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext ' +
    'pre progress q rb rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary sup svg ' +
    'table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp ' +
    'annotation maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt ' +
    'mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics ' +
    'circle clippath defs ellipse filter foreignobject g line lineargradient path pattern polygon polyline radialgradient rect stop symbol ' +
    'text tspan use'
  ).split(' '),
);

/** Elements without an end tag, or whose end tag may be left out: they do not stay open. */
const SELF_ENDING: ReadonlySet<string> = new Set(
  (
    'area base basefont bgsound br col embed frame hr img input link meta param source track wbr ' +
    'p li dt dd td th tr thead tbody tfoot colgroup option optgroup rt rp rb rtc body head html'
  ).split(' '),
);

/** A comment that ends (HTML 13.2.5.43 and after). */
const COMMENT = /^<!--(?:-?>|[\s\S]*?--!?>)/;

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
  /** The tag at hand is no HTML and becomes text. */
  let foreign = false;
  const copy = (to: number) => {
    if (dropped === undefined && to > done) out += html.slice(done, to);
    done = Math.max(done, to);
  };
  const finish = (end: number) => {
    const start = unfinished;
    unfinished = -1;
    if (foreign && dropped === undefined) {
      foreign = false;
      out += asText(html.slice(start, end + 1));
      done = end + 1;
    } else copy(end + 1);
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
        skip(html.lastIndexOf('<', start), end + ']]>'.length);
      },
      oncomment(start, end, offsetOfEnd) {
        const at = html.lastIndexOf('<', start - 1);
        const close = html.indexOf('>', Math.max(start, end - offsetOfEnd));
        if (!COMMENT.test(html.slice(at)) && dropped === undefined) {
          report(
            {
              severity: 'error',
              code: 'html-unclosed',
              message: 'a comment is never closed, so everything after it in this part is left out',
              hint: 'Write --> where it ends.',
            },
            place(at),
          );
        }
        skip(at, close === -1 ? html.length : close + 1);
        if (dropped === undefined && PAGE_BREAK.test(html.slice(start, end - offsetOfEnd))) {
          out += `<hr${marks.add({ kind: 'block', ...place(at), attributes: { 'data-pagebreak': '' } })}>`;
        }
      },
      ondeclaration(start, end) {
        skip(html.lastIndexOf('<', start), end + 1);
      },
      onprocessinginstruction(start, end) {
        skip(html.lastIndexOf('<', start), end + 1);
      },
      onopentagname(start, end) {
        const name = html.slice(start, end).toLowerCase();
        copy(start - 1);
        unfinished = start - 1;
        if (dropped !== undefined) return;
        const mark: Mark = { kind: 'raw', ...place(start - 1) };
        foreign = !ELEMENTS.has(name) && !name.includes('-');
        if (foreign) {
          report(
            {
              severity: 'warning',
              code: 'html-unknown',
              message: `<${name}> is not HTML, so it is shown as text`,
              hint: 'If it is meant as text, write &lt; for its first sign.',
            },
            mark,
          );
          return;
        }
        if (!SELF_ENDING.has(name) && marks.open >= OPEN_ELEMENTS_LIMIT) {
          if (marks.open++ === OPEN_ELEMENTS_LIMIT) {
            report(
              {
                severity: 'warning',
                code: 'nesting-limit',
                message: `more than ${OPEN_ELEMENTS_LIMIT} HTML elements are open here; tags beyond are shown as text`,
                hint: 'Close them.',
              },
              mark,
            );
          }
          foreign = true;
          return;
        }
        if (!SELF_ENDING.has(name)) marks.open++;
        if (RAW_TEXT_ELEMENTS.has(name)) {
          marks.open--;
          report(removedElement(name), mark);
          dropped = name;
          return;
        }
        copy(end);
        out += marks.add(mark);
      },
      onopentagend: (end) => finish(end),
      onselfclosingtag: (end) => finish(end),
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase().trim();
        const close = html.indexOf('>', end);
        const to = close === -1 ? html.length : close + 1;
        copy(start - 2);
        if (!SELF_ENDING.has(name)) marks.open = Math.max(0, Math.min(marks.open, OPEN_ELEMENTS_LIMIT) - 1);
        if (dropped !== undefined && name === dropped) {
          done = to;
          dropped = undefined;
        } else if (dropped === undefined && !ELEMENTS.has(name) && !name.includes('-')) {
          out += asText(html.slice(start - 2, to));
          done = to;
        } else copy(to);
      },
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  if (unfinished !== -1 && dropped === undefined) {
    // A tag that its token does not close would take the following text for attributes.
    out = (foreign ? out : out.slice(0, out.lastIndexOf('<'))) + asText(html.slice(unfinished));
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

function asText(html: string): string {
  return html.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
