import { PDFArray, PDFDict, PDFHexString, PDFName, PDFString } from 'pdf-lib';
import { ORIGIN } from '../model/origin.ts';
import { textString } from './text-string.ts';

/**
 * Makes links to files that lie beside the publication (its HTML edition) relative to where the PDF lies, which is how an address without a
 * scheme is read (ISO 32000-1, 12.6.4.7): the browser has written them in full, at an origin that is nowhere.
 */
export function relateLinks(pages: readonly PDFDict[]): void {
  for (const page of pages) {
    const annotations = page.lookup(PDFName.of('Annots'));
    if (!(annotations instanceof PDFArray)) continue;
    for (let i = 0; i < annotations.size(); i++) {
      const annotation = annotations.lookup(i);
      const action = annotation instanceof PDFDict ? annotation.lookup(PDFName.of('A')) : undefined;
      const uri = action instanceof PDFDict ? action.lookup(PDFName.of('URI')) : undefined;
      if (!(action instanceof PDFDict) || !(uri instanceof PDFString || uri instanceof PDFHexString)) continue;
      const address = uri.decodeText();
      if (address.startsWith(`${ORIGIN}/`)) action.set(PDFName.of('URI'), textString(address.slice(ORIGIN.length + 1)));
    }
  }
}
