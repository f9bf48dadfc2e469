import { parseDocument } from 'htmlparser2';
import { textContent } from 'domutils';
import { describe, expect, test } from 'vitest';
import { pageRuns, preflight, reportPage } from '../../src/preflight/preflight.ts';
import { page } from '../inspect/made.ts';
import { bundled, profile } from './profiles.ts';

describe('the report page', () => {
  const style = bundled('assets/preflight/report.css').then((bytes) => Buffer.from(bytes).toString('utf8'));

  test('says what was found and where, and shows nothing of the file as markup', async () => {
    const name = '<script>alert(1)</script>&"';
    const file = await page('BT /F 4 Tf 30 30 Td (A) Tj ET 1 0 0 rg 0 0 9 9 re f', () => ({
      Font: { F: { Type: 'Font', Subtype: 'Type1', BaseFont: name } },
    }));
    const result = await preflight(file, await profile('commercial'), { environment: {}, ghostscript: false });
    const html = reportPage(result, { file: name, style: await style });
    expect(html).not.toContain('<script');
    const text = textContent(parseDocument(html));
    expect(text).toContain(`the font ${name} is not embedded`);
    for (const words of [
      'Not ready for this press',
      'type is smaller than 5 pt',
      '4.0 pt',
      'colours are in RGB',
      'Page 1',
    ])
      expect(text).toContain(words);
    // One map: media, bleed and trim, and a box for each place with one.
    expect(html.match(/<figure>/g)).toHaveLength(1);
    expect(html.match(/<rect /g)!.length).toBeGreaterThan(4);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/(?:src|href)=/);
  });

  test('has a word for every state, and the same bytes each time', async () => {
    const file = await page('0 0 0 1 k 50 50 20 20 re f', () => ({}));
    const judged = async (name: string): Promise<string> =>
      reportPage(await preflight(file, await profile(name), { environment: {}, ghostscript: false }), {
        file: 'a',
        style: '',
      });
    expect(await judged('office')).toContain('Ready for this press');
    expect(await judged('office')).toContain('Nothing was found.');
    expect(await judged('newsprint')).toContain('Can be printed; look at the warnings');
    expect(await judged('commercial')).toBe(await judged('commercial'));
  });
});

test('page numbers are joined to runs', () => {
  expect(pageRuns([])).toBe('');
  expect(pageRuns([1, 2, 3, 7, 9, 10])).toBe('1–3, 7, 9–10');
  expect(pageRuns([1, 3, 5, 7], 2)).toBe('1, 3 … (4 pages)');
});
