import {
  PDFArray,
  PDFCatalog,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNull,
  PDFPageLeaf,
  PDFPageTree,
  PDFRawStream,
  PDFRef,
  PDFStream,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import { heldEntries, heldItems } from '../model/pdf-values.ts';
import type { Narrow } from './used-resources.ts';

/** Direct objects inside each other. Nothing real comes near; a hostile file must not end the program by its depth. */
const NESTING_LIMIT = 200;

/** Objects inside each other that are looked up among those that are stored: fonts take four, forms in forms a few more. */
const STORED_DEPTH = 32;

/** Keys into another file's parent tree, which mean nothing here until they are given anew. */
const STRUCT_PARENTS = PDFName.of('StructParents');
const STRUCT_PARENT = PDFName.of('StructParent');
/** Of a stream: written anew, and often an object of its own, which nothing would lead to. */
const LENGTH = PDFName.of('Length');
const TYPE = PDFName.of('Type');
/** What is reached by accident and would bring the whole file along. */
const ROOTS: ReadonlySet<PDFObject> = new Set(
  ['Catalog', 'Page', 'Pages', 'StructTreeRoot', 'StructElem', 'ObjStm', 'XRef'].map((type) => PDFName.of(type)),
);

/** What a file has already of what is copied into it. */
export interface Storage {
  /** Whether it is worth a look. */
  mayBeThere(object: PDFObject): boolean;
  /** Where the same as a copy is. */
  find(copy: PDFObject): PDFRef | undefined;
  /** Keeps in mind where a copy is. */
  keep(copy: PDFObject, ref: PDFRef): void;
}

/**
 * Copies objects of one file into another, each once, with everything they need. Streams keep their bytes as they stand.
 * Pages and what belongs to the file as a whole are never copied along: where a reference to a page may stay, {@link lead}
 * says where it goes; all others become null.
 */
export class ObjectCopier {
  readonly #source: PDFContext;
  readonly #target: PDFContext;
  readonly #refs = new Map<PDFRef, PDFRef | undefined>();
  readonly #open: [PDFRef, PDFObject][] = [];
  readonly #narrow: Narrow | undefined;
  readonly #stored: Storage | undefined;
  /** Objects that are being looked up, each for the one before; `to` where one of them led back to it. */
  readonly #lookedUp = new Map<PDFRef, { to?: PDFRef }>();
  /** Objects that were copied, in order. */
  readonly copied: PDFRef[] = [];

  /** `narrow`: what of dictionaries may come along; absent: all. `stored`: what need not be copied, as the target has it already. */
  constructor(source: PDFContext, target: PDFContext, narrow?: Narrow, stored?: Storage) {
    this.#source = source;
    this.#target = target;
    this.#narrow = narrow;
    this.#stored = stored;
  }

  /** References to `from` lead to `to`; undefined: nowhere. */
  lead(from: PDFRef, to: PDFRef | undefined): void {
    this.#refs.set(from, to);
  }

  /** Where an object of the source was copied to so far. */
  placeOf(from: PDFRef): PDFRef | undefined {
    return this.#refs.get(from);
  }

  /** A copy of a direct object, or the reference to the copy of an indirect one; undefined where it cannot be copied. */
  copy(object: PDFObject): PDFObject | undefined {
    const made = this.#value(object, 0);
    this.#finish();
    return made === PDFNull ? undefined : made;
  }

  /** A copy of what a reference leads to, as an object of its own. */
  copyRef(from: PDFRef): PDFRef | undefined {
    const made = this.#ref(from);
    this.#finish();
    return made;
  }

  #finish(): void {
    for (let next = this.#open.pop(); next; next = this.#open.pop()) {
      this.#target.assign(next[0], this.#value(next[1], 0));
    }
  }

  #ref(from: PDFRef): PDFRef | undefined {
    const known = this.#refs.get(from);
    if (known || this.#refs.has(from)) return known;
    const within = this.#lookedUp.get(from);
    if (within) return (within.to ??= this.#target.nextRef());
    const object = this.#source.lookup(from);
    if (!object || object === PDFNull || isRoot(object)) {
      this.#refs.set(from, undefined);
      return undefined;
    }
    if (this.#lookedUp.size < STORED_DEPTH && this.#stored?.mayBeThere(object))
      return this.#storedOnce(from, object, this.#stored);
    const to = this.#target.nextRef();
    this.#refs.set(from, to);
    this.#open.push([to, object]);
    this.copied.push(to);
    return to;
  }

  /** Copies an object with what it needs, unless the same is there. */
  #storedOnce(from: PDFRef, object: PDFObject, stored: Storage): PDFRef {
    const own: { to?: PDFRef } = {};
    this.#lookedUp.set(from, own);
    const made = this.#value(object, 0);
    this.#lookedUp.delete(from);
    const there = stored.find(made);
    if (there && !own.to) {
      this.#refs.set(from, there);
      return there;
    }
    const to = own.to ?? this.#target.nextRef();
    this.#refs.set(from, to);
    this.#target.assign(to, made);
    this.copied.push(to);
    if (!there) stored.keep(made, to);
    return to;
  }

  #value(object: PDFObject, depth: number): PDFObject {
    if (object instanceof PDFRef) return this.#ref(object) ?? PDFNull;
    if (object instanceof PDFStream) {
      const dict = this.#dictionary(object.dict, depth, true);
      return PDFRawStream.of(dict, object.getContents());
    }
    if (object instanceof PDFDict) return isRoot(object) ? PDFNull : this.#dictionary(object, depth);
    if (object instanceof PDFArray) {
      const made = PDFArray.withContext(this.#target);
      if (depth < NESTING_LIMIT) for (const item of heldItems(object)) made.push(this.#value(item, depth + 1));
      return made;
    }
    return object instanceof PDFHexString ? digitsOnly(object) : object;
  }

  #dictionary(whole: PDFDict, depth: number, ofStream = false): PDFDict {
    const dict = this.#narrow?.(whole) ?? whole;
    const map = new Map<PDFName, PDFObject>();
    if (depth < NESTING_LIMIT) {
      for (const [key, value] of heldEntries(dict)) {
        if (key === STRUCT_PARENTS || key === STRUCT_PARENT || (ofStream && key === LENGTH)) continue;
        const made = this.#value(value, depth + 1);
        if (made !== PDFNull) map.set(key, made);
      }
    }
    return PDFDict.fromMapWithContext(map, this.#target);
  }
}

/** A string in hexadecimal digits without anything else that stands among them (ISO 32000-1, 7.3.4.3). */
function digitsOnly(string: PDFHexString): PDFHexString {
  const written = string.asString();
  return /[^\dA-Fa-f]/.test(written) ? PDFHexString.of(written.replace(/[^\dA-Fa-f]/g, '')) : string;
}

function isRoot(object: PDFObject): boolean {
  if (object instanceof PDFPageLeaf || object instanceof PDFPageTree || object instanceof PDFCatalog) return true;
  if (!(object instanceof PDFDict)) return false;
  const type = object.get(TYPE);
  return type !== undefined && ROOTS.has(type);
}
