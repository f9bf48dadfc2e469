import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, type PDFContext, type PDFObject } from 'pdf-lib';
import type { Rectangle } from '../model/exhibit.ts';
import { dictionaryAt, nameAt, numberAt, numbers, value } from '../model/pdf-values.ts';
import { DEPTH_LIMIT } from './limits.ts';

/** A page with what it inherits. */
export interface Leaf {
  readonly ref: PDFRef;
  /** What it inherits is on it as well. */
  readonly dict: PDFDict;
  /** CropBox within MediaBox. */
  readonly box: Rectangle;
  readonly rotate: 0 | 90 | 180 | 270;
}

/** The pages of a file and what is amiss with the tree they hang in. */
export interface PageTree {
  readonly leaves: readonly Leaf[];
  /** What the root says how many there are; undefined when it does not. */
  readonly count: number | undefined;
  /** References to nodes that are not there. */
  readonly missing: number;
  /** Rings, nodes in two places, levels without end: the tree must be built anew. */
  readonly crooked: boolean;
}

/** What goes down the tree (ISO 32000-1, Table 30). */
interface Inherited {
  readonly Resources?: PDFObject | undefined;
  readonly MediaBox?: PDFObject | undefined;
  readonly CropBox?: PDFObject | undefined;
  readonly Rotate?: PDFObject | undefined;
}

const INHERITED = ['Resources', 'MediaBox', 'CropBox', 'Rotate'] as const;
/** Readers take Letter for a page without a media box. */
const LETTER: Rectangle = { left: 0, bottom: 0, right: 612, top: 792 };
/** Decimal places of a box: a thousandth of a point. */
const BOX_DIGITS = 3;
/** Pages of one node in a tree that is built anew. */
const KIDS_A_NODE = 64;

/** A rectangle with its corners in order (ISO 32000-1, 7.9.5); undefined for anything else or one without area. */
export function rectangle(object: PDFObject | undefined): Rectangle | undefined {
  const all = numbers(object);
  if (all?.length !== 4 || !all.every(Number.isFinite)) return undefined;
  const [a, b, c, d] = all.map((each) => Number(each.toFixed(BOX_DIGITS))) as [number, number, number, number];
  const box = { left: Math.min(a, c), bottom: Math.min(b, d), right: Math.max(a, c), top: Math.max(b, d) };
  return box.right > box.left && box.top > box.bottom ? box : undefined;
}

/** A page's resources as they are now, its own or those of a node above it. */
export function resourcesOf({ dict }: Pick<Leaf, 'dict'>): PDFDict | undefined {
  return dictionaryAt(dict, 'Resources');
}

/** Goes through the page tree, each node once, with bounds: it may be of anybody's making. */
export function pageTree(context: PDFContext, catalog: PDFDict, limit: number): PageTree {
  const leaves: Leaf[] = [];
  const seen = new Set<PDFDict>();
  const root = dictionaryAt(catalog, 'Pages');
  let missing = 0;
  let crooked = !root;
  interface Node {
    readonly object: PDFObject;
    readonly above: Inherited;
    readonly depth: number;
  }
  const open: Node[] = [];
  const first = catalog.get(PDFName.of('Pages'));
  if (first) open.push({ object: first, above: {}, depth: 0 });
  for (let node = open.pop(); node && leaves.length <= limit; node = open.pop()) {
    const dict = context.lookup(node.object);
    if (!(dict instanceof PDFDict)) {
      missing++;
      continue;
    }
    const own: Inherited = Object.fromEntries(
      INHERITED.map((key) => [key, value(dict, key) === undefined ? node.above[key] : dict.get(PDFName.of(key))]),
    );
    if (seen.has(dict)) {
      crooked = true;
      // A page may be shown twice; a node that leads back would never end.
      if (nameAt(dict, 'Type') === 'Page') {
        const again = dict.clone(context);
        again.delete(PDFName.of('StructParents'));
        leaves.push(leaf(context, context.register(again), again, own));
      }
      continue;
    }
    seen.add(dict);
    if (node.depth > DEPTH_LIMIT) crooked = true;
    const kids = value(dict, 'Kids');
    const type = nameAt(dict, 'Type');
    if (kids instanceof PDFArray && type !== 'Page') {
      if (type !== 'Pages') crooked = true;
      for (const object of kids.asArray().toReversed()) open.push({ object, above: own, depth: node.depth + 1 });
      continue;
    }
    // A node with neither is no page: it has nothing to show and nowhere to lead.
    if (type === 'Pages') continue;
    if (type !== 'Page') crooked = true;
    const held = node.object instanceof PDFRef ? node.object : undefined;
    if (!held) crooked = true;
    const ref = held ?? context.register(dict);
    leaves.push(leaf(context, ref, dict, own));
  }
  const declared = numberAt(root, 'Count');
  return { leaves, missing, crooked: crooked || declared !== leaves.length, count: declared };
}

function leaf(context: PDFContext, ref: PDFRef, dict: PDFDict, own: Inherited): Leaf {
  const look = (object: PDFObject | undefined): PDFObject | undefined => object && context.lookup(object);
  // What is inherited comes onto the page itself, so that taking the page elsewhere loses nothing.
  for (const key of INHERITED) {
    const object = own[key];
    if (object && value(dict, key) === undefined) dict.set(PDFName.of(key), object);
  }
  const media = rectangle(look(own.MediaBox)) ?? LETTER;
  const crop = rectangle(look(own.CropBox)) ?? media;
  const both = {
    left: Math.max(media.left, crop.left),
    bottom: Math.max(media.bottom, crop.bottom),
    right: Math.min(media.right, crop.right),
    top: Math.min(media.top, crop.top),
  };
  const turn = look(own.Rotate);
  // Readers that meet what is no quarter turn take the one before it.
  const rotate = turn instanceof PDFNumber ? (((Math.trunc(turn.asNumber() / 90) * 90) % 360) + 360) % 360 : 0;
  return {
    ref,
    dict,
    box: both.right > both.left && both.top > both.bottom ? both : media,
    rotate: (Number.isFinite(rotate) ? rotate : 0) as Leaf['rotate'],
  };
}

/** Puts these pages, and no others, into a tree of two levels. */
export function rebuildTree(context: PDFContext, catalog: PDFDict, leaves: readonly Leaf[]): void {
  const root = context.nextRef();
  const nodes: PDFRef[] = [];
  for (let from = 0; from < leaves.length; from += KIDS_A_NODE) {
    const some = leaves.slice(from, from + KIDS_A_NODE);
    const node = context.register(
      context.obj({ Type: 'Pages', Parent: root, Count: some.length, Kids: some.map(({ ref }) => ref) }),
    );
    for (const { dict } of some) {
      dict.set(PDFName.of('Type'), PDFName.of('Page'));
      dict.set(PDFName.of('Parent'), node);
      dict.delete(PDFName.of('Kids'));
    }
    nodes.push(node);
  }
  context.assign(root, context.obj({ Type: 'Pages', Count: leaves.length, Kids: nodes }));
  catalog.set(PDFName.of('Pages'), root);
}
