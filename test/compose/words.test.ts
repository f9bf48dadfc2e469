import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../harness/golden.ts';

const words = JSON.parse(readFileSync(join(ROOT, 'layouts', 'base', 'words.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

test.each(Object.keys(words))('the layouts have all their words in “%s”', (language) => {
  expect(Object.keys(words[language]!).sort()).toEqual(Object.keys(words['en']!).sort());
  expect(Object.values(words[language]!).filter((word) => word.trim() === '')).toEqual([]);
});
