import { degrees, PDFDocument, PDFName, PDFRawStream, StandardFonts } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { pageText, type PageText } from '../../src/inspect/text.ts';
import { printed } from '../finish/book.ts';

function line(page: PageText | undefined, text: string): PageText['lines'][number] {
  const found = page?.lines.find((each) => each.text === text);
  if (!found) throw new Error(`no line “${text}” among ${JSON.stringify(page?.lines.map((each) => each.text))}`);
  return found;
}

describe('text of a printed page', () => {
  it('has its words where they stand', async () => {
    const pages = await pageText(printed);
    expect(pages.map((page) => [page.width, page.height])).toEqual([
      [340.08, 255.12],
      [340.08, 255.12],
      [340.08, 255.12],
      [454.08, 255.12],
    ]);
    const heading = line(pages[1], 'Beginning');
    // The page's margin is 12 mm, 34.02 pt; Chromium lays out in whole pixels.
    expect(heading.x).toBeCloseTo(34, 0);
    expect(heading.words[0]).toMatchObject({ font: 'SourceSerif4-Bold', size: 15 });
    const text = line(pages[1], 'Office files, first: “fine” words.');
    expect(text.words.map((word) => word.text)).toEqual(['Office', 'files,', 'first:', '“fine”', 'words.']);
    expect(text.y).toBeGreaterThan(heading.y);
    expect(text.words.every((word, i, all) => i === 0 || word.x > all[i - 1]!.x + all[i - 1]!.width)).toBe(true);
  });

  it('knows what is in the structure and what is furniture', async () => {
    const pages = await pageText(printed);
    expect(line(pages[2], '3')).toMatchObject({ tagged: false });
    expect(line(pages[2], 'See the beginning.')).toMatchObject({ tagged: true });
  });
});

describe('text of any page', () => {
  it('stands as the page is turned and cut', async () => {
    const document = await PDFDocument.create();
    const font = await document.embedFont(StandardFonts.Courier);
    for (const turn of [0, 90, 180, 270]) {
      const page = document.addPage([200, 100]);
      page.setCropBox(10, 20, 150, 70);
      page.setRotation(degrees(turn));
      page.drawText('Turned', { x: 30, y: 40, size: 10, font });
    }
    const pages = await pageText(await document.save());
    const told = pages.map((page) => {
      const { x, y, angle } = line(page, 'Turned');
      return [page.width, page.height, x, y, angle];
    });
    expect(told).toEqual([
      [150, 70, 20, 50, 0],
      [70, 150, 20, 20, 90],
      [150, 70, 130, 20, 180],
      [70, 150, 50, 130, -90],
    ]);
  });

  it('takes a superscript into its line, a leader too, and parts columns', async () => {
    const document = await PDFDocument.create();
    const font = await document.embedFont(StandardFonts.Courier);
    const page = document.addPage([400, 200]);
    const draw = (text: string, x: number, y: number, size = 10): void => page.drawText(text, { x, y, size, font });
    draw('note', 10, 100);
    draw('1', 34, 104, 6);
    draw('Contents', 10, 80);
    draw('12', 380, 80);
    draw('left', 10, 50);
    draw('below', 10, 38);
    draw('right', 200, 50);
    const [only] = await pageText(await document.save());
    expect(only!.lines.map((each) => each.text)).toEqual(['note1', 'Contents 12', 'left', 'below', 'right']);
  });

  it('takes ActualText in place of glyphs, once', async () => {
    const document = await PDFDocument.create();
    const { node } = document.addPage([100, 100]);
    const { context } = document;
    const content = 'BT /F 10 Tf 10 50 Td /Span <</ActualText <FEFF00660066>>> BDC (x) Tj (y) Tj EMC (z) Tj ET';
    node.set(PDFName.of('Contents'), context.register(PDFRawStream.of(context.obj({}), Buffer.from(content))));
    node.set(
      PDFName.of('Resources'),
      context.obj({ Font: { F: { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' } } }),
    );
    const [only] = await pageText(await document.save());
    expect(only!.lines.map((each) => each.text)).toEqual(['ffz']);
  });
});
