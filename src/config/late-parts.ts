import type { Part } from '../model/part.ts';
import { letters } from '../model/page-label.ts';
import type { PartFile } from './part-schema.ts';

/**
 * Numbers of the items of one level by their index: as written, else counted. Late items do not count, so that numbers that were sent stay: one
 * after item 7 is 7a, the next 7b, those of earlier supplements first.
 */
export function itemNumbers(written: readonly PartFile[], prefix: string): (string | undefined)[] {
  let counted = 0;
  const numbers: (string | undefined)[] = [];
  const late = new Map<number, { readonly index: number; readonly supplement: number }[]>();
  for (const [index, entry] of written.entries()) {
    if (typeof entry === 'string' || entry.group === undefined) continue;
    const { number, supplement } = entry;
    if (number !== undefined) numbers[index] = number.trim();
    else if (supplement === undefined) numbers[index] = `${prefix}${++counted}`;
    else late.set(counted, [...(late.get(counted) ?? []), { index, supplement }]);
  }
  for (const [after, items] of late) {
    const order = items.toSorted((a, b) => a.supplement - b.supplement);
    for (const [i, { index }] of order.entries()) numbers[index] = `${prefix}${after}${letters(i + 1)}`;
  }
  return numbers;
}

/**
 * Gives every part its key, and what is in a late group its supplement. Late parts and closed ones are counted by themselves, so that the others have
 * the same keys with and without them.
 */
export function keyed(parts: readonly Part[], prefix: string, outer = 0): Part[] {
  const counts = new Map<string, number>();
  return parts.map((part) => {
    const supplement = Math.max(outer, part.supplement ?? 0);
    // What replaces another has the key of that.
    if (part.replaces) return supplement > 0 ? { ...part, supplement } : part;
    const gone = part.closed && part.kind !== 'group';
    const series = `${supplement > outer ? `s${supplement}-` : ''}${gone ? 'c' : ''}`;
    const count = (counts.get(series) ?? 0) + 1;
    counts.set(series, count);
    const key = `${prefix}${series}${count}`;
    const own = { key, ...(supplement > 0 && { supplement }) };
    return part.kind === 'group'
      ? { ...part, ...own, parts: keyed(part.parts, `${key}-`, supplement) }
      : { ...part, ...own };
  });
}
