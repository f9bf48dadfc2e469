import { clampRgb, converter, parse } from 'culori';

/** An sRGB colour, components 0–255. */
export type Rgb = readonly [number, number, number];

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
  const start = parseColour(hex);
  if (!start) return undefined;
  let colour: Rgb = start;
  for (let step = 0; step < DARKEN_STEPS && contrast(colour, [255, 255, 255]) < FIELD_CONTRAST; step++) {
    colour = [Math.round(colour[0] * 0.96), Math.round(colour[1] * 0.96), Math.round(colour[2] * 0.96)];
  }
  return formatHex(colour);
}

/** A colour as `#rrggbb`. */
export function formatHex(colour: Rgb): string {
  return `#${colour.map((component) => Math.round(component).toString(16).padStart(2, '0')).join('')}`;
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** `share` of one colour and the rest of another, component by component. */
function mix(one: Rgb, other: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round(one[i]! * share + other[i]! * (1 - share))) as unknown as Rgb;
}

/**
 * The colour nearest to `colour`, towards black or white, whose contrast with `ground` is at least `ratio`; black or white itself where
 * nothing between is enough.
 */
export function nearestPassing(colour: Rgb, ground: Rgb, ratio: number): Rgb {
  const ways = [BLACK, WHITE].map((end) => {
    for (let step = 0; step <= 100; step++) {
      const candidate = mix(end, colour, step / 100);
      if (contrast(candidate, ground) >= ratio) return { candidate, step, passes: true };
    }
    return { candidate: end, step: contrast(end, ground), passes: false };
  });
  const [dark, light] = ways as [(typeof ways)[0], (typeof ways)[0]];
  if (dark.passes && light.passes) return dark.step <= light.step ? dark.candidate : light.candidate;
  if (dark.passes || light.passes) return (dark.passes ? dark : light).candidate;
  return dark.step >= light.step ? dark.candidate : light.candidate;
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
