import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, type PDFContext, type PDFObject } from 'pdf-lib';
import type { ExhibitBookmark } from '../model/exhibit.ts';
import { viewOf } from '../model/pdf-destination.ts';
import { byteText, dictionaryAt, tree } from '../model/pdf-values.ts';
import type { Leaf } from './page-tree.ts';

/** Names that lead to names; more is a ring. */
const NAMES_IN_ROW = 8;

/** Where a destination leads; empty where that is nowhere in the file. */
type Place = Pick<ExhibitBookmark, 'page' | 'view'>;

/** The destinations of a file, explicit and named ones (ISO 32000-1, 12.3.2). */
export class Destinations {
  readonly #context: PDFContext;
  readonly #leaves: readonly Leaf[];
  readonly #pages: ReadonlyMap<PDFRef, number>;
  readonly #named = new Map<string, PDFObject>();

  constructor(context: PDFContext, catalog: PDFDict, leaves: readonly Leaf[]) {
    this.#context = context;
    this.#leaves = leaves;
    this.#pages = new Map(leaves.map(({ ref }, index) => [ref, index] as const));
    const take = (name: PDFObject, object: PDFObject): void => void this.#named.set(byteText(name) ?? '', object);
    for (const [name, object] of dictionaryAt(catalog, 'Dests')?.entries() ?? []) take(name, object);
    for (const [key, object] of tree(dictionaryAt(dictionaryAt(catalog, 'Names'), 'Dests'), 'Names')) take(key, object);
  }

  /** Where what a bookmark names as its destination leads. */
  placeOf(destination: PDFObject | undefined, row = 0): Place {
    const object = this.#context.lookup(destination);
    if (row > NAMES_IN_ROW) return {};
    if (object instanceof PDFDict) return this.placeOf(object.get(PDFName.of('D')), row + 1);
    if (object instanceof PDFArray) {
      const first = object.size() > 0 ? object.get(0) : undefined;
      const index = first instanceof PDFNumber ? first.asNumber() : -1;
      const page = first instanceof PDFRef ? this.#pages.get(first) : this.#leaves[index] && index;
      const view = page === undefined ? undefined : viewOf(object);
      return { ...(page !== undefined && { page }), ...(view && { view }) };
    }
    const name = byteText(object);
    return name === undefined ? {} : this.placeOf(this.#named.get(name), row + 1);
  }

  /** All names that lead to a page, by their bytes, one a character. */
  names(): [name: string, page: number][] {
    return [...this.#named].flatMap(([name, object]): [string, number][] => {
      const { page } = this.placeOf(object);
      return page === undefined ? [] : [[name, page]];
    });
  }
}
