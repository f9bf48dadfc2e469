/** An sRGB colour, components 0–255. */
type Rgb = readonly [number, number, number];

/** A hexadecimal CSS colour; undefined for anything else. */
export function parseHex(text: string): Rgb | undefined {
  const match = /^#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))$/i.exec(text.trim());
  if (!match) return undefined;
  const digits =
    match[1] !== undefined
      ? [match[1], match[2]!, match[3]!].map((digit) => digit + digit)
      : [match[4]!, match[5]!, match[6]!];
  const [r, g, b] = digits.map((pair) => Number.parseInt(pair, 16));
  return [r!, g!, b!];
}

/** Relative luminance (WCAG 2.2, “relative luminance”). */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((component) => {
    const c = component / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Contrast ratio of two colours, 1–21 (WCAG 2.2, 1.4.3). */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

/** White text on a cover is large, yet fields print and screens glare: the ratio for normal text (WCAG 2.2, 1.4.3) is kept with room. */
const FIELD_CONTRAST = 5.5;
/** Steps of 4 % in which a field is darkened; 25 of them end in black. */
const DARKEN_STEPS = 25;

/** A colour darkened until white text stands on it. */
export function fieldColour(hex: string): string | undefined {
  const start = parseHex(hex);
  if (!start) return undefined;
  let colour: Rgb = start;
  for (let step = 0; step < DARKEN_STEPS && contrast(colour, [255, 255, 255]) < FIELD_CONTRAST; step++) {
    colour = [Math.round(colour[0] * 0.96), Math.round(colour[1] * 0.96), Math.round(colour[2] * 0.96)];
  }
  return `#${colour.map((component) => component.toString(16).padStart(2, '0')).join('')}`;
}
