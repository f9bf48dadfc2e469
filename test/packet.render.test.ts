import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { PDFDocument, rgb } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, type BuildResult } from '../src/build.ts';
import type { PdfFacts } from '../src/inspect/facts.ts';
import { conformanceFacts } from '../src/inspect/elements.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText, type PageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { linksOf, type Link } from './harness/links.ts';
import { flatOutline } from './harness/page-rules.ts';

const SAMPLE = fileURLToPath(new URL('../samples/board-packet/', import.meta.url));
/** Longest that the two editions may take on a busy machine. */
const PATIENCE_MS = 180_000;

interface Made {
  readonly bytes: Uint8Array;
  readonly facts: PdfFacts;
  readonly texts: readonly PageText[];
  readonly links: readonly Link[];
}

let folder: string;
let result: BuildResult;
const made = new Map<string, Made>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octavo-packet-'));
  await cp(SAMPLE, join(folder, 'board-packet'), { recursive: true });
  result = await build({
    files: [join(folder, 'board-packet')],
    editions: ['web', 'public'],
    out: join(folder, 'out'),
    // The book as it was sent.
    supplement: 0,
  });
  for (const product of result.products) {
    const bytes = new Uint8Array(readFileSync(product.path));
    made.set(product.edition, {
      bytes,
      facts: await inspect(bytes),
      texts: await pageText(bytes),
      links: await linksOf(bytes),
    });
  }
}, PATIENCE_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

const linesOf = (page: PageText): string[] => page.lines.map((line) => line.text);
/** Index of the page that shows a line. */
const pageWith = ({ texts }: Made, line: string): number => texts.findIndex((page) => linesOf(page).includes(line));
/** The words on which a link lies. */
function wordsOn({ texts }: Pick<Made, 'texts'>, link: Link): string {
  return texts[link.page]!.lines.flatMap((line) => line.words)
    .filter(
      (word) =>
        word.x + word.width / 2 > link.left &&
        word.x + word.width / 2 < link.right &&
        word.y > link.top - 1 &&
        word.y < link.bottom + 1,
    )
    .map((word) => word.text)
    .join(' ');
}

test('is built without an error', () => {
  expect(result.diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
  expect(result.products.map((product) => product.edition).toSorted()).toEqual(['public', 'web']);
});

describe.each(['web', 'public'])('the %s edition of the sample packet', (edition) => {
  const it = (): Made => made.get(edition)!;

  test('prints on every page but the cover the number that its label has, and how many there are', () => {
    const { facts, texts } = it();
    expect(facts.pages.map((page) => page.label)).toEqual(facts.pages.map((_, index) => String(index + 1)));
    for (const [index, page] of texts.entries()) {
      const folios = linesOf(page).flatMap((line) => /Page (\d+) of (\d+)/.exec(line)?.slice(1) ?? []);
      expect(folios, `page ${index + 1}`).toEqual(index === 0 ? [] : [String(index + 1), String(texts.length)]);
    }
  });

  test('stamps a production number on every page but the cover', () => {
    for (const [index, page] of it().texts.entries()) {
      const number = linesOf(page).flatMap((line) => /LLF-\d{6}/.exec(line) ?? []);
      expect(number).toEqual(index === 0 ? [] : [`LLF-${String(index + 1).padStart(6, '0')}`]);
    }
  });

  test('has contents whose numbers are the pages that its links and bookmarks lead to', () => {
    const { facts, links } = it();
    const contents = pageWith(it(), 'Contents');
    const entries = links.filter((link) => link.page === contents);
    expect(entries.length).toBeGreaterThan(8);
    for (const link of entries) {
      const words = wordsOn(it(), link);
      expect(words).toMatch(new RegExp(`\\b${link.target!.page + 1}$`));
    }
    const outline = flatOutline(facts.outline);
    for (const title of [
      'Letter of the auditors',
      'Insurance quotation',
      'Survey of the roof',
      'Slides of the architects',
    ]) {
      const bookmark = outline.find((each) => each.title === title)!;
      expect(entries.find((link) => wordsOn(it(), link).startsWith(title))?.target?.page, title).toBe(bookmark.page);
      expect(bookmark.label).toBe(String(bookmark.page! + 1));
    }
  });

  test('stands in one order, items with their papers', () => {
    const bookmarks = flatOutline(it().facts.outline).filter((each) => each.page !== undefined);
    const pages = bookmarks.map((each) => each.page!);
    expect(pages).toEqual(pages.toSorted((a, b) => a - b));
    const titles = bookmarks.map((each) => each.title);
    const wanted = [
      'Agenda',
      '2. Minutes of earlier meetings',
      'Minutes of 13 November 2025',
      '3. Treasurer’s report',
      'Letter of the auditors',
      '4. Buildings',
      '4.1 Roof of the Harbour Street library',
      'Survey of the roof',
      '6. Director’s report',
      'Actions',
    ];
    expect(titles.filter((title) => wanted.includes(title))).toEqual(wanted);
  });

  test('says on its cover what it is', () => {
    const cover = it().texts[0]!;
    expect(linesOf(cover)).toContain(edition === 'public' ? 'Public copy' : 'Confidential');
    const baseline = (text: string): number => cover.lines.find((line) => line.text.includes(text))!.y;
    expect(baseline('Reading room')).toBeCloseTo(baseline('Place'), 1);
    expect(baseline('Version')).toBeGreaterThan(baseline('Place'));
  });

  test('leads from the agenda to every item and paper, and from there back to its row', () => {
    const { links } = it();
    const agenda = pageWith(it(), 'Agenda');
    const away = links.filter((link) => link.page === agenda && link.target);
    const texts = away.map((link) => wordsOn(it(), link));
    for (const title of [
      'Minutes of earlier meetings',
      'Minutes of 11 December 2025',
      'Survey of the roof',
      'Plan of the ground floor',
    ]) {
      expect(texts, title).toContain(title);
    }
    // Pages of papers stand in one column under those of items.
    const { lines } = it().texts[agenda]!;
    const heads = lines.flatMap(({ words }) => words).filter(({ text }) => text === 'Page');
    const right = Math.max(...heads.map(({ x, width }) => x + width));
    const number = lines.find(({ text }) => /^Survey of the roof \d+$/.test(text))!.words.at(-1)!;
    expect(number.x + number.width).toBeCloseTo(right, 0);
    // The last two are other people's: there the stamp leads back.
    for (const title of [
      'Minutes of 11 December 2025',
      'Treasurer’s report for 2025',
      'Letter of the auditors',
      'Survey of the roof',
    ]) {
      const page = away.find((link) => wordsOn(it(), link).startsWith(title))!.target!.page;
      const back = links.find((link) => link.page === page && wordsOn(it(), link).startsWith('Item'));
      expect(back?.target?.page, title).toBe(agenda);
      expect(back!.target!.top).toBeGreaterThan(0);
    }
    const tab = links.filter((link) => wordsOn(it(), link) === 'Back to the agenda');
    expect(tab.length).toBeGreaterThan(2);
    expect(tab.every((link) => link.target?.page === agenda)).toBe(true);
  });

  test('says to those who go by its tags what they would see', async () => {
    const { tree } = it().facts.tags;
    const lines = tree.split('\n').map((line) => line.trim());
    const at = (line: string): number => lines.indexOf(line);
    // An item whose papers are all PDFs has its heading, and so have they.
    const headings = ['H2 “4 Buildings”', 'H3 “4.1 Roof of the Harbour Street library”', 'H4 “Survey of the roof”'];
    expect(lines).toEqual(expect.arrayContaining([...headings, 'H3 “Insurance quotation”']));
    expect(at('H4 “Survey of the roof”')).toBe(at('H3 “4.1 Roof of the Harbour Street library”') + 1);
    // Rows of the agenda have headers: those of items their titles, with what stands beside them.
    const row =
      /TR\n *TD Headers=\[t1h1 (t1h\d+)\] “2”\n *TH Scope=Row(?:\n.*){3}\n *TD Headers=\[t1h2 \1\] “Secretary”/;
    expect(tree).toMatch(row);
    expect(tree).toMatch(/TH Scope=Row ColSpan=5\n *Link “Survey of the roof”\n *TD Headers=\[t1h\d+ t1h\d+\] “\d+”/);
    const { annotations } = await conformanceFacts(it().bytes);
    expect(annotations.map(({ contents }) => contents)).toContain(
      'Back to the agenda · Item 4.1 · Roof of the Harbour Street library',
    );
    expect(annotations.filter(({ contents }) => !contents || contents === 'Link')).toEqual([]);
  });

  test('shows nothing outside of its pages, and keeps the size of exhibits', () => {
    const { facts, texts } = it();
    for (const page of texts) {
      for (const word of page.lines.filter((line) => line.angle === 0).flatMap((line) => line.words)) {
        expect(word.x, word.text).toBeGreaterThanOrEqual(-1);
        expect(word.x + word.width, word.text).toBeLessThanOrEqual(page.width + 1);
        expect(word.y, word.text).toBeLessThanOrEqual(page.height + 1);
      }
    }
    const slides = flatOutline(facts.outline).find((each) => each.title === 'Slides of the architects')!.page!;
    expect(texts[slides]).toMatchObject({ width: 960, height: 540 });
    const quote = texts[flatOutline(facts.outline).find((each) => each.title === 'Insurance quotation')!.page!]!;
    expect([Math.round(quote.width), Math.round(quote.height)]).toEqual([612, 792]);
  });

  test('stamps imported pages upright, with their item, apart from what they show', () => {
    const { facts, texts } = it();
    const item: Record<string, string> = {
      'Insurance quotation': '3',
      'Survey of the roof': '4.1',
      'Slides of the architects': '4.1',
    };
    for (const [title, number] of Object.entries(item)) {
      const page = texts[flatOutline(facts.outline).find((each) => each.title === title)!.page!]!;
      const stamp = page.lines.find((line) => line.text.startsWith(`Item ${number} `))!;
      expect(stamp, title).toMatchObject({ angle: 0, tagged: false });
      const nearest = page.lines
        .filter((line) => line !== stamp && line.angle === 0)
        .map((line) => Math.abs(line.y - stamp.y));
      expect(Math.min(...nearest), title).toBeGreaterThan(8);
    }
  });

  test('counts resolutions through all minutes and gathers what is to be done at the end', () => {
    const all = it().texts.map((page) => linesOf(page).join(' '));
    expect(all.join(' ').match(/Resolution \d:/g)).toEqual(['Resolution 1:', 'Resolution 2:', 'Resolution 3:']);
    const last = all.at(-1)!;
    expect(last).toContain('Actions');
    for (const words of ['Director orders the lamps', 'Secretary asks the town', 'volunteers’ day'])
      expect(last).toContain(words);
  });
});

test('what is closed is nowhere in the public edition, while the agenda counts it and says why', async () => {
  const { bytes, texts, facts } = made.get('public')!;
  const agenda = linesOf(texts[pageWith(made.get('public')!, 'Agenda')]!);
  expect(agenda.join('\n')).toMatch(/^5 ?\n?Closed session: personnel/m);
  expect(flatOutline(facts.outline).some((each) => each.title.startsWith('5.'))).toBe(false);
  const secret = /three per cent|pay\.md|Director’s pay|Director.s pay/;
  const file = Buffer.from(bytes).toString('latin1');
  const streams = [...file.matchAll(/stream\r?\n/g)].map((match) => {
    try {
      return inflateSync(bytes.subarray(match.index + match[0].length), { finishFlush: 2 }).toString('latin1');
    } catch {
      return '';
    }
  });
  for (const text of [file, ...streams, ...texts.flatMap(linesOf), JSON.stringify(facts)])
    expect(text).not.toMatch(secret);
  expect(texts.flatMap(linesOf).join(' ')).not.toContain('wages of the town');
  // The full edition has it, so the search above can find it.
  expect(made.get('web')!.texts.flatMap(linesOf).join(' ')).toMatch(secret);
});

test('the packet that octavo new writes builds', { timeout: PATIENCE_MS }, async () => {
  const beginning = fileURLToPath(new URL('../assets/new/packet/', import.meta.url));
  const place = join(folder, 'new');
  await cp(beginning, place, { recursive: true });
  const { ok, diagnostics } = await build({ files: [place], out: join(folder, 'new-out'), strict: true });
  expect(diagnostics.filter((each) => each.severity !== 'note')).toEqual([]);
  expect(ok).toBe(true);
  expect((await readdir(join(folder, 'new-out'))).map((name) => name.replace(/^[^.]*/, '')).toSorted()).toEqual([
    '.web.folios.json',
    '.web.pdf',
  ]);
});

describe('a report with other people’s PDFs', () => {
  const PUBLICATION = `title: A report with an annex
parts:
  - text.md
  - { pdf: slides.pdf, title: Slides, fit: scale, pages: "3,1-2" }
  - { pdf: broken.pdf, title: Lost }
folios: roman-front
`;
  let place: Folder;
  beforeAll(() => {
    place = makeFolder({
      'publication.yaml': PUBLICATION,
      'text.md': '# Text\n\nSee the annex.\n',
      'slides.pdf': readFileSync(join(SAMPLE, 'papers/slides.pdf')),
      'broken.pdf': 'no PDF at all',
    });
  });
  afterAll(() => place.remove());

  test(
    'has them in its contents, its count and its own size, and says which it could not take in',
    { timeout: PATIENCE_MS },
    async () => {
      const { ok, products, diagnostics } = await build({ files: [place.path], out: place.output });
      expect(ok).toBe(true);
      expect(diagnostics.map((each) => each.code)).toEqual(['exhibit-not-pdf']);
      const bytes = new Uint8Array(readFileSync(products[0]!.path));
      const facts = await inspect(bytes);
      const texts = await pageText(bytes);
      expect(facts.claims).toEqual(['PDF/A-2A', 'PDF/UA-1']);
      expect(facts.pages.map((page) => page.label)).toEqual(['i', 'ii', '1', '2', '3', '4', '5']);
      const shown = texts.slice(3, 6).map((page) => linesOf(page).join(' '));
      for (const [index, words] of ['What it costs', 'Sketches', 'Six roof windows'].entries())
        expect(shown[index]).toContain(words);
      for (const page of texts.slice(3, 6)) expect(page.width / page.height).toBeCloseTo(297 / 210, 2);
      expect(shown[0]).toContain('Page 2 of 5');
      expect(linesOf(texts[6]!).join(' ')).toContain('broken.pdf');
      expect(facts.outline.map((each) => [each.title, each.label])).toEqual([
        ['Text', '1'],
        ['Slides', '2'],
        ['Lost', '5'],
      ]);
    },
  );

  test('is not written under strict while one is missing', { timeout: PATIENCE_MS }, async () => {
    const { ok, products } = await build({ files: [place.path], out: join(place.path, 'strict'), strict: true });
    expect({ ok, products }).toEqual({ ok: false, products: [] });
  });
});

test(
  'a packet to be printed on both sides begins tabs and papers on right-hand pages, after true blanks',
  { timeout: PATIENCE_MS },
  async () => {
    const place = makeFolder({
      'publication.yaml': `title: Papers
layout: packet
options: { chapters: recto, dividers: all }
folios: after-front
parts:
  - agenda
  - { group: Without papers, minutes: 5 }
  - { group: With papers, parts: [text.md, { pdf: slides.pdf, title: Slides }] }
  - { divider: Annex }
  - { pdf: letter.pdf, title: Letter }
`,
      'text.md': '# Text\n\nShort.\n',
      'slides.pdf': readFileSync(join(SAMPLE, 'papers/slides.pdf')),
      'letter.pdf': readFileSync(join(SAMPLE, 'papers/audit-letter.pdf')),
    });
    try {
      const { products, diagnostics } = await build({ files: [place.path], out: place.output });
      expect(diagnostics).toEqual([]);
      const bytes = new Uint8Array(readFileSync(products[0]!.path));
      const facts = await inspect(bytes);
      const texts = await pageText(bytes);
      // Without the bookmarks that the PDFs brought.
      const brought = flatOutline(facts.outline).filter(({ title }) => ['Slides', 'Letter'].includes(title));
      const theirs = new Set(brought.flatMap(({ children }) => children));
      const starts = flatOutline(facts.outline).filter((each) => !theirs.has(each));
      expect(starts.map((each) => each.title)).toEqual([
        'Agenda',
        '1. Without papers',
        '2. With papers',
        'Text',
        'Slides',
        'Annex',
        'Letter',
      ]);
      expect(starts.map((each) => each.page! % 2)).toEqual(starts.map(() => 0));
      const empty = texts.filter((page) => page.lines.length === 0).map((page) => page.page);
      // Pages with nothing on them are left ones, and stand before most of the seven.
      expect(empty.every((page) => page % 2 === 1)).toBe(true);
      expect(empty.length).toBeGreaterThanOrEqual(5);
      const first = starts[0]!.page!;
      expect(facts.pages[first]!.label).toBe('1');
      expect(linesOf(texts[first]!).join(' ')).toContain(`Page 1 of ${texts.length - first}`);
      expect(texts.slice(0, first).flatMap(linesOf).join(' ')).not.toMatch(/Page /);
    } finally {
      place.remove();
    }
  },
);

test(
  'a stamp at the side of a page leads back to its item as well',
  async () => {
    const document = await PDFDocument.create();
    for (let count = 0; count < 2; count++)
      document.addPage([595, 842]).drawRectangle({ x: 60, y: 0, width: 475, height: 842, color: rgb(0.9, 0.9, 0.8) });
    const here = makeFolder({
      'publication.yaml': `title: Papers\nlayout: packet\npacket: { body: Board }\nparts:\n  - agenda\n  - { group: Plan, parts: [{ pdf: plan.pdf, title: Plan of the yard, conform: drop-claim }] }\n`,
      'plan.pdf': await document.save(),
    });
    try {
      const { products } = await build({ files: [here.path], out: here.output });
      const bytes = new Uint8Array(readFileSync(products[0]!.path));
      const [texts, links] = [await pageText(bytes), await linksOf(bytes)];
      const agenda = texts.findIndex((page) => linesOf(page)[0] === 'Agenda' || linesOf(page)[1] === 'Agenda');
      const pages = texts.flatMap((page, index) => (linesOf(page).includes(`of ${texts.length}`) ? [index] : []));
      expect(pages).toHaveLength(2);
      for (const page of pages) {
        const [back, ...more] = links.filter((link) => link.page === page);
        expect(more).toEqual([]);
        expect(back?.target?.page).toBe(agenda);
        const [left, right] = page % 2 === 0 ? [595 - 60, 595] : [0, 60];
        expect(back!.left).toBeGreaterThanOrEqual(left);
        expect(back!.right).toBeLessThanOrEqual(right);
        expect(wordsOn({ texts }, back!)).toMatch(/\d of \d/);
      }
    } finally {
      here.remove();
    }
  },
  PATIENCE_MS,
);
