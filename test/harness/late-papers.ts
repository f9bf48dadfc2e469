import { PDFDocument, PDFName, StandardFonts } from 'pdf-lib';
import { build, type BuildResult } from '../../src/build.ts';
import type { Folder } from './builds.ts';

/** A size of pages, points. */
type Size = readonly [width: number, height: number];
const A4: Size = [595, 842];

/** A paper of so many paragraphs; seven fill a page. `end` stands behind them. */
export function paper(title: string, paragraphs: number, end = ''): string {
  const said = 'What was done, what it cost and what remains. '.repeat(12);
  const texts = Array.from({ length: paragraphs }, (_, i) => `${title}, paragraph ${i + 1}. ${said}`);
  return `# ${title}\n\n${[...texts, end].join('\n\n')}\n`;
}

/** Somebody else's pages, each with its number: so many of A4, or one of each size. The last one's middle has the name `end`. */
export async function exhibit(words: string, pages: number | readonly Size[]): Promise<Uint8Array> {
  const sizes = typeof pages === 'number' ? Array.from({ length: pages }, () => A4) : pages;
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const [index, [width, height]] of sizes.entries())
    document.addPage([width, height]).drawText(`${words}, leaf ${index + 1}`, { x: 90, y: height / 2, size: 12, font });
  const last = document.getPages().at(-1)!;
  const end = document.context.obj([last.ref, 'FitH', last.getHeight() / 2]);
  document.catalog.set(PDFName.of('Dests'), document.context.obj({ end }));
  return document.save();
}

/** The states of a book that people come to hold, and the pack that makes each; `all`: everything at once. */
const STATES: Readonly<Record<string, number | undefined>> = { book: 0, first: 1, second: 2, all: undefined };

/** Builds what is in a folder as the book without late papers, as the first and the second pack of these, and as everything together. */
export async function* buildStates({
  path,
  output,
}: Folder): AsyncGenerator<BuildResult & { readonly state: string }, void> {
  for (const [state, supplement] of Object.entries(STATES)) {
    const result = await build({ files: [path], out: output, ...(supplement !== undefined && { supplement }) });
    yield { ...result, state };
  }
}
