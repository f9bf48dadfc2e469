import { PDFDocument } from 'pdf-lib';

/** Reads a file's objects as they stand, cross-reference tables aside. Throws when there is no catalog, or the file is encrypted. */
export async function loadObjects(bytes: Uint8Array): Promise<PDFDocument> {
  return PDFDocument.load(bytes, { updateMetadata: false, parseSpeed: Infinity });
}
