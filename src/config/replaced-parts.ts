import type { Report } from '../model/diagnostic.ts';
import { walkParts, type Part } from '../model/part.ts';
import { nearest } from './near.ts';

/** A part that is a file, and whether it or a group around it is closed. */
interface Paper {
  readonly part: Extract<Part, { readonly file: string }>;
  readonly closed: boolean;
}

/**
 * Gives papers that replace others the keys of those, and all versions of a paper the files of the others. Reports what cannot replace, or
 * be withdrawn; such a part is as if it said nothing of that.
 */
export function settleReplaced(parts: readonly Part[], report: Report): Part[] {
  const all = papersIn(parts, false);
  const settled = new Map<Part, Part>();
  /** By key: every version of a paper, the last of them last. */
  const versions = new Map<string, Paper[]>();
  const late = all.filter(({ part }) => part.replaces).sort((a, b) => cameBy(a.part) - cameBy(b.part));
  for (const paper of late) {
    const { part, closed } = paper;
    const { file, span } = part.replaces!;
    const known = all.filter(({ part: each }) => !each.replaces || settled.has(each));
    const found = known.filter(({ part: each }) => each.file === file && each !== part);
    const [old] = found;
    const key = old && keyOf(old.part, settled);
    const chain = (key !== undefined && versions.get(key)) || (old ? [old] : []);
    const fault = faultOf(paper, found, chain);
    if (fault || !old || key === undefined) {
      const near = old ? undefined : nearest(file, [...new Set(all.map(({ part: each }) => each.file))]);
      const hint = near === undefined ? fault?.hint : `Did you mean “${near}”?`;
      report({ severity: 'error', span, ...fault!, ...(hint !== undefined && { hint }) });
      continue;
    }
    versions.set(key, [...chain, { part, closed }]);
    settled.set(part, { ...part, key, replaces: { ...part.replaces!, supplement: cameBy(chain[0]!.part) } });
  }
  for (const chain of versions.values())
    for (const { part } of chain) {
      const kin = chain.map((each) => each.part.file).filter((file) => file !== part.file);
      settled.set(part, { ...(settled.get(part) ?? part), kin });
    }
  for (const part of walkParts(parts)) {
    if (part.withdrawn === undefined || part.withdrawn > cameBy(part)) continue;
    report({
      severity: 'error',
      code: 'withdrawn-early',
      message: `this part comes with supplement ${cameBy(part)} and cannot be withdrawn by ${part.withdrawn}`,
      ...(part.span && { span: part.span }),
      hint: 'Leave it out, or let a later supplement withdraw it.',
    });
  }
  const exchange = (level: readonly Part[]): Part[] =>
    level.map((part) =>
      part.kind === 'group' ? { ...part, parts: exchange(part.parts) } : (settled.get(part) ?? part),
    );
  return exchange(parts);
}

function papersIn(parts: readonly Part[], within: boolean): Paper[] {
  return parts.flatMap((part): Paper[] => {
    const closed = within || part.closed === true;
    if (part.kind === 'group') return papersIn(part.parts, closed);
    return 'file' in part ? [{ part, closed }] : [];
  });
}

const cameBy = ({ supplement = 0 }: Part): number => supplement;

function keyOf(part: Part, settled: ReadonlyMap<Part, Part>): string | undefined {
  return (settled.get(part) ?? part).key;
}

/** Why a paper cannot take the place of what was found under the name that it says; `chain`: the versions of that so far. */
function faultOf(
  { part, closed }: Paper,
  found: readonly Paper[],
  chain: readonly Paper[],
): { readonly code: string; readonly message: string; readonly why?: string; readonly hint?: string } | undefined {
  const { file } = part.replaces!;
  const came = cameBy(part);
  const last = chain.at(-1);
  if (came === 0)
    return {
      code: 'replaces-early',
      message: `what replaces “${file}” must come with a supplement`,
      hint: 'Write “supplement: 1” beside it; before the book is sent, exchange the file.',
    };
  if (!last)
    return {
      code: 'replaces-unknown',
      message: `there is no part “${file}” to replace`,
      hint: 'It stays among the parts, for the book before.',
    };
  if (found.length > 1)
    return {
      code: 'replaces-unclear',
      message: `there are ${found.length} parts “${file}”, and which of them is replaced nobody can tell`,
      hint: 'Give one of them another file.',
    };
  if (found[0]!.part !== last.part)
    return {
      code: 'replaces-replaced',
      message: `“${file}” is replaced already, by “${last.part.file}”`,
      hint: `Write “replaces: ${last.part.file}”.`,
    };
  if (cameBy(last.part) >= came)
    return {
      code: 'replaces-later',
      message: `“${file}” comes with supplement ${cameBy(last.part)}, and cannot be replaced by ${came}`,
      hint: 'Let a later supplement replace it.',
    };
  if (last.part.withdrawn !== undefined && last.part.withdrawn <= came)
    return {
      code: 'replaces-withdrawn',
      message: `“${file}” is withdrawn by supplement ${last.part.withdrawn}`,
      hint: 'Take “withdrawn” away there.',
    };
  if (closed !== last.closed)
    return {
      code: 'replaces-closed',
      message: closed ? `this part is closed, but “${file}” is open` : `this part is open, but “${file}” is closed`,
      why: 'Editions without closed sessions would have the wrong one of them.',
      hint: 'Close both or neither.',
    };
  return undefined;
}
