import { PDFDict, PDFName, PDFRef, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { parseToUnicode } from '../model/to-unicode.ts';
import { replacedStream, streamData } from './stream-data.ts';

/** What a font's codes mean as text, and what the scan learns about them. */
export interface FontText {
  /** Text by code; undefined where the font's ToUnicode is silent. */
  readonly text: readonly (string | undefined)[];
  readonly codeBytes: 1 | 2;
  /** Code of the glyph for a space, where the font as embedded has one. */
  readonly space: number | undefined;
  /** True where code 0 is the glyph for what is missing (ISO 32000-1, 9.7.6.3): Type 0 fonts with identity codes. */
  readonly zeroIsMissing: boolean;
  /** Codes whose ToUnicode entry is U+0000, which is none (ISO 14289-1, 7.21.7), with the text they were seen to stand for. */
  readonly unmapped: Map<number, string | undefined>;
}

/** All fonts of a document, each read once. */
export class Fonts {
  readonly #context: PDFContext;
  readonly #byRef = new Map<PDFObject, FontText | undefined>();
  readonly #streams = new Map<PDFRef, FontText>();

  constructor(context: PDFContext) {
    this.#context = context;
  }

  /** The font that `name` means among `resources`. */
  find(resources: PDFDict | undefined, name: string): FontText | undefined {
    const fonts = resources?.lookup(PDFName.of('Font'));
    const entry = fonts instanceof PDFDict ? fonts.get(PDFName.of(name)) : undefined;
    if (!entry) return undefined;
    if (!this.#byRef.has(entry)) this.#byRef.set(entry, this.#read(entry));
    return this.#byRef.get(entry);
  }

  #read(entry: PDFObject): FontText | undefined {
    const font = this.#context.lookup(entry);
    if (!(font instanceof PDFDict)) return undefined;
    const composite = font.lookup(PDFName.of('Subtype')) === PDFName.of('Type0');
    const source = font.get(PDFName.of('ToUnicode'));
    const stream = this.#context.lookup(source);
    const text: (string | undefined)[] = [];
    const unmapped = new Map<number, string | undefined>();
    let space: number | undefined;
    if (stream instanceof PDFStream) {
      for (const [code, value] of parseToUnicode(Buffer.from(streamData(stream)).toString('latin1')).text) {
        text[code] = value === '\0' ? '' : value;
        if (value === '\0') unmapped.set(code, undefined);
        if (value === ' ') space ??= code;
      }
    }
    const result: FontText = { text, codeBytes: composite ? 2 : 1, space, zeroIsMissing: composite, unmapped };
    if (source instanceof PDFRef && stream instanceof PDFStream && unmapped.size > 0) this.#streams.set(source, result);
    return result;
  }

  /**
   * Mends ToUnicode entries that say U+0000, as Skia writes for glyphs that only a substitution reaches: the text that the
   * glyph was seen to stand for, or U+FFFD where that is not known (ISO 14289-1, 7.21.7; ISO 19005-2, 6.2.11.7.2).
   */
  mend(): void {
    for (const [ref, font] of this.#streams) {
      const stream = this.#context.lookup(ref) as PDFStream;
      const mended = Buffer.from(streamData(stream))
        .toString('latin1')
        .replace(/<([0-9a-fA-F]{2,4})>(\s*)<0000>(?=\s)/g, (all, code: string, gap: string) => {
          const known = font.unmapped.get(parseInt(code, 16));
          return font.unmapped.has(parseInt(code, 16)) ? `<${code}>${gap}<${utf16(known ?? '\uFFFD')}>` : all;
        });
      this.#context.assign(ref, replacedStream(this.#context, stream, Buffer.from(mended, 'latin1')));
    }
  }
}

/** Text as UTF-16BE in hexadecimal digits. */
export function utf16(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();
}
