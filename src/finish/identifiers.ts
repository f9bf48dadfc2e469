import { createHash } from 'node:crypto';
import type { Body } from './compress.ts';

/** Bytes of a file identifier: 16, as everyone writes them (ISO 32000-1, 14.4 leaves the length free). */
const IDENTIFIER_BYTES = 16;

/**
 * A file identifier (ISO 32000-1, 14.4) from everything that is in the file, so that equal files have equal ones. `base` stands for what
 * another file has already been identified by.
 */
export function identifier(content: readonly Body[], base = ''): string {
  const hash = createHash('sha256').update(base);
  for (const { pieces } of content) for (const piece of pieces) hash.update(piece);
  return hash
    .digest('hex')
    .slice(0, IDENTIFIER_BYTES * 2)
    .toUpperCase();
}
