import { brotliDecompressSync } from 'node:zlib';

/** Tables that WOFF2 names by number (W3C WOFF 2.0, 4.1). */
const KNOWN_TAGS =
  'cmap|head|hhea|hmtx|maxp|name|OS/2|post|cvt |fpgm|glyf|loca|prep|CFF |VORG|EBDT|EBLC|gasp|hdmx|kern|LTSH|PCLT|VDMX|vhea|vmtx|BASE|GDEF|GPOS|GSUB|EBSC|JSTF|MATH|CBDT|CBLC|COLR|CPAL|SVG |sbix|acnt|avar|bdat|bloc|bsln|cvar|fdsc|feat|fmtx|fvar|gvar|hsty|just|lcar|mort|morx|opbd|prop|trak|Zapf|Silf|Glat|Gloc|Feat|Sill'.split(
    '|',
  );
/** The number that says a table is named by its tag. */
const OWN_TAG = 63;
/** Bytes before the table directory. */
const HEADER_LENGTH = 48;
/** Bytes of a face’s tables together: the largest faces of real life have some 30 MB. */
const TABLES_LIMIT = 64 * 1024 * 1024;

/** A face in a WOFF2 file: which tables it has, and what is in them. */
export class Woff2Face {
  /** Tags of its tables. */
  readonly tags: ReadonlySet<string>;
  readonly #places = new Map<string, { offset: number; length: number }>();
  readonly #packed: Buffer;
  #data: Buffer | undefined;

  /** Throws when `bytes` are no WOFF2 file. */
  constructor(bytes: Uint8Array) {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (file.toString('latin1', 0, 4) !== 'wOF2') throw new Error('not a WOFF2 file');
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
    for (let table = file.readUInt16BE(12); table > 0; table--) {
      const flags = file.readUInt8(at++);
      let tag = KNOWN_TAGS[flags & 0x3f];
      if ((flags & 0x3f) === OWN_TAG) {
        tag = file.toString('latin1', at, at + 4);
        at += 4;
      }
      let length = base128();
      const version = flags >> 6;
      // A transformed table has a second length; glyph tables are transformed unless they say they are not (5.1).
      if (tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0) length = base128();
      if (tag !== undefined) this.#places.set(tag, { offset, length });
      offset += length;
    }
    this.#packed = file.subarray(at, at + file.readUInt32BE(20));
    this.tags = new Set(this.#places.keys());
  }

  /** A table as it stands in the file, which may be transformed; undefined where there is none. */
  table(tag: string): Buffer | undefined {
    const place = this.#places.get(tag);
    if (!place) return undefined;
    this.#data ??= brotliDecompressSync(this.#packed, { maxOutputLength: TABLES_LIMIT });
    return this.#data.subarray(place.offset, place.offset + place.length);
  }
}
