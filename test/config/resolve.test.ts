import { expect, test } from 'vitest';
import { normalise, resolve, resolveEditions } from '../../src/config/resolve.ts';

test('later settings win, and what they leave open is kept', () => {
  const resolved = resolve(
    { title: 'file', layout: 'article', theme: { accent: 'red', body: '10pt' }, hosts: ['a.example'] },
    { title: 'front matter', theme: { accent: 'blue' } },
    { layout: 'report' },
  );
  expect(resolved).toMatchObject({
    title: 'front matter',
    layout: 'report',
    layoutIsDefault: false,
    theme: { accent: 'blue', body: '10pt' },
    hosts: ['a.example'],
    lang: 'en',
    smart: true,
  });
});

test('nobody named a layout', () => {
  expect(resolve({})).toMatchObject({ layout: 'report', layoutIsDefault: true });
});

test('empty text says nothing', () => {
  expect(normalise({ title: ' ', subtitle: '', authors: ['', ' '], keywords: ' , ' })).toEqual({});
});

test('our spelling wins over others', () => {
  expect(normalise({ subtitle: 'a', subTitle: 'b', authors: ['c'], author: 'd', date: 'e', year: 'f' })).toEqual({
    subtitle: 'a',
    authors: ['c'],
    date: 'e',
  });
});

test('a bad address in the seo block is left out', () => {
  expect(normalise({ seo: { url: 'javascript:alert(1)' } })).toEqual({});
});

test('a publication’s web starts from the built-in one, and what extends web from the publication’s', () => {
  const { editions, faults } = resolveEditions(
    { web: { ppi: 96 }, mine: { quality: 60 }, late: { extends: 'mine', linearise: false } },
    undefined,
  );
  expect(faults).toEqual([]);
  expect(editions).toEqual([
    { name: 'web', ppi: 96, quality: 82, linearise: true, standard: ['ua-1', 'a-2a'] },
    { name: 'mine', ppi: 96, quality: 60, linearise: true, standard: ['ua-1', 'a-2a'] },
    { name: 'late', ppi: 96, quality: 60, linearise: false, standard: ['ua-1', 'a-2a'] },
  ]);
});

test('a circle of editions is found once for each that is in it', () => {
  const { editions, faults } = resolveEditions({ a: { extends: 'b' }, b: { extends: 'a' }, ok: {} }, undefined);
  expect(editions.map((each) => each.name)).toEqual(['ok']);
  expect(faults.map(({ kind }) => kind)).toEqual(['cycle', 'cycle']);
});

test('refuses standards that exclude each other, with the reason', () => {
  const { editions, faults } = resolveEditions(
    {
      two: { standard: ['a-2a', 'a-3a'] },
      mixed: { standard: ['ua-1', 'a-4'] },
      good: { standard: ['ua-2', 'a-4f'] },
      none: { standard: [] },
    },
    undefined,
  );
  expect(faults.map((fault) => [fault.edition, fault.reason])).toEqual([
    ['two', 'a file is either PDF/A-2a or PDF/A-3a, never both'],
    ['mixed', 'PDF/UA-1 is for PDF 1.7 and PDF/A-4 for PDF 2.0'],
  ]);
  expect(editions.map((edition) => edition.standard)).toEqual([['ua-2', 'a-4f'], []]);
});
