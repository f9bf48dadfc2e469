import { PDFDict, PDFName, type PDFContext, type PDFRef } from 'pdf-lib';

const TYPE = PDFName.of('Type');
const FONT_DESCRIPTOR = PDFName.of('FontDescriptor');
const SETS = ['CIDSet', 'CharSet'].map((key) => PDFName.of(key));

/**
 * Takes lists of glyphs off fonts among `refs`. They may be absent, but where they are they must name every glyph in the font (ISO 19005-2, 6.2.11.4.2;
 * ISO 14289-1, 7.21.4.2), and most programs write them wrong; readers go by the font itself.
 */
export function dropGlyphSets(context: PDFContext, refs: readonly PDFRef[]): void {
  for (const ref of refs) {
    const dict = context.lookup(ref);
    if (dict instanceof PDFDict && dict.get(TYPE) === FONT_DESCRIPTOR) for (const key of SETS) dict.delete(key);
  }
}
