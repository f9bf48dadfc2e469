import { brotliDecompressSync } from 'node:zlib';

/*
 * Which characters a WOFF2 face really draws. The ranges that packages state for their subsets are those for which a
 * browser is to fetch the file, and claim more than the faces have: a character would end as an empty box.
 */

/** Tables that WOFF2 names by number (W3C WOFF 2.0, 4.1), as far as those are looked for: `cmap` is the first. */
const CMAP = 0;
const GLYF = 10;
const LOCA = 11;
/** The number that says a table is named by its tag. */
const OWN_TAG = 63;
/** Bytes before the table directory. */
const HEADER_LENGTH = 48;
/** Characters one face may map: all there are. */
const CHARACTERS_LIMIT = 0x110000;

/** Character codes that a WOFF2 file has glyphs for. Throws when the bytes are no WOFF2 with a character map. */
export function characterCodes(woff2: Uint8Array): ReadonlySet<number> {
  const file = Buffer.from(woff2.buffer, woff2.byteOffset, woff2.length);
  let at = HEADER_LENGTH;
  const base128 = (): number => {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = file.readUInt8(at++);
      value = (value << 7) | (byte & 0x7f);
      if ((byte & 0x80) === 0) break;
    }
    return value;
  };
  let offset = 0;
  let start = -1;
  for (let table = file.readUInt16BE(12); table > 0; table--) {
    const flags = file.readUInt8(at++);
    const known = flags & 0x3f;
    let isMap = known === CMAP;
    if (known === OWN_TAG) {
      isMap = file.toString('latin1', at, at + 4) === 'cmap';
      at += 4;
    }
    let length = base128();
    const version = flags >> 6;
    // A transformed table has a second length; glyph tables are transformed unless they say they are not (5.1).
    if (known === GLYF || known === LOCA ? version !== 3 : version !== 0) length = base128();
    if (isMap) start = offset;
    offset += length;
  }
  if (start < 0) throw new Error('the face has no character map');
  const data = brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20)));
  return codesOf(data.subarray(start));
}

/** Codes in a `cmap` table's subtables of formats 4 and 12 (ISO/IEC 14496-22, 5.2.1). */
function codesOf(map: Buffer): ReadonlySet<number> {
  const codes = new Set<number>();
  const add = (from: number, to: number): void => {
    for (let code = from; code <= to && codes.size < CHARACTERS_LIMIT; code++) codes.add(code);
  };
  for (let i = 0; i < map.readUInt16BE(2); i++) {
    const at = map.readUInt32BE(8 + i * 8);
    const format = map.readUInt16BE(at);
    if (format === 4) {
      const segments = map.readUInt16BE(at + 6) / 2;
      const starts = at + 16 + segments * 2;
      for (let s = 0; s < segments; s++)
        // The last segment only ends the table.
        if (map.readUInt16BE(starts + s * 2) !== 0xffff)
          add(map.readUInt16BE(starts + s * 2), map.readUInt16BE(at + 14 + s * 2));
    } else if (format === 12) {
      for (let group = 0; group < map.readUInt32BE(at + 12); group++)
        add(map.readUInt32BE(at + 16 + group * 12), map.readUInt32BE(at + 20 + group * 12));
    }
  }
  return codes;
}
