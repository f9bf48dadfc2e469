import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import { enableCompileCache } from 'node:module';
import { cacheFolder } from '../src/world.ts';
import { measured, median } from './measure.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const samples = join(root, 'samples');
/** Numbers of copies: memory must not grow with them. */
const COPIES: readonly number[] = [1, 10, 100];
/** The packet whose copies are counted has about 120 pages: so many of exhibits, and a text so many times over. */
const EXHIBIT_PAGES = 60;
const TEXT_TIMES = 7;
/** Other people's pages: so many files with so many pages each. */
const FILES = 20;
const FILE_PAGES = 50;
/** Rounds of what is compared with qpdf; the machine's other work shows in single ones. */
const ROUNDS = 3;

/** What one build took. */
interface PacketMeasured {
  readonly ms: number;
  readonly pages: number;
  /** Of the book by itself. */
  readonly bookMs: number;
  /** Of each copy. */
  readonly copyMs: readonly number[];
  /** By stage. */
  readonly stages: Readonly<Record<string, number>>;
}

/** Builds one packet with the package as it is installed, its modules kept compiled as the command keeps them; timed inside a fresh process. */
export async function packetBuild(folder: string): Promise<PacketMeasured> {
  enableCompileCache(join(cacheFolder(process.env), 'modules'));
  const { build } = (await import(join(root, 'dist', 'index.js'))) as typeof import('../src/index.ts');
  const stages: Record<string, number> = {};
  const begun = performance.now();
  const result = await build({
    files: [folder],
    editions: ['web'],
    out: join(folder, 'output'),
    onProgress: ({ stage, state }) => {
      if (state === 'start') stages[stage] = performance.now();
      if (state === 'end') stages[stage] = performance.now() - stages[stage]!;
    },
  });
  const book = result.products.find((product) => product.recipient === undefined);
  if (!book) throw new Error(JSON.stringify(result.diagnostics.filter((d) => d.severity === 'error')));
  return {
    ms: performance.now() - begun,
    pages: book.pages ?? 0,
    bookMs: book.milliseconds,
    copyMs: result.products.flatMap((product) => (product.recipient === undefined ? [] : [product.milliseconds])),
    stages,
  };
}

/** Writes a PDF of so many pages, taken in turn from the sample packet's papers. */
async function exhibit(path: string, pages: number): Promise<void> {
  const made = await PDFDocument.create();
  for (let count = 0; count < pages;) {
    for (const name of ['audit-letter', 'insurance-quote', 'roof-survey', 'slides']) {
      const source = await PDFDocument.load(await readFile(join(samples, 'board-packet', 'papers', `${name}.pdf`)));
      for (const page of await made.copyPages(source, source.getPageIndices())) if (count++ < pages) made.addPage(page);
    }
  }
  await writeFile(path, await made.save());
}

/** Copies of a packet: time of the first build, of each further copy, and memory. */
async function benchCopies(script: string, folder: string): Promise<void> {
  console.log('copies  pages  total ms  book ms  a copy ms  % of book  peak MiB');
  for (const copies of COPIES) {
    const place = join(folder, `copies-${copies}`);
    await cp(join(samples, 'annual-report'), place, { recursive: true });
    await exhibit(join(place, 'papers.pdf'), EXHIBIT_PAGES);
    const texts = ['letter.md', 'year.md', 'money.md', 'people.md', 'next.md'];
    const parts = Array.from(
      { length: TEXT_TIMES },
      (_, i) => `  - { group: Item ${i + 1}, parts: [${texts.join(', ')}] }`,
    );
    const names = Array.from({ length: copies }, (_, i) => `  - Recipient Number ${i + 1}`);
    await writeFile(
      join(place, 'publication.yaml'),
      `title: Packet\nlayout: packet\nstatic: static\nparts:\n  - agenda\n${parts.join('\n')}\n  - { group: Papers, parts: [papers.pdf] }\nrecipients:\n${names.join('\n')}\n`,
    );
    const { ms, pages, bookMs, copyMs, peak } = await measured<PacketMeasured>(script, ['packet', place]);
    const copy = copyMs.reduce((sum, each) => sum + each, 0) / copyMs.length;
    const cells = [copies, pages, Math.round(ms), bookMs, copy.toFixed(1), ((copy / bookMs) * 100).toFixed(2)];
    console.log(
      [...cells, Math.round(peak / 2 ** 20)]
        .map((cell, i) => String(cell).padStart([6, 6, 9, 8, 10, 10, 9][i]!))
        .join(' '),
    );
  }
}

/** A packet of one item with so many papers. */
async function packetOf(place: string, pages: number): Promise<readonly string[]> {
  await mkdir(place, { recursive: true });
  const files = Array.from({ length: FILES }, (_, i) => `paper-${i + 1}.pdf`);
  for (const file of files) await exhibit(join(place, file), pages);
  await writeFile(
    join(place, 'publication.yaml'),
    `title: Packet\nlayout: packet\nparts:\n  - group: Papers\n    parts: [${files.join(', ')}]\n`,
  );
  return files;
}

/** A comment behind the files' ends: nothing is known of them from before, and no two are the same file, which would be taken in once. */
async function makeNew(place: string, files: readonly string[]): Promise<void> {
  for (const file of files) await appendFile(join(place, file), `% ${file} ${Date.now()}\n`);
}

/** Other people's pages, taken in, merged, stamped and outlined, beside qpdf joining the same files. */
async function benchIntake(script: string, folder: string): Promise<void> {
  const [place, few] = [join(folder, 'intake'), join(folder, 'few')];
  const files = await packetOf(place, FILE_PAGES);
  await packetOf(few, 1);
  const rounds: Record<'cold' | 'warm' | 'few', PacketMeasured>[] = [];
  const joins: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await makeNew(place, files);
    const cold = await measured<PacketMeasured>(script, ['packet', place]);
    const begun = performance.now();
    const { status } = spawnSync('qpdf', ['--empty', '--pages', ...files, '--', 'joined.pdf'], { cwd: place });
    joins.push(status === 0 ? performance.now() - begun : Number.NaN);
    const warm = await measured<PacketMeasured>(script, ['packet', place]);
    await makeNew(few, files);
    rounds.push({ cold, warm, few: await measured<PacketMeasured>(script, ['packet', few]) });
  }
  const of = (kind: 'cold' | 'warm' | 'few', pick: (built: PacketMeasured) => number): number =>
    Math.round(median(rounds.map((round) => pick(round[kind]))));
  const qpdf = median(joins);
  const kinds = ['cold', 'warm', 'few'] as const;
  console.log(`\n${FILES} files, ${of('cold', ({ pages }) => pages)} pages; ${ROUNDS} rounds, medians, ms`);
  console.log(`           first time   again  one page of each`);
  const line = (name: string, pick: (built: PacketMeasured) => number): void =>
    console.log(name.padEnd(10), ...kinds.map((kind) => String(of(kind, pick)).padStart(8)));
  for (const stage of ['read', 'compose', 'paginate', 'assemble', 'finish'])
    line(stage, ({ stages }) => stages[stage]!);
  line('the whole', ({ ms }) => ms);
  console.log(`qpdf       ${String(Math.round(qpdf)).padStart(8)} (NaN where it is not installed)`);
  for (const kind of ['cold', 'warm'] as const) {
    const merge = of(kind, ({ stages }) => stages['read']! + stages['assemble']!);
    const whole = of(kind, ({ ms }) => ms);
    const ratio = (ms: number): string => (ms / qpdf).toFixed(1);
    console.log(
      `${kind === 'cold' ? 'the first time' : 'again'}: taken in and merged (read + assemble; the exhibits are opened for it during paginate) ${ratio(merge)} times qpdf; what the pages add to a packet with one of each ${ratio(whole - of('few', ({ ms }) => ms))} times; the whole ${ratio(whole)} times`,
    );
  }
}

/**
 * Times a packet of about 120 pages and each copy of it for a recipient, with the peak memory of the process tree for 1, 10 and 100 copies; then
 * 1,000 pages of 20 files beside `qpdf --empty --pages`. The package is built first: what is timed is what its users have. `script` builds one packet in
 * a process of its own.
 */
export async function benchPacket(script: string): Promise<void> {
  const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the package cannot be built');
  const folder = await mkdtemp(join(tmpdir(), 'octavo-bench-'));
  try {
    await benchCopies(script, folder);
    await benchIntake(script, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
