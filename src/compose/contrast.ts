import type { Report } from '../model/diagnostic.ts';
import { contrast, formatHex, formatRatio, nearestPassing, type Rgb } from '../model/colour.ts';
import { parseColour } from './colour.ts';

/** Two theme tokens (or `#` colours) and the least ratio between them. */
export type ContrastPair = [front: string, ground: string, ratio: number];

/**
 * Holds a theme to the contrasts its layout asks for (WCAG 2.2: 1.4.3 text 4.5, large text 3; 1.4.11 what carries meaning 3). Reports
 * `contrast-low` for each pair that falls short, with the nearest colour that does not. A
 * `var()` is followed; what is no colour by itself (`color-mix()`, one that lets something shine through) is not judged here. Returns the pairs that fall short, as `#rrggbb #rrggbb`.
 */
export function checkContrast(
  theme: Readonly<Record<string, string>>,
  pairs: readonly ContrastPair[],
  source: string,
  report: Report,
): ReadonlySet<string> {
  const low = new Set<string>();
  const colourOf = (name: string): Rgb | undefined => parseColour(valueOf(theme[name] ?? name, theme));
  for (const [front, ground, ratio] of pairs) {
    const [above, below] = [colourOf(front), colourOf(ground)];
    if (!above || !below) continue;
    const found = contrast(above, below);
    if (found >= ratio) continue;
    low.add(`${formatHex(above)} ${formatHex(below)}`);
    // Of a fixed colour on a token’s ground, the ground is what a person can change.
    const [token, other, value] =
      front in theme
        ? [front, ground, nearestPassing(above, below, ratio)]
        : [ground, front, nearestPassing(below, above, ratio)];
    report({
      severity: 'warning',
      code: 'contrast-low',
      message: `“${token}” ${theme[token] ?? token} and “${other}” ${theme[other] ?? other} have a contrast of ${formatRatio(found)} : 1; ${ratio} : 1 is the least`,
      span: { file: source, line: 1, column: 1 },
      why: `Readers with low vision, and everyone in bright light, miss it (WCAG 2.2, ${ratio >= 4.5 ? '1.4.3' : '1.4.11'}).`,
      hint: `The nearest colour that passes is ${formatHex(value)}: theme: { ${token}: "${formatHex(value)}" }.`,
    });
  }
  return low;
}

/** Properties that refer to each other are followed so far: a chain is one or two long, a circle has no end. */
const REFERENCES_LIMIT = 8;

/** A value, or what the property that it names has as its own. */
function valueOf(value: string, theme: Readonly<Record<string, string>>): string {
  let at = value;
  for (let step = 0; step < REFERENCES_LIMIT; step++) {
    const name = /^\s*var\(\s*--([\w-]+)\s*\)\s*$/.exec(at)?.[1];
    if (name === undefined || theme[name] === undefined) break;
    at = theme[name];
  }
  return at;
}
