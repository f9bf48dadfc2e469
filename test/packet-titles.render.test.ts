import { PDFDocument, PDFName, PDFString, type PDFPage } from 'pdf-lib';
import { expect, test } from 'vitest';
import type { PageText } from '../src/inspect/text.ts';
import { make, MINUTES, outlineOf, pageOf, taggedOf } from './harness/packet-book.ts';

/** Longest that a build may take on a busy machine. */
const PATIENCE_MS = 120_000;

test('lists do not name the only paper of an item again that is called like it', { timeout: PATIENCE_MS }, async () => {
  const book = await make(
    `parts:
  - agenda
  - { group: Minutes of May, parts: [minutes.md] }
  - { group: More, parts: [more.md, minutes.md] }
`,
    { 'minutes.md': MINUTES, 'more.md': '# More\n\nWords.\n' },
  );
  const named = (page: PageText, title: string): number =>
    taggedOf(page)
      .join(' ')
      .split(new RegExp(`${title}\\b`)).length - 1;
  const [contents, agenda, tab, paper] = book.texts.slice(1);
  for (const list of [contents!, agenda!]) expect([named(list, 'Minutes of May'), named(list, 'More')]).toEqual([2, 2]);
  expect(named(tab!, 'Minutes of May')).toBe(1);
  expect(taggedOf(paper!).slice(0, 2)).toEqual(['Item 1', 'Minutes of May']);
  expect(outlineOf(book)).toEqual([
    ['Agenda', 3],
    ['1. Minutes of May', 4],
    ['2. More', 6],
    ['More', 7],
    ['Minutes of May', 8],
    ['Actions', 9],
  ]);
});

test(
  'where there is no tab, one heading is for an item and its only paper that is called like it',
  { timeout: PATIENCE_MS },
  async () => {
    const book = await make(
      `options: { dividers: none }
parts:
  - agenda
  - { group: 'Minutes, of May', presenter: Ada, minutes: 5, parts: [minutes.md] }
  - { group: The letter, parts: [{ pdf: letter.pdf, title: Letter }] }
  - group: Buildings
    parts: [{ group: Letter, parts: [{ pdf: letter.pdf, title: Letter, pages: '1' }] }, { group: Roof, parts: [roof.md] }]
`,
      {
        'minutes.md': `${MINUTES}\n## Other\n\nSee [the roof](roof.md) and [the letter](letter.pdf).\n`,
        'roof.md': '# Roof\n\nWords, [see](minutes.md).\n',
        'letter.pdf': await letterOf(),
      },
    );
    const minutes = pageOf(book, '1. Minutes, of May');
    expect(taggedOf(minutes).slice(0, 4)).toEqual([
      'Item 1',
      'Minutes of May',
      'Ada · 5 min',
      'Motion: That the budget be adopted.',
    ]);
    expect(taggedOf(pageOf(book, '3.2 Roof'))).toEqual(['Item 3.2', 'Roof', 'Words, see.']);
    expect(outlineOf(book)).toEqual([
      ['Agenda', 3],
      ['1. Minutes, of May', 4],
      ['Other', 4],
      ['2. The letter', 5],
      ['Letter', 5],
      ['What we found', 5],
      ['3. Buildings', 6],
      ['3.1 Letter', 6],
      ['What we found', 6],
      ['3.2 Roof', 7],
      ['Actions', 8],
    ]);
    // The agenda leads to each and is led back to; texts lead to each other.
    const leads = (from: number): (number | undefined)[] =>
      book.links.filter((link) => link.page === from).map(({ target }) => target?.page);
    expect(new Set(leads(2))).toEqual(new Set([3, 4, 5, 6]));
    expect(leads(3)).toEqual(expect.arrayContaining([2, 6, 4]));
    expect(leads(6)).toEqual(expect.arrayContaining([2, 3]));
    // What is heard: levels go down one by one, and nothing is said twice.
    expect(book.facts.tags.tree.match(/^\s*H\d.*$/gm)!.map((line) => line.trim())).toEqual([
      'H1 “Papers”',
      'H2 “Contents”',
      'H2 “Agenda”',
      'H2 “Minutes of May”',
      'H3 “Other”',
      'H2 “2 The letter”',
      'H3 “Letter”',
      'H2 “3 Buildings”',
      'H3 “3.1 Letter”',
      'H3 “Roof”',
      'H2 “Actions”',
    ]);
  },
);

test('behind other people’s pages the title stands on the first of our own', { timeout: PATIENCE_MS }, async () => {
  const options = 'options: { cover: false, contents: false }\n';
  const files = { 'minutes.md': MINUTES, 'letter.pdf': await letterOf() };
  const letter = '{ pdf: letter.pdf, title: Letter }';
  const agenda = await make(`${options}parts: [${letter}, agenda, { group: Minutes, parts: [minutes.md] }]\n`, files);
  const tab = await make(`${options}parts: [{ group: Minutes, parts: [minutes.md] }]\n`, files);
  for (const [book, first] of [
    [agenda, 1],
    [tab, 0],
  ] as const) {
    expect(taggedOf(book.texts[first]!)[0]).toBe('Papers');
    // Those who listen hear it where the book begins, without seeing it there.
    expect(book.texts.flatMap(taggedOf).filter((line) => line === 'Papers')).toHaveLength(1 + first);
    expect(
      book.facts.tags.tree
        .match(/^\s*H\d.*$/gm)!
        .slice(0, 2)
        .map((line) => line.trim()),
    ).toEqual(['H1 “Papers”', first === 1 ? 'H2 “Letter”' : 'H2 “1 Minutes”']);
  }
  // Where there is none of our own, a diagnostic says so.
  await make(`${options}parts: [${letter}]\n`, files, ['title-unseen']);
});

/** A letter of one page, its bookmarks the title and what is within. */
async function letterOf(): Promise<Uint8Array> {
  const letter = await PDFDocument.create();
  letter.setTitle('Letter');
  const page = letter.addPage([595, 842]);
  page.drawRectangle({ x: 72, y: 700, width: 200, height: 30 });
  bookmark(letter, page, 'LETTER.', 'What we found');
  return letter.save();
}

/** Gives a file a bookmark with another within it, both of its first page. */
function bookmark(document: PDFDocument, page: PDFPage, title: string, within: string): void {
  const { context } = document;
  const [root, outer, inner] = [context.nextRef(), context.nextRef(), context.nextRef()];
  const Dest = [page.ref, PDFName.of('XYZ'), null, null, null];
  context.assign(inner, context.obj({ Title: PDFString.of(within), Parent: outer, Dest }));
  const one = { First: inner, Last: inner, Count: 1 };
  context.assign(outer, context.obj({ Title: PDFString.of(title), Parent: root, Dest, ...one }));
  context.assign(root, context.obj({ Type: 'Outlines', First: outer, Last: outer, Count: 2 }));
  document.catalog.set(PDFName.of('Outlines'), root);
}
