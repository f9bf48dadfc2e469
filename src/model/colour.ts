/** An sRGB colour, components 0–255. */
export type Rgb = readonly [number, number, number];

/** Relative luminance (WCAG 2.2, “relative luminance”). */
export function luminance(colour: Rgb): number {
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

/** A colour as `#rrggbb`. */
export function formatHex(colour: Rgb): string {
  return `#${colour.map((component) => Math.round(component).toString(16).padStart(2, '0')).join('')}`;
}

/** Paper as screens show it. */
export const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** `share` of one colour and the rest of another, component by component. */
export function mix(one: Rgb, other: Rgb, share: number): Rgb {
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

/** A ratio as people read it: two decimals, never rounded up to one that is not reached. */
export function formatRatio(ratio: number): string {
  return (Math.floor(ratio * 100) / 100).toFixed(2);
}
