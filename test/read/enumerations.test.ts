import { describe, expect, test } from 'vitest';
import { bare, readFiles } from '../harness/read.ts';

// Bylaws and resolutions count in letters and roman numerals; nobody's clause may come out under another sign than its author wrote.

const html = async (markdown: string): Promise<string> => bare((await readFiles(markdown)).html[0]);
const items = (found: string): string[] =>
  [...found.matchAll(/<ol([^>]*)>|<li>(?:<p>)?([^<\n]*)/g)].map(([, ol, li]) => (ol === undefined ? li! : `ol${ol}`));

describe('enumerations', () => {
  test.each([
    ['a. one\nb. two\n', ['ol type="a" data-delimiter="point"', 'one', 'two']],
    ['A.  one\n#.  two\n#.  three\n', ['ol type="A" data-delimiter="point"', 'one', 'two', 'three']],
    [
      '(i) one\n\n(ii) two\n',
      ['ol type="i" data-delimiter="parentheses" style="list-style-type: parentheses-lower-roman"', 'one', 'two'],
    ],
    [
      'c) three\nd) four\n',
      [
        'ol type="a" data-delimiter="parenthesis" style="list-style-type: parenthesis-lower-alpha" start="3"',
        'three',
        'four',
      ],
    ],
    ['h. aitch\ni. eye\nj. jay\n', ['ol type="a" data-delimiter="point" start="8"', 'aitch', 'eye', 'jay']],
    ['i. one\nii. two\n', ['ol type="i" data-delimiter="point"', 'one', 'two']],
    ['1. one\n#. two\n', ['ol type="1" data-delimiter="point"', 'one', 'two']],
    [
      'A. one\nB. two\n   1. nested\n   2. nested too\n      (a) deep\n      (b) deeper\n',
      [
        'ol type="A" data-delimiter="point"',
        'one',
        'two',
        'ol',
        'nested',
        'nested too',
        'ol type="a" data-delimiter="parentheses" style="list-style-type: parentheses-lower-alpha"',
        'deep',
        'deeper',
      ],
    ],
  ])('%j', async (markdown, expected) => expect(items(await html(markdown))).toEqual(expected));

  test('go on after text in between', async () => {
    const found = await html('(a) one\n\n(b) two\n\nMore of it.\n\n(c) three\n');
    expect(found.match(/<ol[^>]*>/g)).toHaveLength(2);
    expect(found).toContain('start="3"');
  });

  test('a clause out of order keeps its sign', async () => {
    const found = await html('(a) one\n\n(b) two\n\n(e) five\n');
    expect(found).toContain('<p>(e) five</p>');
  });

  test.each([
    'A. Smith was present.\nC. Jones too.\n',
    'p. 5 of the report\n',
    '(c) 2026 Example Foundation\n',
    'a. alone\n',
    'e. g. like this\n',
    '\\(a) not\n\n\\(b) a list\n',
    'Minutes of\na. one\nb. two\n',
    'mix. one\nmixi. two\n',
  ])('are not seen in %j', async (markdown) => expect(await html(markdown)).not.toContain('<ol'));

  test('what is wrong in an item is told at its line and column', async () => {
    const { codes } = await readFiles('A.  one\n#.  two [x](#nowhere)\n    (a) deep\n    (b) [y](#nowhere)\n');
    expect(codes).toEqual(['link-target-missing report.md:2:9', 'link-target-missing report.md:4:9']);
  });
});
