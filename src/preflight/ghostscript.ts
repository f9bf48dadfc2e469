import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlate } from './separation-image.ts';

/** Ink of one page as painted on plates. */
export interface MeasuredInk {
  /** Most ink in one place, percent over all plates. */
  readonly total: number;
  /** Where it is: parts of the trim's width and height from its left top corner, as the page is looked at. */
  readonly at: { readonly x: number; readonly y: number };
  /** Most ink by plate, percent. */
  readonly plates: ReadonlyMap<string, number>;
}

/** What Ghostscript measured; pages that it did not come to are missing. */
export interface Measurement {
  readonly version: string;
  readonly pages: ReadonlyMap<number, MeasuredInk>;
}

/** Pixels an inch at which plates are painted: what is smaller than a third of a millimetre dries. */
const PPI = 72;
/** Pixels a page may have; larger pages are painted coarser. */
const PIXELS_LIMIT = 2_000_000;
/** Pages painted in one go: so many plates lie in the temporary folder at once. */
const PAGES_AT_ONCE = 8;
/** Longest time for all pages, milliseconds; a page takes about 150. What is not painted by then is estimated. */
const TIME_LIMIT_MS = 120_000;
/** Longest time for Ghostscript to tell its version. */
const VERSION_TIME_MS = 10_000;
/** Memory that Ghostscript may take, KB: ten times what a page of pictures needs. */
const MEMORY_LIMIT_KB = 1_500_000;
/** What Ghostscript says is read up to here; only its version is of interest. */
const SAID_LIMIT = 4096;

/** Sides of the largest page in points. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * Paints the separations of all pages with Ghostscript (device tiffsep) and measures them inside the trim; undefined when there is no
 * Ghostscript. It runs in its safer mode, on a copy in a folder of its own.
 */
export async function measureInk(
  bytes: Uint8Array,
  pageCount: number,
  largest: Extent,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Measurement | undefined> {
  const program = process.platform === 'win32' ? 'gswin64c' : 'gs';
  const version = await run(program, ['--version'], environment, VERSION_TIME_MS);
  if (version?.status !== 0) return undefined;
  const until = performance.now() + TIME_LIMIT_MS;
  const scale = Math.min(1, Math.sqrt(PIXELS_LIMIT / Math.max(1, largest.width * largest.height)));
  const folder = await mkdtemp(join(tmpdir(), 'octavo-separations-'));
  const pages = new Map<number, MeasuredInk>();
  try {
    const file = join(folder, 'file.pdf');
    await writeFile(file, bytes);
    for (let first = 1; first <= pageCount; first += PAGES_AT_ONCE) {
      const left = until - performance.now();
      if (left <= 0) break;
      const last = Math.min(first + PAGES_AT_ONCE - 1, pageCount);
      const options = [
        '-q',
        '-dSAFER',
        '-dBATCH',
        '-dNOPAUSE',
        `-K${MEMORY_LIMIT_KB}`,
        '-dUseTrimBox',
        '-sDEVICE=tiffsep',
        '-sCompression=none',
      ];
      const range = [`-dFirstPage=${first}`, `-dLastPage=${last}`, `-r${(PPI * scale).toFixed(2)}`];
      await run(
        program,
        [...options, ...range, `-sOutputFile=${join(folder, 'page-%d.tif')}`, file],
        environment,
        left,
      );
      for (const [number, ink] of await measurePlates(folder)) pages.set(first + number - 2, ink);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { version: version.said.trim(), pages };
}

/** Reads and removes the plates in a folder; pages by their number from 1. */
async function measurePlates(folder: string): Promise<Map<number, MeasuredInk>> {
  const plates = new Map<number, string[]>();
  for (const name of await readdir(folder)) {
    const number = /^page-(\d+)\(.+\)\.tif$/.exec(name)?.[1];
    if (number !== undefined) plates.set(Number(number), [...(plates.get(Number(number)) ?? []), name]);
  }
  const pages = new Map<number, MeasuredInk>();
  for (const [number, names] of plates) {
    let sums: Uint16Array | undefined;
    let width = 1;
    const most = new Map<string, number>();
    for (const name of names.sort()) {
      const plate = readPlate(await readFile(join(folder, name)));
      if (!plate) continue;
      ({ width } = plate);
      sums ??= new Uint16Array(plate.pixels.length);
      let least = 255;
      for (let i = 0; i < plate.pixels.length; i++) {
        const paper = plate.pixels[i]!;
        if (paper < least) least = paper;
        sums[i] = (sums[i] ?? 0) + 255 - paper;
      }
      const plateName = /\((.+)\)\.tif$/.exec(name)?.[1] ?? name;
      if (least < 255) most.set(plateName, ((255 - least) / 255) * 100);
    }
    if (!sums) continue;
    let at = 0;
    for (let i = 1; i < sums.length; i++) if (sums[i]! > sums[at]!) at = i;
    const height = sums.length / width;
    pages.set(number, {
      total: ((sums[at] ?? 0) / 255) * 100,
      at: { x: (at % width) / width, y: Math.floor(at / width) / height },
      plates: most,
    });
  }
  for (const name of await readdir(folder)) if (name.endsWith('.tif')) await rm(join(folder, name), { force: true });
  return pages;
}

/** Runs a program; undefined when it cannot be started. One that takes too long is ended. */
function run(
  program: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  limit: number,
): Promise<{ readonly status: number | null; readonly said: string } | undefined> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: Math.ceil(limit),
      killSignal: 'SIGKILL',
      env: { PATH: environment['PATH'] ?? '' },
    });
    let said = '';
    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      if (said.length < SAID_LIMIT) said += text;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (status) => resolve({ status, said }));
  });
}
