// Tokens of content streams and files, by their bytes (ISO 32000-1, 7.2 and 7.3).

/** White space, by byte (ISO 32000-1, table 1). */
export const WHITE: Uint8Array = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) WHITE[code] = 1;
/** Delimiters, by byte (ISO 32000-1, table 2). */
export const DELIMITER: Uint8Array = new Uint8Array(256);
for (const character of '()<>[]{}/%') DELIMITER[character.charCodeAt(0)] = 1;
/** What a hexadecimal digit stands for, by byte; −1: it is none. */
const HEX: Int8Array = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** Bytes between two places as characters of Latin-1. */
export function text(bytes: Uint8Array, start: number, end: number): string {
  let result = '';
  for (let i = start; i < end; i++) result += String.fromCharCode(bytes[i]!);
  return result;
}

/** Decodes `#xx` in a name (ISO 32000-1, 7.3.5). */
export function nameText(bytes: Uint8Array, start: number, end: number): string {
  const raw = text(bytes, start, end);
  return raw.includes('#')
    ? raw.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : raw;
}

/** End of the literal string that begins at `i`, parentheses counted, past its last one. */
export function literalEnd(bytes: Uint8Array, i: number): number {
  let depth = 0;
  for (; i < bytes.length; i++) {
    const c = bytes[i];
    if (c === 0x5c) i++;
    else if (c === 0x28) depth++;
    else if (c === 0x29 && --depth === 0) return i + 1;
  }
  return bytes.length;
}

/** The bytes a literal string between its parentheses stands for (ISO 32000-1, 7.3.4.2). */
export function literalBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  let i = start;
  // Most strings stand as they are.
  while (i < end && bytes[i] !== 0x5c && bytes[i] !== 13) i++;
  if (i >= end) return bytes.subarray(start, Math.max(start, end));
  const out: number[] = Array.from(bytes.subarray(start, i));
  for (; i < end; i++) {
    const c = bytes[i]!;
    if (c !== 0x5c) {
      if (c === 13) {
        if (bytes[i + 1] === 10) i++;
        out.push(10);
      } else out.push(c);
      continue;
    }
    const e = bytes[++i];
    if (e === undefined || i >= end) break;
    if (e >= 0x30 && e <= 0x37) {
      let value = 0;
      let digits = 0;
      for (; digits < 3 && i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x37; digits++, i++)
        value = value * 8 + bytes[i]! - 0x30;
      i--;
      out.push(value & 0xff);
    } else if (e === 0x6e) out.push(10);
    else if (e === 0x72) out.push(13);
    else if (e === 0x74) out.push(9);
    else if (e === 0x62) out.push(8);
    else if (e === 0x66) out.push(12);
    else if (e === 13) {
      if (bytes[i + 1] === 10) i++;
    } else if (e !== 10) out.push(e);
  }
  return Uint8Array.from(out);
}

/** Strings of two bytes, one letter in most composite fonts: each is made once, and not to be changed. */
const pairs: (Uint8Array | undefined)[] = Array.from({ length: 0x10000 });

/** How many hexadecimal digits stand between two places. */
export function hexDigits(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (HEX[bytes[i]!]! >= 0) count++;
  return count;
}

/** The bytes of a hexadecimal string between its brackets; an odd last digit counts as if a 0 followed. */
export function hexBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (end - start === 4) {
    const code =
      (HEX[bytes[start]!]! << 12) |
      (HEX[bytes[start + 1]!]! << 8) |
      (HEX[bytes[start + 2]!]! << 4) |
      HEX[bytes[start + 3]!]!;
    // Where one is no digit all bits of it are set.
    if (code >= 0) return (pairs[code] ??= Uint8Array.of(code >> 8, code & 0xff));
  }
  const out = new Uint8Array((end - start + 1) >> 1);
  let length = 0;
  let high = -1;
  for (let i = start; i < end; i++) {
    const digit = HEX[bytes[i]!]!;
    if (digit < 0) continue;
    if (high < 0) high = digit;
    else {
      out[length++] = (high << 4) | digit;
      high = -1;
    }
  }
  if (high >= 0) out[length++] = high << 4;
  return length === out.length ? out : out.slice(0, length);
}
