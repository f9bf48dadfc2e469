import { describe, expect, test } from 'vitest';
import { humanise, names, slug } from '../../src/config/name.ts';
import { nearest } from '../../src/config/near.ts';

test.each([
  ['Jahresbericht Übersicht 2024', 'jahresbericht-ubersicht-2024'],
  ['Straße', 'strasse'],
  ['../../etc', 'etc'],
  ['v1.2', 'v1.2'],
  ['.hidden.', 'hidden'],
  ['CON', 'con-document'],
])('slug of %s', (text, expected) => {
  expect(slug(text)).toBe(expected);
});

test('text without a Latin letter gets a name of its own, the same each time', () => {
  expect(slug('年次報告')).toMatch(/^document-[0-9a-f]{8}$/);
  expect(slug('年次報告')).toBe(slug('年次報告'));
  expect(slug('年次報告')).not.toBe(slug('事業報告'));
});

test('a very long name still fits a file system', () => {
  expect(slug('x'.repeat(5000)).length).toBeLessThan(200);
});

test.each([
  ['annual-report_2024', 'Annual report 2024'],
  ['2024-11-19', '2024-11-19'],
  ['élan', 'Élan'],
])('%s for people', (stem, expected) => {
  expect(humanise(stem)).toBe(expected);
});

describe('names', () => {
  test('what cannot be told apart is undefined', () => {
    expect(names([{ path: '/report.md' }, { path: '/report.yaml' }])).toEqual(['report', undefined]);
  });
  test('an author’s name is left as it is, and the other gives way', () => {
    expect(names([{ path: '/x/a.md', given: 'notes' }, { path: '/x/notes.md' }])).toEqual(['notes', 'x-notes']);
  });
});

test.each([
  ['titel', 'title'],
  ['langauge', undefined],
  ['language', 'lang'],
  ['templateKey', undefined],
  ['smrat', 'smart'],
  ['constructor', undefined],
  ['x'.repeat(100_000), undefined],
])('nearest to %.20s', (name, expected) => {
  expect(nearest(name, ['title', 'lang', 'smart', 'parts'])).toBe(expected);
});
