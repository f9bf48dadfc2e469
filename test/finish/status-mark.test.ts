import { PDFDocument, PDFName } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { grounds } from '../../src/exhibit/grounds.ts';
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

const world: Parameters<typeof finish>[1] = {
  ...openWorld({ root: '.', output: '.' }),
  grounds: (bytes, questions) => grounds({ kind: 'grounds', bytes, questions }),
};
/** Pages that count as somebody else's. */
const FOREIGN = [1];
const PPI = 36;

async function marked(
  status: StatusMark | undefined,
  { bytes: own, foreign = FOREIGN, count = 4 }: { bytes?: Uint8Array; foreign?: number[]; count?: number } = {},
) {
  const diagnostics: Diagnostic[] = [];
  const labels = Array.from({ length: count }, (_, i) => String(i + 1));
  const plain = bookOf({ ...(own && { bytes: own, outline: [] }), labels });
  const book = { ...plain, exhibitPages: foreign, ...(status && { status }) };
  const made = await finish(book, world, (diagnostic) => diagnostics.push(diagnostic));
  const bytes = await made.file();
  const pages = labels.map((_, index) => index);
  return { bytes, diagnostics, pages: await rasterise(bytes, pages, own ? FINE : PPI) };
}

/** Pixels that differ between two pictures of a page, in the whole of it or above a line (part of its height). */
function changed(a: Picture, b: Picture, to = 1): number[] {
  const found: number[] = [];
  for (let at = 0; at < a.width * Math.floor(a.height * to); at++)
    if (Math.abs(a.rgb[at * 3 + 1]! - b.rgb[at * 3 + 1]!) > 8) found.push(at);
  return found;
}
const black = (page: Picture): number => countColour(page, '#000000', 8);

/** Pixels an inch at which contrast is measured. */
const FINE = 144;

/** Relative luminance of a pixel (WCAG 2.2). */
function luminance({ rgb }: Picture, at: number): number {
  const [r, g, b] = [0, 1, 2].map((i) => {
    const value = rgb[at * 3 + i]! / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Least contrast that squares of some pixels with something of the mark have, within the mark and to what is around it, but for the weakest tenth, which it only touches. */
function contrast(plain: Picture, page: Picture, side: number): number {
  const squares = Map.groupBy(changed(plain, page), (at) => {
    const [x, y] = [at % page.width, Math.floor(at / page.width)];
    return Math.floor(y / side) * 10_000 + Math.floor(x / side);
  });
  const ratios = [...squares.keys()].map((square) => {
    const [left, top] = [(square % 10_000) * side, Math.floor(square / 10_000) * side];
    let [low, high] = [1, 0];
    for (let y = top; y < Math.min(page.height, top + side); y++)
      for (let x = left; x < Math.min(page.width, left + side); x++) {
        const light = luminance(page, y * page.width + x);
        [low, high] = [Math.min(low, light), Math.max(high, light)];
      }
    return (high + 0.05) / (low + 0.05);
  });
  return ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 10)] ?? 0;
}

/** Pages of 300 × 400 points: paper, black, a dark blue, three greys, half black, paper with something in the middle of the head, and in its corner. */
async function grounded(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = (paint: string): void => {
    const own = document.addPage([300, 400]);
    own.node.set(PDFName.of('Contents'), document.context.register(document.context.stream(paint)));
  };
  for (const colour of ['1 g', '0 g', '.05 .1 .3 rg', '.35 g', '.5 g', '.65 g']) page(`${colour} 0 0 300 400 re f`);
  page('0 g 0 0 150 400 re f');
  page('0 g 140 370 20 20 re f');
  page('0 g 10 380 10 10 re f');
  return document.save();
}
const GROUNDS = 9;

describe('a status mark', () => {
  test('goes across every page, is found by no search, and hides nothing', async () => {
    const [plain, draft] = [await marked(undefined), await marked({ text: 'Draft', place: 'across' })];
    for (const [index, page] of draft.pages.entries()) {
      expect(changed(plain.pages[index]!, page).length, `page ${index + 1}`).toBeGreaterThan(500);
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

  test('is told from any ground, across and at the head', async () => {
    const bytes = await grounded();
    const foreign: number[] = [];
    const options = { bytes, foreign, count: GROUNDS };
    const plain = await marked(undefined, options);
    for (const [place, least, side] of [
      ['across', 3, 24],
      ['head', 4.5, 48],
    ] as const) {
      const { pages } = await marked({ text: 'Draft', place }, options);
      // Where the middle of the head is written on, the mark has a plate.
      for (const [index, page] of pages.entries())
        expect(contrast(plain.pages[index]!, page, side), `${place} on page ${index + 1}`).toBeGreaterThanOrEqual(
          least,
        );
    }
  });

  test('stands at the head, and goes across pages of others that have no bare paper there', async () => {
    const options = { bytes: await grounded(), count: GROUNDS };
    const all = Array.from({ length: GROUNDS }, (_, index) => index);
    const plain = await marked(undefined, { ...options, foreign: [] });
    const below = async (foreign: number[]): Promise<number[]> => {
      const { pages } = await marked({ text: 'Draft', place: 'head' }, { ...options, foreign });
      return all.filter((index) => {
        const [were, are] = [plain.pages[index]!, pages[index]!];
        return changed(were, are).length > changed(were, are, 0.1).length;
      });
    };
    expect(await below([])).toEqual([]);
    expect(await below(all)).toEqual(all.slice(1));
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
