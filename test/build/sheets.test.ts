import { expect, test } from 'vitest';
import { numbersOf, pageRange, pagesOf } from '../../src/build/printed-labels.ts';
import { exchangeSheets, sheetsOf } from '../../src/build/sheets.ts';
import { placeOf } from '../../src/build/withheld-pages.ts';
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

test.each([
  ['10 11 11a 12', '10–11, 11a, 12'],
  ['10 11 11a 11b 24', '10–11, 11a–11b, 24'],
  ['E-000009 E-000010 E-000023', 'E-000009–E-000010, E-000023'],
  ['ii iii iv', 'ii–iv'],
  ['7', '7'],
])('labels that do not follow each other make no range (%s)', (labels, said) => {
  expect(pageRange(labels.split(' '))).toBe(said);
});

test('blank pages between those of an item are within its range', () => {
  const item = [run('pay-1', '5 6 7'), run('pay-2', '9 10', { blank: '8' })];
  expect(pagesOf(item)).toBe('5–10');
  const numbers = (...all: readonly string[]) => all.map((number) => ({ of: '', number }));
  const counted = [
    { ...item[0]!, counts: numbers('E-05', 'E-06', 'E-07') },
    { ...item[1]!, counts: numbers('E-09', 'E-10') },
  ];
  expect(numbersOf(counted)).toBe('E-05–E-10');
  expect(pagesOf([run('pay-1', '5'), run('pay-2', '5a'), run('pay-3', '6', { blank: '5a verso' })])).toBe('5, 5a, 6');
});

test('a page that stands for others says which numbers they have, and no more', () => {
  const counted = (labels: string, numbers: string): NumberedRun =>
    run('pay', labels, { counts: numbers.split(' ').map((number) => ({ of: '30', number: `E-${number}` })) });
  const book = [counted('10 11', '10 11'), counted('11a', '23'), counted('12', '12')];
  expect(placeOf(['pay'], book)).toMatchObject({
    labels: ['10–11, 11a, 12'],
    counts: [{ number: 'E-10–E-11, E-23, E-12' }],
  });
});
