import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { Inks, total } from '../../../src/finish/print/inks.ts';
import { separation, type Separation } from '../../../src/finish/print/separate.ts';
import type { Cmyk } from '../../../src/model/press.ts';

const LIMIT = 260;
/** Difference in CIELAB that eyes hardly see in a dark colour. */
const HARDLY_SEEN = 2;

let engine: Separation;
/** Dark colours whose inks the profile alone makes more than the limit. */
let heavy: { readonly rgb: readonly [number, number, number]; readonly inks: Cmyk }[];
beforeAll(async () => {
  const wasm = readFileSync(new URL('../../../node_modules/lcms-wasm/dist/lcms.wasm', import.meta.url));
  const profile = readFileSync(new URL('../../../assets/icc/FOGRA39L_coated.icc', import.meta.url));
  engine = (await separation(wasm, profile, 'relative', true))!;
  const free = new Inks(engine, undefined, []);
  const steps = [0, 12, 24, 36, 48, 60, 80].map((value) => value / 255);
  heavy = steps
    .flatMap((r) => steps.flatMap((g) => steps.map((b): [number, number, number] => [r, g, b])))
    .map((rgb) => ({ rgb, inks: free.of(...rgb, false) }))
    .filter(({ inks }) => total(inks) > LIMIT / 100);
});

const difference = (a: Cmyk, b: Cmyk): number => {
  const [one, other] = engine.toLab([a, b]);
  return Math.hypot(...one!.map((value, i) => value - other![i]!));
};

test('colours under the limit look as those over it, and black takes the place of the others', () => {
  const held = new Inks(engine, LIMIT, []);
  expect(heavy.length).toBeGreaterThan(10);
  let [kept, cut] = [0, 0];
  for (const { rgb, inks } of heavy) {
    const now = held.of(...rgb, false);
    expect(total(now)).toBeLessThanOrEqual(LIMIT / 100 + 1e-6);
    expect(now[3]).toBeGreaterThanOrEqual(inks[3]);
    expect(difference(inks, now)).toBeLessThan(HARDLY_SEEN);
    kept += difference(inks, now);
    const part = (LIMIT / 100 - inks[3]) / (total(inks) - inks[3]);
    cut += difference(inks, [inks[0] * part, inks[1] * part, inks[2] * part, inks[3]]);
  }
  // Taking the colours off alone, as far as the limit asks, is seen more than twice as well.
  expect(kept).toBeLessThan(cut / 2);
});

test('pixels of a picture are held to the limit the same way', () => {
  const held = new Inks(engine, LIMIT, []);
  const rgb = Uint8Array.from(heavy.flatMap((each) => each.rgb.map((value) => Math.round(value * 255))));
  const { inks, most } = held.pixels(rgb);
  expect(most).toBeLessThanOrEqual(LIMIT / 100);
  heavy.forEach(({ inks: before }, i) => {
    const now = [...inks.subarray(4 * i, 4 * i + 4)].map((ink) => ink / 255) as unknown as Cmyk;
    expect(difference(before, now)).toBeLessThan(HARDLY_SEEN + 1);
  });
});
