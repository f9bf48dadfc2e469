import { walkParts, type Part, type WithheldPart } from './part.ts';

/** Number of the last supplement; 0 where there is none. */
export function lastSupplement(parts: readonly Part[]): number {
  return Math.max(
    0,
    ...[...walkParts(parts)].map(({ supplement = 0, withdrawn = 0 }) => Math.max(supplement, withdrawn)),
  );
}

/** Numbers of the supplements by which something comes or goes. */
export function supplementsOf(parts: readonly Part[]): ReadonlySet<number> {
  return new Set(
    [...walkParts(parts)].flatMap(({ supplement, withdrawn }) => [supplement ?? [], withdrawn ?? []].flat()),
  );
}

/** Number of the supplement by which a part’s place in the book came: of one that replaces another that of the first. */
export function placeSupplement({ supplement = 0, replaces }: Pick<Part, 'supplement' | 'replaces'>): number {
  return replaces?.supplement ?? supplement;
}

/** Number of the supplement by which the first paper of an item came, 0 for one that was in the book; an item without papers has its own. */
export function firstPapers(part: Part): number {
  if (part.kind !== 'group' || part.parts.length === 0) return placeSupplement(part);
  return Math.max(part.supplement ?? 0, Math.min(...part.parts.map(firstPapers)));
}

/**
 * The parts as they were when a supplement was sent; 0: the book before any. What replaces a paper stands in its place, and for what is withdrawn
 * something that says so. Parts that are no groups stay the same objects.
 */
export function partsAsOf(parts: readonly Part[], supplement: number): Part[] {
  const versions = new Map<string, Part>();
  for (const part of walkParts(parts)) {
    const { key = '', replaces, supplement: came = 0 } = part;
    if (replaces && came <= supplement && came > (versions.get(key)?.supplement ?? 0)) versions.set(key, part);
  }
  const asOf = (all: readonly Part[]): Part[] =>
    all.flatMap((part): Part[] => {
      if (part.replaces || (part.supplement ?? 0) > supplement) return [];
      const now = versions.get(part.key ?? '') ?? part;
      const withdrawn = now.withdrawn ?? part.withdrawn ?? Infinity;
      const gone = withdrawn <= supplement;
      if (now.kind === 'group') {
        if (!gone || now.withheld) return [{ ...now, parts: asOf(now.parts) }];
        return [{ ...now, former: true, parts: [formerOf(now, part, withdrawn)] }];
      }
      return gone && now.kind !== 'withheld' ? [formerOf(now, part, withdrawn)] : [now];
    });
  return asOf(parts);
}

/** What stands for a part that was withdrawn; the second is its first version. */
function formerOf(part: Part, { supplement }: Part, withdrawn: number): WithheldPart {
  const { title, key, span, kin } = part;
  const files = [...(kin ?? []), ...('file' in part ? [part.file] : [])];
  return {
    ...{ kind: 'withheld', former: true, kin: files, withdrawn },
    ...(title !== undefined && { title }),
    ...(key !== undefined && { key }),
    ...(supplement !== undefined && { supplement }),
    ...(span && { span }),
  };
}
