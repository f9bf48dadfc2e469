import type { NumberedRun, Numbering } from '../model/composition.ts';
import type { Part } from '../model/part.ts';
import { pageRange, printedOf, WITHHELD_RUN } from './supplements.ts';

/** An edition without closed parts that has the page numbers of the full book. */
interface WithheldPages {
  /** What stands for closed parts says which pages are withheld; neighbours are one, and those that have no pages are gone. */
  readonly parts: readonly Part[];
  /** Labels of all pages of the full book, by its runs; nothing else of it. */
  readonly printed: Numbering['printed'];
}

/** Labels of the pages that stand for withheld ones, by their runs. */
type Slips = Map<string, { readonly labels: readonly string[] }>;

/** Tells an edition the page numbers of the full book. */
export function withholdPages(parts: readonly Part[], full: readonly NumberedRun[]): WithheldPages {
  const slips: Slips = new Map();
  const known = withPages(parts, full, slips);
  return { parts: known, printed: new Map([...printedOf(full), ...slips]) };
}

function withPages(parts: readonly Part[], full: readonly NumberedRun[], slips: Slips): Part[] {
  const known: Part[] = [];
  // Of the withheld neighbours so far.
  let keys: string[] = [];
  for (const part of parts) {
    if (part.kind !== 'withheld') {
      keys = [];
      known.push(part.kind === 'group' ? { ...part, parts: withPages(part.parts, full, slips) } : part);
      continue;
    }
    keys.push(part.key ?? '');
    const pages = pagesOf(keys, full);
    if (pages === '') continue;
    const neighbour = known.at(-1);
    const slip = neighbour?.kind === 'withheld' ? neighbour : part;
    if (slip === neighbour) known.pop();
    known.push({ ...slip, pages });
    slips.set(`${WITHHELD_RUN}${slip.key ?? ''}`, { labels: [pages] });
  }
  return known;
}

/** The pages of parts and of what is in them: `41–48`, where they do not follow each other `41–48, 121`. */
function pagesOf(keys: readonly string[], full: readonly NumberedRun[]): string {
  const ranges: string[][] = [];
  let last: number | undefined;
  for (const [index, { part, labels }] of full.entries()) {
    if (!keys.some((key) => part === key || part.startsWith(`${key}-`))) continue;
    if (last !== undefined && index === last + 1) ranges.at(-1)!.push(...labels);
    else ranges.push([...labels]);
    last = index;
  }
  return ranges.map(pageRange).join(', ');
}
