import { PDFDict, PDFName, PDFRef, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { parseToUnicode, writeToUnicode } from '../model/to-unicode.ts';
import { asPainted } from './right-to-left.ts';
import { replacedStream, streamData } from './stream-data.ts';

/** Codes of a font that are watched: all that two bytes can say. */
const CODES = 0x10000;

/** What a font's codes mean as text, and what the scan learns about them. */
export interface FontText {
  /** Text by code; undefined where the font's ToUnicode is silent. */
  readonly text: readonly (string | undefined)[];
  readonly codeBytes: 1 | 2;
  /** Code of the glyph for a space, where the font as embedded has one. */
  readonly space: number | undefined;
  /** True where code 0 is the glyph for what is missing (ISO 32000-1, 9.7.6.3): Type 0 fonts with identity codes. */
  readonly zeroIsMissing: boolean;
  /** Codes whose ToUnicode entry is U+0000, which is none (ISO 14289-1, 7.21.7). */
  readonly unmapped: ReadonlySet<number>;
  /** Codes that were seen alone in a replacement text, with that text; undefined when there were several. */
  readonly replaced: Map<number, string | undefined>;
  /** 1 for each code that was painted without one: what the font says of it is so. */
  readonly plain: Uint8Array;
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
    const unmapped = new Set<number>();
    let space: number | undefined;
    if (stream instanceof PDFStream) {
      for (const [code, value] of parseToUnicode(Buffer.from(streamData(stream)).toString('latin1')).text) {
        text[code] = value === '\0' ? '' : value;
        if (value === '\0') unmapped.add(code);
        if (value === ' ') space ??= code;
      }
    }
    const result: FontText = {
      text,
      codeBytes: composite ? 2 : 1,
      space,
      zeroIsMissing: composite,
      unmapped,
      replaced: new Map(),
      plain: new Uint8Array(CODES),
    };
    if (source instanceof PDFRef && stream instanceof PDFStream) this.#streams.set(source, result);
    return result;
  }

  /**
   * Writes the maps to text anew that say what is not so: U+0000, as Skia writes for glyphs that only a substitution
   * reaches (it becomes the text that the glyph was seen to stand for, or U+FFFD where that is not known: ISO 14289-1,
   * 7.21.7; ISO 19005-2, 6.2.11.7.2), glyphs that only ever stand for another text than the map's (one glyph serves the
   * apostrophe and a letter that looks like it), and characters that are `mistaken` for others.
   */
  mend(mistaken: ReadonlyMap<string, string>): void {
    for (const [ref, font] of this.#streams) {
      let wrong = font.unmapped.size > 0;
      const entries: [number, string][] = [];
      font.text.forEach((text, code) => {
        if (text === undefined) return;
        const right = asPainted(meaning(font, code, text, mistaken));
        wrong ||= right !== text;
        entries.push([code, right]);
      });
      const stream = this.#context.lookup(ref);
      if (wrong && stream instanceof PDFStream)
        this.#context.assign(
          ref,
          replacedStream(this.#context, stream, Buffer.from(writeToUnicode(entries, font.codeBytes), 'latin1')),
        );
    }
  }
}

/**
 * What a code stands for once {@link Fonts.mend} is done: what it was always replaced by, or what the font says; `text` is what the font
 * said as printed.
 */
export function meaning(font: FontText, code: number, text: string, mistaken: ReadonlyMap<string, string>): string {
  const replacement = font.replaced.get(code);
  if (replacement !== undefined && replacement !== '' && font.plain[code] === 0) return replacement;
  return font.unmapped.has(code) ? (replacement ?? '\uFFFD') : (mistaken.get(text) ?? text);
}
