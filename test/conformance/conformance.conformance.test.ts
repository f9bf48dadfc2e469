import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attachment } from '../../src/model/book.ts';
import type { StandardName } from '../../src/model/standard.ts';
import { JUDGED, type JudgedName } from '../../src/validate/standards.ts';
import { corpus } from '../harness/corpus.ts';
import { ROOT } from '../harness/golden.ts';
import { finishFor, Printer, type PrintedBook } from './print.ts';
import { complaints, warnings } from './readers.ts';
import { secondOpinion } from './second-opinion.ts';
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
/** Documents of others. */
const THEIRS: readonly string[] =
  corpus === undefined
    ? []
    : readdirSync(corpus, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md') && !path.endsWith('README.md'))
        .sort()
        .map((path) => join(corpus!, path));

const DOCUMENTS: readonly (readonly [name: string, file: string])[] = [
  ...Object.entries(OURS).map(([name, file]) => [`our ${name}`, file] as const),
  ...THEIRS.map((file) => [relative(corpus ?? '', file), file] as const),
];

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

/** Where files and the table of verdicts go. */
const FOLDER = join(ROOT, 'output', 'test', 'conformance');
/** Printing and judging some hundred and thirty files. */
const LIMIT_MS = 15 * 60_000;

if (reason !== undefined) {
  it.runIf(required)('has what it takes to ask veraPDF', () => expect(reason).toBeUndefined());
  it.skipIf(true)(`was not asked of veraPDF: ${reason}`, () => undefined);
}

describe.skipIf(reason !== undefined)('veraPDF', () => {
  const printer = new Printer();
  const verdicts = new Map<string, Awaited<ReturnType<typeof judge>>>();
  const paths = new Map<string, string>();
  let opinion: ReturnType<typeof secondOpinion>;
  const key = (file: string, standards: readonly StandardName[]): string => `${file} ${standards.join('+')}`;

  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    const jobs: [key: string, standard: JudgedName, path: string][] = [];
    const add = async (file: string, printed: PrintedBook, standards: Combination): Promise<void> => {
      const attached = standards.includes('a-3a') || standards.includes('a-4f');
      const bytes = await finishFor(printed, standards, attached ? [attachment] : undefined);
      const path = join(FOLDER, `${jobs.length}.pdf`);
      writeFileSync(path, bytes);
      paths.set(key(file, standards), path);
      for (const standard of standards) jobs.push([key(file, standards), standard, path]);
    };
    for (const [, file] of DOCUMENTS) {
      const printed = await printer.print(file);
      for (const combination of COMBINATIONS) await add(file, printed, combination);
    }
    // Asked beside veraPDF, which leaves a core idle; a test of its own hears the answer.
    opinion = secondOpinion(DOCUMENTS.map(([, file]) => paths.get(key(file, BY_DEFAULT))!));
    opinion.catch(() => undefined);
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
    it.each(DOCUMENTS)('is kept by %s', (_, file) => passes(file, standards));
  });

  it('has a table of documents and standards', () => {
    const columns = [...new Set(COMBINATIONS.flat())];
    const rows = DOCUMENTS.map(([name, file]) => {
      const said = COMBINATIONS.flatMap((standards) => verdicts.get(key(file, standards)) ?? []);
      const cells = columns.map((standard) => {
        const all = said.filter((verdict) => verdict.standard === standard);
        const broken = all.find(({ passes: kept }) => !kept);
        return all.length === 0 ? '' : broken ? `breaks ${broken.faults[0]?.split(' ')[0] ?? ''}` : 'keeps';
      });
      return [name, ...cells];
    });
    const table = [['document', ...columns.map((name) => JUDGED[name].title)], columns.map(() => '---'), ...rows];
    table[1]!.unshift('---');
    writeFileSync(join(FOLDER, 'table.md'), table.map((cells) => `| ${cells.join(' | ')} |\n`).join(''));
    expect(rows.flat()).not.toContain('');
  });

  it(
    'is what PDFBox Preflight finds too, which shares nothing with veraPDF',
    async () => {
      const findings = await opinion;
      expect(DOCUMENTS.flatMap(([name], i) => findings[i]!.map((finding) => `${name}: ${finding}`))).toEqual([]);
    },
    LIMIT_MS,
  );

  it.each(DOCUMENTS)(
    'finds no reader that complains: %s',
    async (_, file) => {
      for (const standards of [BY_DEFAULT, NEWEST]) {
        const path = paths.get(key(file, standards))!;
        const [said, warned] = await Promise.all([complaints(path), warnings(readFileSync(path))]);
        expect(said).toEqual([]);
        expect(warned).toEqual([]);
      }
    },
    LIMIT_MS,
  );
});
