import { expect, test } from 'vitest';
import { pageStyles } from '../../src/compose/page-styles.ts';
import { pressSheet } from '../../src/compose/press-sheet.ts';
import { DEFAULT_PRESS } from '../../src/model/press.ts';

const MM = 96 / 25.4;
const page = {
  name: 'body',
  width: 210 * MM,
  height: 297 * MM,
  margins: { top: 30 * MM, bottom: 30 * MM, inner: 10 * MM, outer: 20 * MM },
};

test('a sheet is larger by the bleed, its margins as far from the trim as before', () => {
  const sheet = pressSheet(page, { ...DEFAULT_PRESS, binding: 'none' });
  expect(sheet.width / MM).toBeCloseTo(216);
  expect(sheet.height / MM).toBeCloseTo(303);
  expect(Object.values(sheet.margins).map((margin) => Math.round(margin / MM))).toEqual([33, 33, 13, 23]);
});

test('the inner margin is what the binding asks', () => {
  const sheet = pressSheet(page, { ...DEFAULT_PRESS, binding: 'three-hole' });
  expect(sheet.margins.inner / MM).toBeCloseTo(22.05);
});

test('a side without margin is painted to the end of the bleed', () => {
  const none = { top: 0, bottom: 0, inner: 0, outer: 0 };
  expect(pressSheet({ ...page, margins: none }, DEFAULT_PRESS).margins).toEqual(none);
});

test('style sheets know the page by its trim, and the sheet beside it', () => {
  const css = pageStyles([pressSheet(page, DEFAULT_PRESS)], false);
  expect(css).toContain('--page-width: 793.701px');
  expect(css).toContain('--sheet-width: 816.378px');
  expect(css).toContain('--bleed: 11.339px');
});
