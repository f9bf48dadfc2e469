import { posix } from 'node:path';
import { type Element, isTag, isText } from 'domhandler';
import type { Report } from '../model/diagnostic.ts';
import { splitFrontMatter } from '../model/front-matter.ts';
import type { OfficeText } from '../model/office.ts';
import type { ImagePart, TextPart } from '../model/part.ts';
import type { Publication } from '../model/publication.ts';
import { contentHash, type World } from '../world.ts';
import { decode, type SetAside, setAsideDataAddresses } from './decode.ts';
import { type PartTree, plant, shape } from './document.ts';
import { lex, type Lexed } from './lexer.ts';
import { LINE_LENGTH_LIMIT, OFFICE_PICTURE_LIMIT, PART_LENGTH_LIMIT } from './limits.ts';
import { Marks, type ReportAt } from './mark.ts';
import { reportClosed } from './closed-faults.ts';
import { annotateHtml } from './raw-html.ts';
import { Renderer } from './render.ts';
import { sanitise } from './sanitise.ts';
import { SourceText } from './source-text.ts';
import { eachElement } from './tree.ts';

/** One part as far as it can be read alone: links, images and ids wait for the others. */
export interface ReadPart {
  readonly file: string;
  readonly title?: string;
  readonly tree: PartTree;
  readonly dataAddress: SetAside['address'];
}

/** What Office files became, by their paths; one that is not there could not be read, which was reported. */
export type OfficeTexts = ReadonlyMap<string, OfficeText>;

/** Reads one Markdown file into a tree, or a picture as if it stood alone in one, or what an Office file became. A file that cannot be read is an error and an empty part. */
export async function readPart(
  part: TextPart,
  index: number,
  publication: Pick<Publication, 'source' | 'formulas'>,
  world: World,
  report: Report,
  office: OfficeTexts,
): Promise<ReadPart> {
  const { file } = part;
  const title = part.title === undefined ? {} : { title: part.title };
  if (part.kind === 'office') {
    const text = office.get(file);
    const own = text?.title === undefined ? {} : { title: text.title };
    return { file, ...own, ...title, ...parseHtml(text?.html ?? '', file, index, report) };
  }
  if (part.kind === 'image') return { file, ...title, ...parsePart(pictureMarkdown(part), file, index, report, false) };
  const result = await world.read(file);
  let text = '';
  if (result.ok) text = decode(result.bytes, file, report);
  else {
    const message = {
      missing: 'there is no file',
      outside: 'outside the project lies',
      directory: 'a folder, not a file, is',
      large: 'too large a file is',
      unreadable: 'this program may not read',
    };
    report({
      severity: 'error',
      code: 'part-missing',
      message: `${message[result.reason]} “${file}”`,
      span: { file: publication.source, line: 1, column: 1 },
    });
  }
  return { file, ...title, ...parsePart(text, file, index, report, publication.formulas) };
}

/** A picture as Markdown beside it would call it. */
function pictureMarkdown(part: ImagePart): string {
  const alt = part.alt.replace(/\s+/g, ' ').replace(/[\\[\]<>&*_`]/g, '\\$&');
  return `![${alt}](<${encodeURI(posix.basename(part.file))}>)\n`;
}

/** Markdown text, front matter included, as a tree; `formulas` says whether `$…$` is TeX. */
export function parsePart(
  text: string,
  file: string,
  index: number,
  report: Report,
  formulas: boolean,
): Pick<ReadPart, 'tree' | 'dataAddress'> {
  const split = splitFrontMatter(text);
  const hash = contentHash(text);
  const reportAt: ReportAt = (diagnostic, place) =>
    report({ ...diagnostic, span: { file, line: place.line, column: place.column } });
  const aside = setAsideDataAddresses(split.body, hash);
  let body = aside.text;
  if (body.length > PART_LENGTH_LIMIT) {
    body = body.slice(0, body.lastIndexOf('\n', PART_LENGTH_LIMIT) + 1 || PART_LENGTH_LIMIT);
    const lines = body.split('\n').length;
    reportAt(
      {
        severity: 'error',
        code: 'part-too-long',
        message: `the part has more than ${PART_LENGTH_LIMIT} characters; the rest is left out`,
        hint: 'Split it into several parts.',
      },
      { line: split.bodyLine + lines - 1, column: 1 },
    );
  }
  body = cutLongLines(body, split.bodyLine, reportAt);
  reportClosed({ ...split, body }, reportAt);
  const sourceText = new SourceText(body, split.bodyLine);
  const lexed = lexOrGiveUp(body, split.bodyLine, formulas, reportAt);
  reportUnread(lexed.unread, sourceText, reportAt);
  const marks = new Marks(hash);
  const html = new Renderer(marks, reportAt).render(lexed.tokens, sourceText);
  const tree = plant(sanitise(html, marks, reportAt), marks, index);
  if (aside.text !== split.body) restoreDataAddresses(tree, aside);
  shape(tree);
  return { tree, dataAddress: (name) => aside.address(name) };
}

/** Where all of an Office file is: it has no lines that a person could go to. */
const NOWHERE: SourceText = new SourceText('', 1);

/** HTML that an Office file became ({@link OfficeText}), as a tree: it goes through the same sanitiser as that of authors. */
function parseHtml(html: string, file: string, index: number, report: Report): Pick<ReadPart, 'tree' | 'dataAddress'> {
  const hash = contentHash(html);
  const reportAt: ReportAt = (diagnostic) => report({ ...diagnostic, span: { file, line: 1, column: 1 } });
  const aside = setAsideDataAddresses(html, hash, OFFICE_PICTURE_LIMIT);
  const marks = new Marks(hash);
  const annotated = annotateHtml(aside.text, NOWHERE, 0, marks, reportAt);
  const tree = plant(sanitise(markNotes(annotated.html, marks), marks, reportAt), marks, index);
  shape(tree);
  return { tree, dataAddress: (name) => aside.address(name) };
}

/** Gives notes and their calls the marks that those of Markdown have. The marks' name makes such text unforgeable. */
function markNotes(html: string, marks: Marks): string {
  const tag = new RegExp(` ${marks.name}="\\d+" data-(notes|note-call|note)(?:="([\\w-]*)")?`, 'g');
  return html.replaceAll(tag, (_, kind: 'notes' | 'note' | 'note-call', label = '') =>
    marks.add({ kind, line: 1, column: 1, ...(kind !== 'notes' && { label: String(label) }) }),
  );
}

/** Cuts lines off at {@link LINE_LENGTH_LIMIT}. */
function cutLongLines(body: string, firstLine: number, report: ReportAt): string {
  if (body.length <= LINE_LENGTH_LIMIT) return body;
  let long = false;
  for (let at = 0; at < body.length && !long;) {
    const end = body.indexOf('\n', at);
    long = (end === -1 ? body.length : end) - at > LINE_LENGTH_LIMIT;
    at = end === -1 ? body.length : end + 1;
  }
  if (!long) return body;
  return body
    .split('\n')
    .map((line, k) => {
      if (line.length <= LINE_LENGTH_LIMIT) return line;
      report(
        {
          severity: 'error',
          code: 'line-too-long',
          message: `the line has ${line.length} characters; those after ${LINE_LENGTH_LIMIT} are left out`,
          hint: 'Break it into lines.',
        },
        { line: firstLine + k, column: LINE_LENGTH_LIMIT + 1 },
      );
      return line.slice(0, LINE_LENGTH_LIMIT);
    })
    .join('\n');
}

/** Lexes; a text that outgrows the stack all the same is an error and nothing else, since no page of it would be right. */
function lexOrGiveUp(body: string, line: number, formulas: boolean, report: ReportAt): Lexed {
  try {
    return lex(body, formulas);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report(
      {
        severity: 'error',
        code: 'part-unreadable',
        message: 'the part has a block that is too long or too deep to be read, so the whole part is left out',
        hint: 'Split long paragraphs and lists with blank lines and headings.',
      },
      { line, column: 1 },
    );
    return { tokens: [], unread: [] };
  }
}

function reportUnread(
  unread: readonly { readonly kind: 'nesting' | 'length'; readonly raw: string }[],
  source: SourceText,
  report: ReportAt,
): void {
  for (const kind of ['nesting', 'length'] as const) {
    const first = unread.find((text) => text.kind === kind);
    if (!first) continue;
    const line = first.raw.trim().split('\n', 1)[0]!.slice(0, 200);
    const at = source.text.indexOf(line);
    report(
      {
        severity: 'warning',
        code: kind === 'nesting' ? 'nesting-limit' : 'paragraph-too-long',
        message:
          kind === 'nesting'
            ? 'lists, quotes or emphasis nest too deeply here; what is further inside is shown as it is written'
            : 'this paragraph is too long to look for emphasis and links in it; it is shown as it is written',
        hint: kind === 'nesting' ? 'Write it with fewer levels.' : 'Split it with blank lines.',
      },
      source.place(Math.max(0, at)),
    );
  }
}

/** A `data:` address in text or code is text again. */
function restoreDataAddresses(tree: PartTree, aside: SetAside): void {
  const restore = (text: string) =>
    text.replace(/data:octavo\/[0-9a-f]+,\d+/g, (standIn) => {
      const kept = aside.address(standIn);
      return kept ? (kept.address ?? `data:… (${kept.length} characters)`) : standIn;
    });
  const visit = (element: Element) => {
    for (const child of element.children) if (isText(child)) child.data = restore(child.data);
  };
  for (const child of tree.document.children) {
    if (isTag(child)) visit(child);
    else if (isText(child)) child.data = restore(child.data);
  }
  eachElement(tree.document, visit);
}
