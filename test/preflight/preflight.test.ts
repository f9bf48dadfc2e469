import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument, PDFName, PDFString, type PDFContext } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { preflight, type Finding, type PreflightResult } from '../../src/preflight/preflight.ts';
import { corpus } from '../harness/corpus.ts';
import { made, stream } from '../inspect/made.ts';
import { profile } from './profiles.ts';

const environment = process.env;

/** What a page is made of besides its content. */
interface Parts {
  readonly resources?: (context: PDFContext) => object;
  readonly page?: (context: PDFContext) => object;
}

/** Page of 200 × 280 pt with 10 pt of bleed and 20 pt around, output intent for print, an embedded font as /F. */
async function sound(content: string, parts: Parts = {}, pages = 1): Promise<Uint8Array> {
  return made((document, context) => {
    const font = context.obj({
      Type: 'Font',
      Subtype: 'TrueType',
      BaseFont: 'ABCDEF+Sans',
      Encoding: 'WinAnsiEncoding',
      FirstChar: 65,
      LastChar: 66,
      Widths: [600, 600],
      FontDescriptor: { Type: 'FontDescriptor', FontName: 'ABCDEF+Sans', FontFile2: stream(context, {}, 'x') },
    });
    for (let index = 0; index < pages; index++) {
      const { node } = document.addPage([240, 320]);
      const own = parts.resources?.(context) ?? {};
      const entries = {
        TrimBox: [20, 20, 220, 300],
        BleedBox: [10, 10, 230, 310],
        Resources: { Font: { F: font }, ...own },
        Contents: stream(context, {}, content),
        ...parts.page?.(context),
      };
      for (const [key, entry] of Object.entries(entries)) node.set(PDFName.of(key), context.obj(entry as never));
    }
    document.catalog.set(PDFName.of('OutputIntents'), context.obj([{ Type: 'OutputIntent', S: 'GTS_PDFX' }]));
  });
}

const judged = async (file: Uint8Array, name = 'commercial'): Promise<PreflightResult> =>
  preflight(file, await profile(name), { environment, ghostscript: false });
const findings = async (content: string, parts: Parts = {}): Promise<readonly Finding[]> =>
  (await judged(await sound(content, parts))).findings;
const codes = async (content: string, parts: Parts = {}): Promise<string[]> =>
  (await findings(content, parts)).map((finding) => finding.code);

const TEXT = 'BT /F 10 Tf 0 0 0 1 k 100 150 Td (AB) Tj ET';

describe('a sound file', () => {
  test('has no findings at all', async () => {
    const result = await judged(await sound(TEXT));
    expect(result.findings).toEqual([]);
    expect(result.ok).toBe(true);
    expect(result.inks).toEqual([{ page: 1, total: 100, by: 'estimate', certain: true }]);
  });

  test('what lies outside the bleed is no business of the press’s', async () => {
    expect(await codes(`${TEXT} 0 0 1 rg 0 0 5 5 re f q 0.1 w 0 2 m 5 2 l S Q`)).toEqual([]);
  });
});

describe('each fault is told, and nothing else', () => {
  const image = (context: PDFContext, more: object = {}): object => ({
    XObject: {
      Im: stream(
        context,
        {
          Type: 'XObject',
          Subtype: 'Image',
          Width: 100,
          Height: 50,
          ColorSpace: 'DeviceCMYK',
          BitsPerComponent: 8,
          ...more,
        },
        new Uint8Array(100 * 50 * 4),
      ),
    },
  });
  const state = (more: object) => (): object => ({ ExtGState: { G: more } });
  const spot =
    (name: string) =>
    (context: PDFContext): object => ({
      ColorSpace: {
        S: [
          'Separation',
          name,
          'DeviceCMYK',
          context.obj({ FunctionType: 2, Domain: [0, 1], C0: [0, 0, 0, 0], C1: [0, 1, 0, 0], N: 1 }),
        ],
      },
    });
  const cases: readonly (readonly [string, readonly string[], string, Parts?])[] = [
    ['small type', ['text-small'], 'BT /F 4 Tf 0 0 0 1 k 100 150 Td (A) Tj ET'],
    [
      'small type made small by the matrix',
      ['text-small'],
      'q .4 0 0 .4 0 0 cm BT /F 10 Tf 0 0 0 1 k 250 350 Td (A) Tj ET Q',
    ],
    ['small type in two inks', ['text-small-coloured'], 'BT /F 8 Tf 0 1 1 0 k 100 150 Td (A) Tj ET'],
    ['small type that is not seen', ['page-empty'], 'BT /F 4 Tf 3 Tr 100 150 Td (A) Tj ET'],
    ['large type in two inks', [], 'BT /F 12 Tf 0 1 1 0 k 100 150 Td (A) Tj ET'],
    ['type at the edge', ['text-near-trim'], 'BT /F 10 Tf 0 0 0 1 k 22 150 Td (A) Tj ET'],
    ['RGB', ['colour-rgb'], '1 0 0 rg 50 50 50 50 re f'],
    [
      'Lab',
      ['colour-lab'],
      '/S cs 50 0 0 sc 50 50 50 50 re f',
      { resources: () => ({ ColorSpace: { S: ['Lab', { WhitePoint: [1, 1, 1] }] } }) },
    ],
    ['a thin line', ['hairline'], '0 0 0 1 K 0.2 w 50 50 m 90 90 l S'],
    ['a line thinned by the matrix', ['hairline'], 'q .1 0 0 .1 0 0 cm 0 0 0 1 K 1 w 500 500 m 900 900 l S Q'],
    ['a line of the device’s least width', ['hairline'], '0 0 0 1 K 0 w 50 50 m 90 90 l S'],
    ['a thin rectangle', ['hairline'], '0 0 0 1 k 50 50 100 0.2 re f'],
    ['a line that is thick enough', [], '0 0 0 1 K 0.25 w 50 50 m 90 90 l S'],
    ['a thin line that is clipped away', [], `${TEXT} q 30 30 10 10 re W n 0 0 0 1 K 0.1 w 90 90 m 99 99 l S Q`],
    ['much ink', ['ink-total'], '1 1 1 0.5 k 50 50 50 50 re f'],
    [
      'white that overprints',
      ['white-overprint'],
      `${TEXT} /G gs 0 0 0 0 k 50 50 50 50 re f`,
      { resources: state({ op: true }) },
    ],
    ['white that knocks out', [], `${TEXT} 0 0 0 0 k 50 50 50 50 re f`],
    ['black that overprints', [], '/G gs 0 0 0 1 k 50 50 50 50 re f', { resources: state({ op: true }) }],
    ['alpha', ['transparency'], '/G gs 0 0 0 1 k 50 50 50 50 re f', { resources: state({ ca: 0.5 }) }],
    ['a blend mode', ['transparency'], '/G gs 0 0 0 1 k 50 50 50 50 re f', { resources: state({ BM: 'Multiply' }) }],
    ['a tint that ends at the trim', ['bleed-unpainted'], '0 0 0 0.1 k 20 20 50 50 re f'],
    ['a tint that ends in the bleed', ['bleed-unpainted'], '0 0 0 0.1 k 15 15 50 50 re f'],
    ['a tint that bleeds', [], '0 0 0 0.1 k 10 10 50 50 re f'],
    [
      'a drawing that ends in the bleed on a ground that bleeds',
      [],
      '0 0 0 0.1 k 10 10 50 50 re f 0 0 0 0.5 k 15 30 9 9 re f',
    ],
    ['a drawing beside it', ['bleed-unpainted'], '0 0 0 0.1 k 10 10 50 50 re f 0 0 0 0.5 k 15 50 9 30 re f'],
    ['a tint clipped at the trim', ['bleed-unpainted'], 'q 20 20 200 280 re W n 0 0 0 0.1 k 0 0 240 320 re f Q'],
    [
      'a form whose box clips at the trim',
      ['bleed-unpainted'],
      '/Fm Do',
      {
        resources: (context) => ({
          XObject: {
            Fm: stream(
              context,
              { Type: 'XObject', Subtype: 'Form', BBox: [20, 20, 220, 300] },
              '0 0 0 0.1 k 0 0 240 320 re f',
            ),
          },
        }),
      },
    ],
    ['nothing', ['page-empty'], ''],
    ['white only', ['page-empty'], '0 0 0 0 k 50 50 50 50 re f'],
    ['a coarse picture', ['image-low'], 'q 36 0 0 18 50 50 cm /Im Do Q', { resources: image }],
    ['a poor picture', ['image-poor'], 'q 72 0 0 36 50 50 cm /Im Do Q', { resources: image }],
    ['a fine picture', [], 'q 24 0 0 12 50 50 cm /Im Do Q', { resources: image }],
    ['a picture stretched one way', ['image-poor'], 'q 24 0 0 60 50 50 cm /Im Do Q', { resources: image }],
    ['too fine a picture', ['image-excessive'], 'q 8 0 0 4 50 50 cm /Im Do Q', { resources: image }],
    [
      'coarse line art',
      ['line-art-low'],
      'q 24 0 0 12 50 50 cm /Im Do Q',
      { resources: (context) => image(context, { ColorSpace: 'DeviceGray', BitsPerComponent: 1 }) },
    ],
    [
      'a picture in RGB',
      ['colour-rgb'],
      'q 24 0 0 12 50 50 cm /Im Do Q',
      { resources: (context) => image(context, { ColorSpace: 'DeviceRGB' }) },
    ],
    ['a spot colour', ['spot-colours'], '/S cs 1 scn 50 50 50 50 re f', { resources: spot('Gold') }],
    ['black as a separation', [], '/S cs 1 scn 50 50 50 50 re f', { resources: spot('Black') }],
    [
      'registration colour',
      ['ink-total', 'registration-colour'],
      '/S cs 1 scn 50 50 50 50 re f',
      { resources: spot('All') },
    ],
    [
      'registration colour outside the bleed, as marks are',
      [],
      `${TEXT} /S CS 1 SCN 0 5 m 8 5 l S`,
      { resources: spot('All') },
    ],
    ['no trim box', ['trim-missing', 'bleed-missing'], TEXT, { page: () => ({ TrimBox: null, BleedBox: null }) }],
    ['little bleed', ['bleed-missing'], TEXT, { page: () => ({ BleedBox: [18, 18, 222, 302] }) }],
    ['trim outside bleed', ['trim-outside'], TEXT, { page: () => ({ BleedBox: [40, 40, 200, 280] }) }],
    ['bleed outside media', ['trim-outside'], TEXT, { page: () => ({ BleedBox: [-10, -10, 250, 330] }) }],
    [
      'a stamp',
      ['annotation'],
      TEXT,
      { page: () => ({ Annots: [{ Type: 'Annot', Subtype: 'Stamp', Rect: [50, 50, 90, 90], F: 4 }] }) },
    ],
    [
      'a link',
      [],
      TEXT,
      { page: () => ({ Annots: [{ Type: 'Annot', Subtype: 'Link', Rect: [50, 50, 90, 90], F: 4 }] }) },
    ],
    [
      'a font that is not embedded',
      ['font-missing'],
      TEXT,
      { resources: () => ({ Font: { F: { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' } } }) },
    ],
    [
      'a font of Type 3',
      ['font-type3'],
      TEXT,
      {
        resources: () => ({
          Font: {
            F: {
              Type: 'Font',
              Subtype: 'Type3',
              FontMatrix: [0.001, 0, 0, 0.001, 0, 0],
              FontBBox: [0, 0, 1, 1],
              FirstChar: 65,
              LastChar: 66,
              Widths: [600, 600],
              CharProcs: {},
              Encoding: { Differences: [65, 'A', 'B'] },
            },
          },
        }),
      },
    ],
  ];
  test.each(cases.map(([name, expected, content, parts]) => ({ name, expected, content, parts })))(
    '$name: $expected',
    async ({ expected, content, parts }) => {
      expect((await codes(content, parts)).toSorted()).toEqual(expected.toSorted());
    },
  );

  test('a soft mask’s own content is not printed', async () => {
    const resources = (context: PDFContext): object => ({
      ExtGState: {
        G: {
          SMask: {
            S: 'Luminosity',
            G: stream(
              context,
              { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 240, 320] },
              '1 0 0 rg 50 50 99 .1 re f',
            ),
          },
        },
      },
    });
    expect(await codes('/G gs 0 0 0 1 k 50 50 50 50 re f', { resources })).toEqual(['transparency']);
  });

  test('places are told as a ruler finds them, turned pages too', async () => {
    const at = async (rotate: number): Promise<unknown> => {
      const [finding] = await findings('1 0 0 rg 48.346 242.677 28.346 28.977 re f', {
        page: () => ({ Rotate: rotate }),
      });
      return finding!.places[0]!.at;
    };
    // 10 mm from the left and from the top of the trim, 10 mm wide and high.
    expect(await at(0)).toEqual({ x: 10, y: 10 });
    expect(await at(90)).toEqual({ x: 78.6, y: 10 });
    expect(await at(180)).toEqual({ x: 50.6, y: 78.6 });
    expect(await at(270)).toEqual({ x: 10, y: 50.6 });
  });

  test('sizes that differ, the count of pages and too many spots', async () => {
    const mixed = await sound(TEXT, {}, 3).then(async (file) => {
      const document = await PDFDocument.load(file);
      document.getPage(1).node.set(PDFName.of('TrimBox'), document.context.obj([30, 30, 210, 290]));
      return document.save();
    });
    const result = await judged(mixed, 'newsprint');
    expect(result.findings.map(({ code, pages }) => [code, pages])).toEqual([
      ['page-count-odd', []],
      ['page-sizes-differ', [2]],
    ]);
    const spots = (context: PDFContext): object => ({
      ColorSpace: {
        S: [
          'DeviceN',
          ['Gold', 'Silver', 'Varnish'],
          'DeviceCMYK',
          context.obj({ FunctionType: 4, Domain: [0, 1, 0, 1, 0, 1] }),
        ],
      },
    });
    expect(await codes('/S cs 1 0 0 scn 50 50 50 50 re f', { resources: spots })).toContain('spots-many');
  });

  test('no output intent, metadata of the file', async () => {
    const bare = await made((document) => {
      document.addPage().node.set(PDFName.of('Contents'), document.context.register(PDFString.of('x')));
    });
    expect((await judged(bare)).findings.map((finding) => finding.code)).toContain('output-intent-missing');
  });
});

describe('ink', () => {
  test('of pictures is that of their worst pixel; what is not known is said', async () => {
    const pixels = new Uint8Array(30 * 30 * 4);
    pixels.set([255, 255, 255, 128], 400);
    const picture =
      (more: object) =>
      (context: PDFContext): object => ({
        XObject: {
          Im: stream(
            context,
            {
              Type: 'XObject',
              Subtype: 'Image',
              Width: 30,
              Height: 30,
              ColorSpace: 'DeviceCMYK',
              BitsPerComponent: 8,
              ...more,
            },
            pixels,
          ),
        },
      });
    const content = 'q 7 0 0 7 50 50 cm /Im Do Q';
    const flat = await judged(await sound(content, { resources: picture({}) }));
    expect(flat.inks[0]).toMatchObject({ total: 350, certain: true });
    const inverted = await judged(await sound(content, { resources: picture({ Decode: [1, 0, 1, 0, 1, 0, 1, 0] }) }));
    expect(inverted.inks[0]).toMatchObject({ total: 400 });
    const jpeg = await judged(await sound(content, { resources: picture({ Filter: 'DCTDecode' }) }));
    expect(jpeg.inks[0]).toMatchObject({ certain: false });
    expect(jpeg.inkMethod).toContain('estimated');
  });

  test('is measured by Ghostscript where it is installed, and estimated where it is not', async () => {
    const file = await sound('1 1 1 0.5 k 60 200 30 30 re f');
    const measured = await preflight(file, await profile('commercial'), { environment });
    const estimated = await preflight(file, await profile('commercial'), { environment: { PATH: '' } });
    expect(estimated.inks).toEqual([{ page: 1, total: 350, by: 'estimate', certain: true }]);
    expect(measured.inks[0]!.total).toBeGreaterThanOrEqual(349);
    expect(measured.inks[0]!.total).toBeLessThanOrEqual(350);
    if (measured.inks[0]!.by !== 'ghostscript') return;
    expect(measured.inks[0]!.plates).toMatchObject({ Cyan: 100, Magenta: 100, Yellow: 100 });
    const { at } = measured.findings.find((finding) => finding.code === 'ink-total')!.places[0]!;
    expect(at!.x).toBeCloseTo(40 / (72 / 25.4), 0);
    expect(at!.y).toBeCloseTo(70 / (72 / 25.4), 0);
    // Turned a quarter clockwise, what was 60 points from the foot is as far from the left.
    const turned = await preflight(
      await sound('1 1 1 0.5 k 60 200 30 30 re f', { page: () => ({ Rotate: 90 }) }),
      await profile('commercial'),
      { environment },
    );
    const { box } = turned.findings.find((finding) => finding.code === 'ink-total')!.places[0]!;
    expect(box![0]).toBeGreaterThanOrEqual(59);
    expect(box![0]).toBeLessThanOrEqual(91);
    expect(box![1]).toBeGreaterThanOrEqual(199);
    expect(box![1]).toBeLessThanOrEqual(231);
  });
});

test('an empty page in the middle is told, those that fill the last sheet are not', async () => {
  const contents = ['0 g 50 50 50 50 re f', '', '0 g 50 50 50 50 re f', '', ''];
  let page = 0;
  const file = await sound('', { page: (context) => ({ Contents: stream(context, {}, contents[page++]!) }) }, 5);
  const { findings } = await judged(file);
  expect(findings.filter(({ code }) => code === 'page-empty').map(({ pages }) => pages)).toEqual([[2]]);
});

describe('hostile and foreign files', () => {
  test('places are bounded, counts are not', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `50 ${50 + (i % 100)} m 90 90 l S`).join('\n');
    const [finding] = (await judged(await sound(`0.1 w ${lines}`, {}, 210))).findings;
    expect(finding).toMatchObject({ code: 'hairline', count: 105_000 });
    expect(finding!.places).toHaveLength(200);
    expect(finding!.pages).toHaveLength(210);
    expect(finding!.places[0]!.count).toBe(500);
  });

  test('a form that paints itself ends', async () => {
    const file = await made((document, context) => {
      const { node } = document.addPage([100, 100]);
      const form = stream(
        context,
        { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 9, 9] },
        '/X Do 1 0 0 rg 1 1 2 2 re f',
      );
      (context.lookup(form) as unknown as { dict: { set(key: PDFName, value: unknown): void } }).dict.set(
        PDFName.of('Resources'),
        context.obj({ XObject: { X: form } }),
      );
      node.set(PDFName.of('Resources'), context.obj({ XObject: { X: form } }));
      node.set(PDFName.of('Contents'), stream(context, {}, '/X Do'));
    });
    expect((await judged(file)).findings.map((finding) => finding.code)).toContain('colour-rgb');
  });

  test.skipIf(!corpus)(
    'a foreign presentation: RGB, transparency and coarse pictures; one with a password is told as such',
    async () => {
      const read = (name: string): Uint8Array => readFileSync(join(corpus!, 'exhibits', name));
      const { findings } = await judged(read('prospectus-landscape.pdf'));
      expect(findings.map((finding) => finding.code)).toEqual(
        expect.arrayContaining(['trim-missing', 'colour-rgb', 'transparency', 'image-poor']),
      );
      const closed = await judged(read('ooo-simple-open-password.pdf'));
      expect(closed.ok).toBe(false);
      expect(closed.findings.map((finding) => finding.code)).toEqual(['encrypted', 'unread']);
    },
  );
});
