import type { PDFStream } from 'pdf-lib';
import { streamBytes } from './pdf-stream.ts';
import { parseToUnicode, type ToUnicode } from './to-unicode.ts';

/** Largest CMap read from a stream, bytes unpacked: all of two bytes' codes, one a line. */
const MAP_LIMIT = 4 * 1024 * 1024;
/** What streams say, by their bytes: the same is asked for by everyone who looks at a font. */
const known = new WeakMap<Uint8Array, ToUnicode>();

/** Reads the CMap in a stream. Throws when it cannot be unpacked or is beyond {@link MAP_LIMIT}. */
export function readToUnicode(stream: PDFStream): ToUnicode {
  const contents = stream.getContents();
  let map = known.get(contents);
  if (!map) {
    map = parseToUnicode(Buffer.from(streamBytes(stream, MAP_LIMIT)).toString('latin1'));
    known.set(contents, map);
  }
  return map;
}
