import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFNull,
  PDFRef,
  PDFStream,
  PDFString,
  type PDFName,
  type PDFObject,
} from 'pdf-lib';
import { heldEntries, heldItems } from '../model/pdf-values.ts';

/** The number under which an object is written; undefined when it is not in the file. */
export type Numbering = (ref: PDFRef) => number | undefined;

/** How a string is written: as it stands, or enciphered. */
export type StringWriter = (string: PDFString | PDFHexString) => string;

/** Strings as they stand. */
export const plainString: StringWriter = (string) => string.toString();

/**
 * An object as PDF syntax (ISO 32000-1, 7.3), one byte a character, with references renumbered. A reference to nothing
 * is null, as a reader would take it (7.3.10). Streams give their dictionary only.
 */
export function serialise(object: PDFObject, number: Numbering, string: StringWriter = plainString): string {
  if (object instanceof PDFRef) {
    const target = number(object);
    return target === undefined ? 'null' : `${target} 0 R`;
  }
  if (object instanceof PDFDict) {
    let text = '<<';
    for (const [key, value] of heldEntries(object)) text += entry(key, value, number, string);
    return `${text}>>`;
  }
  if (object instanceof PDFArray) {
    let text = '[';
    let first = true;
    for (const value of heldItems(object)) {
      const item = serialise(value, number, string);
      text += first || selfDelimiting(item) ? item : ` ${item}`;
      first = false;
    }
    return `${text}]`;
  }
  if (object instanceof PDFStream) return serialise(object.dict, number, string);
  if (object instanceof PDFString || object instanceof PDFHexString) return string(object);
  return object.toString();
}

/** True when a token needs no white space before it (7.2.2: delimiters end what stands before them). */
function selfDelimiting(token: string): boolean {
  const first = token.charCodeAt(0);
  return first === 0x2f || first === 0x28 || first === 0x3c || first === 0x5b;
}

/** A dictionary entry. An absent value is what null means (7.3.7), so such an entry is left out. */
export function entry(key: PDFName, value: PDFObject, number: Numbering, string: StringWriter = plainString): string {
  if (value === PDFNull) return '';
  const text = serialise(value, number, string);
  return selfDelimiting(text) ? key.toString() + text : `${key.toString()} ${text}`;
}
