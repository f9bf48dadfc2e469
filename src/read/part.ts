import { type Element, isTag, isText } from 'domhandler';
import type { Diagnostic, Report } from '../model/diagnostic.ts';
import { splitFrontMatter } from '../model/front-matter.ts';
import type { MarkdownPart } from '../model/publication.ts';
import { contentHash, type World } from '../world.ts';
import { decode, type SetAside, setAsideDataAddresses } from './decode.ts';
import { type PartTree, plant, shape } from './document.ts';
import { lex } from './lexer.ts';
import { PART_LENGTH_LIMIT } from './limits.ts';
import { Marks } from './mark.ts';
import { Renderer } from './render.ts';
import { sanitise } from './sanitise.ts';
import { type Place, SourceText } from './source-text.ts';
import { eachElement } from './tree.ts';

/** One part as far as it can be read alone: links, images and ids wait for the others. */
export interface ReadPart {
  readonly file: string;
  readonly title?: string;
  readonly tree: PartTree;
  readonly dataAddress: SetAside['address'];
}

/** Reads one Markdown file into a tree. A file that cannot be read is an error and an empty part. */
export async function readPart(
  part: MarkdownPart,
  index: number,
  source: string,
  world: World,
  report: Report,
): Promise<ReadPart> {
  const { file } = part;
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
      span: { file: source, line: 1, column: 1 },
    });
  }
  return { file, ...(part.title === undefined ? {} : { title: part.title }), ...parsePart(text, file, index, report) };
}

/** Markdown text, front matter included, as a tree. */
export function parsePart(
  text: string,
  file: string,
  index: number,
  report: Report,
): Pick<ReadPart, 'tree' | 'dataAddress'> {
  const split = splitFrontMatter(text);
  const hash = contentHash(text);
  const reportAt = (diagnostic: Omit<Diagnostic, 'span'>, place: Place) =>
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
  const sourceText = new SourceText(body, split.bodyLine);
  const lexed = lex(body);
  reportUnread(lexed.unread, sourceText, reportAt);
  const marks = new Marks(hash);
  const html = new Renderer(marks, reportAt).render(lexed.tokens, sourceText);
  const tree = plant(sanitise(html, marks, reportAt), marks, index);
  if (aside.text !== split.body) restoreDataAddresses(tree, aside);
  shape(tree);
  return { tree, dataAddress: aside.address };
}

function reportUnread(
  unread: readonly { readonly kind: 'nesting' | 'length'; readonly raw: string }[],
  source: SourceText,
  report: (diagnostic: Omit<Diagnostic, 'span'>, place: Place) => void,
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
