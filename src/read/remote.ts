import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Publication } from '../model/publication.ts';
import { remoteKey, type World } from '../world.ts';

/** One remote image as the lock file keeps it. */
interface LockEntry {
  readonly address: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Media type, by content. */
  readonly type: string;
}

/** What came of a remote address. */
export type RemoteResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly diagnostic: Omit<Diagnostic, 'span'> };

/**
 * Images from hosts that the publication allows. Each is recorded with its hash in `<publication>.lock.json` beside the publication, and
 * its bytes stay in the cache under that hash: a second build needs no network, and a picture that changed at its address is noticed.
 */
export class RemoteImages {
  readonly #publication: Publication;
  readonly #world: World;
  readonly #path: string;
  readonly #used = new Map<string, LockEntry>();
  #lock: Promise<{ entries: Map<string, LockEntry>; text: string | undefined }> | undefined;

  constructor(publication: Publication, world: World) {
    this.#publication = publication;
    this.#world = world;
    const { dir, name } = posix.parse(publication.source);
    this.#path = posix.join(dir, `${name}.lock.json`);
  }

  /** The bytes at an address, from the cache where they are there. */
  async get(address: string): Promise<RemoteResult> {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url) return refuse('image-remote-host', `“${address}” is not an address`);
    const host = url.hostname.toLowerCase();
    if (!this.#publication.hosts.some((allowed) => allowed.toLowerCase() === host)) {
      return refuse(
        'image-remote-host',
        `the image is at ${host}, from which this publication fetches nothing`,
        `Save the image in the project, or allow its host: hosts: [${host}].`,
        'A build opens connections only where the publication says so.',
      );
    }
    if (url.protocol !== 'https:')
      return refuse(
        'image-remote-host',
        'remote images are fetched over https only',
        `Write https://${url.host}${url.pathname}.`,
      );
    const key = url.href;
    const locked = (await this.#read()).entries.get(key);
    try {
      const bytes = locked ? await this.#locked(key, locked) : await this.#world.fetch(key);
      if (!bytes) {
        this.#used.set(key, locked!);
        return {
          ok: false,
          diagnostic: {
            severity: 'error',
            code: 'image-lock-mismatch',
            message: `the image at ${key} is not the one recorded in ${this.#path}`,
            why: 'Whoever owns the address has changed it since it was looked at.',
            hint: `Look at it; if it is meant, delete its entry from ${posix.basename(this.#path)}.`,
          },
        };
      }
      const sha256 = hash(bytes);
      if (!locked) await this.#world.cached(remoteKey(sha256), () => Promise.resolve(bytes));
      this.#used.set(key, locked ?? { address: key, sha256, bytes: bytes.length, type: mediaType(bytes) });
      return { ok: true, bytes };
    } catch (error) {
      if (locked) this.#used.set(key, locked);
      return refuse(
        'image-fetch-failed',
        `the image at ${key} could not be fetched: ${(error as Error).message}`,
        'Try again later, or save the image in the project.',
      );
    }
  }

  /** The bytes that the lock means; undefined when the address gives others. */
  async #locked(address: string, entry: LockEntry): Promise<Uint8Array | undefined> {
    let mismatch = false;
    const make = async () => {
      const bytes = await this.#world.fetch(address);
      mismatch = hash(bytes) !== entry.sha256;
      // Other bytes must not be kept under this hash.
      if (mismatch) throw new Error('mismatch');
      return bytes;
    };
    try {
      const bytes = await this.#world.cached(remoteKey(entry.sha256), make);
      return hash(bytes) === entry.sha256 ? bytes : await make();
    } catch (error) {
      if (mismatch) return undefined;
      throw error;
    }
  }

  /** Writes the lock when it changed: the addresses this build used, sorted. */
  async save(): Promise<void> {
    const { text, entries } = await this.#read();
    if (this.#used.size === 0 && entries.size === 0) return;
    const images = [...this.#used.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
    const fresh = `${JSON.stringify({ version: 1, images }, undefined, 2)}\n`;
    if (fresh !== text) await this.#world.writeLock(this.#path, fresh);
  }

  #read(): Promise<{ entries: Map<string, LockEntry>; text: string | undefined }> {
    return (this.#lock ??= (async () => {
      const file = await this.#world.read(this.#path);
      const entries = new Map<string, LockEntry>();
      if (!file.ok) return { entries, text: undefined };
      const text = new TextDecoder().decode(file.bytes);
      try {
        const { images } = JSON.parse(text) as { images?: unknown };
        for (const entry of Array.isArray(images) ? (images as Partial<LockEntry>[]) : []) {
          const { address, sha256, bytes, type } = entry;
          if (
            typeof address !== 'string' ||
            typeof sha256 !== 'string' ||
            typeof bytes !== 'number' ||
            typeof type !== 'string'
          )
            continue;
          entries.set(address, { address, sha256, bytes, type });
        }
      } catch {
        // A lock that cannot be read holds nothing back; it is written anew, and version control shows the change.
      }
      return { entries, text };
    })());
  }
}

function refuse(code: string, message: string, hint?: string, why?: string): RemoteResult {
  return {
    ok: false,
    diagnostic: { severity: 'warning', code, message, ...(why ? { why } : {}), ...(hint ? { hint } : {}) },
  };
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Media type of an image by its first bytes. */
export function mediaType(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start.startsWith('\x89PNG')) return 'image/png';
  if (start.startsWith('GIF8')) return 'image/gif';
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'image/webp';
  if (start.startsWith('II*\0') || start.startsWith('MM\0*')) return 'image/tiff';
  if (start.slice(4, 8) === 'ftyp') return 'image/avif';
  return /^\s*</.test(start) ? 'image/svg+xml' : 'application/octet-stream';
}
