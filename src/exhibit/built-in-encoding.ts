import { PDFStream, type PDFDict } from 'pdf-lib';
import { glyphText, latinCharacter } from '../model/latin-encoding.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { dictionaryAt, nameAt, value } from '../model/pdf-values.ts';

/** What a font program's own encoding says by code; undefined where the glyph's name tells nothing. */
export type BuiltInEncoding = ReadonlyMap<number, string | undefined>;

/** Largest font program looked at, unpacked: Latin faces have a tenth of it. */
const PROGRAM_LIMIT = 8 * 1024 * 1024;
/** Bytes of a Type 1 program among which its encoding is, in clear text before the part that is enciphered. */
const CLEAR_TEXT = 64 * 1024;
const CODES = 256;

/** The encoding that a simple font's program brings (Type 1, or CFF in Type 1's place); undefined where it has none that can be read. */
export function builtInEncoding(font: PDFDict): BuiltInEncoding | undefined {
  const descriptor = dictionaryAt(font, 'FontDescriptor');
  try {
    const program = value(descriptor, 'FontFile');
    if (program instanceof PDFStream) return ofType1(Buffer.from(streamBytes(program, PROGRAM_LIMIT)));
    const compact = value(descriptor, 'FontFile3');
    if (compact instanceof PDFStream && nameAt(compact.dict, 'Subtype') === 'Type1C')
      return ofCompact(Buffer.from(streamBytes(compact, PROGRAM_LIMIT)));
  } catch {
    // A program that cannot be read tells nothing.
  }
  return undefined;
}

/** By the clear text of a Type 1 program (Adobe Type 1 Font Format, 2.3): `dup 65 /A put`, or the standard encoding by name. */
function ofType1(program: Buffer): BuiltInEncoding | undefined {
  const text = program
    .subarray(0, CLEAR_TEXT)
    .toString('latin1')
    .replace(/\beexec\b[^]*/, '');
  if (/\/Encoding\s+StandardEncoding\s+def/.test(text)) return standard();
  const from = text.indexOf('/Encoding');
  if (from < 0) return undefined;
  const found = new Map<number, string | undefined>();
  for (const [, base, digits, name] of text.slice(from).matchAll(/\bdup\s+(?:(\d+)#)?(\w+)\s*\/(\S+)\s+put\b/g)) {
    const code = parseInt(digits!, base === undefined ? 10 : Number(base));
    if (code < CODES && name !== '.notdef') found.set(code, glyphText(name!));
  }
  return found.size > 0 ? found : undefined;
}

function standard(): BuiltInEncoding {
  return new Map(
    Array.from({ length: CODES }, (_, code) => [code, latinCharacter('StandardEncoding', code)] as const).filter(
      ([, character]) => character !== undefined,
    ),
  );
}

/** Operators of a CFF's top dictionary (Adobe Technical Note 5176, 9). */
const CHARSET = 15;
const ENCODING = 16;
const CHAR_STRINGS = 17;
/** Names that every CFF program shares: those of StandardEncoding in its order, then these. */
const MORE_STRINGS = '¹¬µ™Ð½±Þ¼÷¦°þ¾²®−ð×³©ÁÂÄÀÅÃÇÉÊËÈÍÎÏÌÑÓÔÖÒÕŠÚÛÜÙÝŸŽáâäàåãçéêëèíîïìñóôöòõšúûüùýÿž';
const STANDARD_STRINGS: readonly string[] = [
  ...[...standard().values()].map((character) => character!),
  ...Array.from(MORE_STRINGS),
];
const STANDARD_STRINGS_COUNT = 391;

/** By the charset and encoding of a CFF program (Adobe Technical Note 5176, 12 and 13). */
function ofCompact(program: Buffer): BuiltInEncoding | undefined {
  const names = index(program, program[2]!);
  const tops = index(program, names.end);
  const strings = index(program, tops.end);
  const top = dictionaryOf(program.subarray(...tops.items[0]!));
  const encoding = top.get(ENCODING) ?? 0;
  if (encoding === 0) return standard();
  // The expert encoding is of small capitals and figures.
  if (encoding === 1) return undefined;
  const glyphs = index(program, top.get(CHAR_STRINGS) ?? 0).items.length;
  const charset = charsetOf(program, top.get(CHARSET) ?? 0, glyphs);
  const meaning = (sid: number | undefined): string | undefined => {
    if (sid === undefined) return undefined;
    if (sid < STANDARD_STRINGS_COUNT) return STANDARD_STRINGS[sid - 1];
    const place = strings.items[sid - STANDARD_STRINGS_COUNT];
    return place && glyphText(program.toString('latin1', ...place));
  };
  return encodingAt(program, encoding, (glyph) => meaning(charset[glyph]), meaning);
}

/** An encoding's table: format 0 lists codes, format 1 ranges of them; what follows gives some glyphs a second code. */
function encodingAt(
  program: Buffer,
  from: number,
  ofGlyph: (glyph: number) => string | undefined,
  ofString: (sid: number) => string | undefined,
): BuiltInEncoding {
  const found = new Map<number, string | undefined>();
  const format = program[from]!;
  let at = from + 2;
  let glyph = 1;
  for (let left = program[from + 1]!; left > 0; left--) {
    const code = program[at++]!;
    const more = (format & 0x7f) === 1 ? program[at++]! : 0;
    for (let i = 0; i <= more; i++) found.set(code + i, ofGlyph(glyph++));
  }
  if ((format & 0x80) !== 0) {
    for (let left = program[at++]!; left > 0; left--, at += 3)
      found.set(program[at]!, ofString(program.readUInt16BE(at + 1)));
  }
  return found;
}

/** String identifiers by glyph; empty for the predefined charsets of expert sets. */
function charsetOf(program: Buffer, from: number, glyphs: number): readonly number[] {
  if (from === 0) return Array.from({ length: glyphs }, (_, glyph) => glyph);
  const sids = [0];
  if (from <= 2) return sids;
  const format = program[from]!;
  for (let at = from + 1; sids.length < glyphs;) {
    const first = program.readUInt16BE(at);
    at += 2;
    const more = format === 0 ? 0 : format === 1 ? program.readUInt8(at) : program.readUInt16BE(at);
    at += format;
    for (let i = 0; i <= more && sids.length < glyphs; i++) sids.push(first + i);
  }
  return sids;
}

/** An INDEX: where each of its objects begins and ends, and where it ends itself. */
function index(
  program: Buffer,
  from: number,
): { readonly items: readonly (readonly [from: number, to: number])[]; readonly end: number } {
  const count = program.readUInt16BE(from);
  if (count === 0) return { items: [], end: from + 2 };
  const size = program.readUInt8(from + 2);
  const data = from + 2 + (count + 1) * size;
  const offset = (i: number): number => data + program.readUIntBE(from + 3 + i * size, size);
  const items = Array.from({ length: count }, (_, i) => [offset(i), offset(i + 1)] as const);
  return { items, end: offset(count) };
}

/** The last operand of each operator of a dictionary that has one byte; real numbers are passed over. */
function dictionaryOf(data: Buffer): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let operand = 0;
  for (let at = 0; at < data.length;) {
    const byte = data[at++]!;
    if (byte === 12) at++;
    else if (byte <= 21) found.set(byte, operand);
    else if (byte === 28) [operand, at] = [data.readInt16BE(at), at + 2];
    else if (byte === 29) [operand, at] = [data.readInt32BE(at), at + 4];
    else if (byte === 30) while (at < data.length && (data[at++]! & 0xf) !== 0xf);
    else if (byte <= 246) operand = byte - 139;
    else if (byte <= 250) operand = (byte - 247) * 256 + data[at++]! + 108;
    else if (byte <= 254) operand = -(byte - 251) * 256 - data[at++]! - 108;
  }
  return found;
}
