import type { Diagnostic, Report } from '../model/diagnostic.ts';
import { BYTE_FAULT_LIMIT, DATA_ADDRESS_LIMIT, DATA_ADDRESS_SHORT } from './limits.ts';

/**
 * Bytes of a Markdown file as text. UTF-8 is expected (UTF-16 with a byte-order mark is understood); what is not valid becomes U+FFFD
 * with a warning at its line, and so does NUL (CommonMark 2.3). Noncharacters, which the reader uses for marks of its own, become
 * U+FFFD silently: no document may hold them (Unicode 23.7).
 */
export function decode(bytes: Uint8Array, file: string, report: Report): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  let text: string;
  try {
    text = new TextDecoder(utf16 ?? 'utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    text = new TextDecoder(utf16 ?? 'utf-8', { ignoreBOM: true }).decode(bytes);
    const written = new TextEncoder().encode('\uFFFD');
    reportLines(text, '\uFFFD', file, report, bytes, written, {
      code: 'invalid-utf-8',
      message: 'bytes that are not UTF-8 were replaced',
      hint: 'Save the file as UTF-8.',
    });
  }
  if (text.includes('\0')) {
    reportLines(text, '\0', file, report, undefined, undefined, {
      code: 'nul-character',
      message: 'NUL characters were replaced',
      hint: 'Delete them; many editors show them as ␀ or ^@.',
    });
    text = text.replaceAll('\0', '\uFFFD');
  }
  return text.replace(/[\uFDD0-\uFDEF\uFFFE\uFFFF]/g, '\uFFFD');
}

/** A warning for each line that holds `sign`, up to {@link BYTE_FAULT_LIMIT}; lines whose bytes hold `written` had it on purpose. */
function reportLines(
  text: string,
  sign: string,
  file: string,
  report: Report,
  bytes: Uint8Array | undefined,
  written: Uint8Array | undefined,
  diagnostic: Omit<Diagnostic, 'severity' | 'span'>,
): void {
  const purposely =
    bytes && written ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(written) : false;
  let found = 0;
  let last = 0;
  for (let at = text.indexOf(sign); at !== -1 && found < BYTE_FAULT_LIMIT; at = text.indexOf(sign, at + 1)) {
    const before = text.slice(0, at).replace(/\r\n?/g, '\n');
    const line = before.split('\n').length;
    if (line === last) continue;
    last = line;
    found++;
    report({
      severity: 'warning',
      ...diagnostic,
      ...(purposely ? { why: 'The file also holds U+FFFD itself, so this line may be as it was meant.' } : {}),
      span: { file, line, column: before.length - before.lastIndexOf('\n') },
    });
  }
}

/** `data:` addresses set aside; what is left in the text is a short stand-in. */
export interface SetAside {
  readonly text: string;
  /** The address that a stand-in means; undefined where it was over the limit. */
  address(standIn: string): { readonly address?: string; readonly length: number } | undefined;
}

/**
 * Takes long `data:` addresses out of Markdown before patterns run over it; those of more than `limit` characters are gone. `key` makes the
 * stand-ins unforgeable.
 */
export function setAsideDataAddresses(text: string, key: string, limit: number = DATA_ADDRESS_LIMIT): SetAside {
  if (!/data:/i.test(text)) return { text, address: () => undefined };
  const kept: { address?: string; length: number }[] = [];
  const prefix = `data:octavo/${key},`;
  const shorter = text.replace(/\bdata:[^\s"'<>()[\]`|\\]+/gi, (address) => {
    if (address.length <= DATA_ADDRESS_SHORT) return address;
    kept.push(address.length > limit ? { length: address.length } : { address, length: address.length });
    return `${prefix}${kept.length - 1}`;
  });
  return {
    text: shorter,
    address: (standIn) => (standIn.startsWith(prefix) ? kept[Number(standIn.slice(prefix.length))] : undefined),
  };
}
