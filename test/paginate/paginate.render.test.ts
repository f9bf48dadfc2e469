import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../src/compose/compose.ts';
import type { Printed } from '../../src/model/book.ts';
import type { Composition } from '../../src/model/composition.ts';
import type { Publication } from '../../src/model/publication.ts';
import { paginate } from '../../src/paginate/paginate.ts';
import { readPrinted } from '../../src/paginate/printed-destinations.ts';
import { Press } from '../../src/paginate/supervisor.ts';
import { read } from '../../src/read/read.ts';
import { pageText, type PageText } from '../../src/inspect/text.ts';
import { cacheFolder } from '../../src/world.ts';
import { makePublication, type TestPublication } from '../harness/publication.ts';

let press: Press;
const made: TestPublication[] = [];
beforeAll(() => {
  press = new Press({ cache: cacheFolder(process.env), report: () => undefined });
});
afterAll(async () => {
  await press.close();
  for (const publication of made) await publication.remove();
});

async function printed(
  files: Record<string, string>,
  publication: Partial<Publication> = {},
  change: (composition: Composition) => Composition = (composition) => composition,
): Promise<{ result: Printed; composition: Composition; at: TestPublication }> {
  const at = await makePublication({ files, publication: { layoutIsDefault: false, ...publication } });
  made.push(at);
  const manuscript = await read(at.publication, at.edition, at.world, at.diagnostics.report);
  const composition = change(
    await compose(
      at.publication,
      at.edition,
      manuscript,
      { digest: 'ab'.repeat(32), browser: 'Chromium' },
      at.world,
      at.diagnostics.report,
    ),
  );
  return { result: await paginate(composition, press, at.diagnostics.report, { label: 'test' }), composition, at };
}

const paragraph = 'A sentence of middling length that goes on for a while before it ends. '.repeat(6);
const text = (paragraphs: number): string =>
  Array.from({ length: paragraphs }, (_, i) => `${i}. ${paragraph}`.replace('. ', ' — ')).join('\n\n');
/** A book with sections of uneven lengths, so that headings fall anywhere on a page. */
const book = (chapters: number): string =>
  Array.from(
    { length: chapters },
    (_, c) =>
      `# Chapter ${c + 1}\n\n${Array.from({ length: 6 }, (_, s) => `## Section ${c + 1}.${s + 1}\n\n${text(2 + ((c * 7 + s * 3) % 6))}`).join('\n\n')}`,
  ).join('\n\n');

describe('the oracle', () => {
  for (const options of [
    {},
    { page: 'A5' },
    { page: 'Letter', chapters: 'recto' },
    { page: '130mm 190mm', chapters: 'run-on' },
    { chapters: 'run-on', text: 'justified' },
  ]) {
    test(`foretells what is printed: ${JSON.stringify(options)}`, async () => {
      const { result, composition, at } = await printed(
        { 'report.md': book(4) },
        { options: { contents: 2, ...options } },
      );
      const facts = readPrinted(result.bytes);
      expect(facts.pages).toBe(result.map.pages.length);
      expect(at.of('page-map-unsettled')).toEqual([]);
      // What the contents say, read from the print, against where the headings are printed.
      const pages = await pageText(result.bytes);
      const lines = pages.flatMap((page) => page.lines.map((line) => line.text));
      for (const heading of composition.headings.filter((h) => h.level <= 3)) {
        const label = result.map.pages[facts.destinations.get(heading.id)!]!.label;
        expect(
          lines.some((line) => line.includes(heading.title) && line.trim().endsWith(label)),
          `${heading.title} … ${label}`,
        ).toBe(true);
      }
    });
  }

  test('that is wrong is mended by a second print', async () => {
    // A rule for print alone, which the oracle cannot see, pushes the last chapter a page further.
    const { result, at } = await printed(
      { 'report.md': book(3) },
      { options: { chapters: 'page' } },
      (composition) => ({
        ...composition,
        html: composition.html.replace(
          '</head>',
          '<style>:root:not(.octavo-oracle) #section-21 { break-before: page; }</style></head>',
        ),
      }),
    );
    expect(at.of('page-map-unsettled')).toEqual([]);
    expect(readPrinted(result.bytes).pages).toBe(result.map.pages.length);
    const folio =
      result.map.pages[result.map.destinations.get('chapter-3-1') ?? result.map.destinations.get('chapter-3')!]!.label;
    const contents = (await pageText(result.bytes))[1]!.lines
      .map((line) => line.text)
      .find((line) => line.includes('Chapter 3'))!;
    expect(contents.trim().endsWith(folio), `${contents} ends with ${folio}`).toBe(true);
  });
});

describe('what is too wide', () => {
  test('a table is fitted, not cut; the document keeps its scale', async () => {
    const cells = (row: string): string =>
      `| ${Array.from({ length: 14 }, (_, i) => `${row}${i}unbreakably-long`).join(' | ')} |`;
    const table = `${cells('H')}\n|${'---|'.repeat(14)}\n${cells('a')}\n${cells('b')}\n`;
    const { result, at } = await printed({ 'report.md': `# One\n\nmarker text\n\n${table}\n` });
    expect(at.of('content-too-wide')).toEqual([]);
    const pages = await pageText(result.bytes);
    const words = pages.flatMap((page) => page.lines.flatMap((line) => line.words));
    const marker = words.find((word) => word.text === 'marker')!;
    expect(marker.size).toBeCloseTo(10, 1);
    for (const word of words) expect(word.x + word.width, word.text).toBeLessThan(595.3 - 60);
  });

  test('a block that cannot be fitted is reported at its line', async () => {
    const { at } = await printed({
      'report.md': '# One\n\ntext\n\n<div style="width: 1400px; min-width: 1400px">wide</div>\n',
    });
    expect(at.codes()).toContain('content-too-wide report.md:5:1');
  });
});

describe('a short last page', () => {
  /** Pages of an article with so many paragraphs. */
  const pagesOf = async (paragraphs: number, steps: boolean): Promise<PageText[]> => {
    const { result } = await printed(
      { 'report.md': `${text(paragraphs)}\n` },
      { layout: 'article' },
      (composition) => ({
        ...composition,
        // Without the style sheets' steps of closing up, the oracle's attempts change nothing.
        html: steps
          ? composition.html
          : composition.html.replaceAll(
              '</head>',
              '<style>.snug, .tight, .bare { --half: inherit !important; --leading: 14.25pt !important; } .bare .colophon { display: block !important; } .snug .colophon { margin-block-start: calc(var(--leading) * 2.5) !important; }</style></head>',
            ),
      }),
    );
    return pageText(result.bytes);
  };

  test('comes home where closing up spares it', async () => {
    const counts: string[] = [];
    for (const paragraphs of [6, 7, 8, 9])
      counts.push(`${(await pagesOf(paragraphs, false)).length}→${(await pagesOf(paragraphs, true)).length}`);
    expect(
      counts.filter((count) => count === '2→1'),
      counts.join(' '),
    ).not.toEqual([]);
  });
});
