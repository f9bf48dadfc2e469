import { PDFRawStream } from 'pdf-lib';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PressSettings } from '../../../src/model/press.ts';
import { operations } from '../../harness/content-operations.ts';
import { pdfx4Faults } from '../../harness/pdfx4.ts';
import { readObjects, type Objects } from '../../harness/qpdf-objects.ts';
import { ghostscript, inked, mostInk, separations } from '../../harness/separations.ts';
import { pressed } from './book.ts';
import { colourful, hex, put, SIDE, stream } from './colours.ts';

const unmarked = { marks: [], bleed: 0, safety: 0 } as const;

/** The first page's content as operations. */
async function content(bytes: Uint8Array): Promise<readonly string[]> {
  const file = await readObjects(bytes);
  const page = file.dict(file.pages[0])!;
  return operations(file.stream(page['/Contents'])!.data).map(({ operator, operands }) =>
    [...operands, operator].join(' '),
  );
}
const inks = (text: string): number[] => text.split(' ').slice(0, 4).map(Number);
const objectsOf = (
  file: Objects,
  key: string,
  value: string,
): readonly (readonly [Record<string, unknown>, Buffer])[] =>
  [...file.all.values()].flatMap((object) =>
    typeof object === 'object' &&
    object !== null &&
    'data' in object &&
    (object as { dict: Record<string, unknown> }).dict[key] === value
      ? [[(object as { dict: Record<string, unknown> }).dict, (object as { data: Buffer }).data] as const]
      : [],
  );

describe('text and rules', () => {
  test.each([
    ['0 0 0 rg', '0 0 0 1 k'],
    ['0 g', '0 0 0 1 k'],
    ['1 1 1 rg', '0 0 0 0 k'],
    ['0 0 0 RG', '0 0 0 1 K'],
    ['1 G', '0 0 0 0 K'],
    ['/DeviceGray cs 0 sc', '0 0 0 1 k'],
    // The house's ink, a black that leans to blue: never four inks, and no screen.
    ['.0862745 .0980392 .1137255 rg', '0 0 0 1 k'],
    ['/DeviceRGB CS 1 1 1 SCN', '0 0 0 0 K'],
  ])('%s is %s', async (from, to) => {
    const { bytes } = await pressed({ bytes: await colourful(`${from} 0 0 9 9 re f`), press: unmarked });
    expect((await content(bytes)).filter((operation) => /[kK]$/.test(operation)).at(-1)).toBe(to);
  });

  test('grey is black ink alone, darker for darker greys', async () => {
    const greys = [0.9, 0.7, 0.5, 0.3, 0.1];
    const { bytes } = await pressed({
      bytes: await colourful(greys.map((v) => `${v} ${v} ${v} rg 0 0 9 9 re f`).join('\n')),
      press: unmarked,
    });
    const found = (await content(bytes))
      .filter((operation) => operation.endsWith(' k'))
      .slice(1)
      .map(inks);
    expect(found.map(([c, m, y]) => [c, m, y])).toEqual(greys.map(() => [0, 0, 0]));
    const black = found.map(([, , , k]) => k!);
    expect(black).toEqual([...black].sort((a, b) => a - b));
    // L* 53 of sRGB 0.5 between paper (95) and full black (16) of FOGRA39: two thirds of ink.
    expect(black[2]).toBeGreaterThan(0.5);
    expect(black[2]).toBeLessThan(0.75);
  });

  test('a grey that leans to blue is black ink alone, a light tint keeps its hue', async () => {
    const soft = '.3372549 .3647059 .4 rg 0 0 9 9 re f';
    const tint = '.9098039 .9411765 .9686275 rg 0 0 9 9 re f';
    const { bytes } = await pressed({ bytes: await colourful(`${soft} ${tint}`), press: unmarked });
    const [grey, blue] = (await content(bytes))
      .filter((operation) => operation.endsWith(' k'))
      .slice(1)
      .map(inks);
    expect(grey!.slice(0, 3)).toEqual([0, 0, 0]);
    expect(grey![3]).toBeGreaterThan(0.6);
    expect(blue![0]).toBeGreaterThan(0.03);
  });

  test('black text overprints, coloured text does not', async () => {
    const text = '0 0 0 rg BT /F 9 Tf (a) Tj ET 1 0 0 rg BT /F 9 Tf (b) Tj ET';
    const { bytes } = await pressed({ bytes: await colourful(text), press: unmarked });
    const shown = (await content(bytes)).filter((operation) => /gs$|BT$|ET$/.test(operation));
    expect(shown).toEqual(['/OctavoOn gs', 'BT', 'ET', '/OctavoOff gs', 'BT', 'ET']);
    const file = await readObjects(bytes);
    const states = file.dict(file.dict(file.dict(file.pages[0])!['/Resources'])!['/ExtGState'])!;
    expect(file.dict(states['/OctavoOn'])).toMatchObject({ '/op': true, '/OPM': 1 });
    expect(file.dict(states['/OctavoOff'])).toMatchObject({ '/op': false });
  });

  test('a text that turns coloured stops overprinting there', async () => {
    const { bytes } = await pressed({
      bytes: await colourful('BT 1 0 0 rg (a) Tj 0 0 0 rg (b) Tj 1 0 0 rg (c) Tj ET'),
      press: unmarked,
    });
    const shown = (await content(bytes)).filter((operation) => /gs$|Tj$/.test(operation));
    expect(shown).toEqual([
      '/OctavoOn gs',
      '/OctavoOff gs',
      '(a) Tj',
      '/OctavoOn gs',
      '(b) Tj',
      '/OctavoOff gs',
      '(c) Tj',
    ]);
  });

  // The house's dark purple: four inks in headings and fields, one in small type, however small it is made.
  test.each([
    ['9 pt keep their inks', 'BT /F 9 Tf (a) Tj ET', 4],
    ['less are black alone', 'BT /F 8.5 Tf (a) Tj ET', 1],
    ['less by a matrix too', '.5 0 0 .5 0 0 cm BT /F 1 Tf 16 0 0 -16 0 0 Tm [(a)] TJ ET', 1],
    ['fields keep theirs', 'BT /F 8 Tf ET 0 0 9 9 re f', 4],
  ])('dark type of %s', async (_, shown, count) => {
    const { bytes } = await pressed({ bytes: await colourful(`.235 .098 .212 rg ${shown}`), press: unmarked });
    const said = await content(bytes);
    const at = said.findIndex((operation) => /T[jJ]$|^f$/.test(operation));
    const used = said.slice(0, at).filter((operation) => operation.endsWith(' k'));
    expect(inks(used.at(-1)!).filter((ink) => ink > 0)).toHaveLength(count);
    // What is painted after it has the colour again.
    const last = said.filter((operation) => operation.endsWith(' k')).at(-1)!;
    expect(inks(last).filter((ink) => ink > 0)).toHaveLength(4);
  });

  test('small type keeps its colour where it is no dark one, is an ink of the theme, or the setting says so', async () => {
    const small = (rgb: string): Promise<Uint8Array> => colourful(`${rgb} rg BT /F 6 Tf (a) Tj ET`);
    const last = async (made: Promise<{ readonly bytes: Uint8Array }>): Promise<string> =>
      (await content((await made).bytes)).filter((operation) => operation.endsWith(' k')).at(-1)!;
    const bytes = await small('.235 .098 .212');
    expect(inks(await last(pressed({ bytes: await small('.04 .37 .65'), press: unmarked })))[0]).toBeGreaterThan(0.8);
    expect(inks(await last(pressed({ bytes, press: { ...unmarked, smallType: 0 } })))[1]).toBeGreaterThan(0.7);
    const brand = { rgb: '#3c1936', cmyk: [0.6, 0.9, 0.2, 0.5] } as const;
    expect(await last(pressed({ bytes, press: unmarked, inks: [brand] }))).toBe('.6 .9 .2 .5 k');
  });

  test('without the setting nothing overprints', async () => {
    const { bytes } = await pressed({
      bytes: await colourful('BT (a) Tj ET'),
      press: { ...unmarked, overprint: false },
    });
    expect((await content(bytes)).filter((operation) => operation.endsWith('gs'))).toEqual([]);
  });
});

describe('colours', () => {
  // Red is what magenta and yellow make together, on any press.
  test('red is magenta and yellow', async () => {
    const { bytes } = await pressed({ bytes: await colourful('1 0 0 rg 0 0 9 9 re f'), press: unmarked });
    const [c, m, y, k] = inks((await content(bytes)).filter((operation) => operation.endsWith(' k')).at(-1)!);
    expect(c).toBeLessThan(0.03);
    expect(m).toBeGreaterThan(0.93);
    expect(y).toBeGreaterThan(0.93);
    expect(k).toBeLessThan(0.03);
  });

  test('another profile, another intent: other inks', async () => {
    const made = await colourful('.1 .3 .8 rg 0 0 9 9 re f');
    const found = await Promise.all(
      [{}, { profile: 'SWOP_TR003_coated_3' }, { intent: 'perceptual' as const }].map(async (press) =>
        (await content((await pressed({ bytes: made, press: { ...unmarked, ...press } })).bytes))
          .filter((operation) => operation.endsWith(' k'))
          .at(-1),
      ),
    );
    expect(new Set(found).size).toBe(3);
  });

  test('a colour given as inks is exactly these', async () => {
    const brand = { rgb: '#0b5fa5', cmyk: [1, 0.6, 0, 0.1] } as const;
    const { bytes } = await pressed({
      bytes: await colourful('.0431373 .372549 .647059 rg 0 0 9 9 re f'),
      press: unmarked,
      inks: [brand],
    });
    expect(await content(bytes)).toContain('1 .6 0 .1 k');
  });

  test('a spot colour is printed in an ink of its name', async () => {
    const brand = { rgb: '#0b5fa5', cmyk: [1, 0.6, 0, 0.1], spot: 'PANTONE 293 C' } as const;
    const { bytes } = await pressed({
      bytes: await colourful('.0431373 .372549 .647059 rg 0 0 9 9 re f'),
      press: unmarked,
      inks: [brand],
    });
    const file = await readObjects(bytes);
    const spaces = file.dict(file.dict(file.dict(file.pages[0])!['/Resources'])!['/ColorSpace'])!;
    const [name, space] = Object.entries(spaces).find(([key]) => key.includes('Spot'))!;
    expect(await content(bytes)).toEqual(expect.arrayContaining([`${name} cs`, '1 scn']));
    const array = file.array(space)!;
    expect(array.slice(0, 3)).toEqual(['/Separation', '/PANTONE 293 C', '/DeviceCMYK']);
    expect(file.dict(array[3])!['/C1']).toEqual([1, 0.6, 0, 0.1]);
    expect(await pdfx4Faults(bytes)).toEqual([]);
  });

  test('large black areas are rich by setting, small ones are not', async () => {
    const bytes = await colourful('0 g 0 0 100 100 re f 0 0 20 200 re f');
    const rich = async (press: Partial<PressSettings>, inked: string): Promise<readonly string[]> =>
      (await content((await pressed({ bytes, press: { ...unmarked, ...press } })).bytes)).filter(
        (each) => each === inked,
      );
    expect(await rich({}, '.4 .3 .3 1 k')).toHaveLength(1);
    expect(await rich({ richBlack: [0.6, 0.4, 0.4, 1] }, '.6 .4 .4 1 k')).toHaveLength(1);
  });

  test('no colour has more ink than the limit', async () => {
    const dark = ['.1 .05 .02', '.02 .05 .1', '.05 .1 .02', '.2 0 0'].map((rgb) => `${rgb} rg 0 0 9 9 re f`).join('\n');
    const { bytes, reported } = await pressed({ bytes: await colourful(dark), press: { ...unmarked, inkLimit: 220 } });
    const sums = (await content(bytes))
      .filter((operation) => operation.endsWith(' k'))
      .map((operation) => inks(operation).reduce((a, b) => a + b));
    expect(Math.max(...sums)).toBeLessThanOrEqual(2.2002);
    expect(Math.max(...sums)).toBeGreaterThan(2.1);
    expect(reported.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'ink-total: the most ink is 220 %, on page 1, by FOGRA39L Coated',
    ]);
  });

  test('a brand’s inks over the limit are printed, and named', async () => {
    const brand = { rgb: '#000080', cmyk: [1, 1, 1, 1] } as const;
    const { reported } = await pressed({
      bytes: await colourful('0 0 .501961 rg 0 0 9 9 re f'),
      press: unmarked,
      inks: [brand],
    });
    expect(reported.map(({ code }) => code)).toEqual(['ink-limit']);
  });
});

describe('pictures', () => {
  /** Inks of the first and the last of 100 pixels: black, some red, and paper or red for the rest. */
  async function inksOfPicture(paper: boolean): Promise<readonly Buffer[]> {
    const [black, red, white] = [[2, 2, 2], [200, 20, 20], [255, 255, 255]] as const; // prettier-ignore
    const pixels = Array.from({ length: 100 }, (_, i) => (i < 20 ? black : i < 40 || !paper ? red : white)).flat();
    const image = { Type: 'XObject', Subtype: 'Image', Width: 10, Height: 10, BitsPerComponent: 8 };
    const bytes = await colourful('/Im Do', (context, resources) =>
      put(resources, 'XObject', 'Im', stream(context, { ...image, ColorSpace: 'DeviceRGB' }, Uint8Array.from(pixels))),
    );
    const file = await readObjects((await pressed({ bytes, press: unmarked })).bytes);
    const [, data] = objectsOf(file, '/Subtype', '/Image')[0]!;
    return [data.subarray(0, 4), data.subarray(80, 84)];
  }

  test('type in a picture of a page is black ink alone, what has colour keeps it', async () => {
    const [black, red] = await inksOfPicture(true);
    expect([...black!]).toEqual([0, 0, 0, 255]);
    expect(red![1]).toBeGreaterThan(200);
  });

  test('the depths of a photograph are in all inks', async () => {
    const [black] = await inksOfPicture(false);
    expect([...black!].filter((ink) => ink > 100)).toHaveLength(4);
  });
});

describe('everywhere that colours are', () => {
  let made: Uint8Array;
  let file: Objects;
  beforeAll(async () => {
    const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 37) % 256);
    const greys = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => Math.floor(i / 3) * 4);
    const photo = await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
      .jpeg()
      .toBuffer();
    const input = await colourful(
      '/Form Do /Photo Do /Flat Do /Grey Do /Palette Do /State gs /Pattern cs /Tiles scn 0 0 9 9 re f /Line sh /Spot sh /Field sh',
      (context, resources) => {
        const image = {
          Type: 'XObject',
          Subtype: 'Image',
          Width: 8,
          Height: 8,
          BitsPerComponent: 8,
          ColorSpace: 'DeviceRGB',
        };
        const soft = stream(context, { ...image, ColorSpace: 'DeviceGray' }, new Uint8Array(64).fill(128));
        put(
          resources,
          'XObject',
          'Form',
          stream(
            context,
            { Subtype: 'Form', BBox: [0, 0, 9, 9], Group: { S: 'Transparency', CS: 'DeviceRGB' } },
            '1 0 0 rg 0 0 9 9 re f',
          ),
        );
        const dict = context.obj({ ...image, Filter: 'DCTDecode' });
        put(
          resources,
          'XObject',
          'Photo',
          context.register(
            context.stream(photo, Object.fromEntries(dict.entries().map(([k, v]) => [k.asString().slice(1), v]))),
          ),
        );
        put(resources, 'XObject', 'Flat', stream(context, { ...image, SMask: soft }, pixels));
        put(resources, 'XObject', 'Grey', stream(context, image, greys));
        put(
          resources,
          'XObject',
          'Palette',
          stream(
            context,
            { ...image, ColorSpace: ['Indexed', 'DeviceRGB', 1, hex([255, 0, 0, 0, 0, 0])] },
            new Uint8Array(64),
          ),
        );
        const mask = stream(
          context,
          { Subtype: 'Form', BBox: [0, 0, 9, 9], Group: { S: 'Transparency', CS: 'DeviceRGB' } },
          '1 1 1 rg 0 0 9 9 re f 0 g',
        );
        put(
          resources,
          'ExtGState',
          'State',
          context.obj({ Type: 'ExtGState', TR: 'Identity', SMask: { S: 'Luminosity', G: mask, BC: [0, 0, 0] } }),
        );
        const tiles = {
          PatternType: 1,
          PaintType: 1,
          TilingType: 1,
          BBox: [0, 0, 2, 2],
          XStep: 2,
          YStep: 2,
          Resources: {},
        };
        put(resources, 'Pattern', 'Tiles', stream(context, tiles, '0 0 1 rg 0 0 1 1 re f'));
        const stops = {
          FunctionType: 3,
          Domain: [0, 1],
          Bounds: [0.5],
          Encode: [0, 1, 0, 1],
          Functions: [
            [1, 0, 0],
            [0, 0, 1],
          ].map((C0) => ({ FunctionType: 2, Domain: [0, 1], C0, C1: [0, 1, 0], N: 1 })),
        };
        put(
          resources,
          'Shading',
          'Line',
          context.obj({ ShadingType: 2, ColorSpace: 'DeviceRGB', Coords: [0, 0, 9, 0], Function: stops }),
        );
        put(
          resources,
          'Shading',
          'Spot',
          context.obj({ ShadingType: 3, ColorSpace: 'DeviceRGB', Coords: [0, 0, 0, 0, 0, 9], Function: stops }),
        );
        const field = stream(
          context,
          { FunctionType: 4, Domain: [0, 1, 0, 1], Range: [0, 1, 0, 1, 0, 1] },
          '{ 2 copy add 2 div }',
        );
        put(resources, 'Shading', 'Field', context.obj({ ShadingType: 1, ColorSpace: 'DeviceRGB', Function: field }));
        const glyph = stream(context, {}, '9 0 d0 0 1 0 rg 0 0 9 9 re f');
        put(
          resources,
          'Font',
          'Drawn',
          context.obj({
            Type: 'Font',
            Subtype: 'Type3',
            FontBBox: [0, 0, 9, 9],
            FontMatrix: [1, 0, 0, 1, 0, 0],
            FirstChar: 97,
            LastChar: 97,
            Widths: [9],
            Encoding: { Differences: [97, 'a'] },
            CharProcs: { a: glyph },
          }),
        );
      },
    );
    const { bytes, reported } = await pressed({ bytes: input, press: unmarked, pages: 1 });
    expect(reported.map(({ code }) => code)).toEqual(['ink-total']);
    made = bytes;
    file = await readObjects(made);
  });

  test('no screen’s colour is left', async () => expect(await pdfx4Faults(made)).toEqual([]));

  test('pictures are in inks, grey ones in black alone, and keep their masks', () => {
    const images = objectsOf(file, '/Subtype', '/Image').map(([dict]) => [
      dict['/ColorSpace'],
      dict['/Filter'] ?? '',
      dict['/SMask'] !== undefined,
    ]);
    expect(images).toContainEqual(['/DeviceCMYK', '/DCTDecode', false]);
    expect(images.filter(([space]) => space === '/DeviceCMYK').some(([, , soft]) => soft)).toBe(true);
    expect(images.filter(([space]) => space === '/DeviceGray')).toHaveLength(2);
  });

  test('a palette’s black is black ink', () => {
    const palette = objectsOf(file, '/Subtype', '/Image')
      .map(([dict]) => dict['/ColorSpace'])
      .find(Array.isArray) as unknown[];
    expect(palette.slice(0, 3)).toEqual(['/Indexed', '/DeviceCMYK', 1]);
    expect(String(palette[3])).toMatch(/000000ff$/);
  });

  test('a mask of light is grey, and as light as before', () => {
    const [, data] = objectsOf(file, '/Subtype', '/Form').find(([dict]) =>
      JSON.stringify(dict['/Group']).includes('DeviceGray'),
    )!;
    expect(data.toString('latin1')).toContain('1 g');
  });

  test('gradients begin and end in their colours’ inks, hard stops stay hard', () => {
    const tables = [...file.all.values()].flatMap((object) =>
      typeof object === 'object' &&
      object !== null &&
      'data' in object &&
      (object as unknown as { dict: Record<string, unknown> }).dict['/FunctionType'] === 0
        ? [(object as unknown as { data: Buffer }).data]
        : [],
    );
    const red = [...tables[0]!.subarray(0, 4)];
    expect(red[1]! + red[2]!).toBeGreaterThan(470);
    expect(red[0]! + red[3]!).toBeLessThan(20);
    const blue = [...tables[1]!.subarray(0, 4)];
    expect(blue[0]!).toBeGreaterThan(200);
  });
});

describe('what a raster processor sees', () => {
  test.skipIf(!ghostscript)('the plates of a page of text: black alone', async () => {
    const text =
      'BT 0 0 0 rg 50 100 Td 0 0 0 rg ET 0 0 0 rg 20 20 200 .5 re f .4 g 20 40 200 4 re f .2 .2 .2 RG 20 60 m 200 60 l S';
    const { bytes } = await pressed({ bytes: await colourful(text), press: unmarked, pages: 1 });
    const [plates] = await separations(bytes, 72);
    expect(['Cyan', 'Magenta', 'Yellow'].map((name) => inked(plates!, name))).toEqual([0, 0, 0]);
    expect(inked(plates!, 'Black')).toBeGreaterThan(500);
  });

  test.skipIf(!ghostscript)('no pixel of Chromium’s pages has more ink than the limit', async () => {
    const { bytes } = await pressed({ press: { ...unmarked, inkLimit: 260 } });
    for (const plates of await separations(bytes, 100)) expect(mostInk(plates)).toBeLessThanOrEqual(263);
  });

  test.skipIf(!ghostscript)('a photograph coded as JPEG stays within 2 % of the limit, pixel by pixel', async () => {
    // The hardest that JPEG can be given: specks of dark colours and of light ones side by side.
    const colours = [[40, 12, 4], [4, 10, 44], [250, 240, 200], [10, 40, 8], [60, 4, 30], [0, 0, 0]] as const; // prettier-ignore
    let seed = 1;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    const side = SIDE / 2;
    const pixels = Uint8Array.from(Array.from({ length: side * side }, () => colours[next() % colours.length]!).flat());
    const photo = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const image = { Type: 'XObject', Subtype: 'Image', Width: side, Height: side, BitsPerComponent: 8 };
    const picture = await colourful(`q ${SIDE} 0 0 ${SIDE} 0 0 cm /Im Do Q`, (context, resources) => {
      const dict = context.obj({ ...image, ColorSpace: 'DeviceRGB', Filter: 'DCTDecode' });
      put(resources, 'XObject', 'Im', context.register(PDFRawStream.of(dict, photo)));
    });
    const { bytes } = await pressed({ bytes: picture, press: { ...unmarked, inkLimit: 260 }, pages: 1 });
    const [plates] = await separations(bytes, 72);
    const most = mostInk(plates!);
    expect(most).toBeGreaterThan(230);
    expect(most).toBeLessThanOrEqual(262);
  });

  test.skipIf(!ghostscript)('the slug line names the document and the page', async () => {
    const sheet = async (title: string): Promise<readonly Buffer[]> => {
      const { bytes } = await pressed({ title, press: { bleed: 0, marks: ['slug'] } });
      return (await separations(bytes, 100)).map((plates) => {
        const plate = plates.get('Cyan')!;
        // The foot of the sheet, where nothing else is.
        return Buffer.from(plate.subarray(Math.floor(plate.length * 0.97)));
      });
    };
    const [own, other] = [await sheet('A report'), await sheet('Another report')];
    for (const foot of own) expect(foot.filter((value) => value < 128).length).toBeGreaterThan(100);
    expect(own[0]!.equals(own[1]!)).toBe(false);
    expect(own[0]!.equals(other[0]!)).toBe(false);
  });

  test.skipIf(!ghostscript)('marks are on every plate, outside the bleed', async () => {
    const { bytes } = await pressed({
      bytes: await colourful(''),
      press: { bleed: 0, marks: ['crop', 'registration', 'slug'] },
      pages: 1,
    });
    const [plates] = await separations(bytes, 72);
    const counts = ['Cyan', 'Magenta', 'Yellow', 'Black'].map((name) => inked(plates!, name));
    expect(counts[0]).toBeGreaterThan(100);
    expect(new Set(counts).size).toBe(1);
    const width = Math.round(Math.sqrt(plates!.get('Cyan')!.length));
    const room = Math.ceil((width - SIDE) / 2) + 1;
    const within = plates!.get('Cyan')!.filter((value, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return value < 255 && x > room && y > room && x < width - room && y < width - room;
    });
    expect(within).toHaveLength(0);
  });
});

test('the same book gives the same bytes', async () => {
  const [a, b] = [await pressed(), await pressed()];
  expect(Buffer.from(a.bytes).equals(b.bytes)).toBe(true);
});
