import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, type BuildResult } from '../src/build.ts';
import type { PdfFacts } from '../src/inspect/facts.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText, type PageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { flatOutline } from './harness/page-rules.ts';

const MONTHS = Array.from({ length: 12 }, (_, month) => `Month ${month + 1} of 2026`);
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
const TABLE = [
  row(['Line', ...MONTHS, 'Total']),
  row(['---', ...MONTHS.map(() => '--:'), '--:']),
  ...['Donations', 'Grants', 'Events'].map((line) => row([line, ...MONTHS.map(() => '1,250,000.00'), '15,000,000.00'])),
].join('');
const TEXT = 'The treasurer explains the months of the year and what they bring, line by line. '.repeat(12);
const SHEET = [
  ['Line', ...MONTHS].join(','),
  ...[1, 2, 3].map((n) => [`Line ${n}`, ...MONTHS.map(() => 1234567890)].join(',')),
];

let folder: Folder;
let result: BuildResult;
let pages: readonly PageText[];
let facts: PdfFacts;

beforeAll(async () => {
  folder = makeFolder({
    'publication.yaml': `title: Papers
layout: packet
packet: { body: Board, bates: { prefix: B- } }
editions: { web: { standard: [] } }
options: { dividers: none }
parts:
  - agenda
  - { group: Money, parts: [report.md, { csv: plan.csv, title: Plan }, after.md, { markdown: upright.md, landscape: never }, small.md] }
`,
    'report.md': `# Report\n\n${TEXT}\n\n## Year by month\n\n${TABLE}\nA short word between.\n\n## Once more\n\n${TABLE}\n## What follows\n\n${TEXT}\n`,
    'plan.csv': `${SHEET.join('\n')}\n`,
    'upright.md': `# Upright\n\n${TABLE}`,
    'small.md':
      '# Small\n\n| A | B |\n| - | - |\n| c | d |\n\nTable: Letters {landscape}\n\n## Wrong\n\n| A | B |\n| - | - |\n| c | d |\n\nTable: {landscape=sideways}\n',
    'after.md': '# After\n\nWords.\n\n| A | B |\n| - | - |\n| c | d |\n',
  });
  result = await build({ files: [folder.path], out: folder.output });
  const bytes = new Uint8Array(readFileSync(result.products[0]!.path));
  [pages, facts] = [await pageText(bytes), await inspect(bytes)];
}, 60_000);
afterAll(() => folder.remove());

const said = (page: number): string => pages[page]!.lines.map((line) => line.text).join('\n');
const pageOf = (title: string): number =>
  flatOutline(facts.outline).find((bookmark) => bookmark.title === title)!.page!;

test('tables that are too wide for the page lie on their side with their headings; text around them stands', () => {
  const told = result.diagnostics.filter(({ severity }) => severity !== 'note');
  expect(told.map(({ code, span }) => [code, span?.line])).toEqual([['landscape-unknown', 15]]);
  const lies = facts.pages.map(({ media }) => media[2] > media[3]);
  const [report, year, more, follows, plan, after] = [
    ...['Report', 'Year by month', 'Once more', 'What follows', 'Plan', 'After'].map(pageOf),
  ] as [number, number, number, number, number, number];
  expect([report, year, more, follows, plan, after].map((page) => lies[page])).toEqual([
    ...[false, true, true, false, true, false],
  ]);
  expect([year, more, follows, plan, after]).toEqual([report + 1, report + 1, report + 2, report + 3, report + 4]);
  expect(said(year)).toContain('A short word between.');
});

test('a part says of its tables, and a table’s caption of itself, whether they lie', () => {
  const lies = (title: string): boolean => facts.pages[pageOf(title)]!.media[2] > facts.pages[pageOf(title)]!.media[3];
  expect([lies('Upright'), lies('Small'), lies('Wrong')]).toEqual([false, true, false]);
  expect(said(pageOf('Small'))).toMatch(/^Letters$/m);
  expect(pages.map((_, page) => said(page)).join('')).not.toContain('{');
});

test('no figure of theirs is broken', () => {
  const whole = said(pageOf('Year by month')).match(/(?<!\S)1,250,000\.00(?!\S)/g);
  expect(whole).toHaveLength(2 * 3 * 12);
  expect(said(pageOf('Plan')).match(/(?<!\S)1234567890(?!\S)/g)).toHaveLength(3 * 12);
});

test('their pages have number, count, production’s number and head like all others', () => {
  expect(facts.pages.map(({ label }) => label)).toEqual(pages.map((_, index) => String(index + 1)));
  for (const index of pages.keys()) {
    if (index === 0) continue;
    expect(said(index)).toContain(`Page ${index + 1} of ${pages.length}`);
    expect(said(index)).toContain(`B-${String(index + 1).padStart(6, '0')}`);
  }
  const year = pageOf('Year by month');
  expect(said(year)).toMatch(year % 2 === 0 ? /Report/ : /Money/);
  expect(said(1)).toMatch(new RegExp(`Plan\\s+${pageOf('Plan') + 1}`));
});
