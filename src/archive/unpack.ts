import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { unzipSync } from 'fflate';
import { extract } from 'tar-stream';
import { OctavoError } from '../model/diagnostic.ts';
import { openWorld, type World } from '../world.ts';
import { byName, leavesBag } from './manifest.ts';
import type { BagForm } from './pack.ts';

/** Files that a bag may have: a publication of thousands of pictures has fewer, and each costs an entry in memory. */
export const ENTRY_LIMIT = 100_000;
/** Bytes of all files of a bag together: they are held in memory while they are compared. A packed bag may claim any size. */
export const TOTAL_LIMIT: number = 1024 * 1024 * 1024;
/** Folders inside each other: a link to a folder above would lead round for ever. */
export const DEPTH_LIMIT = 32;

/** A bag's files by their paths in it. */
export interface UnpackedBag {
  readonly form: BagForm;
  /** In order of their names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A refusal to go on reading. */
function refuse(code: string, message: string, why?: string): OctavoError {
  return new OctavoError({ code, message, ...(why !== undefined && { why }) });
}

/** Gathers entries within the limits; a path that leaves the bag, comes twice or is one too many ends the reading. */
class Gathering {
  readonly files = new Map<string, Uint8Array>();
  #count = 0;
  #bytes = 0;

  /** Takes note of an entry before its bytes are unpacked. */
  expect(path: string, size: number): void {
    this.#count++;
    this.#bytes += size;
    if (leavesBag(path)) {
      throw refuse(
        'bag-outside',
        `the bag has an entry “${path}”, which would lie outside it`,
        'No bag needs such a path; unpacking it would write into other folders.',
      );
    }
    if (this.#count > ENTRY_LIMIT) throw refuse('bag-large', `the bag has more than ${ENTRY_LIMIT} files`);
    if (this.#bytes > TOTAL_LIMIT) {
      throw refuse(
        'bag-large',
        `the bag has more than ${TOTAL_LIMIT / 1024 / 1024} MiB`,
        'A packed bag may claim any size; it is held in memory to be compared.',
      );
    }
  }

  put(path: string, bytes: Uint8Array): void {
    if (this.files.has(path)) throw refuse('bag-unreadable', `the bag has two entries “${path}”`);
    this.files.set(path, bytes);
  }

  /** The files, the one folder around them taken off (RFC 8493, 4.2), in order of their names. */
  unwrapped(): Map<string, Uint8Array> {
    const tops = new Set([...this.files.keys()].map((path) => path.slice(0, path.indexOf('/') + 1)));
    const [top = ''] = tops;
    if (tops.size !== 1 || top === '') {
      throw refuse(
        'bag-structure',
        'the packed bag is not one folder',
        'RFC 8493, 4.2: unpacking gives one folder, which is the bag.',
      );
    }
    return sorted([...this.files].map(([path, bytes]) => [path.slice(top.length), bytes]));
  }
}

function sorted(files: readonly (readonly [string, Uint8Array])[]): Map<string, Uint8Array> {
  return new Map(files.toSorted(([a], [b]) => byName(a, b)));
}

/**
 * Reads a bag from a folder, a zip or a tar, within limits and without writing anything.
 *
 * Throws OctavoError `bag-missing`, `bag-unreadable`, `bag-large`, `bag-outside`, `bag-structure`.
 */
export async function unpack(path: string): Promise<UnpackedBag> {
  const beside = openWorld({ root: dirname(path), output: dirname(path) });
  const found = await beside.read(basename(path));
  if (found.ok) return unpackFile(found.bytes, basename(path));
  if (found.reason === 'directory') return { form: 'folder', files: await readFolder(path) };
  if (found.reason === 'missing') throw refuse('bag-missing', `there is no bag ${path}`);
  if (found.reason === 'large')
    throw refuse('bag-large', `${path} is too large a file; unpack it and verify the folder`);
  throw refuse('bag-unreadable', `${path} cannot be read`);
}

async function unpackFile(bytes: Uint8Array, name: string): Promise<UnpackedBag> {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  try {
    if (head.startsWith('PK')) return { form: 'zip', files: readZip(bytes) };
    if (head.slice(257, 262) === 'ustar') return { form: 'tar', files: await readTar(bytes) };
  } catch (error) {
    if (error instanceof OctavoError) throw error;
    throw new OctavoError(
      { code: 'bag-unreadable', message: `${name} is damaged: ${(error as Error).message}` },
      { cause: error },
    );
  }
  throw refuse('bag-unreadable', `${name} is no folder, no zip and no tar`);
}

function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const gathering = new Gathering();
  const names = new Set<string>();
  const entries = unzipSync(bytes, {
    filter: ({ name, size, originalSize }) => {
      if (name.endsWith('/')) {
        gathering.expect(name.slice(0, -1), 0);
        return false;
      }
      // What is stored is as long as the archive says it is packed, what is packed as long as it says it becomes.
      gathering.expect(name, Math.max(size, originalSize));
      if (names.has(name)) throw refuse('bag-unreadable', `the bag has two entries “${name}”`);
      names.add(name);
      return true;
    },
  });
  for (const [path, content] of Object.entries(entries)) gathering.put(path, content);
  return gathering.unwrapped();
}

async function readTar(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const gathering = new Gathering();
  const stream = extract();
  Readable.from([Buffer.from(bytes)]).pipe(stream);
  for await (const entry of stream) {
    const { name, type, size } = entry.header;
    if (type === 'directory') {
      gathering.expect(name.replace(/\/+$/, ''), 0);
      entry.resume();
      continue;
    }
    if (type !== 'file') {
      throw refuse(
        'bag-outside',
        `the bag’s entry “${name}” is a ${type ?? 'thing'}, not a file`,
        'A link could lead out of the bag.',
      );
    }
    gathering.expect(name, size);
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
    gathering.put(name, Buffer.concat(chunks));
  }
  return gathering.unwrapped();
}

async function readFolder(path: string): Promise<Map<string, Uint8Array>> {
  const world = openWorld({ root: path, output: path });
  const gathering = new Gathering();
  await walk(world, '', 0, gathering);
  return sorted([...gathering.files]);
}

async function walk(world: World, folder: string, depth: number, gathering: Gathering): Promise<void> {
  if (depth > DEPTH_LIMIT) throw refuse('bag-large', `the bag has folders more than ${DEPTH_LIMIT} deep at ${folder}`);
  for (const name of await world.list(folder === '' ? '.' : folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const found = await world.read(path);
    if (found.ok) {
      gathering.expect(path, found.bytes.length);
      gathering.put(path, found.bytes);
    } else if (found.reason === 'directory') await walk(world, path, depth + 1, gathering);
    else if (found.reason === 'outside') throw refuse('bag-outside', `“${path}” is a link that leaves the bag`);
    else if (found.reason === 'large') throw refuse('bag-large', `“${path}” is too large a file`);
    else throw refuse('bag-unreadable', `“${path}” cannot be read`);
  }
}
