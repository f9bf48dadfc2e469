import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFStream,
  PDFString,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import { isLanguageTag } from '../model/language-tag.ts';
import type { KeptAnnotation } from './annotations.ts';
import type { BookStructure } from './book-structure.ts';
import type { ObjectCopier } from './copy-objects.ts';
import type { PlacedPage } from './destinations.ts';
import { mcidsOf } from './page-content.ts';
import type { Leaf, Node } from './structure-node.ts';
import { Roles } from './structure-roles.ts';

const N = (text: string): PDFName => PDFName.of(text);
const S = N('S');
const K = N('K');
const PG = N('Pg');
const STRUCT_PARENT = N('StructParent');
const STRUCT_PARENTS = N('StructParents');
const HEADERS = N('Headers');
const LANG = N('Lang');

/** Elements inside each other before the rest is left out; a hostile file must not end the program by its depth. */
const NESTING_LIMIT = 200;
/** Text entries of an element that come along (Table 323). */
const TEXTS = ['Lang', 'Alt', 'ActualText', 'E', 'T'].map(N);
/** Those that tell the element's content in other words (14.9.3 to 14.9.5). */
const INSTEAD: ReadonlySet<PDFName> = new Set(['Alt', 'ActualText', 'E'].map(N));

/** A page of an exhibit as the structure needs it. */
export interface StructuredPage {
  readonly placed: PlacedPage;
  /** Marked content that is on it. */
  readonly mcids: ReadonlySet<number>;
  /** The form that paints it, when it is not the page's own content. */
  readonly form: PDFRef | undefined;
  /** By where they were in the exhibit. */
  readonly annotations: readonly KeptAnnotation[];
}

/** Who owns the marked content of one stream. */
interface Owned {
  readonly key: number;
  readonly mcids: ReadonlySet<number>;
  readonly owners: Map<number, PDFRef>;
}

/**
 * Takes an exhibit's structure tree, as far as it is of pages that are in the book: types resolved to standard ones, identifiers led by
 * `prefix`, marked content owned under keys of the book's parent tree (ISO 32000-1, 14.7.4.4). Content and identifiers of marked content stay.
 */
export function takeStructure(
  context: PDFContext,
  root: PDFDict,
  pages: ReadonlyMap<PDFRef, StructuredPage>,
  copier: ObjectCopier,
  book: BookStructure,
  prefix: string,
): Node[] {
  return new Taker(context, root, pages, copier, book, prefix).take();
}

class Taker {
  readonly #context: PDFContext;
  readonly #root: PDFDict;
  readonly #pages: ReadonlyMap<PDFRef, StructuredPage>;
  readonly #copier: ObjectCopier;
  readonly #book: BookStructure;
  readonly #prefix: string;
  readonly #roles: Roles;
  readonly #classes: PDFDict | undefined;
  readonly #seen = new Set<PDFDict>();
  readonly #streams = new Map<PDFRef, Owned>();
  readonly #annotations: ReadonlyMap<PDFRef, { readonly annotation: KeptAnnotation; readonly placed: PlacedPage }>;
  readonly #held = new Set<PDFRef>();
  /** Pieces of marked content that are on pages that were left out, so far. */
  #behind = 0;
  /** Notes without an identifier so far. */
  #notes = 0;

  constructor(
    context: PDFContext,
    root: PDFDict,
    pages: ReadonlyMap<PDFRef, StructuredPage>,
    copier: ObjectCopier,
    book: BookStructure,
    prefix: string,
  ) {
    this.#context = context;
    this.#root = root;
    this.#pages = pages;
    this.#copier = copier;
    this.#book = book;
    this.#prefix = prefix;
    this.#roles = new Roles(root);
    const classes = root.lookup(N('ClassMap'));
    this.#classes = classes instanceof PDFDict ? classes : undefined;
    this.#annotations = new Map(
      [...pages.values()].flatMap(({ placed, annotations }) =>
        annotations.map((annotation) => [annotation.ref, { annotation, placed }] as const),
      ),
    );
    for (const page of pages.values()) {
      if (page.mcids.size === 0) continue;
      const stream = page.form ?? page.placed.ref;
      this.#register(stream, page.mcids);
    }
  }

  take(): Node[] {
    const kids = this.#kids(this.#root, undefined, 0);
    // Content right in the root has no element to own it.
    for (const [stream, mcid] of this.#pending.get(kids) ?? []) this.#streams.get(stream)?.owners.delete(mcid);
    const nodes = kids.filter((kid): kid is Node => kid.kind === 'node');
    for (const { key, owners } of this.#streams.values()) this.#book.own(key, owners);
    // Annotations that the tree forgot: they are reachable for those who go by it all the same.
    const forgotten = [...this.#pages.values()].flatMap((page) =>
      page.annotations
        .filter(({ ref }) => !this.#held.has(ref))
        .map((annotation) => annotationElement(this.#context, this.#book, annotation, page.placed)),
    );
    return [...nodes, ...forgotten];
  }

  #register(stream: PDFRef, mcids: ReadonlySet<number>): Owned {
    const owned: Owned = { key: this.#book.key(), mcids, owners: new Map() };
    this.#streams.set(stream, owned);
    const object = this.#context.lookup(stream);
    const dict = object instanceof PDFStream ? object.dict : object;
    if (dict instanceof PDFDict) dict.set(STRUCT_PARENTS, PDFNumber.of(owned.key));
    return owned;
  }

  #element(dict: PDFDict, page: PDFRef | undefined, depth: number): (Node | Leaf)[] {
    if (this.#seen.has(dict) || depth > NESTING_LIMIT) return [];
    this.#seen.add(dict);
    const own = dict.get(PG);
    const at = own instanceof PDFRef ? own : page;
    let type = this.#roles.typeOf(dict);
    // What is an artifact in the tree (ISO 32000-2, 14.8.4.8.3) is one where nothing owns it.
    if (type === 'Artifact') return [];
    const before = this.#behind;
    const kids = this.#kids(dict, at, depth);
    const empty = kids.every((kid) => kid.kind === 'node' && kid.first === undefined);
    // An empty cell stays, but not one of a page that was left out.
    if (empty && (dict.has(K) || (own instanceof PDFRef && !this.#pages.has(own)))) return [];
    // A link whose target stayed behind is what it says.
    if (type === 'Link' && !kids.some((kid) => this.#holdsObject(kid))) type = 'Span';
    if (type === 'Document') type = 'Part';
    const node = this.#book.element(type, kids);
    this.#own(node, kids);
    this.#describe(dict, node, this.#behind === before);
    if (at && node.kids.some((kid) => kid.kind === 'leaf')) {
      const placed = this.#pages.get(at)?.placed;
      if (placed) node.dict.set(PG, placed.ref);
    }
    return [node];
  }

  #holdsObject(kid: Node | Leaf): boolean {
    if (kid.kind === 'node') return kid.kids.some((inner) => this.#holdsObject(inner));
    return kid.object instanceof PDFDict && kid.object.has(N('Obj'));
  }

  /** Owners are known once their element is made: leaves are entered without one and get it here. */
  #own(node: Node, kids: readonly (Node | Leaf)[]): void {
    for (const [stream, mcid] of this.#pending.get(kids) ?? []) this.#streams.get(stream)?.owners.set(mcid, node.ref);
    for (const kid of node.kids) {
      if (kid.kind !== 'leaf' || !(kid.object instanceof PDFDict)) continue;
      const object = kid.object.get(N('Obj'));
      if (!(object instanceof PDFRef)) continue;
      const key = this.#book.key();
      this.#annotations.get(object)?.annotation.dict.set(STRUCT_PARENT, PDFNumber.of(key));
      this.#book.own(key, node.ref);
    }
  }
  readonly #pending = new Map<readonly (Node | Leaf)[], [PDFRef, number][]>();

  #kids(holder: PDFDict, page: PDFRef | undefined, depth: number): (Node | Leaf)[] {
    const written = holder.lookup(K);
    const list = written instanceof PDFArray ? written.asArray() : [holder.get(K)];
    const made: (Node | Leaf)[] = [];
    const pending: [PDFRef, number][] = [];
    for (const each of list) {
      const kid = each instanceof PDFRef ? holder.context.lookup(each) : each;
      if (kid instanceof PDFNumber) this.#content(made, pending, page, undefined, kid.asNumber());
      else if (kid instanceof PDFDict && kid.has(S)) made.push(...this.#element(kid, page, depth + 1));
      else if (kid instanceof PDFDict) {
        const own = kid.get(PG);
        const at = own instanceof PDFRef ? own : page;
        const mcid = kid.lookup(N('MCID'));
        const object = kid.get(N('Obj'));
        if (object instanceof PDFRef) this.#object(made, object);
        else if (mcid instanceof PDFNumber) this.#content(made, pending, at, kid.get(N('Stm')), mcid.asNumber());
      }
    }
    this.#pending.set(made, pending);
    return made;
  }

  /** Enters marked content if it is really there and has no owner yet. */
  #content(
    into: (Node | Leaf)[],
    pending: [PDFRef, number][],
    page: PDFRef | undefined,
    stm: PDFObject | undefined,
    mcid: number,
  ): void {
    const at = page && this.#pages.get(page);
    if (!at) {
      this.#behind++;
      return;
    }
    const form = stm instanceof PDFRef ? this.#copier.placeOf(stm) : at.form;
    if (stm instanceof PDFRef && !form) return;
    const stream = form ?? at.placed.ref;
    const owned = this.#streams.get(stream) ?? (stm instanceof PDFRef ? this.#form(stream) : undefined);
    if (!owned?.mcids.has(mcid) || owned.owners.has(mcid)) return;
    // Taken at once, so that nothing else can claim it; its element is entered when it is made.
    owned.owners.set(mcid, stream);
    pending.push([stream, mcid]);
    const object = form
      ? this.#context.obj({ Type: 'MCR', Pg: at.placed.ref, Stm: form, MCID: mcid })
      : this.#context.obj({ Type: 'MCR', Pg: at.placed.ref, MCID: mcid });
    into.push({ kind: 'leaf', object, page: at.placed.index });
  }

  /** A form of the exhibit's own with marked content in it. */
  #form(ref: PDFRef): Owned | undefined {
    const stream = this.#context.lookup(ref);
    return stream instanceof PDFStream ? this.#register(ref, mcidsOf(stream)) : undefined;
  }

  #object(into: (Node | Leaf)[], source: PDFRef): void {
    const to = this.#copier.placeOf(source);
    const found = to && this.#annotations.get(to);
    if (!found || this.#held.has(to)) return;
    this.#held.add(to);
    into.push(objectLeaf(this.#context, found.annotation, found.placed));
  }

  /** Copies what is said of an element; what stands in the place of its content only where that is `whole`. */
  #describe(dict: PDFDict, node: Node, whole: boolean): void {
    for (const key of TEXTS) {
      if (!whole && INSTEAD.has(key)) continue;
      const value = dict.lookup(key);
      if (!(value instanceof PDFString || value instanceof PDFHexString)) continue;
      // What is no language is not said: that of what is around it holds.
      if (key !== LANG || isLanguageTag(value.decodeText())) node.dict.set(key, value);
    }
    const id = dict.lookup(N('ID'));
    if (id instanceof PDFString || id instanceof PDFHexString) this.#book.identify(node, this.#identifier(id));
    // Each note has one (ISO 14289-1, 7.9).
    else if (node.type === 'Note') this.#book.identify(node, `${this.#prefix}note-${++this.#notes}`);
    const attributes = [...this.#attributesOf(dict.lookup(N('A'))), ...this.#classAttributes(dict.lookup(N('C')))];
    const copies = attributes.flatMap((attribute) => {
      const copy = this.#copier.copy(attribute);
      if (!(copy instanceof PDFDict)) return [];
      const headers = copy.lookup(HEADERS);
      if (headers instanceof PDFArray) {
        const named = headers
          .asArray()
          .flatMap((_, i) => {
            const header = headers.lookup(i);
            return header instanceof PDFString || header instanceof PDFHexString ? [this.#identifier(header)] : [];
          })
          .map((text) => PDFString.of(text));
        copy.set(HEADERS, this.#context.obj(named));
      }
      return [copy];
    });
    if (copies.length > 0) node.dict.set(N('A'), copies.length === 1 ? copies[0]! : this.#context.obj(copies));
  }

  /** An identifier of the exhibit's as it is in the book; hexadecimal digits where it is not plain. */
  #identifier(id: PDFString | PDFHexString): string {
    const bytes = Buffer.from(id.asBytes());
    const text = bytes.toString('latin1');
    return this.#prefix + (/^[\w.-]+$/.test(text) ? text : `x${bytes.toString('hex')}`);
  }

  /** Attribute objects without revision numbers and without those of namespaces that stay behind. */
  #attributesOf(value: PDFObject | undefined): PDFDict[] {
    const list = value instanceof PDFArray ? value.asArray().map((_, i) => value.lookup(i)) : [value];
    return list.filter((each): each is PDFDict => each instanceof PDFDict && each.lookup(N('O')) !== N('NSO'));
  }

  #classAttributes(value: PDFObject | undefined): PDFDict[] {
    const list = value instanceof PDFArray ? value.asArray().map((_, i) => value.lookup(i)) : [value];
    return list.flatMap((name) => (name instanceof PDFName ? this.#attributesOf(this.#classes?.lookup(name)) : []));
  }
}

function objectLeaf(context: PDFContext, { ref }: KeptAnnotation, { ref: page, index }: PlacedPage): Leaf {
  return { kind: 'leaf', object: context.obj({ Type: 'OBJR', Obj: ref, Pg: page }), page: index };
}

/** An element for an annotation that no tree holds: a link, or another one (ISO 14289-1, 7.18). */
export function annotationElement(
  context: PDFContext,
  book: BookStructure,
  annotation: KeptAnnotation,
  page: PlacedPage,
): Node {
  const element = book.element(annotation.link ? 'Link' : 'Annot', [objectLeaf(context, annotation, page)]);
  if (annotation.lang !== undefined) element.dict.set(LANG, PDFHexString.fromText(annotation.lang));
  const key = book.key();
  annotation.dict.set(STRUCT_PARENT, PDFNumber.of(key));
  book.own(key, element.ref);
  return element;
}

/** A page without structure as one figure, its content marked 0, with an alternative text; its annotations follow. */
export function figurePage(
  context: PDFContext,
  book: BookStructure,
  page: Omit<StructuredPage, 'mcids' | 'form'>,
  alt: string,
  box: readonly number[],
): Node[] {
  return paintedPage(context, book, { ...page, form: undefined }, 0, alt, box);
}

/**
 * A page that is a picture, marked 0, with an alternative text, and then so many paragraphs that lie behind it unseen, marked 1 and on; its
 * annotations follow. `form`: what paints it, where that is not the page's own content.
 */
export function paintedPage(
  context: PDFContext,
  book: BookStructure,
  { placed, form, annotations }: Omit<StructuredPage, 'mcids'>,
  paragraphs: number,
  alt: string,
  box: readonly number[],
): Node[] {
  const marked = (type: string, mcid: number): Node => {
    const object = context.obj({ Type: 'MCR', Pg: placed.ref, ...(form && { Stm: form }), MCID: mcid });
    const element = book.element(type, [{ kind: 'leaf', object, page: placed.index }]);
    element.dict.set(PG, placed.ref);
    return element;
  };
  const figure = marked('Figure', 0);
  figure.dict.set(N('Alt'), PDFHexString.fromText(alt));
  figure.dict.set(N('A'), context.obj({ O: 'Layout', Placement: 'Block', BBox: [...box] }));
  const nodes = [figure, ...Array.from({ length: paragraphs }, (_, index) => marked('P', index + 1))];
  const key = book.key();
  const stream = context.lookup(form ?? placed.ref);
  const dict = stream instanceof PDFStream ? stream.dict : stream;
  if (dict instanceof PDFDict) dict.set(STRUCT_PARENTS, PDFNumber.of(key));
  book.own(key, new Map(nodes.map((node, mcid) => [mcid, node.ref])));
  return [...nodes, ...annotations.map((annotation) => annotationElement(context, book, annotation, placed))];
}
