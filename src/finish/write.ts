import { bodies, pack, type Body, type Item } from './compress.ts';
import { crossReference, type Entry } from './cross-reference.ts';
import { identifiers } from './identifiers.ts';
import type { GraphNode, ObjectGraph } from './object-graph.ts';

/** Version line and a comment of four bytes above 127, by which transfer programs see that this is no text (ISO 32000-1, 7.5.2). */
export const HEADER: Buffer = Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n', 'latin1');

/** Numbers for items and for what is packed in them. */
export class Numbers {
  readonly #items = new Map<Item, number>();
  readonly #nodes = new Map<GraphNode, number>();
  #next = 1;

  /** The number that will be given next. */
  get next(): number {
    return this.#next;
  }
  /** A number for something that is neither (a cross-reference stream). */
  take(): number {
    return this.#next++;
  }
  item(item: Item): void {
    this.#items.set(item, this.#next);
    if (!item.packed) this.#nodes.set(item.nodes[0]!, this.#next);
    this.#next++;
  }
  contents(item: Item): void {
    if (item.packed) for (const node of item.nodes) this.#nodes.set(node, this.#next++);
  }
  readonly ofItem = (item: Item): number => this.#items.get(item)!;
  readonly ofNode = (node: GraphNode): number => this.#nodes.get(node)!;
}

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

/** The trailer entries that every cross-reference section of the file repeats. */
export function trailer(graph: ObjectGraph, numbers: Numbers, size: number, content: readonly Body[]): string {
  const info = graph.info ? `/Info ${numbers.ofNode(graph.info)} 0 R` : '';
  return `/Size ${size}/Root ${numbers.ofNode(graph.root)} 0 R${info}${identifiers(content)}`;
}

/** The file in reading order of its objects, packed, with one cross-reference stream at its end. */
export async function write(graph: ObjectGraph): Promise<Uint8Array> {
  const plain = graph.nodes.filter((node) => node.kind === 'plain');
  const items: Item[] = [
    ...graph.nodes.filter((node) => node.kind !== 'plain').map((node) => ({ nodes: [node], packed: false })),
    ...pack(plain),
  ];
  const numbers = new Numbers();
  for (const item of items) numbers.item(item);
  for (const item of items) numbers.contents(item);
  const own = numbers.take();
  const content = await bodies(items, numbers.ofItem, (ref) => {
    const node = graph.find(ref);
    return node && numbers.ofNode(node);
  });
  const offsets = new Map<number, number>();
  let end = HEADER.length;
  for (const each of content) {
    offsets.set(each.number, end);
    end += each.length;
  }
  const entries: Entry[] = [{ type: 0 }];
  enter(entries, 0, items, numbers, offsets);
  entries[own] = { type: 1, offset: end };
  const reference = crossReference({
    number: own,
    first: 0,
    entries,
    trailer: trailer(graph, numbers, numbers.next, content),
  });
  const last = Buffer.from(`startxref\n${end}\n%%EOF\n`, 'latin1');
  return Buffer.concat([HEADER, ...content.flatMap((each) => each.pieces), ...reference.pieces, last]);
}
