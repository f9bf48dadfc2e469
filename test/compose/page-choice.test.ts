import { expect, test } from 'vitest';
import { selectPages } from '../../src/compose/page-choice.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { PdfPart } from '../../src/model/part.ts';

const span = { file: 'publication.yaml', line: 4, column: 5 };
const pagesSpan = { ...span, column: 20 };
const part = (pages: PdfPart['pages']): PdfPart => ({
  ...{ kind: 'pdf', file: 'a.pdf', span, pagesSpan, fit: 'keep', rotate: 0, annotations: 'keep', conform: 'refuse' },
  ...(pages && { pages }),
});

test('pages come in the order wanted; ranges that go beyond the file are named where they are written', () => {
  const told: Diagnostic[] = [];
  const choose = (pages: PdfPart['pages']): number[] => selectPages(part(pages), 4, (each) => void told.push(each));
  expect(choose(undefined)).toEqual([0, 1, 2, 3]);
  expect(
    choose([
      { from: 4, to: 2 },
      { from: 1, to: 1 },
    ]),
  ).toEqual([3, 2, 1, 0]);
  expect(told).toEqual([]);
  expect(choose([{ from: 3, to: 9 }, { from: 1, to: 2 }, { from: 7 }, { from: 0, to: 0 }])).toEqual([2, 3, 0, 1]);
  expect(told).toMatchObject([{ code: 'pages-beyond', span: pagesSpan }]);
  expect(told[0]!.message).toContain('asks for 3-9, 7-, 0');
});

test('pages that ranges take twice come twice, and are named', () => {
  const told: Diagnostic[] = [];
  const ranges = [{ from: 4, to: 2 }, { from: 1, to: 1 }, { from: 3 }, { from: 1, to: 1 }];
  expect(selectPages(part(ranges), 4, (each) => void told.push(each))).toEqual([3, 2, 1, 0, 2, 3, 0]);
  expect(told).toMatchObject([{ code: 'pages-repeated', severity: 'warning', span: pagesSpan }]);
  expect(told[0]!.message).toBe('“pages” takes pages 1, 3-4 of “a.pdf” more than once');
});
