import {
  PDFArray,
  PDFDict,
  PDFName,
  PDFNull,
  PDFNumber,
  PDFRef,
  PDFString,
  PDFHexString,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import { settlePages, type Leaf, type Node } from './structure-node.ts';

const N = (text: string): PDFName => PDFName.of(text);
const S = N('S');
const K = N('K');
const P = N('P');
const PG = N('Pg');
const ID = N('ID');

/** Elements inside each other. Chromium's trees follow the document's own nesting, which compose bounds. */
const NESTING_LIMIT = 500;
/** Levels of headings (ISO 32000-1, 14.8.4.3.2). */
const LEVELS = 6;

/** Elements that hold others of any kind, between which a document from elsewhere may stand. */
const HOLDS: ReadonlySet<string> = new Set(['Document', 'Part', 'Art', 'Sect', 'Div', 'NonStruct', 'Aside']);

/** The structure tree of the print with its parent tree, into which exhibits' are put. */
export class BookStructure {
  readonly root: Node;
  readonly #context: PDFContext;
  readonly #treeRoot: PDFDict;
  readonly #parents = new Map<number, PDFObject>();
  readonly #ids: [string, PDFRef][] = [];
  #nextKey: number;

  /** Reads the tree; `replaced` are the pages whose marked content goes, `indexOf` finds a page's index. Undefined when the print has no tags. */
  static read(
    context: PDFContext,
    catalog: PDFDict,
    pages: readonly PDFDict[],
    indexOf: (page: PDFRef) => number | undefined,
    replaced: ReadonlySet<number>,
  ): BookStructure | undefined {
    const root = catalog.lookup(N('StructTreeRoot'));
    if (!(root instanceof PDFDict)) return undefined;
    const ref = catalog.get(N('StructTreeRoot'));
    return new BookStructure(context, root, ref instanceof PDFRef ? ref : undefined, pages, indexOf, replaced);
  }

  private constructor(
    context: PDFContext,
    root: PDFDict,
    rootRef: PDFRef | undefined,
    pages: readonly PDFDict[],
    indexOf: (page: PDFRef) => number | undefined,
    replaced: ReadonlySet<number>,
  ) {
    this.#context = context;
    this.#treeRoot = root;
    readNumbers(root.lookup(N('ParentTree')), this.#parents);
    const next = root.lookup(N('ParentTreeNextKey'));
    this.#nextKey = [...this.#parents.keys()].reduce(
      (most, key) => Math.max(most, key + 1),
      next instanceof PDFNumber ? next.asNumber() : 0,
    );
    for (const index of replaced) {
      const key = pages[index]?.lookup(N('StructParents'));
      if (key instanceof PDFNumber) this.#parents.delete(key.asNumber());
      pages[index]?.delete(N('StructParents'));
    }
    const kids = this.#read(root, indexOf, replaced);
    const only = kids[0];
    if (kids.length === 1 && only?.kind === 'node' && only.type === 'Document') this.root = only;
    else {
      // Not what Chromium writes; an element to hold all is made.
      const dict: PDFDict = context.obj({ Type: 'StructElem', S: 'Document' });
      const ref = context.register(dict);
      if (rootRef) dict.set(P, rootRef);
      this.root = node(ref, dict, 'Document', kids, false);
      this.root.changed = true;
      for (const kid of kids) if (kid.kind === 'node') kid.dict.set(P, ref);
      root.set(K, ref);
    }
  }

  /** A key for the parent tree. */
  key(): number {
    return this.#nextKey++;
  }

  /** Says who owns what is under a key: one element, or one for each marked content of a stream. */
  own(key: number, owner: PDFRef | ReadonlyMap<number, PDFRef>): void {
    if (owner instanceof PDFRef) {
      this.#parents.set(key, owner);
      return;
    }
    const most = Math.max(-1, ...owner.keys());
    const array = Array.from({ length: most + 1 }, (_, mcid) => owner.get(mcid) ?? PDFNull);
    this.#parents.set(key, this.#context.register(this.#context.obj(array)));
  }

  /** Makes an element; it is in the tree once a node holds it or {@link insert} puts it there. */
  element(type: string, kids: readonly (Node | Leaf)[]): Node {
    const dict: PDFDict = this.#context.obj({ Type: 'StructElem' });
    const made = node(this.#context.register(dict), dict, type, kids, true);
    made.changed = true;
    for (const kid of kids) if (kid.kind === 'node') kid.dict.set(P, made.ref);
    return made;
  }

  /** Makes a heading of the book's own. */
  heading(level: number, content: Leaf): Node {
    const element = this.element(`H${level}`, [content]);
    element.foreign = false;
    return element;
  }

  /** Names an element for those that refer to it. */
  identify(element: Node, id: string): void {
    element.dict.set(ID, PDFString.of(id));
    this.#ids.push([id, element.ref]);
  }

  /** Puts an element where its pages come in the order of reading. */
  insert(element: Node): void {
    const page = element.first ?? 0;
    let home = this.root;
    for (;;) {
      home.first = Math.min(home.first ?? page, page);
      home.last = Math.max(home.last ?? page, element.last ?? page);
      home.changed = true;
      const at = home.kids.findIndex((kid) => lastOf(kid) !== undefined && lastOf(kid)! > page);
      const next = home.kids[at];
      if (next?.kind === 'node' && next.first !== undefined && next.first <= page && HOLDS.has(next.type)) {
        home = next;
        continue;
      }
      // A paragraph cannot be parted: what begins before the page comes before it.
      const before = next && (firstOf(next) ?? 0) > page ? at : next ? at + 1 : home.kids.length;
      home.kids.splice(before, 0, element);
      element.dict.set(P, home.ref);
      return;
    }
  }

  /** Writes what changed: types with headings in steps, kids, parent tree, identifiers. */
  write(): void {
    stepHeadings(this.root);
    this.#write(this.root);
    const sorted = [...this.#parents].sort(([a], [b]) => a - b);
    const nums = sorted.flatMap(([key, value]) => [PDFNumber.of(key), value]);
    this.#treeRoot.set(N('ParentTree'), this.#context.register(this.#context.obj({ Nums: nums })));
    this.#treeRoot.set(N('ParentTreeNextKey'), PDFNumber.of(this.#nextKey));
    if (this.#ids.length > 0) this.#writeIds();
  }

  #write(element: Node): void {
    for (const kid of element.kids) if (kid.kind === 'node') this.#write(kid);
    if (!element.changed) return;
    element.dict.set(S, N(element.type));
    const kids = element.kids.map((kid) => (kid.kind === 'node' ? kid.ref : kid.object));
    if (kids.length === 0) element.dict.delete(K);
    else element.dict.set(K, this.#context.obj(kids));
  }

  #writeIds(): void {
    const all = new Map<string, PDFObject>();
    for (const each of descendants(this.root)) {
      if (each.foreign) continue;
      const id = each.dict.lookup(ID);
      if (id instanceof PDFString || id instanceof PDFHexString)
        all.set(Buffer.from(id.asBytes()).toString('latin1'), each.ref);
    }
    for (const [id, ref] of this.#ids) all.set(id, ref);
    const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
    const names = sorted.flatMap(([id, ref]) => [PDFHexString.of(Buffer.from(id, 'latin1').toString('hex')), ref]);
    this.#treeRoot.set(N('IDTree'), this.#context.register(this.#context.obj({ Names: names })));
  }

  /** Nodes below an element of the print, without marked content on replaced pages and without elements that held nothing else. */
  #read(
    holder: PDFDict,
    indexOf: (page: PDFRef) => number | undefined,
    replaced: ReadonlySet<number>,
    inherited?: PDFRef,
    depth = 0,
  ): (Node | Leaf)[] {
    const written = holder.get(K);
    const direct = this.#context.lookup(written);
    const list = direct instanceof PDFArray ? direct.asArray() : written ? [written] : [];
    const kids: (Node | Leaf)[] = [];
    for (const each of list) {
      const object = this.#context.lookup(each);
      const own = object instanceof PDFDict ? object.get(PG) : undefined;
      const pageRef = own instanceof PDFRef ? own : inherited;
      const page = pageRef && indexOf(pageRef);
      if (object instanceof PDFDict && object.has(S)) {
        const ref = each instanceof PDFRef ? each : this.#context.register(object);
        const type = object.lookup(S);
        const inner = depth < NESTING_LIMIT ? this.#read(object, indexOf, replaced, pageRef, depth + 1) : [];
        if (inner.length === 0 && object.has(K)) continue;
        const made = node(ref, object, type instanceof PDFName ? type.decodeText() : 'NonStruct', inner, false);
        made.changed = countOf(object.lookup(K)) !== inner.length;
        kids.push(made);
      } else if (object instanceof PDFDict && object.has(N('Obj'))) kids.push({ kind: 'leaf', object: each, page });
      else if (page === undefined || !replaced.has(page)) kids.push({ kind: 'leaf', object: each, page });
    }
    return kids;
  }
}

function node(ref: PDFRef, dict: PDFDict, type: string, kids: readonly (Node | Leaf)[], foreign: boolean): Node {
  const made: Node = {
    kind: 'node',
    ref,
    dict,
    type,
    kids: [...kids],
    first: undefined,
    last: undefined,
    changed: false,
    foreign,
  };
  settlePages(made);
  return made;
}

function countOf(kids: PDFObject | undefined): number {
  return kids instanceof PDFArray ? kids.size() : kids ? 1 : 0;
}

const firstOf = (kid: Node | Leaf): number | undefined => (kid.kind === 'leaf' ? kid.page : kid.first);
const lastOf = (kid: Node | Leaf): number | undefined => (kid.kind === 'leaf' ? kid.page : kid.last);

function* descendants(element: Node): Generator<Node> {
  yield element;
  for (const kid of element.kids) if (kid.kind === 'node') yield* descendants(kid);
}

/** Reads a number tree (7.9.7). */
function readNumbers(tree: PDFObject | undefined, into: Map<number, PDFObject>, depth = 0): void {
  if (!(tree instanceof PDFDict) || depth > NESTING_LIMIT) return;
  const nums = tree.lookup(N('Nums'));
  for (let i = 0; nums instanceof PDFArray && i + 1 < nums.size(); i += 2) {
    const key = nums.lookup(i);
    const value = nums.get(i + 1);
    if (key instanceof PDFNumber && value) into.set(key.asNumber(), value);
  }
  const kids = tree.lookup(N('Kids'));
  for (let i = 0; kids instanceof PDFArray && i < kids.size(); i++) readNumbers(kids.lookup(i), into, depth + 1);
}

/**
 * An exhibit's headings begin one below the book's heading before it, its title, in steps of one (ISO 14289-1, 7.4.2): as deep as they were below
 * each other, whatever level they began with. So neither they nor what follows them skips a level.
 */
function stepHeadings(root: Node): void {
  let ours = 0;
  /** Levels as written of the exhibit's headings that the present one is under. */
  let path: number[] = [];
  /** Level of the heading that the present exhibit stands under. */
  let base = 0;
  let within: Node | undefined;
  const visit = (element: Node, exhibit: Node | undefined, sections: number): void => {
    if (exhibit !== within) {
      path = [];
      within = exhibit;
    }
    if (element.foreign && !exhibit) base = ours;
    const written = /^H([1-6]?)$/.exec(element.type)?.[1];
    if (written !== undefined && !exhibit) ours = written === '' ? ours : Number(written);
    else if (written !== undefined) {
      // A heading without a level is as deep as the sections it is in (14.8.4.3.2).
      const level = written === '' ? Math.max(1, sections) : Number(written);
      while (path.length > 0 && path.at(-1)! >= level) path.pop();
      path.push(level);
      const type = `H${Math.min(LEVELS, base + path.length)}`;
      if (type !== element.type) element.changed = true;
      element.type = type;
    }
    const inner = element.foreign && !exhibit ? element : exhibit;
    const deeper =
      element.type === 'Sect' || element.type === 'Art' || element.type === 'Part' ? sections + 1 : sections;
    for (const kid of element.kids) if (kid.kind === 'node') visit(kid, inner, exhibit ? deeper : 0);
  };
  visit(root, undefined, 0);
}
