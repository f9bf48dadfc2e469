import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Random bytes in the name of a file being written: enough that two builds never meet. */
const SUFFIX_LENGTH = 6;

/** How the name of something ends that is being written: never the same twice. */
export function unfinishedName(): string {
  return `${randomBytes(SUFFIX_LENGTH).toString('hex')}.octavo-partial`;
}

/** Writes a file whole or not at all: beside its place first, then renamed over it. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${unfinishedName()}`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
