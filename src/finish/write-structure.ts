import {
  PDFArray,
  PDFDict,
  PDFName,
  PDFNull,
  PDFNumber,
  PDFRef,
  PDFString,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import type { PageStreams } from './page-streams.ts';
import { pageOf, type Kid, type StructureElement } from './structure-tree.ts';
import { textString } from './text-string.ts';

/** How a structure tree is written. */
export interface StructureForm {
  /** Types that are not standard there, with the standard ones they stand for (ISO 32000-1, 14.8.4). */
  readonly roles: Readonly<Record<string, string>>;
  /** Types that belong to the PDF 2.0 namespace (ISO 32000-2, 14.8.6); none: no namespace is written. */
  readonly pdf2: ReadonlySet<string>;
}

/** Numbers in one leaf of the parent tree: readers look up one page at a time. */
const NUMBERS_PER_LEAF = 64;
/** PDF 2.0 standard structure namespace (ISO 32000-2, 14.8.6.2). */
const PDF2_NAMESPACE = 'http://iso.org/pdf2/ssn';

const name = (text: string): PDFName => PDFName.of(text);
const STRUCT_PARENT = name('StructParent');

/** Where each element was written. */
export type StructureRefs = ReadonlyMap<StructureElement, PDFRef>;

/**
 * Writes a structure tree with its parent tree and identifiers in place of the one in the catalog. Content that no element
 * holds any more becomes an artifact. Returns where each element went.
 */
export function writeStructure(
  context: PDFContext,
  catalog: PDFDict,
  document: StructureElement,
  streams: PageStreams,
  form: StructureForm,
): StructureRefs {
  const root = context.obj({ Type: 'StructTreeRoot' });
  const rootRef = context.register(root);
  const namespace =
    form.pdf2.size > 0
      ? context.register(context.obj({ Type: 'Namespace', NS: PDFString.of(PDF2_NAMESPACE) }))
      : undefined;
  const refs = new Map<StructureElement, PDFRef>();
  const dicts = new Map<StructureElement, PDFDict>();
  const numbers = new Map<number, PDFObject>();
  const arrays = new Map<number, PDFObject[]>();
  const identified: [string, PDFRef][] = [];

  const leaf = (kid: Exclude<Kid, StructureElement>, owner: PDFRef, page: PDFRef | undefined): PDFObject => {
    const own = pageOf(kid);
    if (kid.kind === 'object') {
      const key = kid.annotation.lookup(STRUCT_PARENT);
      if (key instanceof PDFNumber) numbers.set(key.asNumber(), owner);
      const reference = context.obj({ Type: 'OBJR', Obj: kid.ref });
      if (own && own !== page) reference.set(name('Pg'), own);
      return reference;
    }
    const { content, stream } = kid;
    if (stream.key !== undefined) {
      let owners = arrays.get(stream.key);
      if (!owners) arrays.set(stream.key, (owners = []));
      owners[content.mcid] = owner;
    }
    if (stream.kind === 'page' && own === page) return PDFNumber.of(content.mcid);
    const reference = context.obj({ Type: 'MCR', MCID: content.mcid, Pg: stream.page });
    if (stream.kind === 'form') reference.set(name('Stm'), stream.ref);
    return reference;
  };

  const write = (element: StructureElement, parent: PDFRef): PDFRef => {
    const dict = context.obj({ Type: 'StructElem', S: element.type, P: parent });
    const ref = context.register(dict);
    refs.set(element, ref);
    dicts.set(element, dict);
    const first = element.kids.find((kid) => kid.kind !== 'element');
    const page = first && pageOf(first);
    if (page) dict.set(name('Pg'), page);
    const kids = element.kids.map((kid) => (kid.kind === 'element' ? write(kid, ref) : leaf(kid, ref, page)));
    if (kids.length > 0)
      dict.set(name('K'), kids.length === 1 && !(kids[0] instanceof PDFArray) ? kids[0]! : context.obj(kids));
    if (element.lang !== undefined) dict.set(name('Lang'), textString(element.lang));
    if (element.alt !== undefined) dict.set(name('Alt'), textString(element.alt));
    if (element.actualText !== undefined) dict.set(name('ActualText'), textString(element.actualText));
    if (element.expansion !== undefined) dict.set(name('E'), textString(element.expansion));
    if (element.id !== undefined) {
      dict.set(name('ID'), PDFString.of(element.id));
      identified.push([element.id, ref]);
    }
    const attributes = [...element.attributes].filter(([, values]) => values.size > 0);
    if (attributes.length > 0) {
      const written = attributes.map(([owner, values]) => {
        const attribute = context.obj({ O: owner });
        for (const [key, value] of values) attribute.set(name(key), value);
        return attribute;
      });
      dict.set(name('A'), written.length === 1 ? written[0]! : context.obj(written));
    }
    if (namespace && form.pdf2.has(element.type)) dict.set(name('NS'), namespace);
    return ref;
  };

  root.set(name('K'), write(document, rootRef));
  for (const [element, dict] of dicts) {
    if (form.pdf2.size === 0) break;
    const targets = element.refs.flatMap((target) => refs.get(target) ?? []);
    if (targets.length > 0) dict.set(name('Ref'), context.obj(targets));
  }
  for (const stream of streams.all) {
    const owners = stream.key === undefined ? undefined : arrays.get(stream.key);
    for (const content of stream.scan.contents.values()) if (!owners?.[content.mcid]) content.artifact = true;
    if (stream.key !== undefined)
      numbers.set(stream.key, context.register(context.obj(Array.from(owners ?? [], (owner) => owner ?? PDFNull))));
  }
  root.set(name('ParentTree'), parentTree(context, numbers));
  root.set(name('ParentTreeNextKey'), PDFNumber.of(Math.max(-1, ...numbers.keys()) + 1));
  if (identified.length > 0) root.set(name('IDTree'), idTree(context, identified));
  const used = new Set([...dicts.keys()].map((element) => element.type));
  const roles = Object.fromEntries(Object.entries(form.roles).filter(([type]) => used.has(type)));
  if (Object.keys(roles).length > 0) root.set(name('RoleMap'), context.obj(roles));
  if (namespace) root.set(name('Namespaces'), context.obj([namespace]));
  catalog.set(name('StructTreeRoot'), rootRef);
  return refs;
}

/** A number tree (ISO 32000-1, 7.9.7) in leaves of {@link NUMBERS_PER_LEAF}. */
function parentTree(context: PDFContext, entries: ReadonlyMap<number, PDFObject>): PDFRef {
  const sorted = [...entries].sort((a, b) => a[0] - b[0]);
  const leaf = (part: typeof sorted): PDFDict =>
    context.obj({ Nums: part.flatMap(([key, value]) => [PDFNumber.of(key), value]) });
  if (sorted.length <= NUMBERS_PER_LEAF) return context.register(leaf(sorted));
  const kids: PDFRef[] = [];
  for (let from = 0; from < sorted.length; from += NUMBERS_PER_LEAF) {
    const part = sorted.slice(from, from + NUMBERS_PER_LEAF);
    const dict = leaf(part);
    dict.set(name('Limits'), context.obj([part[0]![0], part.at(-1)![0]]));
    kids.push(context.register(dict));
  }
  return context.register(context.obj({ Kids: kids }));
}

/** The name tree from identifiers to elements (ISO 32000-1, 14.7.2); identifiers are ASCII. */
function idTree(context: PDFContext, entries: readonly [string, PDFRef][]): PDFRef {
  const sorted = [...entries].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const pairs = sorted.flatMap(([id, ref]) => [PDFString.of(id), ref]);
  const limits = [PDFString.of(sorted[0]![0]), PDFString.of(sorted.at(-1)![0])];
  const kid = context.register(context.obj({ Names: pairs, Limits: limits }));
  return context.register(context.obj({ Kids: [kid] }));
}
