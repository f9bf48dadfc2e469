import { parseLength, POINTS_PER_MM } from '../model/length.ts';

/** A sheet's width and height in points. */
export interface SheetSize {
  readonly width: number;
  readonly height: number;
}

const mm = (width: number, height: number): SheetSize => ({
  width: width * POINTS_PER_MM,
  height: height * POINTS_PER_MM,
});
const inches = (width: number, height: number): SheetSize => ({ width: width * 72, height: height * 72 });

/** Sheets by name, upright: ISO 216 and ISO 217 (RA, SRA), the North American ones (ANSI/ASME Y14.1), and digital presses' own. */
export const SHEET_SIZES: Readonly<Record<string, SheetSize>> = {
  A2: mm(420, 594),
  A3: mm(297, 420),
  A4: mm(210, 297),
  A5: mm(148, 210),
  B3: mm(353, 500),
  B4: mm(250, 353),
  RA2: mm(430, 610),
  RA3: mm(305, 430),
  RA4: mm(215, 305),
  SRA2: mm(450, 640),
  SRA3: mm(320, 450),
  SRA4: mm(225, 320),
  Letter: inches(8.5, 11),
  Legal: inches(8.5, 14),
  Tabloid: inches(11, 17),
  '12x18in': inches(12, 18),
  '13x19in': inches(13, 19),
  '19x25in': inches(19, 25),
  '25x38in': inches(25, 38),
};

/** Smallest and largest side of a sheet, points: a visiting card, and what a PDF page may measure (ISO 32000-1, Annex C). */
const SIDE_LEAST = 72;
const SIDE_MOST = 14_400;

/** A sheet by its name in any case, or by its sides (`320x450mm`, `12x18in`); undefined when it is neither. */
export function sheetSize(text: string): SheetSize | undefined {
  const name = Object.keys(SHEET_SIZES).find((each) => each.toLowerCase() === text.trim().toLowerCase());
  if (name !== undefined) return SHEET_SIZES[name];
  const [, a = '', b = '', unit = 'mm'] = /^\s*([\d.]+)\s*[x×]\s*([\d.]+)\s*(pt|mm|cm|in)?\s*$/i.exec(text) ?? [];
  const [width, height] = [parseLength(a + unit), parseLength(b + unit)];
  if (width === undefined || height === undefined) return undefined;
  const sound = (side: number): boolean => side >= SIDE_LEAST && side <= SIDE_MOST;
  return sound(width) && sound(height) ? { width, height } : undefined;
}
