import type { PDFDict } from 'pdf-lib';
import { nameAt } from '../model/pdf-values.ts';

/** How the strings of a font fall into codes (ISO 32000-1, 9.4.3 and 9.7.6.2). */
export interface CodeSpace {
  /** First and last codes of each range, hexadecimal, as a CMap writes them. */
  readonly ranges: readonly (readonly [first: string, last: string])[];
  /** Whether text runs from top to bottom. */
  readonly vertical: boolean;
  /** Codes of a string that is shown; what is left of one at its end is none. */
  codes(shown: Uint8Array): number[];
  /** Whether a string that is shown ends where a code does. */
  isWhole(shown: Uint8Array): boolean;
  /** A code as a CMap writes it. */
  hex(code: number): string;
}

/** Predefined CMaps whose codes have two bytes each: Unicode's, those of glyphs' numbers, and JIS (ISO 32000-1, Table 118). */
const TWO_BYTES = /^(?:Identity|Uni\w+-(?:UCS2|UTF16)(?:-HW)?|H$|V$)/;
/** Those whose codes have one byte or two, and first bytes that lead a second one. What may have four bytes is not among them. */
const MIXED: readonly (readonly [named: RegExp, leads: readonly (readonly [number, number])[]])[] = [
  [/RKSJ/, [[0x81, 0x9f], [0xe0, 0xfc]]], // prettier-ignore
  [/^(?:GB|GBpc|GBKp?|KSC|KSCms|KSCpc|ETen|ETenms|B5pc|HKscs)-(?:EUC|UHC|B5)|^B5pc/, [[0x81, 0xfe]]],
];

/** A simple font's: each byte is a code. */
const BYTES: CodeSpace = {
  ranges: [['00', 'FF']],
  vertical: false,
  codes: (shown) => [...shown],
  isWhole: () => true,
  hex: (code) => hexadecimal(code, 1),
};

/** How a font's strings fall into codes, a composite font's by the name of its CMap; undefined for those that are not known here. */
export function codeSpaceOf(font: PDFDict): CodeSpace | undefined {
  if (nameAt(font, 'Subtype') !== 'Type0') return BYTES;
  const named = nameAt(font, 'Encoding');
  if (named === undefined) return undefined;
  const vertical = /(?:^|-)V$/.test(named);
  if (TWO_BYTES.test(named)) {
    const codes = (shown: Uint8Array): number[] =>
      Array.from({ length: shown.length >> 1 }, (_, i) => (shown[2 * i]! << 8) | shown[2 * i + 1]!);
    const isWhole = (shown: Uint8Array): boolean => shown.length % 2 === 0;
    return { ranges: [['0000', 'FFFF']], vertical, codes, isWhole, hex: (code) => hexadecimal(code, 2) };
  }
  const leads = MIXED.find(([pattern]) => pattern.test(named))?.[1];
  if (!leads) return undefined;
  const leading = (byte: number): boolean => leads.some(([first, last]) => byte >= first && byte <= last);
  return {
    ranges: mixedRanges(leads),
    vertical,
    codes: (shown) => mixed(shown, leading),
    isWhole: (shown) => mixed(shown, leading).reduce((sum, code) => sum + (code > 0xff ? 2 : 1), 0) === shown.length,
    hex: (code) => hexadecimal(code, code > 0xff ? 2 : 1),
  };
}

function mixed(shown: Uint8Array, leading: (byte: number) => boolean): number[] {
  const codes: number[] = [];
  for (let at = 0; at < shown.length; at++) {
    const byte = shown[at]!;
    if (!leading(byte)) codes.push(byte);
    else if (++at < shown.length) codes.push((byte << 8) | shown[at]!);
  }
  return codes;
}

/** Ranges of one byte around those of two. */
function mixedRanges(leads: readonly (readonly [number, number])[]): [string, string][] {
  const ranges: [string, string][] = [];
  let from = 0;
  for (const [first, last] of [...leads, [0x100, 0x100] as const]) {
    if (first > from) ranges.push([hexadecimal(from, 1), hexadecimal(first - 1, 1)]);
    if (first <= 0xff) ranges.push([`${hexadecimal(first, 1)}00`, `${hexadecimal(last, 1)}FF`]);
    from = last + 1;
  }
  return ranges;
}

function hexadecimal(code: number, bytes: number): string {
  return code
    .toString(16)
    .toUpperCase()
    .padStart(2 * bytes, '0');
}
