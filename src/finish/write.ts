import { pack, type Item } from './compress.ts';
import { crossReference, type Entry } from './cross-reference.ts';
import type { ObjectGraph } from './object-graph.ts';
import { Numbers } from './numbers.ts';
import { lockBody, placed, SharedContent, trailer, type Prepared } from './variation.ts';

/** Version line and a comment of four bytes above 127, by which transfer programs see that this is no text (ISO 32000-1, 7.5.2). */
export const HEADER: Buffer = Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n', 'latin1');

/** Fills in where each of `items` lies; `offsets` gives the place of a body by number. */
export function enter(
  entries: Entry[],
  first: number,
  items: readonly Item[],
  numbers: Numbers,
  offsets: ReadonlyMap<number, number>,
): void {
  for (const item of items) {
    const own = numbers.ofItem(item);
    entries[own - first] = { type: 1, offset: offsets.get(own)! };
    if (item.packed) {
      item.nodes.forEach((node, index) => (entries[numbers.ofNode(node) - first] = { type: 2, stream: own, index }));
    }
  }
}

/** The file in reading order of its objects, packed, with one cross-reference stream at its end. `lockable` keeps a number for a lock. */
export async function write(graph: ObjectGraph, lockable = false): Promise<Prepared> {
  const plain = graph.nodes.filter((node) => node.kind === 'plain');
  const items: Item[] = [
    ...graph.nodes.filter((node) => node.kind !== 'plain').map((node) => ({ nodes: [node], packed: false })),
    ...pack(plain),
  ];
  const numbers = new Numbers();
  for (const item of items) numbers.item(item);
  for (const item of items) numbers.contents(item);
  const own = numbers.take();
  const lockNumber = lockable ? numbers.take() : undefined;
  const shared = await SharedContent.of(graph, items, numbers);

  return async (variation = {}) => {
    const { bodies, id } = await shared.vary(variation);
    const lock = lockBody(lockNumber, variation.lock);
    const content = [...bodies.values(), ...(lock ? [lock] : [])];
    const { offsets, end } = placed(content, HEADER.length);
    const entries: Entry[] = [{ type: 0 }];
    enter(entries, 0, items, numbers, offsets);
    entries[own] = { type: 1, offset: end };
    if (lock) entries[lock.number] = { type: 1, offset: offsets.get(lock.number)! };
    const common = trailer(graph, numbers, entries.length, id, lock);
    const reference = crossReference({ number: own, first: 0, entries, trailer: common });
    const last = Buffer.from(`startxref\n${end}\n%%EOF\n`, 'latin1');
    return Buffer.concat([HEADER, ...content.flatMap((each) => each.pieces), ...reference.pieces, last]);
  };
}
