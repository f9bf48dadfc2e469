import { PDFArray, PDFDict, PDFName, PDFRef, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { contentDigest } from '../model/pdf-stream.ts';
import { heldEntries, heldItems } from '../model/pdf-values.ts';
import { serialise } from './serialise.ts';

/** An indirect object that the file needs. */
export interface GraphNode {
  readonly ref: PDFRef;
  readonly object: PDFObject;
  readonly kind: 'catalog' | 'page' | 'stream' | 'plain';
  /** Nodes it refers to, itself or through direct objects. A page's way up to its parent is left out. */
  readonly children: readonly GraphNode[];
}

/** A node whose children are still being found. */
type Growing = GraphNode & { readonly children: GraphNode[] };

/** Everything reachable from the trailer, in the order of the input's object numbers. */
export interface ObjectGraph {
  readonly nodes: readonly GraphNode[];
  readonly root: GraphNode;
  readonly info: GraphNode | undefined;
  /** The node that a reference leads to; identical streams share one. */
  readonly find: (ref: PDFRef) => GraphNode | undefined;
}

/** Rounds of merging identical streams. A picture needs a second one after its mask was merged; deeper nests are not made. */
const MERGE_ROUNDS = 3;

const PARENT = PDFName.of('Parent');
const TYPE = PDFName.of('Type');
const PAGE = PDFName.of('Page');

/** A stream's bytes as they stand in the file, filters and all. */
export function encodedBytes(stream: PDFStream): Uint8Array {
  return stream.getContents();
}

/** For each stream that another one equals in dictionary and bytes: the one that stands for both. */
function identicalStreams(context: PDFContext): ReadonlyMap<PDFRef, PDFRef> {
  const same = new Map<PDFRef, PDFRef>();
  const byContent = new Map<string, [PDFRef, PDFStream][]>();
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFStream)) continue;
    const digest = contentDigest(object);
    const twins = byContent.get(digest);
    if (twins) twins.push([ref, object]);
    else byContent.set(digest, [[ref, object]]);
  }
  const candidates = [...byContent.values()].filter((twins) => twins.length > 1);
  const number = (ref: PDFRef): number => (same.get(ref) ?? ref).objectNumber;
  for (let round = 0; round < MERGE_ROUNDS; round++) {
    const before = same.size;
    for (const twins of candidates) {
      const byDictionary = new Map<string, PDFRef>();
      for (const [ref, stream] of twins) {
        const text = serialise(stream.dict, number);
        const first = byDictionary.get(text);
        if (!first) byDictionary.set(text, ref);
        else same.set(ref, first);
      }
    }
    if (same.size === before) break;
  }
  return same;
}

/** Calls `found` for every reference in an object and the direct objects inside it. */
export function eachReference(object: PDFObject, found: (ref: PDFRef) => void, except?: PDFName): void {
  if (object instanceof PDFRef) found(object);
  else if (object instanceof PDFDict) {
    for (const [key, value] of heldEntries(object)) if (key !== except) eachReference(value, found);
  } else if (object instanceof PDFArray) {
    for (const value of heldItems(object)) eachReference(value, found);
  } else if (object instanceof PDFStream) eachReference(object.dict, found);
}

/** Finds what is reachable from the trailer's Root and Info; all else would be dead weight and is not in the graph. */
export function objectGraph(context: PDFContext): ObjectGraph {
  const same = identicalStreams(context);
  const nodes = new Map<PDFRef, Growing>();
  const open: Growing[] = [];
  const rootRef = context.trailerInfo.Root;

  const enter = (written: PDFRef): GraphNode | undefined => {
    const ref = same.get(written) ?? written;
    const known = nodes.get(ref);
    if (known) return known;
    const object = context.lookup(ref);
    if (!object) return undefined;
    const kind =
      ref === rootRef
        ? 'catalog'
        : object instanceof PDFStream
          ? 'stream'
          : object instanceof PDFDict && object.get(TYPE) === PAGE
            ? 'page'
            : 'plain';
    const node: Growing = { ref, object, kind, children: [] };
    nodes.set(ref, node);
    open.push(node);
    return node;
  };

  const root = rootRef instanceof PDFRef ? enter(rootRef) : undefined;
  if (!root) throw new Error('the file has no catalog');
  const infoRef = context.trailerInfo.Info;
  const info = infoRef instanceof PDFRef ? enter(infoRef) : undefined;
  const parents: PDFRef[] = [];
  for (let node = open.pop(); node; node = open.pop()) {
    const { children } = node;
    const add = (ref: PDFRef): void => {
      const child = enter(ref);
      if (child) children.push(child);
    };
    if (node.kind === 'page') {
      eachReference(node.object, add, PARENT);
      // The parent must be in the file all the same, should the tree above not lead to this page.
      const parent = (node.object as PDFDict).get(PARENT);
      if (parent instanceof PDFRef) parents.push(parent);
    } else eachReference(node.object, add);
    if (open.length === 0) for (const parent of parents.splice(0)) enter(parent);
  }
  return {
    nodes: [...nodes.values()].sort((a, b) => a.ref.objectNumber - b.ref.objectNumber),
    root,
    info,
    find: (ref) => nodes.get(same.get(ref) ?? ref),
  };
}
