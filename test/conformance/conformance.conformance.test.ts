import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attachment } from '../../src/model/book.ts';
import type { StandardName } from '../../src/model/standard.ts';
import type { JudgedName } from '../../src/validate/standards.ts';
import { corpus } from '../harness/corpus.ts';
import { ROOT } from '../harness/golden.ts';
import { finishFor, Printer, type PrintedBook } from './print.ts';
import { judge, whyNot } from './verapdf.ts';

// Every document is printed once, finished for each combination of standards, and judged by veraPDF.

const reason = await whyNot();
/** Set where these tests must run: without Java they fail there. */
const required = process.env['OCTAVO_REQUIRE_VERAPDF'] === '1';

/** Documents of our own, judged by every combination. */
const OURS = {
  sample: join(ROOT, 'samples', 'annual-report', 'publication.yaml'),
  features: join(ROOT, 'test', 'cases', 'tags', 'input', 'report.md'),
  everything: join(ROOT, 'test', 'cases', 'features', 'input', 'report.md'),
};
/** Documents of others, judged by what editions claim unless told otherwise, and by the newest standards. */
const THEIRS: readonly string[] =
  corpus === undefined
    ? []
    : readdirSync(corpus, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md') && !path.endsWith('README.md'))
        .sort()
        .map((path) => join(corpus!, path));

/** Standards that a file claims together. */
type Combination = readonly (StandardName & JudgedName)[];
const BY_DEFAULT: Combination = ['ua-1', 'a-2a'];
const NEWEST: Combination = ['ua-2', 'a-4'];
const COMBINATIONS: readonly Combination[] = [BY_DEFAULT, ['ua-1', 'a-3a'], NEWEST, ['ua-2', 'a-4f']];

const attachment: Attachment = {
  name: 'chapters/report.md',
  type: 'text/markdown',
  bytes: Buffer.from('# Source\n'),
  description: 'Markdown source',
  relationship: 'Source',
  modified: new Date(1_700_000_000_000),
};

/** Printing and judging some seventy files. */
const LIMIT_MS = 15 * 60_000;

if (reason !== undefined) {
  it.runIf(required)('has what it takes to ask veraPDF', () => expect(reason).toBeUndefined());
  it.skipIf(true)(`was not asked of veraPDF: ${reason}`, () => undefined);
}

describe.skipIf(reason !== undefined)('veraPDF', () => {
  const printer = new Printer();
  const verdicts = new Map<string, Awaited<ReturnType<typeof judge>>>();
  const key = (file: string, standards: readonly StandardName[]): string => `${file} ${standards.join('+')}`;

  beforeAll(async () => {
    const folder = join(ROOT, 'output', 'test', 'conformance');
    mkdirSync(folder, { recursive: true });
    const jobs: [key: string, standard: JudgedName, path: string][] = [];
    const add = async (file: string, printed: PrintedBook, standards: Combination): Promise<void> => {
      const attached = standards.includes('a-3a') || standards.includes('a-4f');
      const bytes = await finishFor(printed, standards, attached ? [attachment] : undefined);
      const path = join(folder, `${jobs.length}.pdf`);
      writeFileSync(path, bytes);
      for (const standard of standards) jobs.push([key(file, standards), standard, path]);
    };
    for (const file of Object.values(OURS)) {
      const printed = await printer.print(file);
      for (const combination of COMBINATIONS) await add(file, printed, combination);
    }
    for (const file of THEIRS) {
      const printed = await printer.print(file);
      for (const combination of [BY_DEFAULT, NEWEST]) await add(file, printed, combination);
    }
    const said = await judge(jobs.map(([, standard, path]) => ({ standard, path })));
    said.forEach((verdict, i) => {
      const name = jobs[i]![0];
      verdicts.set(name, [...(verdicts.get(name) ?? []), verdict]);
    });
  }, LIMIT_MS);
  afterAll(() => printer.close());

  const passes = (file: string, standards: Combination): void => {
    const said = verdicts.get(key(file, standards)) ?? [];
    expect(said.flatMap((verdict) => verdict.faults.map((fault) => `${verdict.standard} ${fault}`))).toEqual([]);
    expect(said.map((verdict) => [verdict.standard, verdict.passes])).toEqual(
      standards.map((standard) => [standard, true]),
    );
  };

  describe.each(COMBINATIONS.map((standards) => ({ standards })))('$standards', ({ standards }) => {
    it.each(Object.entries(OURS))('is kept by our %s', (_, file) => passes(file, standards));
  });

  describe.skipIf(corpus === undefined).each([{ standards: BY_DEFAULT }, { standards: NEWEST }])(
    '$standards',
    ({ standards }) => {
      it.each(THEIRS.map((file) => [relative(corpus ?? '', file), file]))('is kept by %s', (_, file) =>
        passes(file, standards),
      );
    },
  );
});
