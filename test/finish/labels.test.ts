import { describe, expect, it } from 'vitest';
import { labelRanges } from '../../src/finish/labels.ts';
import { labelAt } from '../../src/model/page-label.ts';

/** What a viewer shows for every page, by the ranges. */
function shown(labels: readonly string[]): string[] {
  const ranges = labelRanges(labels);
  return labels.map((_, page) => {
    const range = ranges.findLast((each) => each.page <= page)!;
    return labelAt(range, page - range.page);
  });
}

describe('label ranges', () => {
  it('take one range for roman and one for arabic numbers', () => {
    expect(labelRanges(['i', 'ii', 'iii', 'iv', '1', '2', '3'])).toEqual([
      { page: 0, prefix: '', style: 'r', start: 1 },
      { page: 4, prefix: '', style: 'D', start: 1 },
    ]);
  });

  it('name pages that have no number by prefix alone, equal ones together', () => {
    expect(labelRanges(['Cover', '', '', '1'])).toEqual([
      { page: 0, prefix: 'Cover' },
      { page: 1, prefix: '' },
      { page: 3, prefix: '', style: 'D', start: 1 },
    ]);
  });

  it('keep prefixes, starts and upper case', () => {
    expect(labelRanges(['A-9', 'A-10', 'A-11', 'XIV', 'XV'])).toEqual([
      { page: 0, prefix: 'A-', style: 'D', start: 9 },
      { page: 3, prefix: '', style: 'R', start: 14 },
    ]);
  });

  it.each([
    [['1', '2', '2', '3', '3a', '4']],
    [['0', '01', '02', '007', '10', '11']],
    [['9', '10', '99', '100', '101']],
    [['i', 'i', 'v', 'vi', 'x', 'c', 'd', 'mix', 'civic']],
    [['Annex C', 'Annex CI', 'Annex CII', 'Annex 1', 'Annex 2']],
    [['12345678901234567890', '12345678901234567891', '999999999', '1000000000']],
    [['mmmcmxcix', 'mmmm', 'iiii', 'IV', 'iv', 'Iv']],
    [['一', '二', '1/2', '2/2', '(3)', '4 ', '-5']],
  ])('show every page its own label: %j', (labels) => {
    expect(shown(labels)).toEqual(labels);
  });

  it('show every page its own label, whatever the labels are', () => {
    // A fixed sequence: a failure must come again.
    let seed = 20250314;
    const next = (below: number): number => (seed = (seed * 48271) % 0x7fffffff) % below;
    const alphabet = ['i', 'v', 'x', 'c', 'I', 'X', '0', '1', '2', '9', 'A', '-', ' '];
    for (let round = 0; round < 500; round++) {
      const labels = Array.from({ length: next(12) }, () =>
        Array.from({ length: next(4) }, () => alphabet[next(alphabet.length)]).join(''),
      );
      expect(shown(labels)).toEqual(labels);
    }
  });
});
