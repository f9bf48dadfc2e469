import { availableParallelism } from 'node:os';
import type { Report } from '../model/diagnostic.ts';
import type { OfficePart, PdfPart } from '../model/part.ts';
import type { World } from '../world.ts';

/**
 * Files of other people in hand at a time. Each is read in a thread of its own, of which there are fewer: the others are read from the disk or
 * into the cache meanwhile, so that no thread waits.
 */
export const PAPERS_AT_ONCE: number = Math.min(4, availableParallelism()) + 2;

/** The bytes of a file of somebody else's; undefined, and reported by `code`, where it cannot be read. */
export async function readPaper(
  { file, span }: PdfPart | OfficePart,
  code: string,
  world: World,
  report: Report,
): Promise<Uint8Array | undefined> {
  const found = await world.read(file);
  if (found.ok) return found.bytes;
  report({
    severity: 'warning',
    code,
    message: `“${file}” cannot be read${found.reason === 'large' ? ': it is too large' : ''}`,
    span,
    why: 'Its pages are missing from the book; a page says so in their place.',
  });
  return undefined;
}
