import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFContext, type PDFObject, type PDFRef } from 'pdf-lib';
import { dictionaryAt, numberAt, tree, value } from '../model/pdf-values.ts';
import type { Leaf } from './page-tree.ts';

/**
 * Keeps the tags of annotations whose looks become part of the page: the element that held the annotation (ISO 32000-1, 14.7.4.3) holds
 * the marked content instead, so that who listens to the page still hears a field's value.
 */
export class FormTags {
  readonly #context: PDFContext;
  readonly #parents = new Map<number, PDFObject>();
  #refs: Map<PDFDict, PDFRef> | undefined;

  constructor(context: PDFContext, catalog: PDFDict) {
    this.#context = context;
    const root = dictionaryAt(catalog, 'StructTreeRoot');
    for (const [key, object] of tree(dictionaryAt(root, 'ParentTree'), 'Nums'))
      if (key instanceof PDFNumber) this.#parents.set(key.asNumber(), object);
  }

  /** The identifier to mark the annotation's look with on its page; undefined where the annotation is in no tag. */
  mark(leaf: Leaf, annotation: PDFDict): number | undefined {
    const element = this.#parents.get(numberAt(annotation, 'StructParent') ?? -1);
    const list = this.#parents.get(numberAt(leaf.dict, 'StructParents') ?? -1);
    if (!(element instanceof PDFDict) || !(list instanceof PDFArray)) return undefined;
    const ref = this.#refOf(element);
    if (!ref) return undefined;
    const mcid = list.size();
    list.push(ref);
    const reference = this.#context.obj({ Type: 'MCR', Pg: leaf.ref, MCID: mcid });
    const kids = value(element, 'K');
    if (kids instanceof PDFArray) kids.push(reference);
    else {
      const first = element.get(PDFName.of('K'));
      element.set(PDFName.of('K'), this.#context.obj(first ? [first, reference] : [reference]));
    }
    return mcid;
  }

  #refOf(element: PDFDict): PDFRef | undefined {
    if (!this.#refs) {
      this.#refs = new Map();
      for (const [ref, object] of this.#context.enumerateIndirectObjects())
        if (object instanceof PDFDict && object.has(PDFName.of('S'))) this.#refs.set(object, ref);
    }
    return this.#refs.get(element);
  }
}
