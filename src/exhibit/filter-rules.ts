import { PDFDict, type PDFStream } from 'pdf-lib';
import { filters } from '../model/pdf-stream.ts';
import { items, nameAt, value } from '../model/pdf-values.ts';

/** Filters that PDF/A-2 allows (ISO 19005-2, 6.1.7.2): all of ISO 32000-1 but LZW, and Crypt only where it does nothing. */
const ALLOWED: ReadonlySet<string> = new Set(
  ['ASCIIHex', 'ASCII85', 'Flate', 'RunLength', 'CCITTFax', 'JBIG2', 'DCT', 'JPX'].map((each) => `${each}Decode`),
);

/** Whether a stream has a filter that PDF/A-2 does not allow. */
export function isPackedOddly(stream: PDFStream): boolean {
  const parameters = items(value(stream.dict, 'DecodeParms'));
  return filters(stream).some((filter, index) => {
    if (filter !== 'Crypt') return !ALLOWED.has(filter);
    const own = parameters[index];
    return own instanceof PDFDict && (nameAt(own, 'Name') ?? 'Identity') !== 'Identity';
  });
}
