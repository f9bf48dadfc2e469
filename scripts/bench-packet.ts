import { spawnSync } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from 'pdf-lib';
import { build } from '../src/build.ts';
import { measured, median } from './measure.ts';

const samples = join(dirname(fileURLToPath(import.meta.url)), '..', 'samples');
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

/** Builds one packet, timed inside a fresh process. */
export async function packetBuild(folder: string): Promise<PacketMeasured> {
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

/** Other people's pages, taken in, merged, stamped and outlined, beside qpdf joining the same files. */
async function benchIntake(script: string, folder: string): Promise<void> {
  const place = join(folder, 'intake');
  await mkdir(place, { recursive: true });
  const files = Array.from({ length: FILES }, (_, i) => `paper-${i + 1}.pdf`);
  for (const file of files) await exhibit(join(place, file), FILE_PAGES);
  await writeFile(
    join(place, 'publication.yaml'),
    `title: Packet\nlayout: packet\nparts:\n  - group: Papers\n    parts: [${files.join(', ')}]\n`,
  );
  const rounds: { readonly cold: PacketMeasured; readonly warm: PacketMeasured; readonly qpdf: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A comment behind their end: nothing is known of them from before, and no two are the same file, which would be taken in once.
    for (const file of files) await appendFile(join(place, file), `% ${file} ${Date.now()}\n`);
    const cold = await measured<PacketMeasured>(script, ['packet', place]);
    const begun = performance.now();
    const { status } = spawnSync('qpdf', ['--empty', '--pages', ...files, '--', 'joined.pdf'], { cwd: place });
    const qpdf = status === 0 ? performance.now() - begun : Number.NaN;
    rounds.push({ cold, warm: await measured<PacketMeasured>(script, ['packet', place]), qpdf });
  }
  const of = (kind: 'cold' | 'warm', pick: (built: PacketMeasured) => number): number =>
    Math.round(median(rounds.map((round) => pick(round[kind]))));
  const qpdf = median(rounds.map((round) => round.qpdf));
  console.log(`\n${FILES} files, ${of('cold', ({ pages }) => pages)} pages; ${ROUNDS} rounds, medians, ms`);
  console.log(`           first time  again`);
  const line = (name: string, pick: (built: PacketMeasured) => number): void =>
    console.log(name.padEnd(10), ...(['cold', 'warm'] as const).map((kind) => String(of(kind, pick)).padStart(8)));
  for (const stage of ['read', 'compose', 'paginate', 'assemble', 'finish'])
    line(stage, ({ stages }) => stages[stage]!);
  line('the whole', ({ ms }) => ms);
  console.log(`qpdf       ${String(Math.round(qpdf)).padStart(8)} (NaN where it is not installed)`);
  for (const kind of ['cold', 'warm'] as const) {
    const merge = of(kind, ({ stages }) => stages['read']! + stages['assemble']!);
    console.log(
      `taken in and merged (read + assemble; the exhibits are opened for it during paginate), ${kind === 'cold' ? 'the first time' : 'again'}: ${(merge / qpdf).toFixed(1)} times qpdf; the whole: ${(of(kind, ({ ms }) => ms) / qpdf).toFixed(1)} times`,
    );
  }
}

/**
 * Times a packet of about 120 pages and each copy of it for a recipient, with the peak memory of the process tree for 1, 10 and 100 copies; then
 * 1,000 pages of 20 files beside `qpdf --empty --pages`. `script` builds one in a process of its own.
 */
export async function benchPacket(script: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'octavo-bench-'));
  try {
    await benchCopies(script, folder);
    await benchIntake(script, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
