import { PDFHexString, PDFString } from 'pdf-lib';

/** Characters that a literal string may hold as they are, and that mean the same in PDFDocEncoding and ASCII. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * One line of text fit for every place it will appear in (Info, XMP, outline): well-formed, without control characters,
 * white space collapsed. Info and XMP can only agree when both are given the same text.
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF\u2028\u2029]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A text string (ISO 32000-1, 7.9.2.2): literal where the text is ASCII, UTF-16BE with its mark otherwise. */
export function textString(text: string): PDFString | PDFHexString {
  return PLAIN.test(text) ? PDFString.of(escapeLiteral(text)) : PDFHexString.fromText(text);
}

/** A byte string (ISO 32000-1, 7.9.2.4), readable where its bytes are ASCII. `bytes` holds one byte a character. */
export function byteString(bytes: string): PDFString | PDFHexString {
  return PLAIN.test(bytes)
    ? PDFString.of(escapeLiteral(bytes))
    : PDFHexString.of(Buffer.from(bytes, 'latin1').toString('hex').toUpperCase());
}

/** Escapes what ends or changes a literal string (ISO 32000-1, 7.3.4.2). */
function escapeLiteral(text: string): string {
  return text.replace(/[\\()]/g, '\\$&');
}
