import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText } from '../../src/inspect/text.ts';
import { corpus } from '../harness/corpus.ts';
import { exhibitOf, structureFaults } from '../harness/exhibit.ts';
import { linksOf } from '../harness/links.ts';
import { faults } from '../harness/qpdf.ts';
import { item, places, stamped, without } from './papers.ts';
import { bookOf, composed, STAMP_AT } from './printed.ts';

/** Pages of a file that are looked at: more of the same would only take time. */
const MOST_PAGES = 12;
/** Time for the longest of them on a busy machine, milliseconds. */
const TIMEOUT_MS = 60_000;

const folder = corpus === undefined ? '' : join(corpus, 'exhibits');
/** Those that only intake can open. */
const LOCKED = /password/;
const files = corpus === undefined ? [] : readdirSync(folder).filter((file) => !LOCKED.test(file));

describe.skipIf(!corpus)('exhibits of the corpus', () => {
  it.each(files)('%s says on its pages what it said, where it said it', { timeout: TIMEOUT_MS }, async (file) => {
    const bytes = readFileSync(join(folder, file));
    const exhibit = await exhibitOf(bytes, { file });
    const count = Math.min(MOST_PAGES, exhibit.pages.length);
    const { before, bytes: finished } = await bookOf([item, ...places(0, count)], [composed(exhibit)]);
    const own = await pageText(bytes);
    const pages = await pageText(before);
    expect(pages).toHaveLength(count + 1);
    for (let index = 0; index < count; index++) {
      const page = pages[index + 1]!;
      const stamp = `Page ${index + 1}`;
      expect(without(page, stamp)).toEqual(without(own[index]!, stamp));
      const line = page.lines.findLast((each) => each.text === stamp) ?? stamped(page, stamp)!;
      expect([line.x, page.height - line.y, line.angle].map(Math.round)).toEqual([STAMP_AT, STAMP_AT, 0]);
    }
    for (const each of [before, finished]) {
      expect(await structureFaults(each)).toEqual([]);
      expect((await linksOf(each)).filter((link) => !link.url && !link.target)).toEqual([]);
      expect((await inspect(each)).faults).toEqual((await inspect(bytes)).faults);
    }
    expect(await faults(finished, false)).toEqual([]);
  });
});
