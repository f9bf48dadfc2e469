import { expect, test } from 'vitest';
import { plainText, titleFromHeading } from '../../src/config/title.ts';

test.each([
  ['a heading at the top', '# One\n\ntext', 'One'],
  ['though others follow', '# One\n\n# Two\n', 'One'],
  ['a comment before it is nothing', '<!-- a\n# b\n-->\n\n# One\n\n# Two', 'One'],
  ['the only one, though late', 'text\n\n## Sub\n\n# One\n', 'One'],
  ['an underlined one', 'One\n===\n\n# Two', 'One'],
  ['an underlined one of two lines', 'One\nmore\n===\n', 'One more'],
  ['closing marks', '# One ##\n', 'One'],
  ['one of several, not at the top', 'text\n\n# One\n\n# Two\n', undefined],
  ['none', '## Sub\n\ntext', undefined],
  ['an empty one', '#\n', undefined],
  ['a word mark', '#hashtag\n', undefined],
  ['in a fence', '```\n# no\n```\n', undefined],
  ['in a fence that a shorter one does not close', '````\n```\n# no\n````\n\n# One', 'One'],
  ['in indented code', 'text\n\n    # no\n', undefined],
])('%s', (_, markdown, title) => {
  expect(titleFromHeading(markdown)).toBe(title);
});

test.each([
  ['**2024 — A Very Good Year**', '2024 — A Very Good Year'],
  ['A [link](https://example.org/a_b_c) and `code`', 'A link and code'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['*One* ***two*** _three_ ~~four~~', 'One two three four'],
  ['Note[^1] ![alt](x.png)<br/>', 'Note alt'],
  ['R&amp;D &#8211; \\*not\\* &unknown;', 'R&D – *not* &unknown;'],
])('%s', (markdown, text) => {
  expect(plainText(markdown)).toBe(text);
});

test('a hostile heading takes no time', () => {
  const begun = performance.now();
  titleFromHeading(`# ${'['.repeat(200_000)}${'*_'.repeat(200_000)}\n${'#'.repeat(100_000)} ${' '.repeat(100_000)}x`);
  expect(performance.now() - begun).toBeLessThan(500);
});
