import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { Browser, install } from '@puppeteer/browsers';
import { PUPPETEER_REVISIONS } from 'puppeteer-core/internal/revisions.js';
import { extract, type ExtractOptions } from 'tar-fs';
import { OctavoError, type Report } from '../model/diagnostic.ts';

/** A browser on this machine that can be started. */
export interface Chromium {
  /** Absolute path of the program. */
  readonly executable: string;
  /** True when the lock file decides which bytes run; false for a browser that a person named. */
  readonly pinned: boolean;
  /** Folder put before all others in the loader's search for shared libraries; absent where the system's serve. */
  readonly libraries?: string;
  /** The only folder in which the browser looks for fonts of its own (Linux); absent where it asks the system. */
  readonly fonts?: string;
}

/** What {@link findChromium} needs to know. */
export interface ChromiumOptions {
  /** Absolute path of the cache; the browser lives in `chromium/` there. */
  readonly cache: string;
  /** Path of a browser to use instead of the pinned one. */
  readonly executable?: string;
  readonly report: Report;
  /** Takes a line for a person who waits (unpacking, downloading). */
  readonly onNotice?: (text: string) => void;
  /** Defaults to the platform of this process. */
  readonly platform?: NodeJS.Platform;
  /** Defaults to the processor of this process. */
  readonly arch?: NodeJS.Architecture;
}

/** The npm package that carries the browser for Linux on x64. Only its archives are used, never its code. */
const CARRIER = '@sparticuz/chromium';
/** Last file written into an unpacked browser; without it the folder is no browser. */
const MANIFEST = 'manifest.json';
/** Half-unpacked folders untouched this long belong to a process that died, milliseconds: unpacking takes seconds. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

/** One file of an unpacked browser, as the manifest records it. */
interface ManifestFile {
  /** Path from the folder, forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

interface Manifest {
  readonly package: string;
  readonly version: string;
  readonly files: readonly ManifestFile[];
}

/** Folder of the carrier package, found as Node would find it. */
function carrierFolder(): string {
  // The package exports its entry only, which lies in `build/`.
  return dirname(dirname(createRequire(import.meta.url).resolve(CARRIER)));
}

/**
 * The browser that the lock file pins for this platform, for colophon and build record: the npm package that carries it and that
 * package's version on Linux, or `chrome-headless-shell` and its build on macOS and Windows.
 */
export function pinnedBrowser(platform: NodeJS.Platform = process.platform): {
  readonly package: string;
  readonly version: string;
} {
  if (platform === 'darwin' || platform === 'win32') {
    return { package: 'chrome-headless-shell', version: PUPPETEER_REVISIONS['chrome-headless-shell'] };
  }
  const { version } = JSON.parse(readFileSync(join(carrierFolder(), 'package.json'), 'utf8')) as { version: string };
  return { package: CARRIER, version };
}

/**
 * Finds the browser, and on first use unpacks it (Linux x64) or downloads it (macOS, Windows) into the cache.
 *
 * Throws OctavoError `browser-missing` when a named browser is not there, `browser-unavailable` when none is pinned for this
 * platform, `browser-unpack` and `browser-download` when the cache cannot be filled. Reports `browser-unpinned` for a named browser.
 */
export async function findChromium(options: ChromiumOptions): Promise<Chromium> {
  const { cache, executable, report, onNotice, platform = process.platform, arch = process.arch } = options;
  if (executable !== undefined) {
    const facts = await stat(executable).catch(() => undefined);
    if (!facts?.isFile()) {
      throw new OctavoError({
        code: 'browser-missing',
        message: `there is no browser at ${executable}`,
        hint: 'Name the program file of a Chromium or Chrome, or leave the option out to use the pinned one.',
      });
    }
    report({
      severity: 'warning',
      code: 'browser-unpinned',
      message: `pages are made by ${executable}, not by the pinned browser`,
      why: 'Another version may break lines and pages elsewhere, and the same input no longer gives the same bytes.',
      hint: 'Leave the browser option out to use the pinned one.',
    });
    return { executable, pinned: false };
  }
  const home = join(cache, 'chromium');
  if (platform === 'darwin' || platform === 'win32') return download(home, onNotice);
  if (platform !== 'linux' || arch !== 'x64') {
    throw new OctavoError({
      code: 'browser-unavailable',
      message: `no pinned browser exists for ${platform} on ${arch}`,
      why: 'The package that carries it holds a build for Linux on x64 only.',
      hint: 'Install Chromium from the system’s packages and name it with the browser option.',
    });
  }
  const folder = await unpacked(home, `${platform}-${arch}`, onNotice);
  return {
    executable: join(folder, 'chromium'),
    pinned: true,
    libraries: join(folder, 'al2023', 'lib'),
    fonts: join(folder, 'fonts', 'fonts'),
  };
}

/** The folder of the unpacked carrier; unpacks it when it is absent or not whole. */
async function unpacked(home: string, target: string, onNotice: ChromiumOptions['onNotice']): Promise<string> {
  const { version } = pinnedBrowser('linux');
  const folder = join(home, `${version}-${target}`);
  if (await isWhole(folder, version)) return folder;
  onNotice?.(`unpacking Chromium ${version} (once for this machine)`);
  const beside = join(home, `.partial-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(beside, { recursive: true, mode: 0o700 });
    await unpack(join(carrierFolder(), 'bin'), beside, version);
    await moveInto(beside, folder, home, version);
  } catch (error) {
    throw new OctavoError(
      {
        code: 'browser-unpack',
        message: `the browser cannot be unpacked into ${home}: ${(error as Error).message}`,
        hint: 'Free about 250 MB there, or set OCTAVO_CACHE to a folder that can be written.',
      },
      { cause: error },
    );
  } finally {
    await rm(beside, { recursive: true, force: true }).catch(() => undefined);
  }
  await sweep(home, '.partial-', LEFTOVER_AGE_MS);
  return folder;
}

/** Unpacks the carrier's archives into an empty folder and writes the manifest last. */
async function unpack(archives: string, folder: string, version: string): Promise<void> {
  const brotli = (name: string) => [createReadStream(join(archives, name)), createBrotliDecompress()] as const;
  await pipeline(...brotli('chromium.br'), createWriteStream(join(folder, 'chromium'), { mode: 0o755 }));
  // The archive's owner is a stranger to this machine, also for root. (The types lack the option.)
  const options: ExtractOptions & { chown: boolean } = { chown: false };
  for (const name of ['al2023', 'fonts']) {
    await pipeline(...brotli(`${name}.tar.br`), extract(join(folder, name), options));
  }
  const files: ManifestFile[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    files.push({
      path: relative(folder, path).split(sep).join('/'),
      size: (await stat(path)).size,
      sha256: hash.digest('hex'),
    });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest: Manifest = { package: CARRIER, version, files };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Puts the unpacked folder in its place; when another process was quicker, its folder stays and serves as well. */
async function moveInto(beside: string, folder: string, home: string, version: string): Promise<void> {
  try {
    await rename(beside, folder);
    return;
  } catch (error) {
    if (await isWhole(folder, version)) return;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  // What is there is damaged: a folder cannot be renamed over it, so it steps aside first.
  const aside = join(home, `.partial-${randomBytes(6).toString('hex')}`);
  try {
    await rename(folder, aside);
    await rename(beside, folder);
  } catch (error) {
    if (!(await isWhole(folder, version))) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** True when every file of the manifest is there in its size: cheap enough for every start, and it finds what a full disk or a cleaner leaves. */
async function isWhole(folder: string, version: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest;
    if (manifest.version !== version) return false;
    const facts = await Promise.all(manifest.files.map((file) => stat(join(folder, file.path))));
    return facts.every((fact, index) => fact.isFile() && fact.size === manifest.files[index]!.size);
  } catch {
    return false;
  }
}

/**
 * Removes folders whose name begins with `prefix`, that are untouched for `age` milliseconds and that `abandoned` says nobody
 * uses: dead processes left them. Never fails.
 */
export async function sweep(
  folder: string,
  prefix: string,
  age: number,
  abandoned: (name: string) => boolean = () => true,
): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(prefix) || !abandoned(name)) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts && Date.now() - facts.mtimeMs > age)
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The headless shell of the build that puppeteer-core pins, downloaded on first use (macOS, Windows). */
async function download(home: string, onNotice: ChromiumOptions['onNotice']): Promise<Chromium> {
  const buildId = PUPPETEER_REVISIONS['chrome-headless-shell'];
  try {
    let told = false;
    const installed = await install({
      browser: Browser.CHROMEHEADLESSSHELL,
      buildId,
      cacheDir: home,
      downloadProgressCallback: () => {
        if (!told) onNotice?.(`downloading chrome-headless-shell ${buildId} (once for this machine)`);
        told = true;
      },
    });
    return { executable: installed.executablePath, pinned: true };
  } catch (error) {
    throw new OctavoError(
      {
        code: 'browser-download',
        message: `chrome-headless-shell ${buildId} cannot be downloaded into ${home}: ${(error as Error).message}`,
        why: 'On this platform the browser comes over the network once.',
        hint: 'Connect to the network for the first build, or name an installed Chromium with the browser option.',
      },
      { cause: error },
    );
  }
}
