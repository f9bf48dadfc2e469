import { readFileSync } from 'node:fs';
import { degrees, PDFDocument, PDFString, StandardFonts } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, type BuildResult } from '../../src/build.ts';
import type { PdfFacts } from '../../src/inspect/facts.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText, type PageText } from '../../src/inspect/text.ts';
import { complaints, whyNot } from '../conformance/verapdf.ts';
import { makeFolder, type Folder } from '../harness/builds.ts';
import { nameFaceOfNobody } from '../harness/exhibit.ts';
import { brochure } from './brochure.ts';
import { annotate, paper, saved } from './foreign.ts';

// `conform: rasterise`: pages that cannot keep the standards come as pictures with their words behind them, and the book claims what it keeps.

/** A browser and a JVM start slowly on a busy machine. */
const PATIENCE_MS = 300_000;
/** Two pages whose font is in no file: a link and a stamp on the first, the second turned and cut to a part of its sheet. */
const faulty = saved(
  paper(2, async (document, context) => {
    const [first, second] = document.getPages();
    const font = await document.embedFont(StandardFonts.TimesRoman);
    first!.drawText('Upwards, as on a spine', { x: 500, y: 100, size: 12, font, rotate: degrees(90) });
    first!.drawText('First line of a paragraph that', { x: 72, y: 500, size: 12, font });
    first!.drawText('goes on in the next line.', { x: 72, y: 486, size: 12, font });
    first!.drawText('Another paragraph.', { x: 72, y: 440, size: 12, font });
    annotate(first!, {
      Subtype: 'Link',
      Rect: [72, 480, 200, 512],
      Border: [0, 0, 0],
      A: { S: 'URI', URI: PDFString.of('https://example.org/') },
    });
    const stamp = context.register(
      context.stream('1 0 0 rg 0 0 50 50 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 50, 50] }),
    );
    annotate(first!, { Subtype: 'Stamp', Rect: [300, 300, 350, 350], F: 4, AP: { N: stamp } });
    second!.setRotation(degrees(90));
    second!.setCropBox(50, 60, 500, 700);
    await nameFaceOfNobody(document);
  }),
);

/** Our own tagged pages, on the second of them words in a font that is in no file. */
async function halfFaulty(): Promise<Uint8Array> {
  const document = await PDFDocument.load(readFileSync(new URL('../finish/fixtures/printed.pdf', import.meta.url)), {
    updateMetadata: false,
  });
  const font = await document.embedFont(StandardFonts.Courier);
  document.getPage(1).drawText('Handwritten later', { x: 60, y: 40, size: 9, font });
  await nameFaceOfNobody(document);
  return saved(document);
}

describe.skipIf((await whyNot()) !== undefined)('pages that cannot conform, as pictures', () => {
  let folder: Folder;
  let result: BuildResult;
  let facts: PdfFacts;
  let texts: readonly PageText[];

  beforeAll(async () => {
    folder = makeFolder({
      'publication.yaml':
        'title: Papers\nlayout: packet\nparts:\n  - { pdf: faulty.pdf, conform: rasterise, ppi: 100 }\n  - { pdf: half.pdf, conform: rasterise }\n  - brochure.pdf\n',
      'faulty.pdf': await faulty,
      'half.pdf': await halfFaulty(),
      'brochure.pdf': await brochure(),
    });
    result = await build({ files: [folder.path], out: folder.output });
    const bytes = new Uint8Array(readFileSync(result.products[0]!.path));
    facts = await inspect(bytes);
    texts = await pageText(bytes);
  }, PATIENCE_MS);
  afterAll(() => folder.remove());

  test('the book claims UA-1 and A-2a, and each exhibit is named with page and rule', () => {
    expect(facts.claims.toSorted()).toEqual(['PDF/A-2A', 'PDF/UA-1']);
    const painted = result.diagnostics.filter(({ code }) => code === 'exhibit-painted').map(({ message }) => message);
    expect(painted[0]).toMatch(/2 pages of “faulty\.pdf” .*100 pixels per inch.*page 1: font .* not embedded \(ISO/);
    expect(painted[1]).toMatch(/1 page of “half\.pdf” .*page 2: font NoSuchFace is not embedded/);
    expect(painted).toHaveLength(2);
    expect(result.diagnostics.map(({ code }) => code)).not.toContain('exhibit-nonconforming');
    expect(result.diagnostics.map(({ code }) => code)).toContain('exhibit-cmyk-profile');
  });

  test(
    'veraPDF has nothing to say',
    async () => {
      const { path } = result.products[0]!;
      const said = await complaints([
        { path, standard: 'ua-1' },
        { path, standard: 'a-2a' },
      ]);
      expect(said).toEqual([]);
    },
    PATIENCE_MS,
  );

  /** The page that holds some words, and the line that does. */
  const lineOf = (words: string) =>
    texts.flatMap((page) =>
      page.lines.flatMap((line) => (line.text.includes(words) ? [{ page: page.page, line }] : [])),
    )[0]!;

  test('words lie behind the picture where they are seen, and are read as paragraphs', () => {
    const first = lineOf('First line of a paragraph that').line;
    expect(first.x).toBeCloseTo(72, 0);
    expect(Math.abs(842 - first.y - 500)).toBeLessThan(1.5);
    expect(first.width).toBeGreaterThan(130);
    expect(first.width).toBeLessThan(180);
    expect(first.tagged).toBe(true);
    expect(Math.abs(lineOf('Upwards, as on a spine').line.angle)).toBeCloseTo(90, 0);
    const { tree } = facts.tags;
    expect(tree).toMatch(/Figure[^\n]*\n(?: *MC[^\n]*\n)*/);
    expect(tree).toMatch(/P[^\n]*First line of a paragraph that goes on in the next line\./);
  });

  test('a picture has as many pixels as were asked for, and what a stamp showed', async () => {
    const { page } = lineOf('First line of a paragraph that');
    expect(facts.images.filter((image) => image.page === page)).toMatchObject([
      { width: 826, height: 1169, colourSpace: 'DeviceRGB' },
    ]);
    expect(facts.images.filter((image) => image.page === page + 1)).toMatchObject([
      { width: 694, height: 972, colourSpace: 'DeviceGray' },
    ]);
  });

  test('links stay, and so does what the file says of its other pages', async () => {
    const document = await PDFDocument.load(readFileSync(result.products[0]!.path), { updateMetadata: false });
    const { page } = lineOf('First line of a paragraph that');
    expect(document.getPage(page).node.Annots()!.toString()).toBeDefined();
    expect(facts.tags.tree).toMatch(/Link/);
    expect(texts.some(({ lines }) => lines.some(({ text }) => text.includes('Handwritten later')))).toBe(true);
    expect(facts.pages[page + 1]!.rotate).toBe(90);
  });
});
