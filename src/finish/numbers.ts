import type { Item } from './compress.ts';
import type { GraphNode } from './object-graph.ts';

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
