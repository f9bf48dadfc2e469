import { clampRgb, converter, parse } from 'culori';
import { contrast, formatHex, luminance, mix, nearestPassing, WHITE, type Rgb } from '../model/colour.ts';

const toRgb = converter('rgb');

/**
 * Any CSS colour that is one by itself (CSS Color Module Level 4: names, `hsl()`, `oklch()`, …), brought into sRGB; undefined for what lets
 * something shine through or is no colour.
 */
export function parseColour(text: string): Rgb | undefined {
  const parsed = parse(text.trim());
  if (!parsed || (parsed.alpha ?? 1) < 1) return undefined;
  const { r, g, b } = clampRgb(toRgb(parsed));
  return [Math.round(r * 255), Math.round(g * 255), Math.round(b * 255)];
}

/** White text on a cover is large, yet fields print and screens glare: the ratio for normal text (WCAG 2.2, 1.4.3) is kept with room. */
const FIELD_CONTRAST = 5.5;
/** Steps of 4 % in which a field is darkened; 25 of them end in black. */
const DARKEN_STEPS = 25;

/** A colour darkened until white text stands on it. */
export function fieldColour(hex: string): string | undefined {
  const start = parseColour(hex);
  if (!start) return undefined;
  let colour: Rgb = start;
  for (let step = 0; step < DARKEN_STEPS && contrast(colour, [255, 255, 255]) < FIELD_CONTRAST; step++) {
    colour = [Math.round(colour[0] * 0.96), Math.round(colour[1] * 0.96), Math.round(colour[2] * 0.96)];
  }
  return formatHex(colour);
}

/** The ground of a dark screen: not black, on which letters seem to glow. */
const DARK_PAPER: Rgb = [22, 25, 29];
/** Contrast of accent-coloured and soft text on it: with room, for letters on dark look thinner. */
const DARK_CONTRAST = 6;

/**
 * Colour tokens of a theme for a dark screen. Those of the layouts (`ink`, `ink-soft`, `paper`, `rule`, `accent`, `accent-tint`) are turned;
 * a theme whose `paper` is dark already, or is no colour, stays as it is.
 */
export function darkTheme(theme: Readonly<Record<string, string>>): Record<string, string> {
  const paper = parseColour(theme['paper'] ?? '');
  if (!paper || luminance(paper) < 0.5) return {};
  const dark: Record<string, string> = {};
  const set = (name: string, colour: Rgb): void => {
    if (theme[name] !== undefined) dark[name] = formatHex(colour);
  };
  const turned = (name: string, ratio: number): Rgb =>
    nearestPassing(parseColour(theme[name] ?? '') ?? WHITE, DARK_PAPER, ratio);
  const accent = turned('accent', DARK_CONTRAST);
  set('paper', DARK_PAPER);
  set('ink', [228, 231, 235]);
  set('ink-soft', [167, 175, 185]);
  set('rule', [74, 82, 92]);
  set('accent', accent);
  set('accent-tint', mix(accent, DARK_PAPER, 0.16));
  return dark;
}
