import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFString,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import type { MarkedContent } from './marked-content.ts';
import type { PageStreams, ScannedStream } from './page-streams.ts';

/** Marked content as a leaf of the structure. */
export interface ContentKid {
  readonly kind: 'content';
  readonly content: MarkedContent;
  readonly stream: ScannedStream;
}
/** An annotation as a leaf of the structure. */
export interface ObjectKid {
  readonly kind: 'object';
  readonly ref: PDFRef;
  readonly annotation: PDFDict;
  readonly page: PDFRef | undefined;
}
export type Kid = StructureElement | ContentKid | ObjectKid;

/** Attributes by owner (`Table`, `List`), then by name (ISO 32000-1, 14.7.5). */
export type Attributes = Map<string, Map<string, PDFObject>>;

/** A structure element (ISO 32000-1, 14.7.2) apart from its file: stages of the work change it, {@link writeStructure} writes it. */
export class StructureElement {
  readonly kind = 'element';
  /** Structure type as in the file: `P`, `H1`. */
  type: string;
  kids: Kid[] = [];
  parent: StructureElement | undefined;
  lang: string | undefined;
  alt: string | undefined;
  actualText: string | undefined;
  /** Expansion of an abbreviation (14.9.5). */
  expansion: string | undefined;
  id: string | undefined;
  attributes: Attributes = new Map();
  /** Elements it refers to (ISO 32000-2, 14.7.2, Ref). */
  refs: StructureElement[] = [];

  constructor(type: string, kids: readonly Kid[] = []) {
    this.type = type;
    this.setKids(kids);
  }

  /** Gives it these children, each told of its parent. */
  setKids(kids: readonly Kid[]): void {
    this.kids = [...kids];
    for (const kid of kids) if (kid.kind === 'element') kid.parent = this;
  }

  /** Child elements, of one of `types` if any are given. */
  elements(...types: readonly string[]): StructureElement[] {
    return this.kids.filter(
      (kid): kid is StructureElement => kid.kind === 'element' && (types.length === 0 || types.includes(kid.type)),
    );
  }

  /** Sets one attribute. */
  setAttribute(owner: string, name: string, value: PDFObject): void {
    let own = this.attributes.get(owner);
    if (!own) this.attributes.set(owner, (own = new Map()));
    own.set(name, value);
  }

  /** Itself and everything below it in reading order. */
  *descendants(): Generator<StructureElement> {
    yield this;
    for (const kid of this.kids) if (kid.kind === 'element') yield* kid.descendants();
  }

  /** All leaves below it in reading order. */
  *leaves(): Generator<ContentKid | ObjectKid> {
    for (const kid of this.kids) {
      if (kid.kind === 'element') yield* kid.leaves();
      else yield kid;
    }
  }
}

const S = PDFName.of('S');
const K = PDFName.of('K');
const PG = PDFName.of('Pg');
const A = PDFName.of('A');
const O = PDFName.of('O');
const OBJ = PDFName.of('Obj');
const MCID = PDFName.of('MCID');
const STM = PDFName.of('Stm');

/** Elements inside each other before the rest is taken as flat: no document is so deep, and a hostile one must not end the program. */
const NESTING_LIMIT = 500;

/** The structure tree of a file, without the elements' wrapping; undefined when the file has none. */
export function readStructure(
  context: PDFContext,
  catalog: PDFDict,
  streams: PageStreams,
): StructureElement | undefined {
  const root = catalog.lookup(PDFName.of('StructTreeRoot'));
  if (!(root instanceof PDFDict)) return undefined;
  const text = (object: PDFObject | undefined): string | undefined =>
    object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : undefined;

  const element = (dict: PDFDict, page: PDFRef | undefined, depth: number): StructureElement => {
    const type = dict.lookup(S);
    const own = dict.get(PG);
    const at = own instanceof PDFRef ? own : page;
    const made = new StructureElement(type instanceof PDFName ? type.decodeText() : 'NonStruct');
    made.setKids(depth < NESTING_LIMIT ? kids(dict.lookup(K), at, depth + 1) : []);
    made.lang = text(dict.lookup(PDFName.of('Lang')));
    made.alt = text(dict.lookup(PDFName.of('Alt')));
    made.actualText = text(dict.lookup(PDFName.of('ActualText')));
    made.expansion = text(dict.lookup(PDFName.of('E')));
    made.id = text(dict.lookup(PDFName.of('ID')));
    readAttributes(dict.lookup(A), made.attributes);
    return made;
  };
  const kids = (value: PDFObject | undefined, page: PDFRef | undefined, depth: number): Kid[] => {
    if (value instanceof PDFArray) return value.asArray().flatMap((kid) => kids(context.lookup(kid), page, depth));
    if (value instanceof PDFNumber) return content(page && streams.find(page), value.asNumber());
    if (!(value instanceof PDFDict)) return [];
    if (value.has(S)) return [element(value, page, depth)];
    const own = value.get(PG);
    const at = own instanceof PDFRef ? own : page;
    const object = value.get(OBJ);
    if (object instanceof PDFRef) {
      const annotation = context.lookup(object);
      return annotation instanceof PDFDict ? [{ kind: 'object', ref: object, annotation, page: at }] : [];
    }
    const mcid = value.lookup(MCID);
    const stream = value.get(STM);
    if (!(mcid instanceof PDFNumber)) return [];
    return content(stream instanceof PDFRef ? streams.find(stream) : at && streams.find(at), mcid.asNumber());
  };
  const content = (stream: ScannedStream | undefined, mcid: number): Kid[] => {
    const found = stream?.scan.contents.get(mcid);
    return stream && found ? [{ kind: 'content', content: found, stream }] : [];
  };

  const top = kids(root.lookup(K), undefined, 0);
  const only = top[0];
  return top.length === 1 && only?.kind === 'element' && only.type === 'Document'
    ? only
    : new StructureElement('Document', top);
}

function readAttributes(value: PDFObject | undefined, into: Attributes): void {
  const each = value instanceof PDFArray ? value.asArray().map((_, i) => value.lookup(i)) : [value];
  for (const dict of each) {
    if (!(dict instanceof PDFDict)) continue;
    const owner = dict.lookup(O);
    if (!(owner instanceof PDFName)) continue;
    const name = owner.decodeText();
    let own = into.get(name);
    if (!own) into.set(name, (own = new Map()));
    for (const [key, entry] of dict.entries()) if (key !== O) own.set(key.decodeText(), entry);
  }
}

/** A leaf's place in the file: where it is painted. */
export function pageOf(kid: ContentKid | ObjectKid): PDFRef | undefined {
  return kid.kind === 'content' ? kid.stream.page : kid.page;
}
