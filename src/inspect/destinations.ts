import { PDFArray, PDFDict, PDFNumber, type PDFObject } from 'pdf-lib';
import type { DestinationFacts } from './facts.ts';
import type { Page } from './pages.ts';
import { byteText, dictionaryAt, nameAt, tree, value } from '../model/pdf-values.ts';

/** Where a destination leads. */
export interface Target {
  readonly name?: string;
  readonly page?: number;
  readonly left?: number;
  readonly top?: number;
}

/** Finds the pages that destinations lead to (ISO 32000-1, 12.3.2). */
export class Destinations {
  readonly #named = new Map<string, PDFObject>();
  readonly #pages: ReadonlyMap<PDFDict, number>;

  constructor(catalog: PDFDict, pages: readonly Page[]) {
    this.#pages = new Map(pages.map((page, index) => [page.dict, index] as const));
    for (const [name, item] of dictionaryAt(catalog, 'Dests')?.entries() ?? []) {
      const target = catalog.context.lookup(item);
      const key = byteText(name);
      if (target && key !== undefined) this.#named.set(key, target);
    }
    for (const [key, item] of tree(dictionaryAt(dictionaryAt(catalog, 'Names'), 'Dests'), 'Names')) {
      const name = byteText(key);
      if (name !== undefined) this.#named.set(name, item);
    }
  }

  /** All named destinations in order of their names. */
  all(): DestinationFacts[] {
    return [...this.#named]
      .map(([name, object]) => ({ ...this.#explicit(object), name: readable(name) }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** Where a Dest entry or a GoTo action leads; undefined when `holder` has neither. */
  of(holder: PDFDict): Target | undefined {
    const action = dictionaryAt(holder, 'A');
    const object = value(holder, 'Dest') ?? (nameAt(action, 'S') === 'GoTo' ? value(action, 'D') : undefined);
    const name = byteText(object);
    if (name === undefined) return object && this.#explicit(object);
    const named = this.#named.get(name);
    return { ...(named && this.#explicit(named)), name: readable(name) };
  }

  #explicit(object: PDFObject): Target {
    const array = object instanceof PDFDict ? value(object, 'D') : object;
    if (!(array instanceof PDFArray) || array.size() === 0) return {};
    const first = array.lookup(0);
    const page =
      first instanceof PDFDict ? this.#pages.get(first) : first instanceof PDFNumber ? first.asNumber() : undefined;
    const at = (index: number): number | undefined => {
      const item = index < array.size() ? array.lookup(index) : undefined;
      return item instanceof PDFNumber ? item.asNumber() : undefined;
    };
    const view = array.size() > 1 ? array.lookup(1)?.toString() : undefined;
    const [left, top] =
      view === '/XYZ' ? [at(2), at(3)] : view === '/FitH' || view === '/FitBH' ? [undefined, at(2)] : [];
    return {
      ...(page !== undefined && { page }),
      ...(left !== undefined && { left }),
      ...(top !== undefined && { top }),
    };
  }
}

/** A name's bytes as text: UTF-8 where they are that. */
function readable(bytes: string): string {
  const decoded = Buffer.from(bytes, 'latin1').toString('utf8');
  return decoded.includes('\uFFFD') ? bytes : decoded;
}
