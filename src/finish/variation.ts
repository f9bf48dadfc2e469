import type { PDFRef, PDFStream } from 'pdf-lib';
import { body, bodyOf, code, codeStream, type Body, type Cipher, type Coded, type Item } from './compress.ts';
import { identifier } from './identifiers.ts';
import type { Numbers } from './numbers.ts';
import type { GraphNode, ObjectGraph } from './object-graph.ts';
import type { Numbering } from './serialise.ts';

/** What locks one file: the entries of its encryption dictionary, and the cipher for all else. */
export interface Lock {
  readonly dictionary: string;
  readonly cipher: Cipher;
}

/** How one file differs from the others that are written from the same objects. */
export interface Variation {
  /** Streams that stand in the place of those under a reference. */
  readonly streams?: ReadonlyMap<PDFRef, PDFStream>;
  readonly lock?: Lock;
}

/** Writes files from objects that are compressed once: the book as it is, and each of its copies. */
export type Prepared = (variation?: Variation) => Promise<Uint8Array>;

/** Compressed content that several files have in common. */
export class SharedContent {
  readonly #items: readonly Item[];
  readonly #coded: readonly Coded[];
  readonly #byNode: ReadonlyMap<GraphNode, Item>;
  readonly #graph: ObjectGraph;
  readonly #number: Numbering;
  readonly #bodies: readonly Body[];
  readonly #id: string;

  private constructor(graph: ObjectGraph, items: readonly Item[], coded: readonly Coded[], number: Numbering) {
    this.#graph = graph;
    this.#items = items;
    this.#coded = coded;
    this.#number = number;
    this.#byNode = new Map(items.flatMap((item) => (item.packed ? [] : [[item.nodes[0]!, item]])));
    this.#bodies = coded.map((each) => bodyOf(each));
    this.#id = identifier(this.#bodies);
  }

  static async of(graph: ObjectGraph, items: readonly Item[], numbers: Numbers): Promise<SharedContent> {
    const number: Numbering = (ref) => {
      const node = graph.find(ref);
      return node && numbers.ofNode(node);
    };
    return new SharedContent(graph, items, await code(items, numbers.ofItem, number), number);
  }

  /** All bodies of one file, and its identifier. */
  async vary({ streams, lock }: Variation): Promise<{ readonly bodies: ReadonlyMap<Item, Body>; readonly id: string }> {
    const own = new Map<Item, Coded>();
    for (const [ref, stream] of streams ?? []) {
      const node = this.#graph.find(ref);
      const item = node && this.#byNode.get(node);
      if (!item) throw new Error('a stream that is to be replaced is not in the file');
      own.set(item, await codeStream(this.#coded[this.#items.indexOf(item)]!.number, stream, this.#number));
    }
    const plain = new Map([...own].map(([item, coded]) => [item, bodyOf(coded)]));
    const bodies = this.#items.map((item, i): [Item, Body] => [
      item,
      lock ? bodyOf(own.get(item) ?? this.#coded[i]!, lock.cipher) : (plain.get(item) ?? this.#bodies[i]!),
    ]);
    return { bodies: new Map(bodies), id: own.size > 0 ? identifier([...plain.values()], this.#id) : this.#id };
  }
}

/** The encryption dictionary under its number; the strings in it are plain. */
export function lockBody(number: number | undefined, lock: Lock | undefined): Body | undefined {
  if (lock && number === undefined) throw new Error('no number is kept for a lock');
  return lock && body(number!, `<<${lock.dictionary}>>`);
}

/** Where bodies lie that stand one after the other from `start` on, by number; `end` is behind the last. */
export function placed(
  content: readonly Body[],
  start: number,
): { readonly offsets: Map<number, number>; readonly end: number } {
  const offsets = new Map<number, number>();
  let end = start;
  for (const each of content) {
    offsets.set(each.number, end);
    end += each.length;
  }
  return { offsets, end };
}

/** The trailer entries that every cross-reference section of a file repeats. Both halves of the identifier are the same: nothing was changed since. */
export function trailer(
  graph: ObjectGraph,
  numbers: Numbers,
  size: number,
  id: string,
  lock: Body | undefined,
): string {
  const info = graph.info ? `/Info ${numbers.ofNode(graph.info)} 0 R` : '';
  const encrypt = lock ? `/Encrypt ${lock.number} 0 R` : '';
  return `/Size ${size}/Root ${numbers.ofNode(graph.root)} 0 R${info}${encrypt}/ID[<${id}><${id}>]`;
}
