import {
  PDFArray,
  PDFCatalog,
  PDFDict,
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
  /** Objects that were copied, in order. */
  readonly copied: PDFRef[] = [];

  /** `narrow`: what of dictionaries may come along; absent: all. */
  constructor(source: PDFContext, target: PDFContext, narrow?: Narrow) {
    this.#source = source;
    this.#target = target;
    this.#narrow = narrow;
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
    if (this.#refs.has(from)) return this.#refs.get(from);
    const object = this.#source.lookup(from);
    if (!object || object === PDFNull || isRoot(object)) {
      this.#refs.set(from, undefined);
      return undefined;
    }
    const to = this.#target.nextRef();
    this.#refs.set(from, to);
    this.#open.push([to, object]);
    this.copied.push(to);
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
    return object;
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

function isRoot(object: PDFObject): boolean {
  if (object instanceof PDFPageLeaf || object instanceof PDFPageTree || object instanceof PDFCatalog) return true;
  if (!(object instanceof PDFDict)) return false;
  const type = object.get(TYPE);
  return type !== undefined && ROOTS.has(type);
}
