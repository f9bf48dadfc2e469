/**
 * `npm run bench`: what Octavo costs beside a bare print. For a report once, 8 and 64 times over, the whole way through (contents, running
 * heads, outline, tags, linearised file) is timed against a bare tagged Chromium print of the same composed HTML, each in a process and a
 * browser of its own, in the same run; the median of a few rounds counts. Memory is the peak of the whole process tree's resident sets.
 *
 * Then what finishing takes for each page, and the bytes of the file before and after it.
 *
 * `npm run bench -- --print` times the way from a screen's colours to inks beside Ghostscript's instead, `npm run bench -- --packet`
 * copies of a packet for recipients, and other people's pages beside qpdf.
 *
 * The report is the corpus's of 2024 where that lies beside the repository, else our own sample.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from '../src/assemble/assemble.ts';
import { build } from '../src/build.ts';
import { compose } from '../src/compose/compose.ts';
import { load } from '../src/config/load.ts';
import { finish } from '../src/finish/finish.ts';
import type { Resource } from '../src/model/manuscript.ts';
import { paginate } from '../src/paginate/paginate.ts';
import { Press } from '../src/paginate/supervisor.ts';
import { read } from '../src/read/read.ts';
import { cacheFolder, openWorld } from '../src/world.ts';
import { BENCH_REPORT, repeated } from './bench-report.ts';
import { benchPacket, packetBuild } from './bench-packet.ts';
import { benchPrint } from './bench-print.ts';
import { measured, median } from './measure.ts';

const SCALES: readonly number[] = [1, 8, 64];
/** Rounds at each scale; the machine's other work shows in single ones. */
const ROUNDS = 3;
const self = fileURLToPath(import.meta.url);

interface Measured {
  readonly ms: number;
  readonly pages?: number;
  readonly bytes?: number;
}

/** What finishing takes, and the bytes before it and after it. */
interface Finishing {
  readonly ms: number;
  /** Of this process, all its threads together. */
  readonly cpuMs: number;
  readonly pages: number;
  readonly before: number;
  readonly bytes: number;
}

const silent = (): void => undefined;

/** The whole way through, timed inside a fresh process. */
async function full(file: string): Promise<Measured> {
  const begun = performance.now();
  const result = await build({ files: [file], editions: ['web'], out: join(dirname(file), 'output') });
  const product = result.products[0];
  if (!product) throw new Error(JSON.stringify(result.diagnostics.filter((d) => d.severity === 'error')));
  return { ms: performance.now() - begun, pages: product.pages ?? 0, bytes: product.bytes };
}

/** A report composed for its first edition, with what its stages went by. */
async function composed(file: string) {
  const [loaded] = await load([file], { cwd: dirname(file), report: silent });
  const { root, publication } = loaded!;
  const edition = publication.editions[0]!;
  const world = openWorld({ root, output: join(root, 'output') });
  const manuscript = await read(publication, edition, world, silent);
  const origin = { digest: '0'.repeat(64), browser: 'Chromium' };
  const composition = await compose(publication, edition, manuscript, origin, world, silent);
  return { publication, edition, world, composition };
}

/** Does something with a press that is closed afterwards. */
async function withPress<T>(work: (press: Press) => Promise<T>): Promise<T> {
  const press = new Press({ cache: cacheFolder(process.env), report: silent });
  try {
    return await work(press);
  } finally {
    await press.close();
  }
}

/** Browser start, load and one tagged print of the composed HTML, everything it needs at hand. */
async function bare(file: string): Promise<Measured> {
  const { composition } = await composed(file);
  const images = new Map<string, Resource>();
  for (const [url, asset] of composition.assets) images.set(url, await asset.render(asset.natural));
  return withPress(async (press) => {
    const begun = performance.now();
    const bytes = await press.run('bare print', async (tab) => {
      await tab.open(composition.html, async (path) => images.get(path) ?? composition.resource(path));
      return tab.print();
    });
    return { ms: performance.now() - begun, bytes: bytes.length };
  });
}

/** What finishing takes and does to the bytes of the printed book. */
async function finishing(file: string): Promise<Finishing> {
  const { publication, edition, world, composition } = await composed(file);
  const printed = await withPress((press) => paginate(composition, press, silent, { label: 'bench' }));
  const book = await assemble(publication, edition, composition, printed, world.now(), silent);
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const bytes = await (await finish(book, world, silent)).file();
  const { user, system } = process.cpuUsage(cpu);
  const ms = performance.now() - begun;
  return {
    ms,
    cpuMs: (user + system) / 1000,
    pages: book.map.pages.length,
    before: printed.bytes.length,
    bytes: bytes.length,
  };
}

/** What finishing adds to each page. */
async function benchFinishing(folder: string): Promise<void> {
  console.log('\nfinishing: scale  pages  ms a page  CPU ms a page  KiB before  KiB after');
  for (const times of SCALES) {
    const file = await repeated(folder, times);
    const rounds: Finishing[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measured<Finishing>(self, ['finishing', file]));
    const { pages, before, bytes } = rounds[0]!;
    const aPage = (pick: (each: Finishing) => number): string => (median(rounds.map(pick)) / pages).toFixed(2);
    const kib = (size: number): number => Math.round(size / 1024);
    const cells = [`×${times}`, pages, aPage(({ ms }) => ms), aPage(({ cpuMs }) => cpuMs), kib(before), kib(bytes)];
    console.log(cells.map((cell, i) => String(cell).padStart([16, 6, 10, 14, 11, 10][i]!)).join(' '));
  }
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'octavo-bench-'));
  try {
    console.log(`report: ${BENCH_REPORT}; ${ROUNDS} rounds, medians`);
    console.log('scale  pages  octavo ms  bare ms  ratio  octavo KiB  peak MiB  bare peak MiB');
    for (const times of SCALES) {
      const file = await repeated(folder, times);
      await measured<Measured>(self, ['full', file]);
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++)
        rounds.push({
          full: await measured<Measured>(self, ['full', file]),
          bare: await measured<Measured>(self, ['bare', file]),
        });
      const [octavo, print] = [median(rounds.map((r) => r.full.ms)), median(rounds.map((r) => r.bare.ms))];
      const cells = [
        `×${times}`,
        rounds[0]!.full.pages!,
        Math.round(octavo),
        Math.round(print),
        (octavo / print).toFixed(2),
        Math.round(rounds[0]!.full.bytes! / 1024),
        Math.round(Math.max(...rounds.map((r) => r.full.peak)) / 2 ** 20),
        Math.round(Math.max(...rounds.map((r) => r.bare.peak)) / 2 ** 20),
      ];
      console.log(cells.map((cell, i) => String(cell).padStart([5, 6, 10, 8, 6, 11, 9, 14][i]!)).join(' '));
    }
    await benchFinishing(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [mode, file] = process.argv.slice(2);
if (mode === 'full' || mode === 'bare')
  console.log(JSON.stringify(await (mode === 'full' ? full(file!) : bare(file!))));
else if (mode === 'finishing') console.log(JSON.stringify(await finishing(file!)));
else if (mode === 'packet') console.log(JSON.stringify(await packetBuild(file!)));
else if (mode === '--packet') await benchPacket(self);
else if (mode === '--print') await benchPrint(SCALES);
else await main();
