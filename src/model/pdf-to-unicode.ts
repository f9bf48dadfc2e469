import type { PDFStream } from 'pdf-lib';
import { KeptFew } from './kept-few.ts';
import { contentDigest, filters, streamBytes } from './pdf-stream.ts';
import { parseToUnicode, type ToUnicode } from './to-unicode.ts';

/** Largest CMap read from a stream, bytes unpacked: all of two bytes' codes, one a line. */
const MAP_LIMIT = 4 * 1024 * 1024;
/** CMaps kept: those of the fonts of a few files, which are much alike when they come from one hand. */
const KEPT_LIMIT = 200;
/** What streams say, by the digest of their bytes: everyone who looks at a font asks, and many fonts bring the same map. */
const known = new KeptFew<ToUnicode>(KEPT_LIMIT);

/** Reads the CMap in a stream. Throws when it cannot be unpacked or is beyond {@link MAP_LIMIT}. */
export function readToUnicode(stream: PDFStream): ToUnicode {
  const key = `${contentDigest(stream)} ${filters(stream).join(' ')}`;
  return known.of(key, () => parseToUnicode(Buffer.from(streamBytes(stream, MAP_LIMIT)).toString('latin1')));
}
