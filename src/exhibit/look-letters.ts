import { PDFArray, PDFDict, PDFHexString, PDFName, PDFString, type PDFContext, type PDFRef } from 'pdf-lib';
import { lettersOf } from '../model/latin-encoding.ts';
import { byteText, dictionaryAt, items, text, textAt } from '../model/pdf-values.ts';
import { writeToUnicode } from '../model/to-unicode.ts';
import { TrueTypeFace } from '../model/true-type.ts';
import { inheritedBy } from './appearance.ts';
import type { StandInFiles } from './stand-in-faces.ts';

/** The resource under which fields and notes find the letters, and what marks fields that are to be shown in them. */
export const LETTERS = 'OctavoLetters';

/** Characters for which PDFium takes a form’s own font; for quotes and dashes it takes those of Chinese, which are wide. */
const WESTERN = /^[\t\n\r -~\xa0-\xff]*$/;
/** The font and size in a default appearance (ISO 32000-1, 12.7.3.3). */
const FONT = /\/[^\s/[\]()<>{}%]+(\s+[-+.\d]+\s+Tf)/;
const DEFAULT_APPEARANCE = `/${LETTERS} 0 Tf 0 g`;
/** A list whose choice alone is seen (ISO 32000-1, Table 230). */
const COMBO = 1 << 17;
/** The face whose widths the letters have, and those of characters that it lacks, most of them Chinese, Japanese or Korean; thousandths of the size. */
const FACE = 'arimo Regular';
const OTHER_WIDTH = 1000;

/**
 * Letters for fields and notes that have no look and say what the form’s own fonts cannot show: PDFium would leave such letters out, or all of the
 * text. They get a composite font without program, numbered as Unicode is, for which a face comes in as for any that a file does not bring.
 */
export class LookLetters {
  readonly #context: PDFContext;
  readonly #catalog: PDFDict;
  readonly #files: StandInFiles;
  readonly #characters = new Set<string>();

  constructor(context: PDFContext, catalog: PDFDict, files: StandInFiles) {
    this.#context = context;
    this.#catalog = catalog;
    this.#files = files;
  }

  /** Looks after a text field, or a list whose choice alone is seen. */
  ofField(widget: PDFDict): void {
    const kind = inheritedBy(widget, 'FT');
    const flags = Number(String(inheritedBy(widget, 'Ff') ?? 0));
    const written = text(inheritedBy(widget, 'V'));
    if (written === undefined || (kind === PDFName.of('Ch') && (flags & COMBO) === 0)) return;
    const shown = lettersOf(kind === PDFName.of('Ch') ? labelOf(widget, written) : written);
    if (!this.#needs(shown)) return;
    widget.set(PDFName.of('V'), PDFHexString.fromText(shown));
    const own = byteText(inheritedBy(widget, 'DA')) ?? textAt(dictionaryAt(this.#catalog, 'AcroForm'), 'DA');
    this.#dress(widget, own);
    widget.set(PDFName.of(LETTERS), PDFName.of('Yes'));
  }

  /** Looks after a note that is written on the page. */
  ofNote(note: PDFDict): void {
    if (this.#needs(textAt(note, 'Contents') ?? '')) this.#dress(note, textAt(note, 'DA'));
  }

  /** Writes the font where fields and notes look for it. */
  write(): void {
    if (this.#characters.size === 0) return;
    const context = this.#context;
    const form = this.#home(this.#catalog, 'AcroForm');
    if (!form.has(PDFName.of('Fields'))) form.set(PDFName.of('Fields'), PDFArray.withContext(context));
    this.#home(this.#home(form, 'DR'), 'Font').set(PDFName.of(LETTERS), this.#font());
  }

  #home(dict: PDFDict, key: string): PDFDict {
    const found = dictionaryAt(dict, key);
    const home = found ?? this.#context.obj({});
    if (!found) dict.set(PDFName.of(key), home);
    return home;
  }

  #needs(shown: string): boolean {
    if (WESTERN.test(shown)) return false;
    for (const character of shown) if (character.length === 1) this.#characters.add(character);
    return true;
  }

  #dress(annotation: PDFDict, own: string | undefined): void {
    const appearance = own !== undefined && FONT.test(own) ? own.replace(FONT, `/${LETTERS}$1`) : DEFAULT_APPEARANCE;
    annotation.set(PDFName.of('DA'), PDFString.of(appearance));
  }

  #font(): PDFRef {
    const context = this.#context;
    const bytes = this.#files.get(FACE);
    const face = bytes && new TrueTypeFace(bytes);
    const codes = [...this.#characters].map((character) => character.charCodeAt(0)).sort((a, b) => a - b);
    const width = (code: number): number => {
      const glyph = face?.glyph(code) ?? 0;
      return face && glyph > 0 ? Math.round((face.advance(glyph) * 1000) / face.unitsPerEm) : OTHER_WIDTH;
    };
    const map = writeToUnicode(
      codes.map((code) => [code, String.fromCharCode(code)] as const),
      2,
    );
    const descriptor = context.register(
      context.obj({
        Type: 'FontDescriptor',
        FontName: 'Helvetica',
        Flags: 32,
        FontBBox: [-166, -225, 1000, 931],
        ItalicAngle: 0,
        Ascent: 718,
        Descent: -207,
        CapHeight: 718,
        StemV: 88,
      }),
    );
    const holder = context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: 'Helvetica',
      CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
      FontDescriptor: descriptor,
      DW: OTHER_WIDTH,
      W: codes.flatMap((code) => [code, [width(code)]]),
    });
    return context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: 'Helvetica',
        Encoding: 'Identity-H',
        DescendantFonts: [context.register(holder)],
        ToUnicode: context.register(context.flateStream(map)),
      }),
    );
  }
}

/** What a list shows for a value: its option’s own words where it has such (ISO 32000-1, Table 231). */
function labelOf(widget: PDFDict, written: string): string {
  for (const option of items(inheritedBy(widget, 'Opt'))) {
    if (!(option instanceof PDFArray)) continue;
    const [exported, shown] = items(option).map(text);
    if (exported === written && shown !== undefined) return shown;
  }
  return written;
}
