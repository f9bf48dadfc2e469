import { PDFDocument, PDFName } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { A4, content, paper, saved, take } from './foreign.ts';

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
    page.setArtBox(5, 5, 0, 0);
    page.setBleedBox(10, 10, 500, 500);
    const { exhibit } = await take(await saved(document));
    expect(exhibit!.faults.filter(({ page: index }) => index >= 0)).toEqual([]);
    const taken = (await PDFDocument.load(exhibit!.bytes)).getPage(0);
    expect(taken.getMediaBox()).toEqual({ x: 0, y: 0, width: 595, height: 842 });
    expect(taken.getTrimBox()).toEqual(taken.getMediaBox());
    expect(taken.getBleedBox()).toMatchObject({ x: 10, width: 500 });
  });
});

/** A page of that content, with a form in its resources. */
async function drawn(page: string, form = ''): Promise<Uint8Array> {
  return saved(
    paper(0, (document, context) => {
      const { node } = document.addPage(A4);
      const stream = context.stream(form, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 595, 842] });
      node.setXObject(PDFName.of('Form'), context.register(stream));
      content(document.getPage(0), page);
    }),
  );
}

describe('operators that no standard knows', () => {
  test('go with their operands, on pages and in forms, in sections that ask for indulgence, too', async () => {
    const bytes = await drawn(
      'BX /Old 3 shade EX 0 0 40 40 re f q 1 0 0 1 100 100 cm /Form Do Q',
      '(x) [1 2] Hello 0 0 50 50 re 4 4 4 f3 f',
    );
    const { exhibit } = await take(bytes);
    expect(await faultsOf(bytes)).toEqual([]);
    expect(exhibit!.pages[0]!.ink).toEqual({ left: 0, bottom: 0, right: 150, top: 150 });
  });

  test.each([
    ['a picture', 'q 9 0 0 9 0 0 cm BI /W 1 /H 8 /IM true ID abcd EI  EI Q 0 0 50 50 re f'],
    ['a string', 'BT 10 20 Td) Tj ET'],
  ])('what is left of %s stays, and is a fault', async (_, page) => {
    expect(await faultsOf(await drawn(page))).toEqual([
      'content has operators that no standard knows (ISO 19005-2, 6.2.2)',
    ]);
  });
});

test.each<[what: string, most: number, page: (count: number) => string]>([
  ['graphics states inside each other', 25, (count) => `${'q '.repeat(count)} 0 0 9 9 re f ${'Q '.repeat(count)}`],
  ['marks inside each other', 100, (count) => `${'/Span BMC '.repeat(count)} ${'EMC '.repeat(count)}`],
  ['arrays inside each other', 32, (count) => `BT ${'['.repeat(count)} (x) ${']'.repeat(count)} TJ ET`],
  ['a number so large', 2 ** 31 - 1, (count) => `1 0 0 1 ${count} 0 cm 0 0 9 9 re f`],
  ['a string so long', 32_767, (count) => `/Span <</Alt (${'x'.repeat(count)})>> BDC EMC`],
  ['a name so long', 127, (count) => `/${'x'.repeat(count)} BMC EMC`],
])('content with %s is a fault', async (what, most, page) => {
  expect(await faultsOf(await drawn(page(most)))).toEqual([]);
  expect(await faultsOf(await drawn(page(most + 1)))).toEqual([
    `content has more than a reader must take: ${what} (ISO 19005-2, 6.1.13)`,
  ]);
});

test('glyphs that are content themselves are looked at', async () => {
  const bytes = await saved(
    paper(0, (document, context) => {
      const glyph = context.register(context.stream('500 0 d0 0 0 0 1 k 0 0 400 400 re f'));
      const font = context.obj({
        ...{ Type: 'Font', Subtype: 'Type3', FontBBox: [0, 0, 500, 500], FontMatrix: [0.001, 0, 0, 0.001, 0, 0] },
        ...{ CharProcs: { A: glyph }, FirstChar: 65, LastChar: 65, Widths: [500] },
        Encoding: { Type: 'Encoding', Differences: [65, 'A'] },
      });
      document.addPage(A4).node.setFontDictionary(PDFName.of('F'), context.register(font));
      content(document.getPage(0), 'BT /F 20 Tf 72 700 Td (A) Tj ET');
    }),
  );
  expect(await faultsOf(bytes)).toContain('colour is given as CMYK without a profile (ISO 19005-2, 6.2.4.3)');
});
