import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './whole-file.ts';

/** Bytes kept in all: some fifty packets of papers. What was longest not asked for goes first. */
const KEPT_LIMIT = 2 * 1024 ** 3;
/** Bytes of one entry; more would drive out the rest. */
const ENTRY_LIMIT = 256 * 1024 ** 2;
/** Length of SHA-256, which stands before what is kept. */
const DIGEST_LENGTH = 32;

/** What is being made, by path: who asks meanwhile waits for it. */
const inHand = new Map<string, Promise<Uint8Array>>();
/** Folders that this process has looked through. */
const pruned = new Set<string>();

/**
 * Bytes by key in `folder` of the user's cache, kept behind their own digest; made, and kept, where they are not there or are not what was
 * written. Two who ask at once get what was made once. Rejects only as `make` does: a cache that cannot be written costs time, not the build.
 */
export async function cachedBytes(folder: string, key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const path = join(folder, key.slice(0, 2), key);
  const kept = await readKept(path);
  if (kept) return kept;
  const running = inHand.get(path);
  // Who makes it may be told to stop, which does not hold for others.
  const shared = running && (await running.catch(() => undefined));
  if (shared) return shared;
  const making = make();
  inHand.set(path, making);
  try {
    const bytes = await making;
    if (bytes.length <= ENTRY_LIMIT) await keep(folder, path, bytes).catch(() => undefined);
    return bytes;
  } finally {
    if (inHand.get(path) === making) inHand.delete(path);
  }
}

async function readKept(path: string): Promise<Uint8Array | undefined> {
  const whole = await readFile(path).catch(() => undefined);
  if (!whole || whole.length < DIGEST_LENGTH) return undefined;
  const bytes = whole.subarray(DIGEST_LENGTH);
  if (!digest(bytes).equals(whole.subarray(0, DIGEST_LENGTH))) return undefined;
  // Its age is told by the file's times.
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
  return bytes;
}

async function keep(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await writeWhole(path, Buffer.concat([digest(bytes), bytes]));
  await chmod(folder, 0o700);
  if (pruned.has(folder)) return;
  pruned.add(folder);
  await prune(folder);
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Takes away what was longest not asked for until the rest keeps the limit. */
async function prune(folder: string): Promise<void> {
  const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(paths.map(async (path) => ({ path, facts: await stat(path) })));
  let left = files.reduce((sum, { facts }) => sum + facts.size, 0);
  for (const { path, facts } of files.toSorted((a, b) => a.facts.mtimeMs - b.facts.mtimeMs)) {
    if (left <= KEPT_LIMIT) return;
    await rm(path, { force: true });
    left -= facts.size;
  }
}
