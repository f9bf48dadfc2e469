import { PDFDict, PDFName, PDFNumber, PDFStream, StandardFontEmbedder, StandardFonts, type PDFObject } from 'pdf-lib';
import type { FontFacts, FontType } from './facts.ts';
import { descendantOf, fontAdvances, type FontAdvances } from '../model/pdf-font-advances.ts';
import { glyphText } from '../model/latin-encoding.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { parseToUnicode, type ToUnicode } from '../model/to-unicode.ts';
import { dictionaryAt, items, nameAt, value } from '../model/pdf-values.ts';

/** A glyph to show: its text, how far the pen moves in thousandths of the font size, whether it is a space for word spacing. */
export interface Glyph {
  readonly text: string;
  readonly advance: number;
  readonly space: boolean;
}

/** Advance taken where a font does not say: half the size, as most text faces have in the mean. */
const UNKNOWN_ADVANCE = 500;
const SPACE = 0x20;

/** Fonts that every reader has, and whose widths a file need not give (ISO 32000-1, 9.6.2.2). */
const STANDARD: ReadonlySet<string> = new Set(Object.values(StandardFonts));

/** WinAnsi's characters from 0x80 to 0x9F (ISO 32000-1, D.2); the rest is Latin 1. */
const WIN_ANSI = '€\u2022‚ƒ„…†‡ˆ‰Š‹Œ\u2022Ž\u2022\u2022‘’“”•–—˜™š›œ\u2022žŸ';
/** A font as text is read from it. What foreign fonts leave unsaid is guessed. */
export class Font {
  readonly dict: PDFDict;
  readonly name: string;
  readonly subset: boolean;
  readonly composite: boolean;
  readonly #unicode: ToUnicode | undefined;
  readonly #advances: FontAdvances;
  readonly #codeBytes: number;
  readonly #encoding: ReadonlyMap<number, string>;
  readonly #glyphs = new Map<number, Glyph>();

  constructor(dict: PDFDict) {
    this.dict = dict;
    const base = nameAt(dict, 'BaseFont') ?? nameAt(dictionaryAt(dict, 'FontDescriptor'), 'FontName') ?? '';
    this.subset = /^[A-Z]{6}\+/.test(base);
    this.name = this.subset ? base.slice(7) : base;
    this.composite = nameAt(dict, 'Subtype') === 'Type0';
    const cmap = value(dict, 'ToUnicode');
    this.#unicode = cmap instanceof PDFStream ? readToUnicode(cmap) : undefined;
    this.#codeBytes = this.composite ? (this.#unicode?.codeBytes ?? 2) : 1;
    this.#advances = fontAdvances(dict);
    this.#encoding = this.composite ? new Map() : differences(value(dict, 'Encoding'));
  }

  /** The glyphs that a string shows. */
  glyphs(string: Uint8Array): Glyph[] {
    const size = this.#codeBytes;
    const shown: Glyph[] = [];
    for (let i = 0; i + size <= string.length; i += size) {
      let code = 0;
      for (let k = 0; k < size; k++) code = (code << 8) | string[i + k]!;
      let glyph = this.#glyphs.get(code);
      if (!glyph) {
        glyph = {
          text: this.#text(code),
          advance: this.#advance(code),
          space: size === 1 && code === SPACE,
        };
        this.#glyphs.set(code, glyph);
      }
      shown.push(glyph);
    }
    return shown;
  }

  #advance(code: number): number {
    const { byCode, others = UNKNOWN_ADVANCE } = this.#advances;
    return byCode.get(code) ?? this.#standardAdvance(code) ?? others;
  }

  /** Advance in a standard font that comes without widths. */
  #standardAdvance(code: number): number | undefined {
    if (this.composite || this.#advances.byCode.size > 0 || !STANDARD.has(this.name)) return undefined;
    try {
      return StandardFontEmbedder.for(this.name as Parameters<typeof StandardFontEmbedder.for>[0]).widthOfTextAtSize(
        this.#text(code),
        1000,
      );
    } catch {
      // A character that the font lacks.
      return undefined;
    }
  }

  #text(code: number): string {
    const mapped = this.#unicode?.text.get(code);
    if (mapped !== undefined) return mapped;
    // No reader could tell what a composite font's bare code means.
    if (this.composite) return '\uFFFD';
    const glyph = this.#encoding.get(code);
    if (glyph !== undefined) return (glyph.length === 1 ? glyph : glyphText(glyph)) ?? '\uFFFD';
    return code >= 0x80 && code < 0xa0 ? WIN_ANSI.charAt(code - 0x80) : String.fromCharCode(code);
  }

  /** What the font is, without the pages it is used on. */
  facts(): Omit<FontFacts, 'pages'> {
    const descriptor = dictionaryAt(this.composite ? descendantOf(this.dict) : this.dict, 'FontDescriptor');
    const type = this.#type(descriptor);
    const encoding = this.composite ? undefined : encodingOf(this.dict);
    return {
      name: this.name,
      type,
      embedded:
        type === 'Type 3' || ['FontFile', 'FontFile2', 'FontFile3'].some((key) => value(descriptor, key) !== undefined),
      subset: this.subset,
      toUnicode: value(this.dict, 'ToUnicode') !== undefined,
      ...(encoding !== undefined && { encoding }),
    };
  }

  #type(descriptor: PDFDict | undefined): FontType {
    const program = nameAt(dictionaryAt(descriptor, 'FontFile3'), 'Subtype');
    if (this.composite) {
      if (program === 'OpenType') return 'CID OpenType';
      if (nameAt(descendantOf(this.dict), 'Subtype') === 'CIDFontType2') return 'CID TrueType';
      return program === undefined ? 'CID Type 0' : 'CID Type 0C';
    }
    if (program === 'OpenType') return 'OpenType';
    switch (nameAt(this.dict, 'Subtype')) {
      case 'Type1':
        return program === 'Type1C' ? 'Type 1C' : 'Type 1';
      case 'MMType1':
        return 'MM Type 1';
      case 'TrueType':
        return 'TrueType';
      case 'Type3':
        return 'Type 3';
      default:
        return 'unknown';
    }
  }
}

function readToUnicode(stream: PDFStream): ToUnicode | undefined {
  try {
    return parseToUnicode(Buffer.from(streamBytes(stream)).toString('latin1'));
  } catch {
    return undefined;
  }
}

/** Names of glyphs that an encoding puts in place of its base's (ISO 32000-1, 9.6.6.1). */
function differences(encoding: PDFObject | undefined): ReadonlyMap<number, string> {
  const map = new Map<number, string>();
  let code = 0;
  for (const item of items(encoding instanceof PDFDict ? value(encoding, 'Differences') : undefined)) {
    if (item instanceof PDFNumber) code = item.asNumber();
    else if (item instanceof PDFName) map.set(code++, item.decodeText());
  }
  return map;
}

/** The encoding that a simple font names, or that its differences are to (ISO 32000-1, 9.6.6). */
function encodingOf(font: PDFDict): string | undefined {
  return nameAt(font, 'Encoding') ?? nameAt(dictionaryAt(font, 'Encoding'), 'BaseEncoding');
}
