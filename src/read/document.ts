import { type Document, Element, isTag, isText, type ParentNode, Text } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { SOURCE_ATTRIBUTE } from '../model/span.ts';
import { headingId } from './heading-id.ts';
import type { Mark, Marks } from './mark.ts';
import { needsPunctuation, punctuate, type TextPiece, unescapeSigns } from '../model/punctuation.ts';
import { eachElement, element, isInline, replaceNode, setChildren, solidChildren, textOf } from './tree.ts';

/** An element with what is known of it. */
export interface Marked {
  readonly element: Element;
  readonly mark: Mark;
}

/** The tree of one part with what the later steps look for. */
export interface PartTree {
  readonly document: Document;
  readonly headings: readonly Marked[];
  readonly links: readonly Marked[];
  readonly images: readonly Marked[];
  /** Elements that authors gave an id in HTML, links and images among them. */
  readonly named: readonly Marked[];
  readonly noteCalls: readonly Marked[];
  readonly notes: readonly Marked[];
}

/** Parses sanitised HTML, turns marks into attributes and gathers what needs finishing. */
export function plant(html: string, marks: Marks, part: number): PartTree {
  const document = parseDocument(html);
  const tree = { headings: [], links: [], images: [], named: [], noteCalls: [], notes: [] } as {
    [key in 'headings' | 'links' | 'images' | 'named' | 'noteCalls' | 'notes']: Marked[];
  };
  eachElement(document, (found) => {
    const mark = marks.get(found.attribs[marks.name]);
    delete found.attribs[marks.name];
    if (!mark) return;
    if (mark.attributes) Object.assign(found.attribs, mark.attributes);
    if (mark.mathml !== undefined) fillFormula(found, mark.mathml);
    const { name } = found;
    if (mark.kind !== 'raw' || !isInline(found) || name === 'a' || name === 'img') {
      found.attribs[SOURCE_ATTRIBUTE] = `${part}:${mark.line}:${mark.column}`;
    }
    const marked = { element: found, mark };
    if (/^h[1-6]$/.test(name)) tree.headings.push(marked);
    else if (mark.id !== undefined) tree.named.push(marked);
    if (name === 'img') tree.images.push(marked);
    else if (mark.kind === 'note-call') tree.noteCalls.push(marked);
    else if (mark.kind === 'note') tree.notes.push(marked);
    else if (mark.kind === 'notes') found.attribs['data-footnotes'] = '';
    else if (name === 'a') tree.links.push(marked);
    if (mark.title !== undefined && name === 'a') found.attribs['title'] = mark.title;
  });
  return { document, ...tree };
}

/** Puts a formula where its element stands. */
function fillFormula(place: Element, mathml: string): void {
  const [math] = parseDocument(mathml).children;
  if (!math || !isTag(math)) return;
  Object.assign(place.attribs, math.attribs);
  setChildren(place, math.children);
  eachElement(place, lowerAccent);
}

/** Letters that do not rise above the others' middle: browsers set what stands over them as high as over a capital. */
const LOW = /^[acegm-su-zαγεηικμνοπρςστυφχψω]$/;

/** Marks a sign over a low letter, for the style sheet to bring down. */
function lowerAccent(over: Element): void {
  const [base, accent] = over.children;
  if (over.name !== 'mover' || !base || !accent || !isTag(base) || !isTag(accent)) return;
  if (accent.attribs['stretchy'] !== 'false' && accent.attribs['style'] === undefined) return;
  if (base.name === 'mi' && LOW.test(textOf(base)))
    accent.attribs['class'] = `${accent.attribs['class'] ?? ''} tml-low`.trim();
}

/**
 * Makes the tree what HTML allows and the layouts expect: an image alone in a Markdown paragraph becomes a figure, its title the
 * caption; a paragraph that HTML put a block into becomes a `div`, as browsers would split it otherwise.
 */
export function shape(tree: PartTree): void {
  const marks = new Map(tree.images.map(({ element: image, mark }) => [image, mark]));
  eachElement(tree.document, (found) => {
    if (!isInline(found)) settleParagraph(found);
    if (found.name !== 'p') return;
    const solid = solidChildren(found);
    const only = solid.length === 1 && isTag(solid[0]!) ? solid[0] : undefined;
    const inside = only?.name === 'a' ? solidChildren(only) : [];
    const image =
      only?.name === 'img'
        ? only
        : inside.length === 1 && isTag(inside[0]!) && inside[0].name === 'img'
          ? inside[0]
          : undefined;
    const mark = image && marks.get(image);
    if (only && mark?.kind === 'image') {
      found.name = 'figure';
      const caption = mark.title?.trim();
      setChildren(found, caption ? [only, element('figcaption', {}, caption)] : [only]);
    }
  });
  // A paragraph that was closed by a block leaves an empty one at its end tag.
  const empty: Element[] = [];
  eachElement(tree.document, (found) => {
    if (found.name === 'p' && found.children.length === 0 && Object.keys(found.attribs).length === 0) empty.push(found);
  });
  for (const found of empty) removeElement(found);
}

/** A paragraph that holds a block, be it deep in a span, is a `div`. */
function settleParagraph(block: Element): void {
  let parent = block.parent;
  while (parent && parent.type !== 'root' && isTag(parent) && isInline(parent)) parent = parent.parent;
  if (parent && isTag(parent) && parent.name === 'p') parent.name = 'div';
}

/** Numbers footnotes' ids and links calls and notes both ways. `label` ids come from `idOf`. */
export function linkNotes(tree: PartTree, takeId: (id: string) => string): void {
  const calls = new Map<string, string[]>();
  const noteIds = new Map<string, string>();
  for (const { mark } of tree.notes) noteIds.set(mark.label!, takeId(`fn-${headingId(mark.label!)}`));
  for (const { element: call, mark } of tree.noteCalls) {
    const target = noteIds.get(mark.label!);
    if (target === undefined) continue;
    const id = takeId(target.replace(/^fn-/, 'fnref-'));
    call.attribs = { ...call.attribs, id, href: `#${target}`, 'data-footnote-ref': '' };
    calls.set(mark.label!, [...(calls.get(mark.label!) ?? []), id]);
  }
  for (const { element: note, mark } of tree.notes) {
    note.attribs['id'] = noteIds.get(mark.label!)!;
    const last = note.children.findLast(isTag);
    const home = last?.name === 'p' ? last : element('p', { [SOURCE_ATTRIBUTE]: note.attribs[SOURCE_ATTRIBUTE]! });
    const source = note.attribs[SOURCE_ATTRIBUTE]!;
    const links = (calls.get(mark.label!) ?? []).flatMap((id, k) => {
      const number = k === 0 ? [] : [element('sup', {}, String(k + 1))];
      return [
        new Text(' '),
        element('a', { href: `#${id}`, 'data-footnote-backref': '', [SOURCE_ATTRIBUTE]: source }, BACK, ...number),
      ];
    });
    setChildren(home, [...home.children, ...links]);
    if (home !== last) setChildren(note, [...note.children, home]);
  }
}

/** The sign of a back-link, as text and not as a picture (VARIATION SELECTOR-15). */
const BACK = '\u2191';

/** Elements whose text is exact. */
const EXACT: ReadonlySet<string> = new Set(['code', 'pre', 'kbd', 'samp', 'var', 'math', 'tt']);

/**
 * Sets quotes, dashes and ellipses right in all text of a part, block by block, by the language in force; without `smart` only puts
 * signs back that were written with a backslash.
 */
export function setPunctuation(tree: PartTree, lang: string, smart: boolean): void {
  const automatic = new Set(tree.links.filter(({ mark }) => mark.automatic).map((link) => link.element));
  let run: { piece: TextPiece; node?: Text }[] = [];
  const flush = () => {
    const pieces = run;
    run = [];
    if (!pieces.some(({ piece }) => !piece.fixed && needsPunctuation(piece.text, piece.lang))) return;
    if (smart) punctuate(pieces.map(({ piece }) => piece));
    for (const { piece, node } of pieces) if (node) node.data = unescapeSigns(piece.text);
  };
  const walk = (parent: ParentNode, language: string) => {
    for (const child of parent.children) {
      if (isText(child)) {
        run.push({ piece: { text: child.data, lang: language, fixed: false }, node: child });
        continue;
      }
      if (!isTag(child)) continue;
      const inner = child.attribs['lang'] ?? language;
      const inline = isInline(child);
      if (!inline) flush();
      if (child.name === 'br') run.push({ piece: { text: '\n', lang: language, fixed: false } });
      else if (EXACT.has(child.name) || automatic.has(child)) {
        // Signs with a backslash inside `<kbd>` and the like are put back all the same.
        restore(child);
        run.push({ piece: { text: 'x', lang: language, fixed: true } });
      } else if (child.name === 'img') run.push({ piece: { text: 'x', lang: language, fixed: true } });
      else walk(child, inner);
      if (!inline) flush();
    }
  };
  walk(tree.document, lang);
  flush();
}

function restore(parent: ParentNode): void {
  for (const child of parent.children) {
    if (isText(child)) child.data = unescapeSigns(child.data);
    else if (isTag(child)) restore(child);
  }
}

/** The first block when it is a figure of one image. */
export function leadingImage(tree: PartTree): { readonly figure: Element; readonly image: Element } | undefined {
  const first = solidChildren(tree.document)[0];
  if (!first || !isTag(first) || first.name !== 'figure') return undefined;
  const image = first.children.find((child): child is Element => isTag(child) && child.name === 'img');
  return image ? { figure: first, image } : undefined;
}

/** Takes an element out of its tree. */
function removeElement(found: Element): void {
  replaceNode(found);
}
