import { PDFString, type PDFContext, type PDFRef } from 'pdf-lib';
import { writeToUnicode } from './to-unicode.ts';

/** Units of an em, and the advance of every character. */
const UNITS = 1000;
const ADVANCE = 500;
/** Characters that one font can have: two bytes each, 0 being none. */
const CHARACTERS_LIMIT = 65_000;

/**
 * A font in which every character is there and none is seen, for text behind a picture (ISO 32000-1, 9.3.6, mode 3): its glyphs are empty, its
 * characters known by their ToUnicode. It grows with the text that is set in it; {@link write} makes the objects.
 */
export class UnseenFont {
  readonly ref: PDFRef;
  readonly #context: PDFContext;
  readonly #codes = new Map<string, number>();

  constructor(context: PDFContext) {
    this.#context = context;
    this.ref = context.nextRef();
  }

  /** Text as a string of the font's codes, hexadecimal, and its width in units of the size. */
  encode(text: string): { readonly hex: string; readonly width: number } {
    let hex = '';
    let count = 0;
    for (const character of text) {
      let code = this.#codes.get(character);
      if (code === undefined) {
        if (this.#codes.size >= CHARACTERS_LIMIT) continue;
        this.#codes.set(character, (code = this.#codes.size + 1));
      }
      hex += code.toString(16).padStart(4, '0');
      count++;
    }
    return { hex, width: (count * ADVANCE) / UNITS };
  }

  /** Writes the font (ISO 32000-1, 9.7.4.3): a CIDFontType2 whose codes are its glyphs. */
  write(): void {
    const context = this.#context;
    const file = emptyTrueType(this.#codes.size + 1);
    const descriptor = context.register(
      context.obj({
        Type: 'FontDescriptor',
        FontName: 'OctavoUnseen',
        Flags: 4,
        FontBBox: [0, 0, ADVANCE, UNITS],
        ItalicAngle: 0,
        Ascent: UNITS,
        Descent: 0,
        CapHeight: UNITS,
        StemV: 80,
        FontFile2: context.register(context.flateStream(file, { Length1: file.length })),
      }),
    );
    const descendant = context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'CIDFontType2',
        BaseFont: 'OctavoUnseen',
        CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
        FontDescriptor: descriptor,
        DW: ADVANCE,
        CIDToGIDMap: 'Identity',
      }),
    );
    context.assign(
      this.ref,
      context.obj({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: 'OctavoUnseen',
        Encoding: 'Identity-H',
        DescendantFonts: [descendant],
        ToUnicode: context.register(
          context.flateStream(
            writeToUnicode(
              [...this.#codes].map(([character, code]) => [code, character] as const),
              2,
            ),
          ),
        ),
      }),
    );
  }
}

/** A TrueType program of so many empty glyphs, all of one width (ISO/IEC 14496-22): only the tables that a PDF needs (ISO 32000-1, 9.9). */
function emptyTrueType(glyphs: number): Buffer {
  const head = Buffer.alloc(54);
  head.writeUInt32BE(0x00010000, 0);
  head.writeUInt32BE(0x5f0f3cf5, 12);
  head.writeUInt16BE(UNITS, 18);
  head.writeInt16BE(ADVANCE, 40);
  head.writeInt16BE(UNITS, 42);
  head.writeUInt16BE(8, 46);
  head.writeInt16BE(2, 48);
  const hhea = Buffer.alloc(36);
  hhea.writeUInt32BE(0x00010000, 0);
  hhea.writeInt16BE(UNITS, 4);
  hhea.writeUInt16BE(ADVANCE, 10);
  hhea.writeInt16BE(1, 18);
  hhea.writeUInt16BE(1, 34);
  const maxp = Buffer.alloc(32);
  maxp.writeUInt32BE(0x00010000, 0);
  maxp.writeUInt16BE(glyphs, 4);
  maxp.writeUInt16BE(2, 14);
  const hmtx = Buffer.alloc(4 + 2 * (glyphs - 1));
  hmtx.writeUInt16BE(ADVANCE, 0);
  const tables: readonly (readonly [string, Buffer])[] = [
    ['glyf', Buffer.alloc(4)],
    ['head', head],
    ['hhea', hhea],
    ['hmtx', hmtx],
    ['loca', Buffer.alloc(2 * (glyphs + 1))],
    ['maxp', maxp],
  ];
  return trueType(tables);
}

/** Tables with their directory in front; a sum of each that readers may hold it against. */
function trueType(tables: readonly (readonly [string, Buffer])[]): Buffer {
  const directory = Buffer.alloc(12 + 16 * tables.length);
  const power = Math.floor(Math.log2(tables.length));
  directory.writeUInt32BE(0x00010000, 0);
  directory.writeUInt16BE(tables.length, 4);
  directory.writeUInt16BE(16 * 2 ** power, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(16 * (tables.length - 2 ** power), 10);
  let offset = directory.length;
  const padded = tables.map(([name, data], index) => {
    const body = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    let sum = 0;
    for (let at = 0; at < body.length; at += 4) sum = (sum + body.readUInt32BE(at)) >>> 0;
    const entry = 12 + 16 * index;
    directory.write(name, entry, 'latin1');
    directory.writeUInt32BE(sum, entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(data.length, entry + 12);
    offset += body.length;
    return body;
  });
  return Buffer.concat([directory, ...padded]);
}
