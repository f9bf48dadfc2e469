import { Woff2Face } from './woff2.ts';

/*
 * Which characters a WOFF2 face really draws. The ranges that packages state for their subsets are those for which a
 * browser is to fetch the file, and claim more than the faces have: a character would end as an empty box.
 */

/** Characters one face may map: all there are. */
const CHARACTERS_LIMIT = 0x110000;

/** Character codes that a WOFF2 file has glyphs for. Throws when the bytes are no WOFF2 with a character map. */
export function characterCodes(woff2: Uint8Array): ReadonlySet<number> {
  const map = new Woff2Face(woff2).table('cmap');
  if (!map) throw new Error('the face has no character map');
  return codesOf(map);
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
