import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

/** Whether Ghostscript, whose separations tests look at, is on this machine. */
export const ghostscript: boolean = spawnSync('gs', ['--version'], { encoding: 'utf8' }).status === 0;

/** The plates of a page by name of ink; a byte a pixel, 0 is full ink, 255 none. */
export type Plates = ReadonlyMap<string, Uint8Array>;

/** Separates a file's pages as a press's raster processor would, at `ppi`. */
export async function separations(bytes: Uint8Array, ppi: number): Promise<Plates[]> {
  const folder = mkdtempSync(join(tmpdir(), 'octavo-plates-'));
  try {
    writeFileSync(join(folder, 'in.pdf'), bytes);
    const settings = [
      '-q',
      '-dBATCH',
      '-dNOPAUSE',
      '-dSAFER',
      '-sDEVICE=tiffsep',
      '-dUseCropBox=false',
      '-dOverprint=/enable',
      `-r${ppi}`,
    ];
    const run = spawnSync('gs', [...settings, `-sOutputFile=${join(folder, 'p%03d.tif')}`, join(folder, 'in.pdf')], {
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`Ghostscript: ${run.stdout}${run.stderr}`);
    const pages: Map<string, Uint8Array>[] = [];
    for (const file of readdirSync(folder).sort()) {
      const match = /^p(\d+)\((.+)\)\.tif$/.exec(file);
      if (!match) continue;
      const { data, info } = await sharp(readFileSync(join(folder, file)))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const plate = Uint8Array.from({ length: info.width * info.height }, (_, i) => data[i * info.channels]!);
      const page = Number(match[1]) - 1;
      (pages[page] ??= new Map()).set(match[2]!, plate);
    }
    return pages;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Largest sum of the process inks in any pixel, percent. */
export function mostInk(plates: Plates): number {
  const four = ['Cyan', 'Magenta', 'Yellow', 'Black'].map((name) => plates.get(name)!);
  let most = 0;
  for (let i = 0; i < four[0]!.length; i++)
    most = Math.max(
      most,
      four.reduce((sum, plate) => sum + 255 - plate[i]!, 0),
    );
  return (most / 255) * 100;
}

/** Pixels of a plate that have ink. */
export function inked(plates: Plates, name: string): number {
  return plates.get(name)?.reduce((count, value) => count + (value < 255 ? 1 : 0), 0) ?? 0;
}
