import { expect, test } from 'vitest';
import { excerpt } from '../../src/cli/excerpt.ts';

test.each([
  ['the first column', 'abc', 1, ['  7 │ abc', '    │ ^']],
  ['after the end', 'abc', 4, ['  7 │ abc', '    │    ^']],
  ['far after the end', 'abc', 99, ['  7 │ abc', '    │    ^']],
  ['after a tab', '\tabc', 2, ['  7 │  abc', '    │  ^']],
  ['after wide characters', '報告 x', 4, ['  7 │ 報告 x', '    │      ^']],
  ['after a face', '😀x', 3, ['  7 │ 😀x', '    │   ^']],
  ['after an escape', '\u001B[2Jx', 5, ['  7 │ ·[2Jx', '    │     ^']],
])('a caret under %s', (_, line, column, lines) => {
  expect(excerpt(line, { line: 7, column })).toEqual(lines);
});

test('a long line is cut around its place', () => {
  const [text, caret] = excerpt(`${'a'.repeat(300)}X${'b'.repeat(300)}`, { line: 1, column: 301 });
  expect(text!.length).toBeLessThan(110);
  expect(text!.indexOf('X')).toBe(caret!.indexOf('^'));
  expect(text).toMatch(/… *$/);
});
