import type { ContentScanner } from '../model/content-stream.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const PARENTHESIS = 0x28;
const HEX = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/**
 * Calls `visit` for every character code that the present operation shows (ISO 32000-1, 9.4.3). Hexadecimal strings are read
 * where they stand: there is one for nearly every glyph of a book.
 */
export function eachCode(scan: ContentScanner, codeBytes: 1 | 2, visit: (code: number) => void): void {
  const { bytes, start, at } = scan;
  const digitsOfCode = codeBytes * 2;
  for (let i = start; i < at; i++) {
    const c = bytes[i];
    if (c === LESS) {
      let value = 0;
      let digits = 0;
      for (i++; i < at && bytes[i] !== GREATER; i++) {
        const digit = HEX[bytes[i]!]!;
        if (digit < 0) continue;
        value = (value << 4) | digit;
        if (++digits === digitsOfCode) {
          visit(value);
          value = digits = 0;
        }
      }
    } else if (c === PARENTHESIS) {
      const string = scan.string() ?? [];
      for (let k = 0; k < string.length; k += codeBytes)
        visit(codeBytes === 1 ? string[k]! : (string[k]! << 8) | (string[k + 1] ?? 0));
      return;
    }
  }
}

/** A replacement text's string as text: UTF-16 with its mark, PDFDocEncoding (here: Latin 1) without. */
export function actualText(string: Uint8Array | undefined): string {
  if (!string) return '';
  const buffer = Buffer.from(string);
  return buffer[0] === 0xfe && buffer[1] === 0xff
    ? buffer.subarray(2).swap16().toString('utf16le')
    : buffer.toString('latin1');
}
