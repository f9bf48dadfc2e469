import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitFrontMatter } from '../src/model/front-matter.ts';
import { corpus } from '../test/harness/corpus.ts';

/** What benchmarks are run on. */
export const BENCH_REPORT: string = corpus ? 'corpus annual-report-2024' : 'samples/annual-report';

/** A publication with a report's text so many times over, in a folder of its own. */
export async function repeated(folder: string, times: number): Promise<string> {
  const report = corpus && join(corpus, 'annual-report-2024', 'report.md');
  const sample = join(dirname(fileURLToPath(import.meta.url)), '..', 'samples', 'annual-report');
  const place = join(folder, `x${times}`);
  await mkdir(place, { recursive: true });
  await cp(report ? join(dirname(report), 'static') : join(sample, 'static'), join(place, 'static'), {
    recursive: true,
  });
  const body = report
    ? splitFrontMatter(await readFile(report, 'utf8')).body
    : (
        await Promise.all(
          ['letter.md', 'year.md', 'money.md', 'people.md', 'next.md'].map((file) =>
            readFile(join(sample, file), 'utf8'),
          ),
        )
      ).join('\n\n');
  const file = join(place, 'report.md');
  await writeFile(
    file,
    `---\ntitle: Report\nlayout: report\n---\n\n${Array.from({ length: times }, () => body).join('\n\n')}\n`,
  );
  return file;
}
