import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rasterise } from '../harness/raster.ts';
import { brochure } from './brochure.ts';
import { A4, paper, saved, take } from './foreign.ts';

// Brochures come in plain CMYK. A book for screens keeps PDF/A with them when they say which press is meant.

const profile = new Uint8Array(readFileSync(new URL('../../assets/icc/SWOP_TR003_coated_3.icc', import.meta.url)));
const CMYK_RULE = 'colour is given as CMYK without a profile';

describe('CMYK of no press in particular', () => {
  const rules = (taken: Awaited<ReturnType<typeof take>>): string[] =>
    taken.exhibit!.faults.filter(({ page }) => page >= 0).map(({ rule }) => rule);

  test('is a fault where no profile is given, and none where one is', async () => {
    const bytes = await brochure();
    expect(rules(await take(bytes))).toEqual([CMYK_RULE]);
    const taken = await take(bytes, { cmyk: profile });
    expect(rules(taken)).toEqual([]);
    expect(taken.codes).toEqual(['exhibit-cmyk-profile']);
  });

  test('looks as it did, as far as a press has such colours', async () => {
    const bytes = await brochure();
    const { exhibit } = await take(bytes, { cmyk: profile });
    const [before] = await rasterise(bytes, [0], 36);
    const [after] = await rasterise(exhibit!.bytes, [0], 36);
    const at = (picture: typeof before, x: number, y: number): number[] => {
      const from = 3 * (Math.round((A4[1] - y) / 2) * picture!.width + Math.round(x / 2));
      return [...picture!.rgb.subarray(from, from + 3)];
    };
    /** The largest and the smallest component: what a colour is called by. */
    const kind = (rgb: readonly number[]): string => `${rgb.indexOf(Math.max(...rgb))}${rgb.indexOf(Math.min(...rgb))}`;
    for (const [x, y] of [
      [100, 750],
      [250, 750],
      [400, 750],
      [100, 550],
    ] as const) {
      expect(kind(at(after, x, y))).toBe(kind(at(before, x, y)));
      expect(Math.max(...at(after, x, y).map((value, i) => Math.abs(value - at(before, x, y)[i]!)))).toBeLessThan(110);
    }
    expect(Math.max(...at(after, 250, 550))).toBeLessThan(80);
  });

  test('a file without CMYK stays as it is', async () => {
    const bytes = await saved(paper(1));
    const taken = await take(bytes, { cmyk: profile });
    expect(Buffer.compare(taken.exhibit!.bytes, bytes)).toBe(0);
    expect(taken.codes).toEqual([]);
  });
});
