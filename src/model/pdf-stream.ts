import { hash } from 'node:crypto';
import { constants, inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFDict, PDFRawStream, type PDFStream } from 'pdf-lib';
import { items, name, value } from './pdf-values.ts';

/** Largest stream unpacked, bytes: a page's content is below a thousandth of it, and a bomb stops here. */
const UNPACKED_LIMIT = 256 * 1024 * 1024;
/** Filters one after the other; real streams have two at most, a bomb has many. */
const FILTERS_LIMIT = 8;

const digests = new WeakMap<Uint8Array, string>();

/** SHA-256 of a stream's bytes as they stand in the file, base64; asked again, of a copy too that shares the bytes, it is known. */
export function contentDigest(stream: PDFStream): string {
  const contents = stream.getContents();
  let digest = digests.get(contents);
  if (digest === undefined) digests.set(contents, (digest = hash('sha256', contents, 'base64')));
  return digest;
}

/** Names of a stream's filters in the order in which they are undone. */
export function filters(stream: PDFStream): string[] {
  return items(value(stream.dict, 'Filter')).flatMap((filter) => name(filter) ?? []);
}

/**
 * A stream's bytes with its filters undone. Damaged Flate data gives what came before the damage. Throws when a filter is
 * unknown (pictures' filters are left to those who know pictures) or more than `limit` bytes come out.
 */
export function streamBytes(stream: PDFStream, limit: number = UNPACKED_LIMIT): Uint8Array {
  const names = filters(stream);
  if (names.length > FILTERS_LIMIT) throw new RangeError(`a stream has ${names.length} filters`);
  let bytes = stream.getContents();
  if (names.length === 0) return bytes;
  const parameters = items(value(stream.dict, 'DecodeParms') ?? value(stream.dict, 'DP'));
  for (const [index, filter] of names.entries()) {
    const own = parameters[index];
    bytes =
      (filter === 'FlateDecode' || filter === 'Fl') && !(own instanceof PDFDict)
        ? // Sync flush: an end that is missing is no error.
          inflateSync(bytes, { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH })
        : decodeOne(stream, bytes, filter, own instanceof PDFDict ? own : undefined);
    if (bytes.length > limit) throw new RangeError(`a stream unpacks to more than ${limit} bytes`);
  }
  return bytes;
}

/** Undoes one filter through pdf-lib's decoders. */
function decodeOne(stream: PDFStream, bytes: Uint8Array, filter: string, parameters: PDFDict | undefined): Uint8Array {
  if (!(stream instanceof PDFRawStream)) throw new Error('a stream that was not read from a file');
  const { context } = stream.dict;
  const dict = context.obj({ Filter: filter, ...(parameters && { DecodeParms: parameters }) });
  return decodePDFRawStream(PDFRawStream.of(dict, bytes)).decode();
}
