import { globSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, type BuildResult } from '../src/build.ts';
import { EPOCH, finished, withEnvironment, type Finished } from './harness/case.ts';
import { corpus } from './harness/corpus.ts';
import { expectGolden, failurePlace, ROOT } from './harness/golden.ts';
import { brokenRules, flatOutline } from './harness/page-rules.ts';
import { pdfText } from './harness/pdf-text.ts';
import { inOrder, markdownHeadings, markdownWords, wordsOf } from './harness/words.ts';

// Real documents, which are not ours to pass on: built whole in one run, where they are there.

/** Pages that a document may have: so many were looked at, and a change of the layout moves them by few. */
const PAGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'annual-report-2022': [36, 44],
  'annual-report-2024': [19, 24],
  bylaws: [25, 31],
  'comparison-guide': [10, 14],
  minutes: [1, 5],
};
/** Part of the words of a source that must stand in the PDF, in order. What is short of all is told by the test. */
const WORDS_FOUND = 0.999;
/** Words found and wanted in all documents, told at the end. */
const tally = { found: 0, wanted: 0 };

const files = corpus === undefined ? [] : globSync('*/**/*.md', { cwd: corpus }).sort();
const nameOf = (file: string): string =>
  basename(file) === 'report.md' ? basename(dirname(file)) : basename(file, '.md');
const out = failurePlace(join(ROOT, 'test', 'corpus'));

describe.skipIf(corpus === undefined)('the corpus', () => {
  let result: BuildResult;
  beforeAll(async () => {
    rmSync(out, { recursive: true, force: true });
    result = await withEnvironment({ SOURCE_DATE_EPOCH: EPOCH }, () => build({ files, cwd: corpus!, out }));
  });

  afterAll(() => {
    process.stdout.write(`corpus: ${tally.found} of ${tally.wanted} words found in order\n`);
  });

  it('is built whole, without an error', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(result.diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
    expect(result.products.map((each) => each.publication).sort()).toEqual(files.map(nameOf).sort());
  });

  it('the report of 2024: what there is to say of it', () => {
    const mine = result.diagnostics.filter((each) => each.span?.file.startsWith('annual-report-2024/'));
    const lines = mine.map((each) => `${each.severity} ${each.code} line ${each.span!.line}\n`);
    expectGolden(join(ROOT, 'test', 'corpus', 'annual-report-2024.golden'), lines.join(''));
  });

  describe.each(files)('%s', (file) => {
    let source: string;
    let product: Finished;
    beforeAll(async () => {
      source = readFileSync(join(corpus!, file), 'utf8');
      product = await finished(readFileSync(join(out, `${nameOf(file)}.web.pdf`)));
    });

    it('has as many pages as it should', () => {
      const [least, most] = PAGES[nameOf(file)] ?? PAGES['minutes']!;
      expect(product.facts.pageCount).toBeGreaterThanOrEqual(least);
      expect(product.facts.pageCount).toBeLessThanOrEqual(most);
    });

    it('keeps the rules of every page', () => {
      expect(brokenRules(product.facts, product.texts)).toEqual([]);
    });

    it('has a bookmark for every heading', () => {
      const titles = flatOutline(product.facts.outline).map((item) => wordsOf(item.title).join(' '));
      const headings = markdownHeadings(source).map((heading) => wordsOf(heading).join(' '));
      // The title of a document that begins with it stands in no outline.
      const title = wordsOf(product.facts.metadata.title ?? '').join(' ');
      expect(titles).toEqual(headings[0] === title ? headings.slice(1) : headings);
    });

    it('has every word of its source, in order', async () => {
      const pages = await pdfText(new Uint8Array(product.bytes));
      // Contents come before page 1.
      const body = pages.filter((_, index) => /^\d+$/.test(product.facts.pages[index]!.label));
      const wanted = markdownWords(source);
      const { found, missing } = inOrder(wanted, wordsOf(body.join('\n')));
      const told = `${found} of ${wanted.length} words (${((100 * found) / wanted.length).toFixed(3)} %); missing: ${missing.join('; ')}`;
      expect(found / wanted.length, told).toBeGreaterThanOrEqual(WORDS_FOUND);
      tally.found += found;
      tally.wanted += wanted.length;
      if (missing.length > 0) process.stdout.write(`${file}: ${told}\n`);
    });
  });
});
