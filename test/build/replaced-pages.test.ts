import { expect, test } from 'vitest';
import { takePlaces, withPlaces, withUnused } from '../../src/build/replaced-pages.ts';
import type { NumberedRun } from '../../src/model/composition.ts';
import type { Part } from '../../src/model/part.ts';
import { partsAsOf } from '../../src/model/supplement.ts';

const span = { file: 'publication.yaml', line: 1, column: 1 };
const text = (file: string, more: Partial<Part> = {}): Part =>
  ({ kind: 'markdown', file, key: '1', span, ...more }) as Part;
const run = (id: string, part: string, labels: readonly string[], recto: boolean): NumberedRun => ({
  ...{ id, part, labels, recto, title: 'Old', supplement: 0, words: '' },
  counts: labels.map((label) => ({ of: '9', number: `A${label}` })),
});

const parts: readonly Part[] = [
  text('old.md'),
  text('new.md', { supplement: 1, replaces: { file: 'old.md', supplement: 0, span }, withdrawn: 2 }),
  text('other.md', { key: '2' }),
];

test('what replaces a paper stands in its place as of its supplement, and what is withdrawn leaves a sign', () => {
  const shown = (supplement: number): unknown[] =>
    partsAsOf(parts, supplement).map((part) => ('file' in part ? part.file : part.kind));
  expect([0, 1, 2].map(shown)).toEqual([
    ['old.md', 'other.md'],
    ['new.md', 'other.md'],
    ['withheld', 'other.md'],
  ]);
});

test('it takes the labels, counts and side of the pages before; those that are left say that they are not used', () => {
  const [now] = partsAsOf(parts, 1) as [Part];
  const before = [run('a', '1', ['5', '6', '7'], true), run('b', '2', ['8'], false)];
  const { printed, unused } = takePlaces([now], before, [run('c', '1', ['5'], true), run('d', '1', ['6'], false)]);
  expect([...printed]).toEqual([
    ['c', { labels: ['5'], counts: [{ of: '9', number: 'A5' }], recto: true }],
    ['d', { labels: ['6'], counts: [{ of: '9', number: 'A6' }], recto: false }],
    ['octavo-run-1-unused', { labels: ['7'], counts: [{ of: '9', number: 'A7' }], recto: true }],
  ]);
  expect(unused).toMatchObject([
    { kind: 'withheld', former: true, key: '1-unused', title: 'Old', pages: '7', withdrawn: 1 },
  ]);
  expect(withUnused(partsAsOf(parts, 1), unused).map(({ key }) => key)).toEqual(['1', '1-unused', '2']);
});

test('a paper that is withdrawn after it was replaced says so of all its numbers at once', () => {
  const before = [run('c', '1', ['5', '6'], true), run('u', '1-unused', ['7'], true), run('b', '2', ['8'], false)];
  const unused = [{ kind: 'withheld', former: true, key: '1-unused', pages: '7' }] as const;
  const told = withPlaces(withUnused(partsAsOf(parts, 2), unused), before);
  expect(told).toMatchObject([
    { kind: 'withheld', former: true, key: '1', pages: '5–7', title: 'Old' },
    { file: 'other.md' },
  ]);
});
