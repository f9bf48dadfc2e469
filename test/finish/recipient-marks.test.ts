import { PDFDocument, PDFName } from 'pdf-lib';
import { expect, test } from 'vitest';
import { grounds } from '../../src/exhibit/grounds.ts';
import { finish } from '../../src/finish/finish.ts';
import { countColour, rasterise, type Picture } from '../harness/raster.ts';
import { bookOf, resources } from './book.ts';

/** A document of pages of a size that paint this. */
async function painted(size: [number, number], pages: readonly string[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (const paint of pages) {
    const page = document.addPage(size);
    page.node.set(PDFName.of('Contents'), document.context.register(document.context.stream(paint)));
  }
  return document.save();
}

/** Pixels of the plate's grey in the lowest tenth of a page. */
function plate({ width, height, rgb }: Picture): number {
  const rows = Math.floor(height / 10);
  return countColour({ width, height: rows, rgb: rgb.subarray((height - rows) * width * 3) }, '#f7f7f7', 2);
}

test('a recipient’s name has a plate of paper on dark ground, and nobody’s file has one', async () => {
  const bytes = await painted([300, 400], ['1 g 0 0 300 400 re f', '.1 .2 .4 rg 0 0 300 400 re f']);
  const marks = { bytes: await painted([1200, 14], ['0 g 560 4 80 5 re f']), width: 80, lines: ['Ada'] };
  const book = { ...bookOf({ bytes, labels: ['1', '2'], outline: [] }), marks };
  const world = {
    ...resources,
    grounds: (file: Uint8Array, asked: Parameters<typeof grounds>[0]['questions']) =>
      grounds({ kind: 'grounds', bytes: file, questions: asked }),
  };
  const { file } = await finish(book, world, () => undefined);
  const copy = await rasterise(await file({ recipient: 0 }), [0, 1], 72);
  expect(copy.map((page) => countColour(page, '#000000', 8))).toEqual([
    expect.closeTo(400, -2),
    expect.closeTo(400, -2),
  ]);
  expect(plate(copy[0]!)).toBe(0);
  expect(plate(copy[1]!)).toBeGreaterThan(500);
  const own = await rasterise(await file(), [0, 1], 72);
  expect(own.map(plate)).toEqual([0, 0]);
});
