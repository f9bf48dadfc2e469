import { PDFDocument, PDFInvalidObject, PDFName, PDFRef } from 'pdf-lib';
import { quickenParser } from './pdf-parse.ts';

/** A file whose objects are open to be read and changed. */
export type { PDFDocument as OpenPdf } from 'pdf-lib';

/*
 * pdf-lib keeps one object for every name and every reference, found by a text put together anew at each mention. At
 * 46,000 objects a third of the reading went there; asking by number and by the text as it stands gives the same objects.
 */
const refOf = PDFRef.of;
const refs: PDFRef[] = [];
PDFRef.of = (objectNumber, generationNumber = 0) =>
  generationNumber === 0 ? (refs[objectNumber] ??= refOf(objectNumber, 0)) : refOf(objectNumber, generationNumber);

/** Names kept by their text. Beyond this many they are destinations, asked for once or twice: not worth the memory. */
const NAMES_LIMIT = 4096;
const nameOf = PDFName.of;
const names = new Map<string, PDFName>();
PDFName.of = (text) => {
  let name = names.get(text);
  if (!name) {
    name = nameOf(text);
    if (names.size < NAMES_LIMIT) names.set(text, name);
  }
  return name;
};

quickenParser();

/**
 * Reads a file's objects as they stand, unchanged, cross-reference tables aside. An object that cannot be read is not there. Throws when there is
 * no catalog, the file is encrypted, or an object is not whole and the file is `ours`: then it is our fault, and not one to pass over.
 */
export async function loadPdf(bytes: Uint8Array, ours = false): Promise<PDFDocument> {
  const options = { updateMetadata: false, parseSpeed: Infinity, throwOnInvalidObject: ours };
  const document = await PDFDocument.load(bytes, options);
  const { context } = document;
  // The library keeps their bytes, which nobody who goes by objects could use, and which would be written into a book as they are.
  if (!ours)
    for (const [ref, object] of context.enumerateIndirectObjects())
      if (object instanceof PDFInvalidObject) context.delete(ref);
  return document;
}
