import { PDFDocument, PDFName, type PDFArray, degrees, StandardFonts } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { impose, schemeOf, SHEET_SIZES, sheetSize } from '../../src/impose/impose.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText, type TextLine } from '../../src/inspect/text.ts';
import { parseLength } from '../../src/model/length.ts';
import { corpus } from '../harness/corpus.ts';
import { rasterise } from '../harness/raster.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SHEET = { width: 600, height: 600 };

/** A file whose page N says “pageN” 20 pt from the left and bottom of its trim of 200 × 280 pt. */
async function book(pages: number, change?: (document: PDFDocument) => void): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let index = 1; index <= pages; index++) {
    const page = document.addPage([220, 300]);
    page.setTrimBox(10, 10, 200, 280);
    page.setBleedBox(0, 0, 220, 300);
    page.drawText(`page${index}`, { x: 30, y: 30, size: 10, font });
    page.drawRectangle({ x: 0, y: 295, width: 220, height: 5 });
  }
  document.setTitle('Kept');
  change?.(document);
  return document.save();
}

const texts = async (file: Uint8Array): Promise<readonly (readonly TextLine[])[]> =>
  (await pageText(file)).map((page) => page.lines);

describe('a file on sheets', () => {
  test('has every page once, in its place, heads where the scheme has them', async () => {
    const { file, sheets, blanks, signatures } = await impose(await book(7), {
      scheme: 'booklet',
      sheet: SHEET,
      folds: 2,
    });
    expect({ sheets, blanks, signatures }).toEqual({ sheets: 1, blanks: 1, signatures: 1 });
    const [front, back] = await texts(file!);
    // A grid of 2 × 2 pages with 3 mm of bleed twice between the heads, in the middle of the sheet.
    const gap = 2 * ((3 * 72) / 25.4);
    const [left, top] = [100, (600 - 560 - gap) / 2];
    const at = (lines: readonly TextLine[]): unknown =>
      lines.flatMap(({ words, angle }) =>
        words.map(({ text, x, y }) => [text, Math.floor(x), Math.floor(y), Math.abs(angle)]),
      );
    const low = Math.floor(top + 560 + gap - 20);
    const high = Math.floor(top + 20);
    expect(at(front!)).toEqual([
      ['page5', left + 180, high, 180],
      ['page4', left + 380, high, 180],
      ['page1', left + 220, low, 0],
    ]);
    expect(at(back!)).toEqual([
      ['page3', left + 180, high, 180],
      ['page6', left + 380, high, 180],
      ['page2', left + 20, low, 0],
      ['page7', left + 220, low, 0],
    ]);
  });

  test('says nothing of the source’s pages any more, and is smaller than twice the source', async () => {
    const source = await book(40, (document) => {
      document.catalog.set(PDFName.of('StructTreeRoot'), document.context.register(document.context.obj({ Big: 'x' })));
    });
    const { file } = await impose(source, { scheme: 'booklet', sheet: SHEET, marks: true });
    const facts = await inspect(file!);
    expect(facts.faults).toEqual([]);
    expect(facts.pageCount).toBe(20);
    expect(facts.metadata.title).toBe('Kept');
    expect(Buffer.from(file!).toString('latin1')).not.toContain('StructTreeRoot');
    expect(file!.length).toBeLessThan(2 * source.length);
    expect(facts.pages[0]!.trim?.map(Math.round)).toEqual([100, 160, 500, 440]);
    expect(facts.pages[0]!.bleed?.map(Math.round)).toEqual([91, 151, 509, 449]);
  });

  test('pages that are turned, whose content is in parts or shared, and that lack content', async () => {
    const source = await book(4, (document) => {
      const [one, two, three, four] = document.getPages();
      // Turned a quarter clockwise, page 1 lies; all others are made to agree.
      for (const page of [one!, two!, three!, four!]) page.setRotation(degrees(90));
      const content = (one!.node.get(PDFName.of('Contents')) as PDFArray).asArray();
      two!.node.set(PDFName.of('Contents'), content[0]!);
      two!.node.set(PDFName.of('Resources'), one!.node.get(PDFName.of('Resources'))!);
      three!.node.set(PDFName.of('Contents'), document.context.obj([...content, ...content]));
      three!.node.set(PDFName.of('Resources'), one!.node.get(PDFName.of('Resources'))!);
      four!.node.delete(PDFName.of('Contents'));
    });
    const { file } = await impose(source, { scheme: 'nup', sheet: { width: 280, height: 800 }, grid: [1, 4] });
    const [front] = await texts(file!);
    const words = front!.flatMap((line) => line.words);
    expect(words.map((word) => word.text)).toEqual(['page1', 'page1', 'page1', 'page1']);
    for (const line of front!) expect(line.angle).toBe(90);
    // 20 pt from the left and bottom of the trim become 20 pt from its left and top.
    expect(words.every(({ x }) => x > 20 && x < 40)).toBe(true);
    const steps = words.map(({ y }, index) => Math.round(y - (words[index - 1]?.y ?? 0)));
    expect(steps.slice(1)).toEqual([200, 200, 0]);
  });

  test.each([0, 90, 180, 270])('a page turned by %i degrees stands as a reader shows it', async (turn) => {
    const document = await PDFDocument.create({ updateMetadata: false });
    const font = await document.embedFont(StandardFonts.Helvetica);
    const page = document.addPage([150, 100]);
    page.setMediaBox(-20, 30, 150, 100);
    page.drawText('word', { x: 5, y: 60, size: 9, font });
    page.setRotation(degrees(turn));
    page.node.set(PDFName.of('UserUnit'), document.context.obj(2));
    const source = await document.save();
    const sheet = turn % 180 === 0 ? { width: 300, height: 200 } : { width: 200, height: 300 };
    const { file, scale } = await impose(source, { scheme: 'nup', sheet, grid: [1, 1] });
    expect(scale).toBe(1);
    expect((await pageText(file!))[0]).toMatchObject({ ...(await pageText(source))[0]! });
  });

  test('bleed shows outside the trim and never in a neighbour; marks are on every plate', async () => {
    const { file } = await impose(await book(4), { scheme: 'booklet', sheet: SHEET, marks: true });
    const [picture] = await rasterise(file!, [0], 72);
    const dark = (x: number, y: number): boolean => picture!.rgb[(y * picture!.width + x) * 3]! < 100;
    // The bar is at the top of the media box: 5 to 10 pt above the trim's edge at 160, 3 mm of which bleed.
    expect(dark(200, 153)).toBe(true);
    expect(dark(200, 150)).toBe(false);
    expect(dark(200, 162)).toBe(false);
    expect((await inspect(file!)).faults).toEqual([]);
  });

  test('pages that do not fit, differ or are annotated are told', async () => {
    const small = { width: 300, height: 300 };
    const { file, diagnostics } = await impose(await book(4), { scheme: 'booklet', sheet: small });
    expect(file).toBeUndefined();
    expect(diagnostics.map((each) => [each.severity, each.code])).toEqual([['error', 'impose-sheet-small']]);
    const fitted = await impose(await book(4), { scheme: 'booklet', sheet: small, fit: true });
    expect(fitted.scale).toBeCloseTo(300 / 417, 1);
    const mixed = await impose(await book(4, (document) => void document.addPage([100, 100])), {
      scheme: 'booklet',
      sheet: SHEET,
    });
    expect(mixed.diagnostics.map((each) => each.code)).toEqual(['impose-sizes-differ']);
    const stamped = await book(4, (document) => {
      const look = document.context.register(document.context.flateStream('', { Type: 'XObject', Subtype: 'Form' }));
      const annotation = { Type: 'Annot', Subtype: 'Stamp', Rect: [0, 0, 9, 9], AP: { N: look } };
      document.getPage(2).node.set(PDFName.of('Annots'), document.context.obj([annotation]));
    });
    const { diagnostics: told } = await impose(stamped, { scheme: 'booklet', sheet: SHEET });
    expect(told.map((each) => [each.code, each.message])).toEqual([
      ['impose-annotations', 'form fields and notes on page 3 are left out'],
    ]);
  });

  test('numbers that do not go together are refused', () => {
    expect(() => schemeOf({ scheme: 'signatures', folds: 3, signature: 12 }, 20)).toThrow('cannot be made of sheets');
    expect(schemeOf({ scheme: 'signatures' }, 33).sheets).toHaveLength(9);
  });

  test('the same input gives the same bytes', async () => {
    const source = await book(9);
    const made = async (): Promise<Uint8Array> =>
      (await impose(source, { scheme: 'signatures', signature: 4, sheet: SHEET, creep: 0.3 })).file!;
    expect(Buffer.from(await made()).equals(Buffer.from(await made()))).toBe(true);
  });
});

describe('sheets and lengths', () => {
  test.each([
    ['sra3', [320, 450]],
    ['A4', [210, 297]],
    ['12x18in', [304.8, 457.2]],
    ['100 × 200 mm', [100, 200]],
  ])('%s', (text, [width, height]: readonly number[]) => {
    const size = sheetSize(text)!;
    expect(size.width).toBeCloseTo((width! * 72) / 25.4);
    expect(size.height).toBeCloseTo((height! * 72) / 25.4);
  });

  test('what is none', () => {
    for (const text of ['A44', '', '0x0', '1x1mm', '9999999x9999999mm', '1.2.3x4mm'])
      expect(sheetSize(text)).toBeUndefined();
    for (const text of ['', 'mm', '-1mm', '1e3mm', '1.2.3']) expect(parseLength(text)).toBeUndefined();
    for (const { width, height } of Object.values(SHEET_SIZES)) expect(height).toBeGreaterThanOrEqual(width);
  });
});

describe.skipIf(!corpus)('files from elsewhere', () => {
  test.each(['195981.pdf', 'prospectus-landscape.pdf', '008677.pdf', 'ooo-simple-open-nocopy-password.pdf'])(
    '%s keeps its text',
    async (name) => {
      const source = readFileSync(join(corpus!, 'exhibits', name));
      const words = (lines: readonly (readonly TextLine[])[]): string[] =>
        lines
          .flat()
          .flatMap((line) => line.words.map((word) => word.text))
          .sort();
      if (!(await inspect(source)).readable) {
        await expect(impose(source, { scheme: 'nup', sheet: SHEET })).rejects.toThrow('password');
        return;
      }
      const { file } = await impose(source, { scheme: 'booklet', sheet: SHEET_SIZES['SRA3']!, fit: true });
      expect(words(await texts(file!)).join(' ')).toBe(words(await texts(source)).join(' '));
    },
  );
});
