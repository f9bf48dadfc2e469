import { kMaxLength } from 'node:buffer';
import { PDFArray, PDFName, PDFRawStream, type PDFContext, type PDFStream } from 'pdf-lib';
import { inflated, streamBytes } from '../model/pdf-stream.ts';

const FILTER = PDFName.of('Filter');
const DECODE_PARMS = PDFName.of('DecodeParms');
const LENGTH = PDFName.of('Length');
const FLATE = PDFName.of('FlateDecode');

/**
 * A stream's bytes with its filters undone, as far as they can be: those of exhibits may be damaged, and nothing comes of what is packed in a way that
 * none knows. Chromium's content streams have one filter, FlateDecode, without parameters.
 */
export function streamData(stream: PDFStream): Uint8Array {
  const filter = stream.dict.lookup(FILTER);
  if (!filter || (filter instanceof PDFArray && filter.size() === 0)) return stream.getContents();
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
  if (only === FLATE && !stream.dict.has(DECODE_PARMS)) return inflated(stream.getContents(), kMaxLength).bytes;
  if (!(stream instanceof PDFRawStream)) throw new Error('a stream that was not read from a file');
  try {
    return streamBytes(stream);
  } catch {
    return new Uint8Array();
  }
}

/** A stream with the entries of `old` and other bytes, without a filter: the writer compresses it. */
export function replacedStream(context: PDFContext, old: PDFStream, bytes: Uint8Array): PDFRawStream {
  const dict = context.obj({});
  for (const [key, value] of old.dict.entries()) {
    if (key !== FILTER && key !== DECODE_PARMS && key !== LENGTH) dict.set(key, value);
  }
  return PDFRawStream.of(dict, bytes);
}
