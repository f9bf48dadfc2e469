import type { PDFDict } from 'pdf-lib';
import { dictionaryAt, nameAt, numberAt } from '../model/pdf-values.ts';
/** Families that stand in for others. */
export type Family = 'arimo' | 'tinos' | 'cousine' | 'carlito' | 'caladea';
export type Style = 'Regular' | 'Italic' | 'Bold' | 'BoldItalic';
/** A face that stands in: family and style. */
export type FaceKey = `${Family} ${Style}`;

/**
 * Faces that files name and do not bring, since every reader has them or something alike; and those that stand in for them here: made
 * to run exactly as wide, so that no line moves. They are what a reader without the named face would show too.
 */
const FAMILIES: readonly (readonly [named: RegExp, family: Family])[] = [
  [/^(?:Arial|Helvetica)$/, 'arimo'],
  [/^Times(?:NewRoman)?$/, 'tinos'],
  [/^Courier(?:New)?$/, 'cousine'],
  [/^Calibri$/, 'carlito'],
  [/^Cambria$/, 'caladea'],
];
const NAMED = /^([A-Za-z]+?)(?:PS)?(?:MT)?(?:[-,](Roman|Regular|Normal)?(Bold)?(Italic|Oblique)?(?:MT)?)?$/;

/** What names tell of faces that nobody made a copy of. */
const SERIFS =
  /Times|Roman|Serif(?!a)|Georgia|Garamond|Cambria|Antiqua|Palatino|Century(?!Gothic)|Schoolbook|Bookman|Minion|Caslon|Baskerville|Constantia|Goudy|Didot|Bodoni|Caladea|Rockwell|Sabon|Bembo|Utopia|Charter|Nimbus ?Rom/i;
const SANS = /Sans|Gothic|Grotes/i;
const FIXED_PITCH = /Courier|Mono(?!type)|Consolas|Typewriter|LucidaConsole|Menlo|Monaco|Fixed/i;
const BOLD = /Bold|Black|Heavy|Demi/i;
const ITALIC = /Italic|Oblique|Slanted|(?:^|[^a-z])It(?:$|[^a-z])/;
/** Faces of signs, bars and notes, in which a letter's code is no letter. */
const NO_LETTERS =
  /Symbol|Dingbat|Wingding|Webding|Marlett|MTExtra|Bookshelf|Bar ?code|Code ?\d|\dof\d|OCR|MICR|Math|Music|Ornament|Pi(?:$|-)/i;
/** Font descriptor flags (ISO 32000-1, Table 123). */
export const FONT_FLAGS: Readonly<Record<'fixed' | 'serif' | 'symbolic' | 'nonsymbolic' | 'italic' | 'bold', number>> =
  { fixed: 1, serif: 2, symbolic: 4, nonsymbolic: 32, italic: 64, bold: 1 << 18 };
/** Stems of bold faces begin here, thousandths of the size. */
const BOLD_STEM = 120;

/** The face made to run as wide as one, by its name: `Arial,Bold`, `TimesNewRomanPS-ItalicMT`, `Courier-BoldOblique`. */
export function faceAsWide(base: string): FaceKey | undefined {
  const [, root = '', , bold, italic] = NAMED.exec(base) ?? [];
  const family = FAMILIES.find(([named]) => named.test(root))?.[1];
  return family && `${family} ${styleOf(bold !== undefined, italic !== undefined)}`;
}

/**
 * The face most like one, by its name and by what its descriptor says (serifs, one width, weight, slant), to be stretched to its widths as
 * readers do; undefined for faces of signs.
 */
export function faceMostLike(font: PDFDict, base: string): FaceKey | undefined {
  const descriptor = dictionaryAt(font, 'FontDescriptor');
  const flags = numberAt(descriptor, 'Flags') ?? 0;
  const has = (flag: keyof typeof FONT_FLAGS): boolean => (flags & FONT_FLAGS[flag]) !== 0;
  if (NO_LETTERS.test(base) || (has('symbolic') && nameAt(font, 'Encoding') === undefined)) return undefined;
  const named = FAMILIES.find(([root]) => root.test(base.replace(/[-,].*/, '')))?.[1];
  const serif = SERIFS.test(base) || (has('serif') && !SANS.test(base));
  const family = named ?? (has('fixed') || FIXED_PITCH.test(base) ? 'cousine' : serif ? 'tinos' : 'arimo');
  const bold = isBold(base) || has('bold') || (numberAt(descriptor, 'StemV') ?? 0) >= BOLD_STEM;
  const italic = ITALIC.test(base) || has('italic') || (numberAt(descriptor, 'ItalicAngle') ?? 0) !== 0;
  return `${family} ${styleOf(bold, italic)}`;
}

/** Whether a face's name says that it is bold. */
export function isBold(base: string): boolean {
  return BOLD.test(base);
}

function styleOf(bold: boolean, italic: boolean): Style {
  return bold ? (italic ? 'BoldItalic' : 'Bold') : italic ? 'Italic' : 'Regular';
}
