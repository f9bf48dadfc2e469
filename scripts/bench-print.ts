import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from '../src/build.ts';
import { finish } from '../src/finish/finish.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { DEFAULT_PRESS } from '../src/model/press.ts';
import { openWorld } from '../src/world.ts';
import { mostInk, separations } from '../test/harness/separations.ts';
import { BENCH_REPORT, repeated } from './bench-report.ts';

/** Longest that Ghostscript may take for one file: it took six minutes for 961 pages. */
const GHOSTSCRIPT_MS = 600_000;
/** Resolution at which total ink is looked at: a fifth of a millimetre is the least spot that a press people see. */
const INK_PPI = 120;
const PERCENT = 100;

/** A file with a screen's colours as PDF/X-4: what the print edition does after the print. */
async function toInks(rgb: Uint8Array, pages: number): Promise<Uint8Array> {
  const world = openWorld({ root: '.', output: tmpdir() });
  const labels = Array.from({ length: pages }, (_, i) => String(i + 1));
  const { file } = await finish(
    {
      document: rgb,
      map: { pages: labels.map((label) => ({ folio: label, label, blank: false })), destinations: new Map() },
      outline: [],
      metadata: { title: 'Bench', authors: [], keywords: [], lang: 'en', created: world.now(), creatorTool: 'Octavo' },
      edition: {
        name: 'print',
        ppi: 300,
        quality: 92,
        linearise: false,
        standard: ['x-4'],
        press: { ...DEFAULT_PRESS, bleed: 0, marks: [] },
      },
    },
    world,
    () => undefined,
  );
  return file();
}

/** Ghostscript's own way to inks, in milliseconds; undefined when it did not end in time. */
async function ghostscript(from: string, to: string): Promise<number | undefined> {
  const begun = performance.now();
  const settings = ['-q', '-dBATCH', '-dNOPAUSE', '-dSAFER', '-sDEVICE=pdfwrite', '-sColorConversionStrategy=CMYK'];
  const child = spawn('gs', [...settings, '-sProcessColorModel=DeviceCMYK', `-sOutputFile=${to}`, from], {
    timeout: GHOSTSCRIPT_MS,
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  return code === 0 ? performance.now() - begun : undefined;
}

/** Sums of ink of the heaviest pixel of a page, and of plates on a page of text alone, percent of the page's area. */
async function inksOf(bytes: Uint8Array, page: number): Promise<string> {
  const plates = (await separations(bytes, INK_PPI))[page];
  if (!plates) return '';
  const part = (name: string): string => {
    const plate = plates.get(name)!;
    const sum = plate.reduce((all, value) => all + 255 - value, 0);
    return `${name[0] === 'B' ? 'K' : name[0]} ${((sum / plate.length / 255) * PERCENT).toFixed(2)}`;
  };
  return `${['Cyan', 'Magenta', 'Yellow', 'Black'].map(part).join(', ')}; worst pixel ${Math.round(mostInk(plates))} %`;
}

/**
 * Times the conversion to inks of the same RGB file beside Ghostscript's in the same run, at several lengths of a report; then the inks of a page of
 * text, and every picture's resolution before and after. Without Ghostscript its columns are empty, and it says so.
 */
export async function benchPrint(scales: readonly number[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'octavo-bench-'));
  const known = spawnSync('gs', ['--version'], { encoding: 'utf8' }).stdout?.trim();
  try {
    console.log(`report: ${BENCH_REPORT}; Ghostscript ${known || 'is not installed: skipped'}`);
    console.log('scale  pages  octavo ms  ms/page  octavo KiB  gs ms  gs ms/page  gs KiB');
    for (const times of scales) {
      const file = await repeated(folder, times);
      const { products } = await build({ files: [file], editions: ['web'], out: join(dirname(file), 'output') });
      const { path, pages = 0 } = products[0]!;
      const rgb = await readFile(path);
      const begun = performance.now();
      const inks = await toInks(rgb, pages);
      const own = performance.now() - begun;
      const other = join(dirname(file), 'gs.pdf');
      const theirs = known ? await ghostscript(path, other) : undefined;
      const cells = [
        `×${times}`,
        pages,
        Math.round(own),
        (own / pages).toFixed(1),
        Math.round(inks.length / 1024),
        ...(theirs === undefined
          ? ['–', '–', '–']
          : [Math.round(theirs), (theirs / pages).toFixed(1), Math.round((await readFile(other)).length / 1024)]),
      ];
      console.log(cells.map((cell, i) => String(cell).padStart([5, 6, 10, 8, 11, 6, 11, 7][i]!)).join(' '));
      if (times !== scales[0]) continue;
      await writeFile(join(folder, 'inks.pdf'), inks);
      if (!known) continue;
      console.log(`  page ${TEXT_PAGE}, octavo: ${await inksOf(inks, TEXT_PAGE - 1)}`);
      if (theirs !== undefined)
        console.log(`  page ${TEXT_PAGE}, gs: ${await inksOf(await readFile(other), TEXT_PAGE - 1)}`);
    }
    await benchPictures(folder, scales[0]!);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A page that holds text alone in both reports. */
const TEXT_PAGE = 4;

/** Pictures of the web and the print edition, pixels and pixels per inch as they are placed. */
async function benchPictures(folder: string, times: number): Promise<void> {
  const file = await repeated(folder, times);
  const { products } = await build({
    files: [file],
    editions: ['web', 'print'],
    out: join(dirname(file), 'output'),
  });
  for (const { edition, path } of products) {
    const { images } = await inspect(await readFile(path));
    const shown = images.map(
      ({ page, width, height, ppi }) => `p. ${page + 1}: ${width} × ${height} at ${Math.round(Math.min(ppi.x, ppi.y))}`,
    );
    console.log(`pictures, ${edition}: ${shown.join('; ')} ppi`);
  }
}
