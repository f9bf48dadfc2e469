import { expect, test } from 'vitest';
import { exchangeSheets, sheetsOf } from '../../src/build/sheets.ts';
import type { NumberedRun } from '../../src/model/composition.ts';

const run = (id: string, labels: string, more: Partial<NumberedRun> = {}): NumberedRun => ({
  ...{ id, part: id, title: id, supplement: 0, recto: true, words: id },
  labels: labels.split(' '),
  ...more,
});
const exchange = (before: readonly NumberedRun[], now: readonly NumberedRun[]) => {
  const { sheets, held } = exchangeSheets(sheetsOf(before), sheetsOf(now));
  return { sheets: sheets.map((each) => `${each.out || `after ${each.behind}`} → ${each.in}`), held: [...held] };
};

const BOOK = [run('contents', 'i'), run('agenda', 'ii'), run('finance', '1 2 3 4'), run('roof', '5 6 7')];

test('pages that come in behind a verso take sheets of their own', () => {
  const now = BOOK.toSpliced(3, 0, run('fire', '4a 4b'));
  expect(exchange(BOOK, now)).toEqual({
    sheets: ['after 4 → 4a–4b'],
    held: ['i', 'ii', '1', '2', '3', '4', '5', '6', '7'],
  });
});

test('pages that come in behind a recto bring it and its back along', () => {
  const before = [...BOOK.slice(0, 2), run('finance', '1 2 3'), run('roof', '4 5 6')];
  const late = [run('fire', '3a'), run('roof', '4 5 6', { blank: '3a verso' })];
  expect(exchange(before, [...before.slice(0, 3), ...late]).sheets).toEqual(['3–4 → 3, 3a, 3a verso, 4']);
});

test('a page with other words brings the page on its back', () => {
  const now = BOOK.with(0, run('contents', 'i', { words: 'more' })).with(3, run('roof', '5 6 7', { words: 'other' }));
  expect(exchange(BOOK, now)).toEqual({ sheets: ['i–ii → i–ii', '5–7 → 5–7'], held: ['1', '2', '3', '4'] });
});

test('nothing is put in where sheets are only taken out', () => {
  expect(exchange(BOOK, BOOK.slice(0, 3)).sheets).toEqual(['5–7 → ']);
});
