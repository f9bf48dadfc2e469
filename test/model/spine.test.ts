import { describe, expect, test } from 'vitest';
import { POINTS_PER_MM } from '../../src/model/length.ts';
import { coverSpread, PAPERS, SPINE_TEXT_LEAST_MM, spineTypeSize, spineWidth } from '../../src/model/spine.ts';

const mm = (points: number): number => points / POINTS_PER_MM;

describe('the width of a spine', () => {
  test('is that of the leaves and what the binding adds', () => {
    expect(mm(spineWidth(200, { thickness: 0.1 }))).toBeCloseTo(10.5);
    expect(mm(spineWidth(200, { thickness: 0.1 }, 'case'))).toBeCloseTo(16);
    expect(mm(spineWidth(199, { thickness: 0.1 }))).toBeCloseTo(10.5);
    expect(spineWidth(200, { thickness: 0.1 }, 'saddle')).toBe(0);
  });

  test('in pages per inch counts pages, not leaves', () => {
    expect(spineWidth(400, { pagesPerInch: 400 }) / 72).toBeCloseTo(1 + 0.5 / 25.4);
    expect(spineWidth(400, { pagesPerInch: 400 })).toBeCloseTo(spineWidth(400, { thickness: 25.4 / 200 }));
  });

  test('never shrinks with more pages, for every paper', () => {
    for (const paper of Object.values(PAPERS)) {
      const widths = Array.from({ length: 300 }, (_, pages) => spineWidth(pages, paper));
      widths.slice(1).forEach((width, index) => expect(width).toBeGreaterThanOrEqual(widths[index]!));
      // A book of 300 pages is between half a centimetre and four.
      expect(mm(widths.at(-1)!)).toBeGreaterThan(5);
      expect(mm(widths.at(-1)!)).toBeLessThan(40);
    }
  });

  test('has no sense without paper or pages', () => {
    for (const pages of [-1, 1.5, NaN]) expect(() => spineWidth(pages, { thickness: 0.1 })).toThrow(RangeError);
    for (const paper of [{ thickness: 0 }, { pagesPerInch: -4 }, { thickness: Infinity }])
      expect(() => spineWidth(8, paper)).toThrow(RangeError);
  });
});

describe('a cover spread', () => {
  test('has back, spine and front without gap, mirrored for books bound at the right', () => {
    const spread = coverSpread({ width: 400, height: 600 }, 30);
    expect([spread.width, spread.height, spread.folds]).toEqual([830, 600, [400, 430]]);
    expect(spread.parts.map(({ part, left, width }) => [part, left, width])).toEqual([
      ['back', 0, 400],
      ['spine', 400, 30],
      ['front', 430, 400],
    ]);
    expect(coverSpread({ width: 400, height: 600 }, 30, 'right').parts.map((each) => each.part)).toEqual([
      'front',
      'spine',
      'back',
    ]);
    expect(coverSpread({ width: 400, height: 600 }, 0)).toMatchObject({ width: 800, folds: [400] });
  });

  test('has type on the spine only where it is wide enough, and inside it', () => {
    expect(spineTypeSize((SPINE_TEXT_LEAST_MM - 0.1) * POINTS_PER_MM)).toBeUndefined();
    for (let width = SPINE_TEXT_LEAST_MM; width < 60; width++) {
      const size = spineTypeSize(width * POINTS_PER_MM)!;
      expect(size).toBeGreaterThanOrEqual(6);
      expect(size).toBeLessThan(width * POINTS_PER_MM);
    }
  });
});
