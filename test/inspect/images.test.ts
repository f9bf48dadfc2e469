import { PDFHexString, type PDFContext, type PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/inspect.ts';
import { page, stream } from './made.ts';

describe('pictures', () => {
  const image = (context: PDFContext, more: object = {}): PDFRef =>
    stream(
      context,
      {
        Type: 'XObject',
        Subtype: 'Image',
        Width: 300,
        Height: 100,
        ColorSpace: 'DeviceRGB',
        BitsPerComponent: 8,
        Filter: 'FlateDecode',
        ...more,
      },
      Uint8Array.of(1, 2, 3),
    );

  it('have the resolution that nested forms give them, the lowest where there are several', async () => {
    const bytes = await page('q 2 0 0 2 0 0 cm /Fm Do Q q 36 0 0 12 0 0 cm /Im Do Q', (context) => {
      const im = image(context);
      const form = stream(
        context,
        {
          Type: 'XObject',
          Subtype: 'Form',
          BBox: [0, 0, 9, 9],
          Matrix: [0, 3, -3, 0, 5, 5],
          Resources: { XObject: { Inner: im } },
        },
        'q 12 0 0 4 0 0 cm /Inner Do Q',
      );
      return { XObject: { Fm: form, Im: im } };
    });
    // 12 pt × 3 × 2 = 72 pt wide: 300 ppi, where the direct one is 36 pt wide: 600 ppi.
    expect((await inspect(bytes)).images).toMatchObject([{ count: 2, ppi: { x: 300, y: 300 } }]);
  });

  it('are found in patterns and soft masks, and inline', async () => {
    const bytes = await page(
      '/Pattern cs /P1 scn 0 0 9 9 re f /G1 gs q 72 0 0 36 0 0 cm BI /W 2 /H 1 /CS /RGB /BPC 8 /F /AHx ID 00FF00FF0000> EI Q',
      (context) => {
        const cell = {
          Type: 'Pattern',
          PatternType: 1,
          PaintType: 1,
          TilingType: 1,
          BBox: [0, 0, 9, 9],
          XStep: 9,
          YStep: 9,
        };
        const pattern = stream(
          context,
          { ...cell, Resources: { XObject: { I: image(context, { Width: 10 }) } } },
          '72 0 0 72 0 0 cm /I Do',
        );
        const form = {
          Subtype: 'Form',
          BBox: [0, 0, 9, 9],
          Resources: { XObject: { I: image(context, { Width: 20, ColorSpace: 'DeviceGray' }) } },
        };
        const mask = stream(context, form, '72 0 0 72 0 0 cm /I Do');
        return { Pattern: { P1: pattern }, ExtGState: { G1: { SMask: { S: 'Luminosity', G: mask } } } };
      },
    );
    expect((await inspect(bytes)).images.map((each) => [each.width, each.colourSpace, each.filter, each.ppi])).toEqual([
      [10, 'DeviceRGB', 'FlateDecode', { x: 10, y: 100 }],
      [20, 'DeviceGray', 'FlateDecode', { x: 20, y: 100 }],
      [2, 'DeviceRGB', 'ASCIIHexDecode', { x: 2, y: 2 }],
    ]);
  });

  it('count user units, and name colour spaces with what they rest on', async () => {
    const bytes = await page(
      '72 0 0 24 0 0 cm /Im Do',
      (context) => ({
        XObject: {
          Im: image(context, {
            ColorSpace: ['Indexed', ['ICCBased', stream(context, { N: 4 }, 'icc')], 1, PDFHexString.of('00')],
            BitsPerComponent: 1,
          }),
        },
      }),
      { UserUnit: 2 },
    );
    expect((await inspect(bytes)).images).toMatchObject([
      { colourSpace: 'Indexed (ICCBased (4))', bits: 1, ppi: { x: 150, y: 150 } },
    ]);
  });
});
