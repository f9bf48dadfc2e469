import { inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFName, PDFRawStream, type PDFContext, type PDFStream } from 'pdf-lib';

const FILTER = PDFName.of('Filter');
const DECODE_PARMS = PDFName.of('DecodeParms');
const LENGTH = PDFName.of('Length');
const FLATE = PDFName.of('FlateDecode');

/** A stream's bytes with its filters undone. Chromium's content streams have one filter, FlateDecode, without parameters. */
export function streamData(stream: PDFStream): Uint8Array {
  const filter = stream.dict.lookup(FILTER);
  if (!filter || (filter instanceof PDFArray && filter.size() === 0)) return stream.getContents();
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
  if (only === FLATE && !stream.dict.has(DECODE_PARMS)) return inflateSync(stream.getContents());
  if (!(stream instanceof PDFRawStream)) throw new Error('a stream that was not read from a file');
  return decodePDFRawStream(stream).decode();
}

/** A stream with the entries of `old` and other bytes, without a filter: the writer compresses it. */
export function replacedStream(context: PDFContext, old: PDFStream, bytes: Uint8Array): PDFRawStream {
  const dict = context.obj({});
  for (const [key, value] of old.dict.entries()) {
    if (key !== FILTER && key !== DECODE_PARMS && key !== LENGTH) dict.set(key, value);
  }
  return PDFRawStream.of(dict, bytes);
}
