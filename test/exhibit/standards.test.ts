import { PDFDocument } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { A4, paper, saved, take } from './foreign.ts';

// What keeps somebody else's pages from PDF/A-2 and PDF/UA: put right where nobody sees the difference, else told.

/** What the pages of a file break. */
async function faultsOf(bytes: Uint8Array): Promise<readonly string[]> {
  const { exhibit } = await take(bytes);
  return exhibit!.faults
    .filter(({ page }) => page >= 0)
    .map(({ rule, clause, lasting }) => `${rule} (${clause})${lasting ? ' lasting' : ''}`);
}

describe('the size of pages', () => {
  test.each([
    [[2, 842], 'the page is 2 × 842 points'],
    [[595, 20_000], 'the page is 595 × 20000 points'],
  ] as const)('%j is a fault that a picture has, too', async (size, rule) => {
    const bytes = await saved(paper(0, (document) => void document.addPage([...size])));
    expect(await faultsOf(bytes)).toEqual([`${rule}, and its sides may have 3 to 14400 (ISO 19005-2, 6.1.13) lasting`]);
  });

  test('boxes that nobody sees go', async () => {
    const document = await paper(0);
    const page = document.addPage(A4);
    page.setMediaBox(-10_000, 0, 20_000, 842);
    page.setCropBox(0, 0, ...A4);
    page.setTrimBox(0, 0, 1, 1);
    page.setBleedBox(10, 10, 500, 500);
    const { exhibit } = await take(await saved(document));
    expect(exhibit!.faults.filter(({ page: index }) => index >= 0)).toEqual([]);
    const taken = (await PDFDocument.load(exhibit!.bytes)).getPage(0);
    expect(taken.getMediaBox()).toEqual({ x: 0, y: 0, width: 595, height: 842 });
    expect(taken.getTrimBox()).toEqual(taken.getMediaBox());
    expect(taken.getBleedBox()).toMatchObject({ x: 10, width: 500 });
  });
});
