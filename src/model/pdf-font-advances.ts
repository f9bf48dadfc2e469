import { PDFDict, PDFNumber, type PDFObject } from 'pdf-lib';
import { items, nameAt, numberAt, numbers, value } from './pdf-values.ts';

/** The default for glyphs of CID fonts that no width is given for (ISO 32000-1, Table 117). */
const CID_ADVANCE = 1000;
/** Codes of two bytes. */
const LAST_CID = 0xffff;

/** How far a font's glyphs move the pen, thousandths of its size, by code or by CID. */
export interface FontAdvances {
  readonly byCode: ReadonlyMap<number, number>;
  /** For codes that are not named; undefined: the file does not say. */
  readonly others: number | undefined;
}

/** The font below a composite one. */
export function descendantOf(font: PDFDict): PDFDict | undefined {
  const [first] = items(value(font, 'DescendantFonts'));
  return first instanceof PDFDict ? first : undefined;
}

/** The advances that a font's dictionaries give: of a composite font by CID (ISO 32000-1, 9.7.4.3), of others by code (9.6.2.1). */
export function fontAdvances(font: PDFDict): FontAdvances {
  if (nameAt(font, 'Subtype') === 'Type0') {
    const descendant = descendantOf(font);
    return { byCode: cidAdvances(value(descendant, 'W')), others: numberAt(descendant, 'DW') ?? CID_ADVANCE };
  }
  // A Type 3 font's are in glyph space, which its matrix relates to text space.
  const matrix = nameAt(font, 'Subtype') === 'Type3' ? numbers(value(font, 'FontMatrix')) : undefined;
  const scale = matrix ? (matrix[0] ?? 0.001) * 1000 : 1;
  const first = numberAt(font, 'FirstChar') ?? 0;
  const widths = numbers(value(font, 'Widths'));
  return { byCode: new Map(widths?.map((width, i) => [first + i, width * scale])), others: undefined };
}

/** The W array of a CID font. */
function cidAdvances(object: PDFObject | undefined): ReadonlyMap<number, number> {
  const advances = new Map<number, number>();
  const all = items(object);
  for (let i = 0; i + 1 < all.length;) {
    const [first, second] = [all[i], all[i + 1]];
    if (!(first instanceof PDFNumber)) break;
    const start = first.asNumber();
    const list = numbers(second);
    if (list) {
      list.forEach((width, k) => advances.set(start + k, width));
      i += 2;
      continue;
    }
    const width = all[i + 2];
    if (!(second instanceof PDFNumber) || !(width instanceof PDFNumber)) break;
    const end = Math.min(second.asNumber(), LAST_CID);
    for (let cid = start; cid <= end; cid++) advances.set(cid, width.asNumber());
    i += 3;
  }
  return advances;
}
