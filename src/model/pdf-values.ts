import {
  PDFArray,
  PDFBool,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFStream,
  PDFString,
  type PDFObject,
} from 'pdf-lib';

/*
 * Values out of dictionaries that anybody may have written: what is not of the kind asked for is taken as absent.
 */

/** A dictionary, or a stream's; undefined for anything else. */
export function dictionary(object: PDFObject | undefined): PDFDict | undefined {
  return object instanceof PDFDict ? object : object instanceof PDFStream ? object.dict : undefined;
}

/**
 * A dictionary's entries as it holds them, for those who go through a whole book: the library's `entries` and `asMap` copy them all. To be read
 * only; an entry that is there may be given another value meanwhile.
 */
export function heldEntries(dict: PDFDict): ReadonlyMap<PDFName, PDFObject> {
  return (dict as unknown as { readonly dict: ReadonlyMap<PDFName, PDFObject> }).dict;
}

/** An array's items as it holds them, references as they stand; see {@link heldEntries}. */
export function heldItems(array: PDFArray): readonly PDFObject[] {
  return (array as unknown as { readonly array: readonly PDFObject[] }).array;
}

/** The value under a key, references followed. */
export function value(dict: PDFDict | undefined, key: string): PDFObject | undefined {
  return dict?.lookup(PDFName.of(key));
}

/** The dictionary under a key, or a stream's. */
export function dictionaryAt(dict: PDFDict | undefined, key: string): PDFDict | undefined {
  return dictionary(value(dict, key));
}

/** The items of an array, references followed; a single object counts as an array of one, none as empty. */
export function items(object: PDFObject | undefined): PDFObject[] {
  if (!(object instanceof PDFArray)) return object ? [object] : [];
  const all: PDFObject[] = [];
  for (let i = 0; i < object.size(); i++) {
    const item = object.lookup(i);
    if (item) all.push(item);
  }
  return all;
}

/** The number under a key. */
export function numberAt(dict: PDFDict | undefined, key: string): number | undefined {
  const object = value(dict, key);
  return object instanceof PDFNumber ? object.asNumber() : undefined;
}

/** The truth value under a key. */
export function booleanAt(dict: PDFDict | undefined, key: string): boolean | undefined {
  const object = value(dict, key);
  return object instanceof PDFBool ? object.asBoolean() : undefined;
}

/** Names as text: there is one object for each, asked for over and over. */
const texts = new WeakMap<PDFName, string>();

/** A name without its slash, as UTF-8 where it is that. */
export function name(object: PDFObject | undefined): string | undefined {
  if (!(object instanceof PDFName)) return undefined;
  let known = texts.get(object);
  if (known === undefined) texts.set(object, (known = Buffer.from(object.asBytes()).toString('utf8')));
  return known;
}

/** The name under a key, without its slash. */
export function nameAt(dict: PDFDict | undefined, key: string): string | undefined {
  return name(value(dict, key));
}

/** A text string (ISO 32000-1, 7.9.2.2). */
export function text(object: PDFObject | undefined): string | undefined {
  if (!(object instanceof PDFString || object instanceof PDFHexString)) return undefined;
  const bytes = object.asBytes();
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return Buffer.from(bytes.subarray(3)).toString('utf8');
  return object.decodeText();
}

/** The text string under a key. */
export function textAt(dict: PDFDict | undefined, key: string): string | undefined {
  return text(value(dict, key));
}

/** The bytes of a string or name, one a character: what name trees are keyed by. */
export function byteText(object: PDFObject | undefined): string | undefined {
  if (object instanceof PDFName) return Buffer.from(object.asBytes()).toString('latin1');
  if (object instanceof PDFString || object instanceof PDFHexString)
    return Buffer.from(object.asBytes()).toString('latin1');
  return undefined;
}

/** Numbers of an array; undefined when one of them is none. */
export function numbers(object: PDFObject | undefined): number[] | undefined {
  if (!(object instanceof PDFArray)) return undefined;
  const all = items(object);
  return all.every((item) => item instanceof PDFNumber) ? all.map((item) => item.asNumber()) : undefined;
}

/** Nodes of a name or number tree; a broken file may have any number, or a ring. */
const TREE_NODES_LIMIT = 100_000;

/** Entries of a name or number tree (ISO 32000-1, 7.9.6 and 7.9.7): key and value, both with references followed. */
export function* tree(root: PDFDict | undefined, leaves: 'Names' | 'Nums'): Generator<readonly [PDFObject, PDFObject]> {
  const seen = new Set<PDFDict>();
  const open = root ? [root] : [];
  for (let node = open.pop(); node && seen.size < TREE_NODES_LIMIT; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const pairs = value(node, leaves);
    if (pairs instanceof PDFArray) {
      for (let i = 0; i + 1 < pairs.size(); i += 2) {
        const key = pairs.lookup(i);
        const item = pairs.lookup(i + 1);
        if (key && item) yield [key, item];
      }
    }
    const kids = value(node, 'Kids');
    if (kids)
      open.push(
        ...items(kids)
          .filter((kid) => kid instanceof PDFDict)
          .reverse(),
      );
  }
}
