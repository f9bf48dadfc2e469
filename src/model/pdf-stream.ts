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

/** What came of undoing a stream's filters. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  /** Something is amiss with how it is packed: another reader may stumble. */
  readonly crooked: boolean;
  /** A part of what was packed is lost. */
  readonly damaged: boolean;
}

/**
 * A stream's bytes with its filters undone. Damaged Flate data gives what came before the damage. Throws when a filter is
 * unknown (pictures' filters are left to those who know pictures) or more than `limit` bytes come out.
 */
export function streamBytes(stream: PDFStream, limit: number = UNPACKED_LIMIT): Uint8Array {
  return unpackStream(stream, limit).bytes;
}

/** {@link streamBytes}, with what is to be said of how it was packed. */
export function unpackStream(stream: PDFStream, limit: number = UNPACKED_LIMIT): Unpacked {
  const names = filters(stream);
  if (names.length > FILTERS_LIMIT) throw new RangeError(`a stream has ${names.length} filters`);
  let bytes = stream.getContents();
  let [crooked, damaged] = [false, false];
  const parameters = names.length === 0 ? [] : items(value(stream.dict, 'DecodeParms') ?? value(stream.dict, 'DP'));
  for (const [index, filter] of names.entries()) {
    const own = parameters[index];
    if ((filter === 'FlateDecode' || filter === 'Fl') && !(own instanceof PDFDict)) {
      const undone = inflated(bytes, limit);
      bytes = undone.bytes;
      crooked ||= undone.crooked;
      damaged ||= undone.damaged;
    } else if (filter !== 'Crypt') bytes = decodeOne(stream, bytes, filter, own instanceof PDFDict ? own : undefined);
    if (bytes.length > limit) throw new RangeError(`a stream unpacks to more than ${limit} bytes`);
  }
  return { bytes, crooked, damaged };
}

/**
 * Flate data undone (ISO 32000-1, 7.4.4), as far as it can be, as readers do: where it is cut off or damaged what came before, and all of it where
 * only its checksum is wrong or absent. Throws RangeError when more than `limit` bytes come out.
 */
export function inflated(bytes: Uint8Array, limit: number = UNPACKED_LIMIT): Unpacked {
  try {
    return { bytes: inflateSync(bytes, { maxOutputLength: limit }), crooked: false, damaged: false };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const end = soundLength(bytes, limit);
    const undone = end === 0 ? new Uint8Array() : inflateSome(bytes, end, limit);
    return { bytes: undone, crooked: true, damaged: !lacksOnlyChecksum(bytes, limit) };
  }
}

function inflateSome(bytes: Uint8Array, end: number, limit: number): Uint8Array {
  // Sync flush: an end that is missing is no error.
  return inflateSync(bytes.subarray(0, end), { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });
}

/** How many bytes of Flate data there are before the first that is wrong: node tells no more than that there is one. */
function soundLength(bytes: Uint8Array, limit: number): number {
  const isSound = (end: number): boolean => {
    try {
      inflateSome(bytes, end, limit);
      return true;
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return false;
    }
  };
  if (isSound(bytes.length)) return bytes.length;
  let [sound, wrong] = [0, bytes.length];
  while (wrong - sound > 1) {
    const middle = (sound + wrong) >> 1;
    if (isSound(middle)) sound = middle;
    else wrong = middle;
  }
  return sound;
}

/** Whether Flate data goes to its end and the checksum behind it is wrong or absent (RFC 1950, 2.2). */
function lacksOnlyChecksum(bytes: Uint8Array, limit: number): boolean {
  try {
    inflateSync(Buffer.concat([bytes, new Uint8Array(4)]), { maxOutputLength: limit });
    return true;
  } catch (error) {
    return error instanceof Error && /incorrect data check/.test(error.message);
  }
}

/** Undoes one filter through pdf-lib's decoders. */
function decodeOne(stream: PDFStream, bytes: Uint8Array, filter: string, parameters: PDFDict | undefined): Uint8Array {
  if (!(stream instanceof PDFRawStream)) throw new Error('a stream that was not read from a file');
  const { context } = stream.dict;
  const dict = context.obj({ Filter: filter, ...(parameters && { DecodeParms: parameters }) });
  return decodePDFRawStream(PDFRawStream.of(dict, bytes)).decode();
}
