import { createHash } from 'node:crypto';
import type { Body } from './compress.ts';

/** Bytes of a file identifier: 16, as everyone writes them (ISO 32000-1, 14.4 leaves the length free). */
const IDENTIFIER_BYTES = 16;

/**
 * The trailer's /ID (ISO 32000-1, 14.4) from everything that is in the file, so that equal files have equal ones.
 * Both halves are the same: nothing has been changed since the file was made.
 */
export function identifiers(content: readonly Body[]): string {
  const hash = createHash('sha256');
  for (const { pieces } of content) for (const piece of pieces) hash.update(piece);
  const id = hash
    .digest('hex')
    .slice(0, IDENTIFIER_BYTES * 2)
    .toUpperCase();
  return `/ID[<${id}><${id}>]`;
}
