import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, type BuildResult } from '../src/build.ts';
import type { PdfFacts } from '../src/inspect/facts.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText, type PageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { flatOutline } from './harness/page-rules.ts';

// A packet in a language whose lines run from right to left.

const TEXT = 'המועצה דנה בתקציב השנה הבאה ובהצעות הוועדות, ושמעה את הסברי הגזבר ואת תשובותיו לשאלות החברים. '.repeat(
  12,
);

let folder: Folder;
let result: BuildResult;
let pages: readonly PageText[];
let facts: PdfFacts;

beforeAll(async () => {
  folder = makeFolder({
    'publication.yaml': `title: ישיבה
lang: he
layout: packet
packet: { body: הדירקטוריון, time: '18:30' }
options: { dividers: none }
parts:
  - agenda
  - { group: פתיחה, minutes: 5, presenter: דנה }
  - { group: תקציב, minutes: 10, presenter: יוסי, parts: [report.md] }
`,
    'report.md': `# דוח\n\n${[1, 2, 3, 4, 5, 6].map((n) => `## פרק ${n}\n\n${TEXT}\n\n`).join('')}**החלטה:** התקציב אושר.\n`,
  });
  result = await build({ files: [folder.path], out: folder.output });
  const bytes = new Uint8Array(readFileSync(result.products[0]!.path));
  [pages, facts] = [await pageText(bytes), await inspect(bytes)];
}, 60_000);
afterAll(() => folder.remove());

const pageOf = (title: string): number => flatOutline(facts.outline).find((each) => each.title === title)!.page!;
/** Where the first line with a text stands across its page, points from the left. */
const across = (page: number, text: string): number => pages[page]!.lines.find((line) => line.text.trim() === text)!.x;

test('bookmarks lead to the pages where chapters stand', () => {
  expect(result.diagnostics).toEqual([]);
  const begins = [1, 2, 3, 4, 5, 6].map((n) => pageOf(`פרק ${n}`));
  expect(new Set(begins).size).toBeGreaterThan(1);
  for (const [index, page] of begins.entries())
    expect(pages[page]!.lines.some(({ text }) => /פרק|קרפ/.test(text) && text.includes(String(index + 1)))).toBe(true);
});

test('its columns begin at the right, and its words are of the language', () => {
  const agenda = pageOf('סדר היום');
  expect(across(agenda, '1')).toBeGreaterThan(across(agenda, '18:30'));
  expect(across(agenda, '18:35')).toBeCloseTo(across(agenda, '18:30'), 0);
  expect(flatOutline(facts.outline).map(({ title }) => title)).toContain('סדר היום');
});

test('readers are told that it is read from the right', () => {
  expect(facts.viewer.preferences).toMatchObject({ Direction: 'R2L' });
});
