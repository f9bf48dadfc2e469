import { createHash, randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { mkdir, mkdtemp, open, readFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { cachedBytes } from './world/content-cache.ts';
import { OctavoError } from './model/diagnostic.ts';
import { PACKAGE_ROOT, PROGRAM_ROOT } from './model/installation.ts';
import { unfinishedName, writeWhole } from './world/whole-file.ts';

/**
 * The only door to files, clock and network. A build reads inside its project root, writes inside its output folder
 * and its lock file, keeps what it can make again in the cache, and fetches from allowed hosts only.
 */
export interface World {
  /** Absolute path of the project root. */
  readonly root: string;
  /** Absolute path of the output folder. */
  readonly output: string;
  /** Absolute path of the cache, of which anything may vanish at any time. */
  readonly cache: string;
  /** Now, or `SOURCE_DATE_EPOCH`: every date in a product comes from here. */
  now(): Date;
  /** Bytes that nobody can foretell, for keys: what is made with them differs every time. */
  random(length: number): Uint8Array;
  /** Bytes of a file inside the root, or why there are none. `path` is relative to the root. */
  read(path: string): Promise<ReadResult>;
  /** Names in a folder inside the root; empty when there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Bytes of a file that comes with Octavo: `layouts/…` or `assets/…`; undefined when there is none. */
  bundled(path: string): Promise<Uint8Array | undefined>;
  /** Bytes of a file of one of Octavo's own dependencies, e.g. a face of `@fontsource/…`; undefined when there is none. */
  dependency(name: string, path: string): Promise<Uint8Array | undefined>;
  /** Bytes of a product that was written before; undefined when there is none. `path` is relative to the output folder. */
  readProduct(path: string): Promise<Uint8Array | undefined>;
  /** Writes a product beside its place and renames it; returns the absolute path. `path` is relative to the output folder. */
  write(path: string, bytes: Uint8Array | string): Promise<string>;
  /**
   * Writes a product that is a folder: beside its place, whole, then in one step into it. A folder that stands there already is replaced
   * when it holds `mark`, the file by which ours is known. `files` by their paths in the folder. Throws OctavoError `output-foreign`.
   */
  writeFolder(path: string, files: ReadonlyMap<string, Uint8Array>, mark: string): Promise<string>;
  /** Writes a lock file inside the root the same way. */
  writeLock(path: string, text: string): Promise<void>;
  /** The cached bytes under a key, computed and kept when absent. */
  cached(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array>;
  /** Bytes at an `https:` address. The caller has checked the host against the publication's list. */
  fetch(address: string): Promise<Uint8Array>;
}

/** `outside`: the path, or the target of a link in it, leaves the root. `large`: over {@link FILE_LIMIT}. */
export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: 'missing' | 'outside' | 'directory' | 'large' | 'unreadable' };

const require = createRequire(import.meta.url);
/** Largest source file read, bytes. A print-ready TIFF page is about 35 MB; ten times that is no manuscript. */
export const FILE_LIMIT: number = 256 * 1024 * 1024;
/** Largest remote image, bytes: over this a person should place the file in the project. */
export const FETCH_LIMIT: number = 64 * 1024 * 1024;
/** A remote host that has not answered whole in this time stops the build no longer. */
export const FETCH_TIMEOUT_MS = 30_000;

let program: Promise<string> | undefined;

/**
 * Digest of Octavo's own modules, with what is bundled into them, and the versions of what else they use: what one program made another does
 * not take for its own.
 */
export function programDigest(): Promise<string> {
  return (program ??= readProgram());
}

async function readProgram(): Promise<string> {
  const modules = (await readdir(PROGRAM_ROOT, { recursive: true })).filter((path) => /\.[jt]s$/.test(path)).sort();
  const files = [join(PACKAGE_ROOT, 'package.json'), ...modules.map((path) => join(PROGRAM_ROOT, path))];
  return contentHash(...(await Promise.all(files.map((path) => readFile(path)))));
}

/** A short content address: the first 40 hexadecimal digits of SHA-256. */
export function contentHash(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 40);
}

/** The key under which the cache keeps the bytes of a remote image; `sha256` is theirs, hexadecimal. */
export function remoteKey(sha256: string): string {
  return contentHash('remote', sha256);
}

/** The date products carry: `SOURCE_DATE_EPOCH` (reproducible-builds.org) when set, else the clock. */
export function sourceDate(environment: Readonly<Record<string, string | undefined>>): Date {
  const epoch = environment['SOURCE_DATE_EPOCH'];
  if (epoch === undefined || epoch === '') return new Date(Math.floor(Date.now() / 1000) * 1000);
  const seconds = Number(epoch);
  const date = new Date(seconds * 1000);
  if (!Number.isInteger(seconds) || Number.isNaN(date.getTime())) {
    throw new OctavoError({
      code: 'source-date-epoch',
      message: `SOURCE_DATE_EPOCH is “${epoch}”, which is not a whole number of seconds`,
      hint: 'Set it to seconds since 1970-01-01T00:00:00Z, or unset it.',
    });
  }
  return date;
}

/** Where Octavo keeps what it can make again: `OCTAVO_CACHE`, else the platform's folder for caches. Private to the user. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
): string {
  const set = environment['OCTAVO_CACHE'];
  if (set) return resolve(set);
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'octavo', 'cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'octavo');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'octavo');
}

/** True for addresses that name this machine or its neighbourhood, which no publication may reach (RFC 6890). */
export function isPrivateAddress(ip: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return isPrivateAddress(mapped[1]!);
  if (isIP(ip) === 4) {
    const [a = 0, b = 0] = ip.split('.').map(Number);
    return (
      a === 0 ||
      a === 10 ||
      a === 127 ||
      a >= 224 ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 198 && (b === 18 || b === 19))
    );
  }
  return /^(::1?$|f[cd]|fe[89ab]|ff)/i.test(ip);
}

/** Writes a folder whole or not at all: beside its place first; what stood there steps aside, and goes when the new one is in its place. */
async function writeFolderWhole(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const unfinished = unfinishedName();
  const [beside, aside] = [`${path}.${unfinished}`, `${path}.old.${unfinished}`];
  let stepped = false;
  try {
    for (const [name, bytes] of files) {
      const full = resolve(beside, name);
      if (!full.startsWith(beside + sep)) throw new Error(`“${name}” leaves the folder`);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, bytes);
    }
    stepped = await rename(path, aside).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    try {
      await rename(beside, path);
    } catch (error) {
      if (stepped) await rename(aside, path);
      throw error;
    }
  } finally {
    for (const left of [beside, ...(stepped ? [aside] : [])])
      await rm(left, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Opens the real world over a project root and an output folder. */
export function openWorld(options: {
  readonly root: string;
  readonly output: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}): World {
  const environment = options.environment ?? process.env;
  const root = resolve(options.root);
  const output = resolve(options.output);
  const cache = cacheFolder(environment);
  const date = sourceDate(environment);
  let realRoot: Promise<string> | undefined;

  /** The real path of `path` when it lies inside the root, links followed. */
  const inside = async (path: string): Promise<{ real: string } | { reason: 'missing' | 'outside' }> => {
    const full = resolve(root, path);
    const back = relative(root, full);
    if (path.includes('\0') || back === '..' || back.startsWith(`..${sep}`) || isAbsolute(back))
      return { reason: 'outside' };
    try {
      const [base, real] = await Promise.all([(realRoot ??= realpath(root)), realpath(full)]);
      return real === base || real.startsWith(base + sep) ? { real } : { reason: 'outside' };
    } catch {
      return { reason: 'missing' };
    }
  };

  return {
    root,
    output,
    cache,
    now: () => date,
    random: (length) => randomBytes(length),
    async read(path) {
      const place = await inside(path);
      if ('reason' in place) return { ok: false, reason: place.reason };
      try {
        const file = await open(place.real, 'r');
        try {
          const facts = await file.stat();
          if (facts.isDirectory()) return { ok: false, reason: 'directory' };
          if (!facts.isFile()) return { ok: false, reason: 'unreadable' };
          if (facts.size > FILE_LIMIT) return { ok: false, reason: 'large' };
          return { ok: true, bytes: await file.readFile() };
        } finally {
          await file.close();
        }
      } catch {
        return { ok: false, reason: 'unreadable' };
      }
    },
    async list(path) {
      const place = await inside(path);
      if ('reason' in place) return [];
      try {
        return (await readdir(place.real)).sort();
      } catch {
        return [];
      }
    },
    bundled: (path) => readBelow(PACKAGE_ROOT, path),
    dependency: (name, path) => {
      try {
        return readBelow(dirname(require.resolve(`${name}/package.json`)), path);
      } catch {
        return Promise.resolve(undefined);
      }
    },
    readProduct: (path) => readBelow(output, path),
    async write(path, bytes) {
      const full = below(output, path, 'the output folder');
      await writable(full, () => writeWhole(full, bytes));
      return full;
    },
    async writeFolder(path, files, mark) {
      const full = below(output, path, 'the output folder');
      const there = await readdir(full).catch((error: NodeJS.ErrnoException) =>
        error.code === 'ENOENT' ? ([] as string[]) : undefined,
      );
      if (!there || (there.length > 0 && !there.includes(mark))) {
        throw new OctavoError({
          code: 'output-foreign',
          message: `${full} is ${there ? 'a folder' : 'a file'} that Octavo did not make`,
          why: 'It would have been replaced.',
          hint: 'Move it away, or choose another folder with --out.',
        });
      }
      await writable(full, async () => {
        await mkdir(dirname(full), { recursive: true });
        await writeFolderWhole(full, files);
      });
      return full;
    },
    async writeLock(path, text) {
      await writeWhole(below(root, path, 'the project root'), text);
    },
    cached: (key, make) => cachedBytes(join(cache, 'content'), key, make),
    async fetch(address) {
      const url = new URL(address);
      if (url.protocol !== 'https:') throw new Error('only https addresses are fetched');
      const addresses = await lookup(url.hostname, { all: true });
      if (addresses.some((a) => isPrivateAddress(a.address)))
        throw new Error(`${url.hostname} is an address of this network`);
      // A redirect could lead to a host that nobody allowed, so none is followed.
      const response = await fetch(url, {
        redirect: 'error',
        signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
        headers: { accept: 'image/*' },
      });
      if (!response.ok || !response.body) throw new Error(`the host answered ${response.status}`);
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        size += chunk.length;
        if (size > FETCH_LIMIT) throw new Error(`more than ${FETCH_LIMIT} bytes`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

/** The absolute path of what is to be written below `folder`, which people call `name`. Throws an OctavoError for what lies outside it. */
function below(folder: string, path: string, name: string): string {
  const full = resolve(folder, path);
  if (full.startsWith(folder + sep)) return full;
  throw new OctavoError({ code: 'output-outside', message: `“${path}” lies outside ${name}` });
}

/** Does `write`; what the file system says against it becomes an OctavoError. */
async function writable(full: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new OctavoError(
      {
        code: 'output-unwritable',
        message: `cannot write ${full}: ${(error as Error).message}`,
        hint: 'Check the folder’s permissions and free space, or choose another with --out.',
      },
      { cause: error },
    );
  }
}

/** Reads a file below one of our own folders; never above it. */
async function readBelow(folder: string, path: string): Promise<Uint8Array | undefined> {
  const full = resolve(folder, path);
  if (!full.startsWith(folder + sep)) return undefined;
  return readFile(full).catch(() => undefined);
}

/** Does `work` in a folder of its own that is gone afterwards; `prefix` begins its name. */
export async function withTemporaryFolder<T>(prefix: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** True when a path exists, whatever it is. For the command line, before there is a world. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
