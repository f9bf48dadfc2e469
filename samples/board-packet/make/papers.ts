/**
 * Makes the PDFs that the packet takes in, as other people would send them: with our own tool from the Markdown beside this file, then
 * treated as offices and scanners do. Run from the repository: `node samples/board-packet/make/papers.ts`. The results are committed, for
 * they stand for what comes from outside.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { degrees, PDFDocument, rgb, StandardFonts } from 'pdf-lib';
import { build } from '../../../src/build.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const papers = fileURLToPath(new URL('../papers/', import.meta.url));
/** The papers' date, so that they come out the same. */
const DATE = new Date('2026-02-02T09:00:00Z');

process.env['SOURCE_DATE_EPOCH'] = String(DATE.getTime() / 1000);
const out = await mkdtemp(join(tmpdir(), 'octavo-papers-'));
try {
  const names = ['audit-letter', 'roof-survey', 'insurance-quote'];
  const result = await build({ files: names.map((name) => join(here, `${name}.md`)), out });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, undefined, 2));
  const made = async (name: string): Promise<PDFDocument> =>
    PDFDocument.load(await readFile(join(out, `${name}.paper.pdf`)), { updateMetadata: false });
  const keep = async (name: string, document: PDFDocument): Promise<void> =>
    writeFile(join(papers, `${name}.pdf`), await document.save({ updateMetadata: false } as object));

  await keep('audit-letter', await made('audit-letter'));
  await keep('roof-survey', await made('roof-survey'));

  // As a scanner leaves it: the sheet lies on its side and the page says how to turn it; what is shown is a part of a larger sheet.
  const quote = await made('insurance-quote');
  const sideways = await PDFDocument.create({ updateMetadata: false });
  const [first] = await sideways.embedPdf(quote, [0]);
  const { width, height } = first!;
  const page = sideways.addPage([height + 80, width + 60]);
  page.drawPage(first!, { x: height + 40, y: 30, rotate: degrees(90) });
  page.setCropBox(40, 30, height, width);
  page.setRotation(degrees(90));

  // Slides that are painted up to all edges leave no room for a stamp.
  const slides = await PDFDocument.create({ updateMetadata: false });
  const face = await slides.embedFont(StandardFonts.Helvetica);
  for (const [title, line] of [
    ['A roof for readers', 'Sketches for Harbour Street 4'],
    ['Slate, or slate with light', 'Six roof windows to the north, over the reading tables'],
    ['What it costs', 'Slate alone 30,730 euros, with windows 41,900 euros'],
  ] as const) {
    const slide = slides.addPage([960, 540]);
    slide.drawRectangle({ x: 0, y: 0, width: 960, height: 540, color: rgb(0.12, 0.16, 0.24) });
    slide.drawRectangle({ x: 0, y: 0, width: 960, height: 18, color: rgb(0.93, 0.68, 0.2) });
    slide.drawText(title, { x: 80, y: 300, size: 52, font: face, color: rgb(1, 1, 1) });
    slide.drawText(line, { x: 80, y: 240, size: 24, font: face, color: rgb(0.85, 0.88, 0.93) });
  }
  for (const document of [slides, sideways]) {
    document.setCreationDate(DATE);
    document.setModificationDate(DATE);
  }
  await keep('insurance-quote', sideways);
  await keep('slides', slides);
} finally {
  await rm(out, { recursive: true, force: true });
}
