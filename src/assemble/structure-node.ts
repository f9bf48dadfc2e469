import type { PDFDict, PDFObject, PDFRef } from 'pdf-lib';

/** A leaf of the structure as its element's K holds it: marked content or an annotation. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly object: PDFObject;
  /** Index of the page that it is on. */
  readonly page: number | undefined;
}

/** An element of the book's structure tree while exhibits find their places in it. */
export interface Node {
  readonly kind: 'node';
  readonly ref: PDFRef;
  readonly dict: PDFDict;
  /** Standard type; written at the end. */
  type: string;
  kids: (Node | Leaf)[];
  /** First and last page on which something of it is; undefined for an empty one. */
  first: number | undefined;
  last: number | undefined;
  /** Whether its type or kids differ from what is written in `dict`. */
  changed: boolean;
  /** Whether it came with an exhibit. */
  foreign: boolean;
}

/** Counts a node's pages from those of its kids. */
export function settlePages(node: Node): void {
  node.first = node.last = undefined;
  for (const kid of node.kids) {
    const first = kid.kind === 'leaf' ? kid.page : kid.first;
    const last = kid.kind === 'leaf' ? kid.page : kid.last;
    if (first !== undefined) node.first = Math.min(node.first ?? first, first);
    if (last !== undefined) node.last = Math.max(node.last ?? last, last);
  }
}
