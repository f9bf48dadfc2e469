import { IDENTITY, type Matrix } from '../model/matrix.ts';
import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFString,
  type PDFContext,
  type PDFDocument,
  type PDFObject,
} from 'pdf-lib';
import { viewOf } from '../model/pdf-destination.ts';
import type { DestinationView, Rectangle } from '../model/exhibit.ts';
import { dictionaryAt, textAt } from '../model/pdf-values.ts';
import { fromShown, shownSize, type Turn } from '../model/shown-page.ts';
import { apply } from './geometry.ts';

/** Where a page of an exhibit went. */
export interface PlacedPage {
  readonly ref: PDFRef;
  /** Index in the book. */
  readonly index: number;
  /** Shown box in the exhibit's space, and how it is turned for display. */
  readonly box: Rectangle;
  readonly turn: Turn;
  /** From the exhibit page's user space to that of the page it is on. */
  readonly matrix: Matrix;
  /** The rectangle of that page in which it shows, points; undefined: the page and its own box are one. */
  readonly visible?: Rectangle;
}

/** Where a destination leads: to a place in the book, to a page that was left out of it, or nowhere even in the exhibit. */
export type Lead = { readonly kind: 'place'; readonly object: PDFObject } | { readonly kind: 'left-out' | 'dead' };

/** Names leading to names. Real ones lead straight to places. */
const CHAIN_LIMIT = 8;
/** Levels of a name tree; a balanced one of a million names has fewer than this. */
const TREE_DEPTH = 32;

const DESTS = PDFName.of('Dests');
const NAMES = PDFName.of('Names');

/** A name's bytes, one a character, whichever of the three objects holds it. */
export function nameBytes(object: PDFObject | undefined): string | undefined {
  if (object instanceof PDFName) return Buffer.from(object.asBytes()).toString('latin1');
  if (object instanceof PDFString || object instanceof PDFHexString)
    return Buffer.from(object.asBytes()).toString('latin1');
  return undefined;
}

/** All named destinations of a file (ISO 32000-1, 12.3.2.3), by the bytes of their names. */
export function namedDestinations(catalog: PDFDict): Map<string, PDFObject> {
  const found = new Map<string, PDFObject>();
  const seen = new Set<PDFDict>();
  const read = (node: PDFObject | undefined, depth: number): void => {
    if (!(node instanceof PDFDict) || seen.has(node) || depth > TREE_DEPTH) return;
    seen.add(node);
    const names = node.lookup(NAMES);
    for (let i = 0; names instanceof PDFArray && i + 1 < names.size(); i += 2) {
      const name = nameBytes(names.lookup(i));
      const value = names.lookup(i + 1);
      if (name !== undefined && value) found.set(name, value);
    }
    const kids = node.lookup(PDFName.of('Kids'));
    for (let i = 0; kids instanceof PDFArray && i < kids.size(); i++) read(kids.lookup(i), depth + 1);
  };
  const dictionary = catalog.lookup(DESTS);
  if (dictionary instanceof PDFDict) {
    for (const key of dictionary.keys()) {
      const value = dictionary.lookup(key);
      if (value) found.set(nameBytes(key)!, value);
    }
  }
  const names = catalog.lookup(NAMES);
  if (names instanceof PDFDict) read(names.lookup(DESTS), 0);
  return found;
}

/** The destinations of one exhibit as they are in the book. */
export class ExhibitDestinations {
  /** Named destinations that lead into the book, under the names that they have there: the exhibit's, then those made for bookmarks. */
  readonly named: Map<string, PDFObject> = new Map();
  /** To what the exhibit's relative addresses are relative (ISO 32000-1, 12.6.4.7); undefined where it does not say. */
  readonly base: string | undefined;
  readonly #context: PDFContext;
  readonly #pages: ReadonlyMap<PDFRef, PlacedPage>;
  readonly #order: readonly PDFRef[];
  readonly #written: ReadonlyMap<string, PDFObject>;
  readonly #renamed = new Map<string, string>();
  readonly #taken: Set<string>;
  /** Names by the destinations as they are written. */
  #byPlace: Map<string, string> | undefined;

  /** `taken` are the names that the book has; new ones are added. `prefix` comes before a name that is taken. */
  constructor(
    context: PDFContext,
    source: PDFDocument,
    pages: ReadonlyMap<PDFRef, PlacedPage>,
    taken: Set<string>,
    prefix: string,
  ) {
    this.#context = context;
    this.#pages = pages;
    this.#taken = taken;
    this.base = textAt(dictionaryAt(source.catalog, 'URI'), 'Base');
    this.#order = source.getPages().map((page) => page.ref);
    this.#written = namedDestinations(source.catalog);
    for (const [name, value] of this.#written) {
      const place = this.#place(value, 0);
      if (place.kind !== 'place') continue;
      let free = name;
      for (let count = 1; taken.has(free); count++) free = `${prefix}${count > 1 ? `${count}-` : ''}${name}`;
      taken.add(free);
      this.#renamed.set(name, free);
      this.named.set(free, place.object);
    }
  }

  /** What a link that led to `object` in the exhibit leads to now: a name where it was one. */
  lead(object: PDFObject | undefined): Lead {
    const name = nameBytes(object);
    if (name === undefined) return this.#place(object, 0);
    const renamed = this.#renamed.get(name);
    if (renamed !== undefined) return { kind: 'place', object: byteString(renamed) };
    const place = this.#place(object, 0);
    return place.kind === 'place' ? { kind: 'dead' } : place;
  }

  /** Where a named destination of the exhibit leads in the book; undefined where that is nowhere. */
  placeOf(name: string): PDFObject | undefined {
    const renamed = this.#renamed.get(name);
    return renamed === undefined ? undefined : this.named.get(renamed);
  }

  /**
   * The name of a place to which bookmarks lead: one that the exhibit has for it, else a new one, which begins with `wish`. Without a view it is
   * the beginning of the page.
   */
  nameFor(page: PlacedPage, view: DestinationView | undefined, wish: string): string {
    const place = view ? this.#context.obj([page.ref, ...viewOn(page, view)]) : topOf(this.#context, page);
    const key = place.toString();
    if (!this.#byPlace) this.#byPlace = new Map([...this.named].map(([name, object]) => [object.toString(), name]));
    let name = this.#byPlace.get(key);
    if (name !== undefined) return name;
    name = wish;
    for (let count = 2; this.#taken.has(name); count++) name = `${wish}-${count}`;
    this.#taken.add(name);
    this.named.set(name, place);
    this.#byPlace.set(key, name);
    return name;
  }

  #place(object: PDFObject | undefined, depth: number): Lead {
    const name = nameBytes(object);
    if (name !== undefined && depth < CHAIN_LIMIT) return this.#place(this.#written.get(name), depth + 1);
    if (object instanceof PDFDict && depth < CHAIN_LIMIT) return this.#place(object.lookup(PDFName.of('D')), depth + 1);
    if (!(object instanceof PDFArray) || object.size() === 0) return { kind: 'dead' };
    const first = object.get(0);
    const ref =
      first instanceof PDFNumber ? this.#order[first.asNumber()] : first instanceof PDFRef ? first : undefined;
    const page = ref && this.#pages.get(ref);
    if (!page) return { kind: ref && this.#order.includes(ref) ? 'left-out' : 'dead' };
    const view = viewOn(page, viewOf(object) ?? ['Fit']);
    return { kind: 'place', object: this.#context.obj([page.ref, ...view]) };
  }
}

/** A destination's view on the page that the exhibit's is on now. */
function viewOn({ matrix, turn, box }: PlacedPage, view: DestinationView): DestinationView {
  if (matrix === IDENTITY) return view;
  const [kind, ...given] = view;
  const corner = topLeft(box, turn);
  const at = (x: number | null | undefined, y: number | null | undefined): readonly [number, number] => {
    const [left, top] = apply(matrix, x ?? corner[0], y ?? corner[1]);
    return [Number(left.toFixed(3)), Number(top.toFixed(3))];
  };
  switch (kind) {
    case 'XYZ':
      return [kind, ...at(given[0], given[1]), given[2] ?? null];
    // Where a page is turned, its sides are not what they were: what a window begins with stays.
    case 'FitH':
    case 'FitBH':
      return [kind, at(null, given[0])[1]];
    case 'FitV':
    case 'FitBV':
      return [kind, at(given[0], null)[0]];
    case 'FitR': {
      const [ax, ay] = at(given[0], given[1]);
      const [bx, by] = at(given[2], given[3]);
      return [kind, Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
    }
    default:
      return view;
  }
}

/** The corner of a page where a reader begins, in its user space. */
function topLeft(box: Rectangle, turn: Turn): readonly [number, number] {
  return apply(fromShown(box, turn), 0, shownSize(box, turn).height);
}

/** Where a page of an exhibit begins. */
function topOf(context: PDFContext, { ref, box, turn, matrix }: PlacedPage): PDFArray {
  const [x, y] = apply(matrix, ...topLeft(box, turn));
  return context.obj([ref, 'XYZ', x, y, null]);
}

/** A byte string of one byte a character. */
export function byteString(bytes: string): PDFHexString {
  return PDFHexString.of(Buffer.from(bytes, 'latin1').toString('hex').toUpperCase());
}

/** Adds names to those of the catalog's name tree, sorted by their bytes as the tree must be (7.9.6). */
export function writeNames(context: PDFContext, catalog: PDFDict, added: ReadonlyMap<string, PDFObject>): void {
  if (added.size === 0) return;
  const written = catalog.lookup(NAMES);
  const home: PDFDict = written instanceof PDFDict ? written : context.obj({});
  if (home !== written) catalog.set(NAMES, home);
  const all = new Map(added);
  const own = namedDestinations(context.obj({ Names: home }));
  for (const [name, value] of own) all.set(name, value);
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const names = sorted.flatMap(([name, value]) => [byteString(name), value]);
  home.set(DESTS, context.register(context.obj({ Names: names })));
}
