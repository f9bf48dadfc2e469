import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFContext,
  type PDFObject,
  type PDFRef,
} from 'pdf-lib';
import { dictionaryAt, nameAt, numberAt, text, tree, value } from '../model/pdf-values.ts';
import { inheritedBy } from './appearance.ts';
import type { Leaf } from './page-tree.ts';

/** Flags of buttons (ISO 32000-1, Table 226). */
const RADIO = 1 << 15;
const PUSH = 1 << 16;

/**
 * Keeps the tags of annotations whose looks become part of the page: the element that held the annotation (ISO 32000-1, 14.7.4.3) holds
 * the marked content instead, so that who listens to the page still hears a field's value.
 */
export class FormTags {
  readonly #context: PDFContext;
  readonly #parents = new Map<number, PDFObject>();
  readonly #roles: PDFDict | undefined;
  #refs: Map<PDFDict, PDFRef> | undefined;

  constructor(context: PDFContext, catalog: PDFDict) {
    this.#context = context;
    const root = dictionaryAt(catalog, 'StructTreeRoot');
    this.#roles = dictionaryAt(root, 'RoleMap');
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

  /**
   * Says of the element that held a field what the field was, now that it is one on paper (PrintField attributes, ISO 32000-1, 14.8.5.6): a Form
   * without a field may not be without (ISO 14289-1, 7.18.4).
   */
  print(widget: PDFDict): void {
    const element = this.#parents.get(numberAt(widget, 'StructParent') ?? -1);
    if (!(element instanceof PDFDict) || !this.#isForm(element)) return;
    const kind = inheritedBy(widget, 'FT');
    const flags = inheritedBy(widget, 'Ff');
    const bits = flags instanceof PDFNumber ? flags.asNumber() : 0;
    const button = kind === PDFName.of('Btn');
    const role = !button ? 'tv' : (bits & PUSH) !== 0 ? 'pb' : (bits & RADIO) !== 0 ? 'rb' : 'cb';
    const state = nameAt(widget, 'AS') ?? 'Off';
    const words = text(inheritedBy(widget, 'TU')) ?? text(inheritedBy(widget, 'T'));
    const attributes = this.#context.obj({
      O: 'PrintField',
      Role: role,
      ...((role === 'rb' || role === 'cb') && { checked: state === 'Off' ? 'off' : 'on' }),
    });
    if (words) attributes.set(PDFName.of('Desc'), PDFHexString.fromText(words));
    const written = element.get(PDFName.of('A'));
    const others = this.#context.lookup(written);
    const all = others instanceof PDFArray ? others.asArray() : written ? [written] : [];
    element.set(PDFName.of('A'), all.length > 0 ? this.#context.obj([...all, attributes]) : attributes);
  }

  #isForm(element: PDFDict): boolean {
    const type = nameAt(element, 'S') ?? '';
    return type === 'Form' || nameAt(this.#roles, type) === 'Form';
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
