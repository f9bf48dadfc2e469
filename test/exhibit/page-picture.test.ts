import { PDFDict, PDFDocument, PDFName, StandardFonts, type PDFRawStream } from 'pdf-lib';
import { expect, test } from 'vitest';
import { paintPages } from '../../src/exhibit/painted-pages.ts';
import { A4, content, paper, saved, take } from './foreign.ts';

// Painted pages of text stay without loss, those that are photographs become JPEGs.

const SIDE = 700;

/** A picture as a camera makes one: slow colours under grain. The grain is a sequence that always comes out the same. */
function photograph(): Buffer {
  let seed = 1;
  const grain = (): number => (seed = (seed * 48_271) % 0x7fffffff) % 24;
  const pixels = Buffer.alloc(SIDE * SIDE * 3);
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = 60 + 50 * Math.sin(at / 40_000 + (at % 3)) + 60 * Math.cos((at % (3 * SIDE)) / 700) + grain();
  return pixels;
}

/** How the picture of the first page is coded, and its bytes. */
async function painted(
  bytes: Uint8Array,
  quality?: number,
): Promise<{ readonly filter: string; readonly bits: string; readonly bytes: number }> {
  const { exhibit } = await take(bytes);
  const options = { ppi: 100, ...(quality !== undefined && { quality }) };
  const { exhibit: done, left } = await paintPages(exhibit!, [0], options);
  expect(left).toEqual([]);
  const document = await PDFDocument.load(done.bytes);
  const objects = document.getPage(0).node.Resources()!.lookup(PDFName.of('XObject'), PDFDict);
  const picture = objects.lookup(PDFName.of('Page')) as PDFRawStream;
  return {
    filter: picture.dict.get(PDFName.of('Filter'))!.toString(),
    bits: String(picture.dict.get(PDFName.of('BitsPerComponent'))),
    bytes: picture.contents.length,
  };
}

test('a page that is a photograph is a JPEG where a quality is given, and a fraction of the bytes', async () => {
  const bytes = await saved(
    paper(1, (document) => {
      const page = document.getPage(0);
      const image = document.context.flateStream(photograph(), {
        Type: 'XObject', Subtype: 'Image', Width: SIDE, Height: SIDE, BitsPerComponent: 8, ColorSpace: 'DeviceRGB',
      }); // prettier-ignore
      page.node.setXObject(PDFName.of('Photograph'), document.context.register(image));
      content(page, `q ${A4[0]} 0 0 ${A4[1]} 0 0 cm /Photograph Do Q`);
    }),
  );
  const [plain, coded] = [await painted(bytes), await painted(bytes, 82)];
  expect(plain.filter).toBe('/FlateDecode');
  expect(coded.filter).toBe('/DCTDecode');
  expect(coded.bytes).toBeLessThan(plain.bytes / 3);
});

test('a page of text stays as sharp as it was painted', async () => {
  const bytes = await saved(
    paper(0, async (document) => {
      const font = await document.embedFont(StandardFonts.TimesRoman);
      const page = document.addPage(A4);
      for (let y = 60; y < 800; y += 14)
        page.drawText('What is said here is said in words, and words are to be read without effort, at every size.', { x: 50, y, size: 11, font });
      content(page, '1 0 0 rg 50 20 400 20 re f');
    }),
  ); // prettier-ignore
  expect((await painted(bytes, 82)).filter).toBe('/FlateDecode');
});

test('a page of black words has sixteen greys, which is half the bytes; one with a shaded row has all', async () => {
  const words = async (shade: string): Promise<Uint8Array> =>
    saved(
      paper(0, async (document) => {
        const font = await document.embedFont(StandardFonts.TimesRoman);
        const page = document.addPage(A4);
        content(page, shade);
        for (let y = 60; y < 800; y += 14)
          page.drawText('What is said here is said in words, and words are to be read.', { x: 50, y, size: 11, font });
      }),
    );
  const [plain, shaded] = [await painted(await words('')), await painted(await words('0.9 g 50 400 495 12 re f 0 g'))];
  expect([plain.bits, shaded.bits]).toEqual(['4', '8']);
  expect(plain.bytes).toBeLessThan(0.7 * shaded.bytes);
});
