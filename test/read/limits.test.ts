import { describe, expect, test } from 'vitest';
import { INLINE_LENGTH_LIMIT, LINE_LENGTH_LIMIT, TABLE_ROW_LIMIT } from '../../src/read/limits.ts';
import { bare, readFiles } from '../harness/read.ts';

/** Seconds that any of these may take on a slow machine that does other things besides. */
const PATIENCE_MS = 20_000;

describe(
  'hostile and broken documents are read in bounded time, with a word about it',
  { timeout: PATIENCE_MS },
  () => {
    test('an embedded image of 50 MB', async () => {
      const { codes, html } = await readFiles(`![x](data:image/png;base64,${'A'.repeat(50_000_000)})\n\nafter`);
      expect(codes).toEqual(['image-data-too-large report.md:1:1']);
      expect(html[0]!.length).toBeLessThan(1_000);
      expect(html[0]).toContain('after');
    });

    test('an endless table', async () => {
      const { codes, html } = await readFiles(`| a | b |\n|---|---|\n${'| x | *y* |\n'.repeat(100_000)}\nafter\n`);
      expect(codes).toEqual([`table-too-long report.md:${TABLE_ROW_LIMIT + 3}:1`]);
      expect(html[0]!.match(/<tr/g)).toHaveLength(TABLE_ROW_LIMIT + 1);
      expect(html[0]).toContain('<p data-source="0:100004:1">after</p>');
    });

    test.each([
      ['quotes', `${'>'.repeat(10_000)} x\n\nafter`],
      ['lists in a line', `${'- '.repeat(10_000)}x\n\nafter`],
      ['lists by indentation', Array.from({ length: 600 }, (_, k) => `${'  '.repeat(k)}- x`).join('\n') + '\n\nafter'],
      ['emphasis', `${'*a _b '.repeat(500)}x${'_*'.repeat(500)}\n\nafter`],
    ])('%s ten thousand deep', async (_name, markdown) => {
      const { codes, html } = await readFiles(markdown);
      expect(codes.map((code) => code.split(' ')[0])).toEqual(['nesting-limit']);
      expect(html[0]).toContain('after');
    });

    test('elements a hundred thousand deep', async () => {
      const { html } = await readFiles(`${'<b>'.repeat(15_000)}x\n\n${'<div>\n'.repeat(20_000)}\n\nafter`);
      expect(html[0]).toContain('after');
    });

    test('a line and a paragraph without end', async () => {
      const { codes, html } = await readFiles(
        `${'a'.repeat(1_000_000)}\n\n${'*b* '.repeat(INLINE_LENGTH_LIMIT)}\n\nafter`,
      );
      expect(codes).toEqual(['paragraph-too-long report.md:1:1', `line-too-long report.md:1:${LINE_LENGTH_LIMIT + 1}`]);
      expect(html[0]).toContain('after');
    });

    test('an item that runs on, and enumerations of all kinds', async () => {
      const { codes, html } = await readFiles(`1. x\n${'word\n'.repeat(40_000)}\nafter`);
      expect(codes).toEqual(['paragraph-too-long report.md:1:4']);
      expect(html[0]).toContain('after');
      for (const lines of ['a. x\n', '(a) x\n\n', '#. x\n', '> i. x\n', 'a. x\nlazy\n', '1. x\n#. y\n\nz\n\n'])
        expect((await readFiles(`${lines.repeat(10_000)}\nafter`)).html[0]).toContain('after');
    });

    test.each([
      '[',
      '[a](',
      '![a](b',
      '*a_',
      'a**b',
      '<a "',
      '<!--',
      '~~a ',
      '`a``',
      '&',
      'www.a.b(',
      'a@',
      '"a \'b ',
      '\\',
      '[^a',
      '|',
    ])('%s repeated', async (sign) => {
      const { html } = await readFiles(`x ${sign.repeat(Math.floor(48_000 / sign.length))}\n\nafter`);
      expect(html[0]).toContain('after');
    });

    test('NUL and what is not UTF-8 are replaced, with their lines', async () => {
      const { codes, html } = await readFiles({ 'report.md': Buffer.from('one\n\ntwo\0\n\nthr\xFFee\n', 'latin1') });
      expect(codes).toEqual(['nul-character report.md:3:4', 'invalid-utf-8 report.md:5:4']);
      expect(bare(html[0])).toBe('<p>one</p>\n<p>two\uFFFD</p>\n<p>thr\uFFFDee</p>');
    });

    test('UTF-16 and a byte-order mark are understood', async () => {
      const { codes, html } = await readFiles({
        'report.md': Buffer.from('\uFEFF---\ntitle: x\n---\n# Ä\n', 'utf16le'),
      });
      expect(codes).toEqual([]);
      expect(html[0]).toBe('<h1 data-source="0:4:1" id="a">Ä</h1>\n');
    });

    test('an empty file, an empty front matter, a file that is not there', async () => {
      const { html, codes } = await readFiles(
        { 'a.md': '', 'b.md': '---\n---\n' },
        { publication: { parts: ['a.md', 'b.md', 'c.md'].map((file) => ({ kind: 'markdown', file })) } },
      );
      expect(html.map((part) => part.trim())).toEqual(['', '', '']);
      expect(codes).toEqual(['part-missing a.md:1:1']);
    });
  },
);
