import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../harness/golden.ts';
import { rasterise } from '../harness/raster.ts';
import { finishFor, Printer } from './print.ts';

// Tags, spaces, hyphens and maps to text are mended without a pixel's change.

/** Fine enough for a moved glyph to show. */
const PPI = 100;
const PAGES = [0, 1, 2, 3, 4];

describe('what is seen', () => {
  const printer = new Printer();
  afterAll(() => printer.close());

  it.each([
    ['our sample', join(ROOT, 'samples', 'annual-report', 'publication.yaml')],
    ['the document of tags', join(ROOT, 'test', 'cases', 'tags', 'input', 'report.md')],
  ])('is as it was printed: %s', async (_, file) => {
    const printed = await printer.print(file);
    const pages = PAGES.filter((page) => page < printed.book.map.pages.length);
    const [before, after] = [
      await rasterise(printed.bytes, pages, PPI),
      await rasterise(await finishFor(printed, ['ua-1', 'a-2a']), pages, PPI),
    ];
    expect(pages.length).toBeGreaterThan(3);
    for (const [i, page] of pages.entries())
      expect(Buffer.compare(before[i]!.rgb, after[i]!.rgb), `page ${page + 1}`).toBe(0);
  });
});
