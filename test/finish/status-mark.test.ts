import { describe, expect, test } from 'vitest';
import { finish } from '../../src/finish/finish.ts';
import { pageText } from '../../src/inspect/text.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { StatusMark } from '../../src/model/book.ts';
import { openWorld } from '../../src/world.ts';
import { isStream, readObjects } from '../harness/qpdf-objects.ts';
import { pdfx4Faults } from '../harness/pdfx4.ts';
import { countColour, rasterise, type Picture } from '../harness/raster.ts';
import { bookOf } from './book.ts';
import { pressed } from './print/book.ts';

const world = openWorld({ root: '.', output: '.' });
/** Pages that count as somebody else's. */
const FOREIGN = [1];
const PPI = 36;

async function marked(status: StatusMark | undefined) {
  const diagnostics: Diagnostic[] = [];
  const book = { ...bookOf({}), exhibitPages: FOREIGN, ...(status && { status }) };
  const made = await finish(book, world, (diagnostic) => diagnostics.push(diagnostic));
  const bytes = await made.file();
  return { bytes, diagnostics, pages: await rasterise(bytes, [0, 1, 2, 3], PPI) };
}

/** Pixels of the mark's grey, in the whole page or above a line (pixels from the top). */
const grey = ({ width, height, rgb }: Picture, to: number = height): number =>
  countColour({ width, height: to, rgb: rgb.subarray(0, width * to * 3) }, '#e6e6e6', 1);
const black = (page: Picture): number => countColour(page, '#000000', 8);

describe('a status mark', () => {
  test('goes across every page, is found by no search, and hides nothing', async () => {
    const [plain, draft] = [await marked(undefined), await marked({ text: 'Draft', place: 'across' })];
    for (const [index, page] of draft.pages.entries()) {
      expect(grey(page), `page ${index + 1}`).toBeGreaterThan(grey(plain.pages[index]!) + 80);
      expect(black(page), `page ${index + 1}`).toBeGreaterThanOrEqual(black(plain.pages[index]!));
    }
    expect(await pageText(draft.bytes)).toEqual(await pageText(plain.bytes));
    const { all } = await readObjects(draft.bytes);
    const artifacts = [...all.values()].filter(
      (object) => isStream(object) && object.data.includes('/Artifact <</Type /Pagination /Subtype /Watermark>> BDC'),
    );
    // Pages of one size share theirs.
    expect(artifacts.length).toBeGreaterThan(0);
  });

  test('stands at the head of our pages, and goes across others', async () => {
    const { pages } = await marked({ text: 'Draft', place: 'head' });
    const plain = await marked(undefined);
    for (const [index, page] of pages.entries()) {
      const across = grey(page) > grey(plain.pages[index]!) + 80;
      expect(across, `page ${index + 1}`).toBe(FOREIGN.includes(index));
    }
  });

  test('has letters of other scripts, and says which it lacks', async () => {
    expect((await marked({ text: 'Проект Ściśle Σχέδιο', place: 'across' })).diagnostics).toEqual([]);
    expect((await marked({ text: '下書き', place: 'across' })).diagnostics).toMatchObject([
      { code: 'mark-glyph-missing' },
    ]);
  });

  test('leaves a file for a press what it is', async () => {
    for (const place of ['across', 'head'] as const)
      expect(await pdfx4Faults((await pressed({ status: { text: 'Draft', place } })).bytes), place).toEqual([]);
  });
});
