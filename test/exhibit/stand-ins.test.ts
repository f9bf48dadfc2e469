import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PDFName, PDFString, StandardFonts, type PDFDict, type PDFDocument } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { STAND_IN_FILES, type StandInFiles } from '../../src/exhibit/exhibit.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { A4, content, paper, saved, take } from './foreign.ts';

// Offices write files that name Arial and Times and do not bring them. Archives and presses take no such file.

const { resolve } = createRequire(import.meta.url);
const faces: StandInFiles = new Map(
  STAND_IN_FILES.map(({ package: name, file, key }) => [
    key,
    readFileSync(join(dirname(resolve(`${name}/package.json`)), file)),
  ]),
);

/** Rules that the exhibit's pages break. */
const rules = (taken: Awaited<ReturnType<typeof take>>): string[] =>
  (taken.exhibit?.faults ?? []).filter(({ page }) => page >= 0).map(({ rule }) => rule);

/** A simple font of three letters. */
const LATIN = { Subtype: 'TrueType', Encoding: 'WinAnsiEncoding', FirstChar: 65, LastChar: 67 };

/** A page in one font, given as its dictionary. */
async function written(font: Record<string, unknown>, shown: string): Promise<Uint8Array> {
  return saved(
    paper(0, (document) => {
      const page = document.addPage(A4);
      const { context } = document;
      const ref = context.register(context.obj({ Type: 'Font', ...font } as unknown as Record<string, never>));
      page.node.setFontDictionary(PDFName.of('F'), ref);
      content(page, `BT /F 20 Tf 72 700 Td ${shown} Tj ET`);
    }),
  );
}

const dictionaryOf = (document: PDFDocument, font: Record<string, unknown>): PDFDict =>
  document.context.obj(font as unknown as Record<string, never>);

/** A composite font without program. */
const composite = (ordering: string, encoding: string): Record<string, unknown> => ({
  Subtype: 'Type0',
  BaseFont: 'Foreign-Light',
  Encoding: encoding,
  DescendantFonts: [
    {
      Type: 'Font',
      Subtype: 'CIDFontType0',
      BaseFont: 'Foreign-Light',
      CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of(ordering), Supplement: 2 },
      DW: 1000,
    },
  ],
});

describe('faces of Chinese, Japanese and Korean', () => {
  test.each([
    ['GB1', 'UniGB-UCS2-H', '4E2D65870020004100200042', '中文 A B', 'NotoSansSC'],
    ['Japan1', '90ms-RKSJ-H', '93FA967B41B1', '日本Aｱ', 'NotoSansJP'],
    ['Japan1', 'UniJIS-UCS2-V', '65E5672C', '日本', 'NotoSansJP'],
    ['Korea1', 'UniKS-UCS2-H', 'D55CAD6D', '한국', 'NotoSansKR'],
  ])('%s by %s: text is seen, read, and as wide as it was', async (ordering, encoding, codes, text, face) => {
    const bytes = await written(composite(ordering, encoding), `<${codes}>`);
    // What paints pages here has no such faces: without ours, nothing is seen of what comes first.
    expect((await take(bytes)).exhibit!.pages[0]!.ink?.left ?? Infinity).toBeGreaterThan(100);
    const taken = await take(bytes, { faces });
    expect(rules(taken)).toEqual([]);
    const { text: read, ink } = taken.exhibit!.pages[0]!;
    expect(read.replace(/\s+/g, '')).toBe(text.replaceAll(' ', ''));
    const length = encoding.endsWith('V') ? ink!.top - ink!.bottom : ink!.right - ink!.left;
    expect(Math.abs(length - 20 * Array.from(text).length)).toBeLessThan(20);
    const facts = await inspect(taken.exhibit!.bytes);
    expect(facts.fonts.map(({ name, embedded }) => [name, embedded])).toEqual([[face, true]]);
  });

  test('what nobody can tell stays as it is, and is a fault', async () => {
    const taken = await take(await written(composite('Identity', 'Identity-H'), '<00240025>'), { faces });
    expect(rules(taken)).toContain('font Foreign-Light is not embedded');
  });

  test('a character that no face has is told', async () => {
    const taken = await take(await written(composite('Japan1', 'UniJIS-UCS2-H'), '<65E52FD4>'), { faces });
    expect(taken.codes).toEqual(['exhibit-characters-missing', 'exhibit-face-embedded']);
  });
});

describe('faces that a file names and does not bring', () => {
  test.each([
    [StandardFonts.Helvetica, 'Arimo-Regular'],
    [StandardFonts.TimesRomanBoldItalic, 'Tinos-BoldItalic'],
    [StandardFonts.CourierOblique, 'Cousine-Italic'],
  ])('%s runs as wide in the face that is embedded for it', async (named, face) => {
    const bytes = await saved(
      paper(0, async (document) => {
        const font = await document.embedFont(named);
        document.addPage(A4).drawText('Hamburgefonstiv 0123 (é) „Ähren“ – Œuvre', { x: 72, y: 700, size: 20, font });
      }),
    );
    const bare = await take(bytes);
    expect(rules(bare)).toContainEqual(expect.stringMatching(/is not embedded$/));
    const taken = await take(bytes, { faces });
    expect(rules(taken)).toEqual([]);
    expect(taken.codes).toEqual(['exhibit-face-embedded']);
    const facts = await inspect(taken.exhibit!.bytes);
    expect(facts.fonts.map(({ name, embedded }) => [name, embedded])).toEqual([[face, true]]);
    expect(taken.exhibit!.pages[0]!.text.trim()).toBe(bare.exhibit!.pages[0]!.text.trim());
    const [before, after] = [bare.exhibit!.pages[0]!.ink!, taken.exhibit!.pages[0]!.ink!];
    expect(Math.abs(after.left - before.left)).toBeLessThan(2);
    expect(Math.abs(after.right - before.right)).toBeLessThan(2);
  });

  test('names of glyphs decide, not codes', async () => {
    const font = {
      Subtype: 'Type1',
      BaseFont: 'Times-Roman',
      Encoding: {
        Type: 'Encoding',
        Differences: [65, PDFName.of('eacute'), PDFName.of('Lslash'), PDFName.of('g17')],
      },
    };
    const { exhibit } = await take(await written(font, '(ABx)'), { faces });
    // “g17” is a number in somebody's font.
    expect(exhibit!.faults.some(({ rule }) => rule.includes('not embedded'))).toBe(true);
    const { Encoding: encoding, ...rest } = font;
    const told = { ...rest, Encoding: { ...encoding, Differences: encoding.Differences.slice(0, 3) } };
    const taken = await take(await written(told, '(ABx)'), { faces });
    expect(rules(taken)).toEqual([]);
    expect(taken.exhibit!.pages[0]!.text.trim()).toBe('éŁx');
  });

  test.each([
    ['of widths that no letter has', { ...LATIN, BaseFont: 'Arial', Widths: [3000, 3000, 3000] }],
    ['of another family, without widths', { Subtype: 'TrueType', BaseFont: 'Verdana', Encoding: 'WinAnsiEncoding' }],
    ['that are narrow, without widths', { Subtype: 'TrueType', BaseFont: 'ArialNarrow', Encoding: 'WinAnsiEncoding' }],
    ['of signs', { ...LATIN, BaseFont: 'Wingdings-Regular', Widths: [600, 600, 600] }],
    ['of bars', { ...LATIN, BaseFont: 'Code39', Widths: [600, 600, 600] }],
  ])('faces %s are left alone and told', async (_, font) => {
    const taken = await take(await written(font, '(ABC)'), { faces });
    expect(taken.codes).toEqual([]);
    expect(rules(taken)).toContainEqual(expect.stringMatching(/is not embedded$/));
  });

  test.each([
    ['Verdana-Bold', {}, 'Arimo-Bold'],
    ['Georgia,Italic', {}, 'Tinos-Italic'],
    ['Calibri', {}, 'Carlito-Regular'],
    ['SomethingNew', { Flags: 2 + 64 }, 'Tinos-Italic'],
    ['SomethingElse', { Flags: 1, StemV: 140 }, 'Cousine-Bold'],
  ])('%s becomes the face most like it, as wide as the file says', async (named, descriptor, face) => {
    const widths = [700, 500, 900];
    const about = { Type: 'FontDescriptor', FontName: named, ...descriptor };
    const font = { ...LATIN, BaseFont: named, Widths: widths, FontDescriptor: about };
    const known = await take(await written(font, '(ABC)'), { faces });
    expect(known.codes).toEqual(['exhibit-face-embedded']);
    expect(rules(known)).toEqual([]);
    const { bytes, pages } = known.exhibit!;
    expect((await inspect(bytes)).fonts.map(({ name, embedded }) => [name, embedded])).toEqual([[face, true]]);
    expect(pages[0]!.text.trim()).toBe('ABC');
    // 20 pt: 14, 10 and 18 pt; an italic C leans out of its own width.
    expect(pages[0]!.ink!.right).toBeGreaterThan(72 + 24 + 14);
    expect(pages[0]!.ink!.right).toBeLessThan(72 + 44);
  });

  test('the same faces are the same bytes, whoever asks for them', async () => {
    const one = await take(await written({ Subtype: 'Type1', BaseFont: 'Helvetica' }, '(one)'), { faces });
    const two = await take(await written({ Subtype: 'Type1', BaseFont: 'Helvetica' }, '(two)'), { faces });
    const program = async (bytes: Uint8Array): Promise<string> =>
      (await inspect(bytes)).fonts.map(({ name }) => name).join() + Buffer.from(bytes).length;
    expect(await program(one.exhibit!.bytes)).toBe(await program(two.exhibit!.bytes));
  });
});

describe('what a standard forbids and nobody sees', () => {
  test('smoothing, idle transfer functions and other versions of pictures are taken off', async () => {
    const bytes = await saved(
      paper(1, (document) => {
        const page = document.getPage(0);
        const { context } = document;
        page.node.setExtGState(
          PDFName.of('G'),
          context.register(dictionaryOf(document, { Type: 'ExtGState', TR: 'Identity' })),
        );
        const picture = context.stream(Uint8Array.of(0), {
          Type: 'XObject', Subtype: 'Image', Width: 1, Height: 1, BitsPerComponent: 8, ColorSpace: 'DeviceGray', Interpolate: true,
          OPI: {},
        }); // prettier-ignore
        page.node.setXObject(PDFName.of('P'), context.register(picture));
        content(page, 'q /G gs 100 0 0 100 72 72 cm /P Do Q');
      }),
    );
    expect(rules(await take(bytes, { faces }))).toEqual([]);
  });

  test('a transfer function that changes colours stays, and is told', async () => {
    const bytes = await saved(
      paper(1, (document) => {
        const page = document.getPage(0);
        const { context } = document;
        const inverted = context.register(
          dictionaryOf(document, { FunctionType: 2, Domain: [0, 1], C0: [1], C1: [0], N: 1 }),
        );
        page.node.setExtGState(
          PDFName.of('G'),
          context.register(dictionaryOf(document, { Type: 'ExtGState', TR: inverted })),
        );
        content(page, '/G gs');
      }),
    );
    expect(rules(await take(bytes, { faces }))).toEqual(['a transfer function changes colours']);
  });

  test('private characters of Windows’ symbol faces are told, others are a fault', async () => {
    const map = (to: string): string =>
      `1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <${to}> endbfchar`;
    const taken = async (to: string, face: string): Promise<Awaited<ReturnType<typeof take>>> =>
      take(
        await saved(
          paper(0, (document) => {
            const page = document.addPage(A4);
            const { context } = document;
            const font = dictionaryOf(document, {
              Type: 'Font', Subtype: 'Type3', FontBBox: [0, 0, 1000, 1000], FontMatrix: [0.001, 0, 0, 0.001, 0, 0],
              CharProcs: { a: context.register(context.stream('1000 0 d0 0 0 500 500 re f')) },
              Encoding: { Type: 'Encoding', Differences: [65, PDFName.of('a')] }, FirstChar: 65, LastChar: 65, Widths: [1000],
              ToUnicode: context.register(context.stream(map(to))), BaseFont: face, Resources: {},
            }); // prettier-ignore
            page.node.setFontDictionary(PDFName.of('F'), context.register(font));
            content(page, 'BT /F 20 Tf 72 700 Td (A) Tj ET');
          }),
        ),
        { faces },
      );
    expect(rules(await taken('F0FC', 'Wingdings-Regular'))).toEqual([]);
    expect(rules(await taken('F041', 'ABCDEF+Somebody'))).toEqual([]);
    expect(rules(await taken('E123', 'Wingdings-Regular'))).toEqual([
      'font Wingdings-Regular says private characters for some that it shows',
    ]);
  });

  test.each([
    ['(A)', []],
    ['(A\\020)', ['a character is shown for which its font has no glyph']],
  ])('of %s in a symbolic program, codes without a glyph are a fault', async (shown, expected) => {
    const bytes = await saved(
      paper(0, (document) => {
        const page = document.addPage(A4);
        const { context } = document;
        const program = context.register(context.flateStream(faces.get('arimo Regular')!));
        const descriptor = context.register(
          context.obj({ Type: 'FontDescriptor', FontName: 'ABCDEF+Own', Flags: 4, FontFile2: program }),
        );
        const font = { Type: 'Font', Subtype: 'TrueType', BaseFont: 'ABCDEF+Own', FontDescriptor: descriptor };
        page.node.setFontDictionary(PDFName.of('F'), context.register(context.obj(font)));
        content(page, `BT /F 20 Tf 72 700 Td ${shown} Tj ET`);
      }),
    );
    expect(rules(await take(bytes)).filter((rule) => rule.includes('glyph'))).toEqual(expected);
  });

  test('a character without a glyph is a fault of its page', async () => {
    const bytes = await saved(
      paper(0, (document) => {
        const page = document.addPage(A4);
        const { context } = document;
        const below = context.register(
          dictionaryOf(document, { Type: 'Font', Subtype: 'CIDFontType2', BaseFont: 'X', FontDescriptor: {} }),
        );
        const font = dictionaryOf(document, {
          Type: 'Font',
          Subtype: 'Type0',
          BaseFont: 'X',
          Encoding: 'Identity-H',
          DescendantFonts: [below],
        });
        page.node.setFontDictionary(PDFName.of('F'), context.register(font));
        content(page, 'BT /F 20 Tf 72 700 Td <00410000> Tj ET');
      }),
    );
    expect(rules(await take(bytes))).toContain('a character is shown for which its font has no glyph');
  });
});
