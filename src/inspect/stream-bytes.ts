import { constants, inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFRawStream, type PDFStream } from 'pdf-lib';
import { items, name, value } from './values.ts';

/** Largest stream unpacked, bytes: a page's content is below a thousandth of it, and a bomb stops here. */
const UNPACKED_LIMIT = 256 * 1024 * 1024;

/** Names of a stream's filters in the order in which they are undone. */
export function filters(stream: PDFStream): string[] {
  return items(value(stream.dict, 'Filter')).flatMap((filter) => name(filter) ?? []);
}

/**
 * A stream's bytes with its filters undone. Damaged Flate data gives what came before the damage. Throws when a filter is
 * unknown (pictures' filters are left to those who know pictures) or too much comes out.
 */
export function streamBytes(stream: PDFStream): Uint8Array {
  const names = filters(stream);
  const bytes = stream.getContents();
  if (names.length === 0) return bytes;
  if (names.length === 1 && (names[0] === 'FlateDecode' || names[0] === 'Fl') && !value(stream.dict, 'DecodeParms')) {
    // Sync flush: an end that is missing is no error.
    return inflateSync(bytes, { maxOutputLength: UNPACKED_LIMIT, finishFlush: constants.Z_SYNC_FLUSH });
  }
  if (!(stream instanceof PDFRawStream)) throw new Error('a stream that was not read from a file');
  return decodePDFRawStream(stream).decode();
}
