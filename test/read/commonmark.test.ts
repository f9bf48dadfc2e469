import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ChildNode, isTag, isText, type ParentNode } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { parsePart } from '../../src/read/part.ts';
import { unescapeSigns } from '../../src/model/punctuation.ts';
import { corpus } from '../harness/corpus.ts';

interface Example {
  readonly markdown: string;
  readonly html: string;
  readonly section: string;
  readonly number: number;
}

/** The specification's examples: a file that OCTAVO_COMMONMARK names, one beside the corpus, or the package of the specification. */
function examples(): readonly Example[] | undefined {
  const beside = corpus && join(dirname(corpus), 'commonmark');
  const file =
    process.env['OCTAVO_COMMONMARK'] ??
    (beside && existsSync(beside) ? readdirSync(beside).find((name) => name.endsWith('.json')) : undefined);
  if (file) {
    const all = JSON.parse(
      readFileSync(process.env['OCTAVO_COMMONMARK'] ?? join(beside!, file), 'utf8'),
    ) as (Example & { example?: number })[];
    return all.map((one, k) => ({ ...one, number: one.number ?? one.example ?? k + 1 }));
  }
  try {
    const { tests } = createRequire(import.meta.url)('commonmark-spec') as { tests: Example[] };
    return tests.map((one) => ({
      ...one,
      markdown: one.markdown.replaceAll('→', '\t'),
      html: one.html.replaceAll('→', '\t'),
    }));
  } catch {
    return undefined;
  }
}

const found = examples();

/** Where Octavo differs on purpose. */
const DIFFERENT: Readonly<Record<string, readonly number[]>> = {
  'what is no HTML element is shown as text': [150, 163, 201, 491, 524, 536, 613, 614, 615, 623],
  'a tag that its block does not finish is shown as text': [156, 157, 158],
  'scripts, styles and fields are removed': [170, 171, 172, 173, 176, 178],
  'attributes that say nothing on paper are removed, white space between classes is one space': [154, 169, 616],
  'custom elements are removed': [617],
  'bare addresses are links, as in GFM': [602, 608, 611, 612],
};

describe.skipIf(!found)('the examples of CommonMark 0.31.2', () => {
  test('652 are there, and only those fail where Octavo differs on purpose', () => {
    const failing = (found ?? []).filter(({ markdown, html }) => ours(markdown) !== canonical(parseDocument(html)));
    expect(found).toHaveLength(652);
    expect(failing.map(({ number }) => number)).toEqual(
      Object.values(DIFFERENT)
        .flat()
        .sort((a, b) => a - b),
    );
  });
});

function ours(markdown: string): string {
  const { tree } = parsePart(`---\n---\n${markdown}`, 'example.md', 0, () => {}, true);
  for (const { element, mark } of tree.links) {
    if (mark.href !== undefined) element.attribs['href'] = mark.href;
  }
  for (const { element, mark } of tree.images) {
    element.attribs = {
      ...element.attribs,
      src: mark.src ?? '',
      alt: mark.alt ?? '',
      ...(mark.title === undefined ? {} : { title: mark.title }),
    };
  }
  return canonical(tree.document);
}

/** Elements between which white space says nothing. */
const BLOCKS = new Set(
  'address article blockquote dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre section table tbody td th thead tr ul'.split(
    ' ',
  ),
);

/** HTML in a form in which equal documents are equal texts: attributes in order, without ids and sources; figures as paragraphs. */
function canonical(parent: ParentNode, pre = false): string {
  // Comments go; the texts around them are one.
  const children: ChildNode[] = [];
  for (const child of parent.children) {
    const last = children.at(-1);
    if (isText(child) && last && isText(last)) last.data += child.data;
    else if (isText(child) || (isTag(child) && child.name !== 'figcaption')) children.push(child);
  }
  return children.map((child, k) => node(child, pre, children[k - 1], children[k + 1], parent)).join('');
}

function node(
  child: ChildNode,
  pre: boolean,
  before: ChildNode | undefined,
  after: ChildNode | undefined,
  parent: ParentNode,
): string {
  if (isText(child)) {
    let text = unescapeSigns(child.data);
    if (!pre) {
      text = text.replace(/\s+/g, ' ');
      const block = (other: ChildNode | undefined) =>
        other !== undefined && isTag(other) && (BLOCKS.has(other.name) || other.name === 'br');
      const edge = !('name' in parent) || BLOCKS.has(parent.name);
      if (block(before) || (before === undefined && edge)) text = text.trimStart();
      if (block(after) || (after === undefined && edge)) text = text.trimEnd();
    }
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  }
  if (!isTag(child)) return '';
  // An empty paragraph is what a stray end tag leaves.
  if (child.name === 'p' && child.children.length === 0) return '';
  const name = child.name === 'figure' ? 'p' : child.name;
  const attributes = Object.entries(child.attribs)
    .filter(([key]) => key !== 'data-source' && key !== 'id' && !(key === 'alt' && name === 'img'))
    .map(([key, value]) => ` ${key}="${key === 'href' || key === 'src' ? address(value) : value}"`)
    .sort()
    .join('');
  return `<${name}${attributes}>${canonical(child, pre || name === 'pre')}</${name}>`;
}

function address(value: string): string {
  try {
    return decodeURI(value);
  } catch {
    return value;
  }
}
