import type { Part } from './part.ts';

/** Number of the last supplement; 0 where there is none. */
export function lastSupplement(parts: readonly Part[]): number {
  return Math.max(
    0,
    ...parts.map((part) => Math.max(part.supplement ?? 0, part.kind === 'group' ? lastSupplement(part.parts) : 0)),
  );
}

/** Number of the supplement by which the first paper of an item came, 0 for one that was in the book; an item without papers has its own. */
export function firstPapers(part: Part): number {
  if (part.kind !== 'group' || part.parts.length === 0) return part.supplement ?? 0;
  return Math.max(part.supplement ?? 0, Math.min(...part.parts.map(firstPapers)));
}

/** The parts as they were when a supplement was sent; 0: the book before any. Parts that are no groups stay the same objects. */
export function partsAsOf(parts: readonly Part[], supplement: number): Part[] {
  return parts.flatMap((part): Part[] => {
    if ((part.supplement ?? 0) > supplement) return [];
    return part.kind === 'group' ? [{ ...part, parts: partsAsOf(part.parts, supplement) }] : [part];
  });
}
