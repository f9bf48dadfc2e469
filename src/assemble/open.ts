import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  PDFStream,
  type PDFObject,
} from 'pdf-lib';
import type { Rectangle } from '../model/exhibit.ts';
import { inflated } from '../model/pdf-stream.ts';

const FILTER = PDFName.of('Filter');
const DECODE_PARMS = PDFName.of('DecodeParms');
const PARENT = PDFName.of('Parent');
const FLATE = PDFName.of('FlateDecode');

/** Largest unpacked content of one stream, bytes. A map in vectors has tens of millions; more is a bomb. */
const STREAM_LIMIT = 256 * 1024 * 1024;

/** A stream's bytes with its filters undone, as far as they can be; undefined where they cannot. `whole` is false for a damaged stream. */
export function unpacked(stream: PDFStream): { readonly bytes: Uint8Array; readonly whole: boolean } | undefined {
  const filter = stream.dict.lookup(FILTER);
  const contents = stream.getContents();
  if (!filter || (filter instanceof PDFArray && filter.size() === 0)) return { bytes: contents, whole: true };
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
  if (only === FLATE && !stream.dict.has(DECODE_PARMS)) {
    try {
      const { bytes, crooked } = inflated(contents, STREAM_LIMIT);
      return { bytes, whole: !crooked };
    } catch {
      return undefined;
    }
  }
  if (!(stream instanceof PDFRawStream)) return undefined;
  try {
    return { bytes: decodePDFRawStream(stream).decode(), whole: true };
  } catch {
    return undefined;
  }
}

/** The numbers of an array; undefined unless it has at least `least` and all are numbers. */
export function numbers(object: PDFObject | undefined, least = 1): number[] | undefined {
  if (!(object instanceof PDFArray) || object.size() < least) return undefined;
  const all = object.asArray().map((_, i) => object.lookup(i));
  return all.every((item) => item instanceof PDFNumber) ? all.map((item) => item.asNumber()) : undefined;
}

/** A rectangle whichever corners it is written by (ISO 32000-1, 7.9.5). */
export function rectangle(object: PDFObject | undefined): Rectangle | undefined {
  const [x1, y1, x2, y2] = numbers(object, 4) ?? [];
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return undefined;
  return { left: Math.min(x1, x2), bottom: Math.min(y1, y2), right: Math.max(x1, x2), top: Math.max(y1, y2) };
}

/** A rectangle as PDF writes it. */
export function corners({ left, bottom, right, top }: Rectangle): number[] {
  return [left, bottom, right, top];
}

/** Levels of a page tree through which an attribute is sought. */
const TREE_DEPTH = 64;

/** An attribute of a page as it stands, its own or one that it inherits (ISO 32000-1, 7.7.3.4). */
export function inheritedEntry(page: PDFDict, key: PDFName): PDFObject | undefined {
  let node: PDFObject | undefined = page;
  for (let level = 0; level < TREE_DEPTH && node instanceof PDFDict; level++) {
    const value = node.get(key);
    if (value) return value;
    node = node.lookup(PARENT);
  }
  return undefined;
}

/** {@link inheritedEntry}, resolved. */
export function inherited(page: PDFDict, key: PDFName): PDFObject | undefined {
  const value = inheritedEntry(page, key);
  return value instanceof PDFRef ? page.context.lookup(value) : value;
}
