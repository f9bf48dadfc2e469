import { describe, expect, test } from 'vitest';
import { DEFAULT_PRESS, leastInner, blanksAtEnd, widerInner } from '../../../src/model/press.ts';
import { readObjects } from '../../harness/qpdf-objects.ts';
import { pdfx4Faults } from '../../harness/pdfx4.ts';
import { pressed } from './book.ts';
import { colourful, put, SIDE, stream } from './colours.ts';

const MM = 72 / 25.4;
/** A page of 300 points with 3 mm of bleed: what is left when it is cut, in CSS pixels. */
const cut = ((SIDE - 6 * MM) * 96) / 72;
const trim = { width: cut, height: cut };
/** A page's boxes in millimetres from the corner of the sheet that was printed. */
async function boxes(bytes: Uint8Array, index = 0): Promise<Record<'MediaBox' | 'BleedBox' | 'TrimBox', number[]>> {
  const file = await readObjects(bytes);
  const page = file.dict(file.pages[index])!;
  const millimetres = (key: string): number[] =>
    file.array(page[key])!.map((value) => Number((Number(value) / MM).toFixed(2)));
  return { MediaBox: millimetres('/MediaBox'), BleedBox: millimetres('/BleedBox'), TrimBox: millimetres('/TrimBox') };
}
const side = Number((SIDE / MM).toFixed(2));
const less = (value: number): number => Number((side - value).toFixed(2));

describe('boxes', () => {
  test('trim and bleed are exact, the sheet has room for marks', async () => {
    const { bytes } = await pressed({ bytes: await colourful(''), trim, pages: 1 });
    expect(await boxes(bytes)).toEqual({
      TrimBox: [3, 3, less(3), less(3)],
      BleedBox: [0, 0, side, side],
      MediaBox: [-10, -10, less(-10), less(-10)],
    });
    expect(await pdfx4Faults(bytes)).toEqual([]);
  });

  test('without marks the sheet ends with the bleed', async () => {
    const { bytes } = await pressed({ bytes: await colourful(''), trim, pages: 1, press: { marks: [] } });
    expect((await boxes(bytes)).MediaBox).toEqual([0, 0, side, side]);
  });

  test('without bleed at the spine it ends at the trim there: left on rectos, right on versos', async () => {
    const { bytes } = await pressed({ bytes: await colourful(''), trim, pages: 2, press: { spineBleed: false } });
    expect((await boxes(bytes, 0)).BleedBox).toEqual([3, 0, side, side]);
    expect((await boxes(bytes, 1)).BleedBox).toEqual([0, 0, less(3), side]);
  });

  test('a page of another size is cut at its own edges', async () => {
    const { bytes } = await pressed({ bytes: await colourful(''), trim: { width: 100, height: 100 }, pages: 1 });
    expect((await boxes(bytes)).TrimBox).toEqual([0, 0, side, side]);
  });

  test('blanks fill the last sheet', async () => {
    const { bytes } = await pressed({ bytes: await colourful(''), trim, pages: 4 });
    expect((await readObjects(bytes)).pages).toHaveLength(4);
    expect((await boxes(bytes, 3)).TrimBox).toEqual([3, 3, less(3), less(3)]);
  });
});

describe('what is reported', () => {
  const codes = async (content: string, press = {}): Promise<string[]> => {
    const picture = await colourful(content, (context, resources) => {
      const image = {
        Type: 'XObject',
        Subtype: 'Image',
        Width: 1,
        Height: 1,
        BitsPerComponent: 8,
        ColorSpace: 'DeviceGray',
      };
      put(resources, 'XObject', 'Image', stream(context, image, new Uint8Array(1)));
    });
    const { reported } = await pressed({ bytes: picture, trim, pages: 1, press });
    return reported.map(({ code }) => code).filter((code) => code !== 'ink-total');
  };
  test.each([
    ['a text in the page', 'BT 1 0 0 1 100 100 Tm (a) Tj ET', []],
    ['a text 1 mm from the trim', `BT 1 0 0 1 ${4 * MM} 100 Tm (a) Tj ET`, ['safety-margin']],
    ['a text 1 mm from the trim on the right', `BT 1 0 0 1 ${SIDE - 4 * MM} 100 Tm (a) Tj ET`, ['safety-margin']],
    ['a picture 1 mm from the trim', `q 50 0 0 50 ${4 * MM} 100 cm /Image Do Q`, ['safety-margin']],
    ['a picture that ends at the trim', `q 50 0 0 50 ${3 * MM} 100 cm /Image Do Q`, ['bleed-short']],
    ['a picture that goes 1 mm into the bleed', `q 50 0 0 50 ${2 * MM} 100 cm /Image Do Q`, ['bleed-short']],
    ['a picture that goes to the end of the bleed', `q ${SIDE} 0 0 ${SIDE} 0 0 cm /Image Do Q`, []],
  ])('%s', async (_what, content, expected) => {
    expect(await codes(content)).toEqual(expected);
  });

  test('a profile that is missing, and one that is no press’s', async () => {
    await expect(pressed({ press: { profile: 'none.icc' } })).rejects.toMatchObject({
      diagnostic: { code: 'profile-missing' },
    });
    await expect(pressed({ press: { profile: 'assets/icc/sRGB.icc' } })).rejects.toMatchObject({
      diagnostic: { code: 'profile-unfit' },
    });
  });
});

describe('binding', () => {
  test.each([
    ['saddle', 10, 2],
    ['saddle', 12, 0],
    ['perfect', 11, 1],
    ['three-hole', 10, 0],
    ['none', 11, 0],
  ] as const)('%s of %i pages gets %i blanks', (binding, pages, blanks) => {
    expect(blanksAtEnd(binding, pages)).toBe(blanks);
  });

  test.each([
    [150, 0.375],
    [151, 0.5],
    [500, 0.625],
    [700, 0.75],
    [1000, 0.875],
  ])('%i pages glued ask for an inner margin of %d in', (pages, inches) => {
    expect(leastInner('perfect', pages)).toBeCloseTo(inches * 25.4);
  });

  test('a book that turns out too thick for its margins is set anew, once', () => {
    expect(widerInner(DEFAULT_PRESS, 12, 400)).toMatchObject({ pages: 400 });
    expect(widerInner(DEFAULT_PRESS, 16, 400)).toBeUndefined();
    expect(widerInner({ ...DEFAULT_PRESS, pages: 400 }, 12, 600)).toBeUndefined();
    expect(widerInner(undefined, 0, 600)).toBeUndefined();
  });
});
