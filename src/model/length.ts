/** Points of 1/72 in in one of each unit. */
const POINTS: Readonly<Record<string, number>> = { pt: 1, mm: 72 / 25.4, cm: 720 / 25.4, in: 72 };

/** Points in a millimetre. */
export const POINTS_PER_MM: number = 72 / 25.4;

/** CSS pixels in a point (CSS Values and Units 4, 6.2). */
export const PX_PER_POINT: number = 96 / 72;

/** CSS pixels in a millimetre. */
export const PX_PER_MM: number = 96 / 25.4;

/** Points in a CSS pixel. */
export const POINTS_PER_PX: number = 72 / 96;

/** A length as people write it (`3mm`, `0.125in`, `8.5pt`, `1.2cm`; a bare number is millimetres) in points; undefined when it is none. */
export function parseLength(text: string): number | undefined {
  const [, number, unit = 'mm'] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(pt|mm|cm|in)?\s*$/i.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * POINTS[unit.toLowerCase()]!;
}
