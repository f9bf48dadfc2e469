import { PDFStream, type PDFDict } from 'pdf-lib';
import { items, value } from '../model/pdf-values.ts';

const SEPARATOR = Buffer.from('\n');

/** A page's content as one stream: its parts, unpacked, with white space between, where a token may not go on (ISO 32000-1, 7.8.2). */
export function joinedContent(page: PDFDict, unpack: (part: PDFStream) => Uint8Array): Uint8Array {
  const streams = items(value(page, 'Contents')).filter((part) => part instanceof PDFStream);
  if (streams.length === 1) return unpack(streams[0]!);
  return Buffer.concat(streams.flatMap((part) => [unpack(part), SEPARATOR]));
}
