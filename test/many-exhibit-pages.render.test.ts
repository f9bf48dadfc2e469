import { PDFDocument, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../src/build.ts';
import type { PdfFacts } from '../src/inspect/facts.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText, type PageText } from '../src/inspect/text.ts';
import { Press } from '../src/paginate/supervisor.ts';
import type { Tab } from '../src/paginate/tab.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { linksOf, type Link } from './harness/links.ts';
import { flatOutline } from './harness/page-rules.ts';

// Pages of exhibits that are many are printed apart from the book's own, some at a time: nobody may see that.

const PATIENCE_MS = 180_000;
/** Odd and even, more than two prints hold, and between two texts; the last print has few pages, whose numbers have few figures. */
const PAPERS = { first: 131, second: 2, third: 370, fourth: 1 } as const;

let folder: Folder;
let bytes: Uint8Array;
let facts: PdfFacts;
let texts: readonly PageText[];
let links: readonly Link[];
/** Whether each print had tags. */
const prints: boolean[] = [];

async function paper(name: string, pages: number): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let i = 1; i <= pages; i++)
    document
      .addPage(i % 7 === 0 ? [842, 595] : [595, 842])
      .drawText(`${name} sheet ${i}`, { x: 72, y: 400, size: 20, font });
  const names = [PDFString.of('here'), document.context.obj([document.getPages().at(-1)!.ref, 'XYZ', 72, 420, null])];
  document.catalog.set(PDFName.of('Names'), document.context.obj({ Dests: { Names: names } }));
  return document.save();
}

beforeAll(async () => {
  const papers = await Promise.all(
    Object.entries(PAPERS).map(async ([name, pages]) => [`${name}.pdf`, await paper(name, pages)] as const),
  );
  folder = makeFolder({
    ...Object.fromEntries(papers),
    'note.md':
      '# A note\n\nIt stands between the papers.[^1]\n\n[Sheet](first.pdf#page=60), [end](third.pdf#here).\n\n[^1]: With a note.\n',
    'packet.yaml': `title: Many pages
layout: packet
options: { chapters: recto }
packet: { body: The board, bates: { prefix: MP- } }
parts:
  - agenda
  - { group: One, parts: [first.pdf] }
  - { group: Two, parts: [note.md, second.pdf, note.md] }
  - { group: Three, parts: [third.pdf, fourth.pdf] }
`,
  });
  const run = Reflect.get(Press.prototype, 'run');
  const spy = vi.spyOn(Press.prototype, 'run').mockImplementation(function (this: Press, label, work, options) {
    return run.call(this, label, (tab) => work(counted(tab)), options);
  });
  const { products, diagnostics } = await build({
    files: [join(folder.path, 'packet.yaml')],
    editions: ['web'],
    out: join(folder.path, 'out'),
  });
  spy.mockRestore();
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  bytes = new Uint8Array(readFileSync(products[0]!.path));
  [facts, texts, links] = [await inspect(bytes), await pageText(bytes), await linksOf(bytes)];
}, PATIENCE_MS);
afterAll(() => folder.remove());

/** A tab of which prints are counted. */
function counted(tab: Tab): Tab {
  return new Proxy(tab, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (key === 'print')
        return (options: Parameters<Tab['print']>[0]) => {
          prints.push(options?.tagged ?? true);
          return target.print(options);
        };
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

const linesOf = (page: PageText): string[] => page.lines.map((line) => line.text);
/** Index of the page that shows words. */
const pageOf = (words: string): number => texts.findIndex((page) => linesOf(page).some((line) => line.includes(words)));

describe('a book with hundreds of other people’s pages', () => {
  test('is printed once with tags, and the others’ pages in three prints without', () => {
    expect(prints).toEqual([true, false, false, false]);
  });

  test('has all of them, in order', () => {
    const sheets = texts.flatMap((page) => linesOf(page).flatMap((line) => /^(\w+ sheet \d+)/.exec(line)?.[1] ?? []));
    const wanted = Object.entries(PAPERS).flatMap(([name, pages]) =>
      Array.from({ length: pages }, (_, i) => `${name} sheet ${i + 1}`),
    );
    expect(sheets).toEqual(wanted);
  });

  test('stamps each with its own number, at the outer side', () => {
    for (const [index, page] of texts.entries()) {
      if (!linesOf(page).some((line) => / sheet /.test(line))) continue;
      const stamp = page.lines.find((line) => line.text.includes('MP-'));
      const number = String(index + 1).padStart(6, '0');
      expect(stamp?.text, `page ${index + 1}`).toMatch(
        new RegExp(`^Item \\d\\s+·\\s+Page ${index + 1} of ${texts.length}\\s+·\\s+MP-${number}$`),
      );
      expect(stamp!.tagged).toBe(false);
      const middle = stamp!.x + stamp!.width / 2;
      expect(middle > page.width / 2, `page ${index + 1}`).toBe(index % 2 === 0);
    }
  });

  test('keeps the book’s own pages on their side, with their numbers', () => {
    expect(facts.pages.map(({ label }) => label)).toEqual(texts.map((_, index) => String(index + 1)));
    for (const [index, page] of texts.entries()) {
      const folio = linesOf(page).flatMap((line) => /Page (\d+) of/.exec(line)?.[1] ?? []);
      if (index > 0 && linesOf(page).length > 0) expect(folio, `page ${index + 1}`).toEqual([String(index + 1)]);
    }
    const items = flatOutline(facts.outline).filter(({ title }) => /One|Two|Three/.test(title));
    expect(items.map(({ page }) => page! % 2)).toEqual([0, 0, 0]);
  });

  test('leads from contents and bookmarks to them, and back to the agenda', () => {
    const first = Object.keys(PAPERS).map((name) => pageOf(`${name} sheet 1`));
    const contents = pageOf('Contents');
    const targets = links.filter(({ page }) => page === contents).map(({ target }) => target?.page);
    expect(targets).toEqual(expect.arrayContaining(first));
    const outline = flatOutline(facts.outline).map(({ page }) => page);
    expect(outline).toEqual(expect.arrayContaining(first));
    const agenda = texts.findLastIndex((page) => linesOf(page).includes('Agenda'));
    for (const page of [first[0]! + 64, first[2]! + 255])
      expect(
        links.some((link) => link.page === page && link.target?.page === agenda),
        `page ${page + 1}`,
      ).toBe(true);
  });

  test('leads from texts to pages and to places on them', () => {
    const note = pageOf('It stands between');
    const targets = links.filter(({ page }) => page === note).map(({ target }) => target);
    expect(targets).toContainEqual({ page: pageOf('first sheet 60'), top: expect.closeTo(0) });
    expect(targets).toContainEqual({ page: pageOf('third sheet 370'), top: 842 - 420 });
  });

  test('keeps one face for all stamps', () => {
    const faces = facts.fonts.filter(
      ({ pages }) => pages.includes(pageOf('first sheet 5')) && pages.includes(pageOf('third sheet 369')),
    );
    expect(faces.filter(({ name }) => /Sans/.test(name))).toHaveLength(1);
  });
});
