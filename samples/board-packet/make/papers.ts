/**
 * Makes the PDFs that the packet takes in, as other people would send them: with our own tool from the Markdown beside this file, then
 * treated as offices and scanners do. Run from the repository: `node samples/board-packet/make/papers.ts`. The results are committed, for
 * they stand for what comes from outside.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { degrees, PDFDocument } from 'pdf-lib';
import { build } from '../../../src/build.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const papers = fileURLToPath(new URL('../papers/', import.meta.url));
/** The papers' date, so that they come out the same. */
const DATE = new Date('2026-02-02T09:00:00Z');

process.env['SOURCE_DATE_EPOCH'] = String(DATE.getTime() / 1000);
const out = await mkdtemp(join(tmpdir(), 'octavo-papers-'));
try {
  const names = ['audit-letter', 'roof-survey', 'insurance-quote', 'slides'];
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
  const { width, height } = first;
  const page = sideways.addPage([height + 80, width + 60]);
  page.drawPage(first, { x: height + 40, y: 30, rotate: degrees(90) });
  page.setCropBox(40, 30, height, width);
  page.setRotation(degrees(90));

  sideways.setCreationDate(DATE);
  sideways.setModificationDate(DATE);
  await keep('insurance-quote', sideways);

  // Slides are painted up to all edges, which leaves no room for a stamp.
  await keep('slides', await made('slides'));
} finally {
  await rm(out, { recursive: true, force: true });
}
