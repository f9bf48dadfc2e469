import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { World } from '../world.ts';

/** A file of one of Octavo's dependencies that was read. */
export interface DependencyFile {
  readonly package: string;
  readonly path: string;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** What a world was asked for, by path; bytes as they were given. */
export interface WorldRecord {
  /** Files inside the root, and lock files as they were last written. */
  readonly sources: ReadonlyMap<string, Uint8Array>;
  /** Files that come with Octavo: `layouts/…`, `assets/…`. */
  readonly bundled: ReadonlyMap<string, Uint8Array>;
  /** By `package/path`. */
  readonly dependencies: ReadonlyMap<string, DependencyFile>;
  /** What would have been written to the output folder. */
  readonly products: ReadonlyMap<string, Uint8Array>;
}

/** SHA-256 of bytes, hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * A world that remembers what it gave. Products are kept in the record and not written: whoever records writes them in a form of their own.
 */
export function recordingWorld(world: World): World & { readonly record: WorldRecord } {
  const sources = new Map<string, Uint8Array>();
  const bundled = new Map<string, Uint8Array>();
  const dependencies = new Map<string, DependencyFile>();
  const products = new Map<string, Uint8Array>();
  return {
    ...world,
    record: { sources, bundled, dependencies, products },
    async read(path) {
      const result = await world.read(path);
      if (result.ok) sources.set(posix.normalize(path), result.bytes);
      return result;
    },
    async bundled(path) {
      const bytes = await world.bundled(path);
      if (bytes) bundled.set(posix.normalize(path), bytes);
      return bytes;
    },
    async dependency(name, path) {
      const bytes = await world.dependency(name, path);
      if (bytes) dependencies.set(`${name}/${path}`, { package: name, path, sha256: sha256(bytes) });
      return bytes;
    },
    async writeLock(path, text) {
      await world.writeLock(path, text);
      sources.set(posix.normalize(path), new TextEncoder().encode(text));
    },
    write(path, bytes) {
      products.set(path, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
      return Promise.resolve(posix.join(world.output, path));
    },
  };
}
