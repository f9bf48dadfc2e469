import { hasChildren, isTag, isText, type ChildNode, type Element } from 'domhandler';
import { parseDocument } from 'htmlparser2';

/** Namespaces of XMP properties (ISO 16684-1, 8; the standards' own for their claims). */
export const NAMESPACES = {
  dc: 'http://purl.org/dc/elements/1.1/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  pdf: 'http://ns.adobe.com/pdf/1.3/',
  pdfaid: 'http://www.aiim.org/pdfa/ns/id/',
  pdfuaid: 'http://www.aiim.org/pdfua/ns/id/',
  pdfxid: 'http://www.npes.org/pdfx/ns/id/',
  pdfx: 'http://ns.adobe.com/pdfx/1.3/',
} as const;

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

/** Values of an XMP packet's properties, by `namespace + name`: one each, or as many as a list has. */
export type Properties = ReadonlyMap<string, readonly string[]>;

/**
 * Reads an XMP packet's simple, list and alternative properties; what is no XML gives none. Prefixes are read as the packet
 * declares them, wherever it does.
 */
export function parseXmp(packet: string): Properties {
  const document = parseDocument(packet.replace(/^\uFEFF/, ''), { xmlMode: true, decodeEntities: true });
  const prefixes = new Map<string, string>();
  const properties = new Map<string, string[]>();
  const full = (name: string): string => {
    const [prefix = '', local] = name.includes(':') ? name.split(':', 2) : ['', name];
    return (prefixes.get(prefix) ?? `${prefix}:`) + (local ?? '');
  };
  const walk = (nodes: readonly ChildNode[]): void => {
    for (const node of nodes) {
      if (!isTag(node)) continue;
      for (const [name, uri] of Object.entries(node.attribs)) {
        if (name.startsWith('xmlns:')) prefixes.set(name.slice('xmlns:'.length), uri);
      }
      if (full(node.name) !== `${RDF}Description`) {
        walk(node.children);
        continue;
      }
      for (const [name, text] of Object.entries(node.attribs)) {
        if (!name.startsWith('xmlns') && full(name) !== `${RDF}about`) put(properties, full(name), [text]);
      }
      for (const child of node.children) if (isTag(child)) property(child);
    }
  };
  const property = (element: Element): void => {
    for (const [name, uri] of Object.entries(element.attribs)) {
      if (name.startsWith('xmlns:')) prefixes.set(name.slice('xmlns:'.length), uri);
    }
    const list = element.children.filter(isTag)[0];
    const kinds = ['Seq', 'Bag', 'Alt'].map((kind) => RDF + kind);
    if (list && kinds.includes(full(list.name))) {
      const entries = list.children.filter(isTag);
      // Of language alternatives the default speaks for all.
      const chosen =
        full(list.name) === `${RDF}Alt`
          ? [entries.find((each) => each.attribs['xml:lang'] === 'x-default') ?? entries[0]]
          : entries;
      put(
        properties,
        full(element.name),
        chosen.flatMap((each) => (each ? textContent(each) : [])),
      );
    } else if (!list) put(properties, full(element.name), [textContent(element)]);
  };
  walk(document.children);
  return properties;
}

function put(properties: Map<string, string[]>, name: string, values: string[]): void {
  if (!properties.has(name)) properties.set(name, values);
}

/** All text below a node. */
function textContent(node: ChildNode): string {
  if (isText(node)) return node.data;
  return hasChildren(node) ? node.children.map(textContent).join('') : '';
}
