import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import { accepting, failurePlace, ROOT } from './golden.ts';
import type { Picture } from './raster.ts';

/** A channel may be this far off, of 255: rounding in another build of the painter, which no eye sees. */
const CHANNEL_TOLERANCE = 6;
/** Part of the pixels that may be further off: none that anybody would see. */
const PIXEL_TOLERANCE = 0.0002;

/** Compares a picture with a golden PNG; under `npm run accept` writes it instead. `path` is absolute. */
export async function expectPicture(path: string, picture: Picture): Promise<void> {
  const expected = existsSync(path) ? await decode(path) : undefined;
  const different = expected ? differing(expected, picture) : Infinity;
  const same = different <= PIXEL_TOLERANCE * picture.width * picture.height;
  if (accepting()) {
    mkdirSync(dirname(path), { recursive: true });
    // A golden that still holds keeps its bytes.
    if (!same || different > 0) writeFileSync(path, await encode(picture));
    return;
  }
  if (!same) {
    const place = failurePlace(path).replace(/\.png$/, '');
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(`${place}.actual.png`, await encode(picture));
    if (expected) {
      writeFileSync(`${place}.expected.png`, await encode(expected));
      writeFileSync(`${place}.difference.png`, await encode(difference(expected, picture)));
    }
  }
  const name = `${relative(ROOT, path)} (npm run accept -- ${basename(dirname(dirname(path)))} takes the new picture)`;
  expect(expected, `there is no golden ${name}`).toBeDefined();
  expect([picture.width, picture.height], name).toEqual([expected!.width, expected!.height]);
  expect(same, `${name}: ${different} pixels differ`).toBe(true);
}

async function decode(path: string): Promise<Picture> {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

/** The picture as PNG. */
export function encode(picture: Picture): Promise<Buffer> {
  return sharp(picture.rgb, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

const apart = (a: Picture, b: Picture, i: number): boolean =>
  [0, 1, 2].some((channel) => Math.abs(a.rgb[i + channel]! - b.rgb[i + channel]!) > CHANNEL_TOLERANCE);

/** Pixels that differ; all of them where the sizes do. */
function differing(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return Infinity;
  let count = 0;
  for (let i = 0; i < a.rgb.length; i += 3) if (apart(a, b, i)) count++;
  return count;
}

/** What differs in red over a pale print of what was expected. */
function difference(expected: Picture, actual: Picture): Picture {
  const rgb = new Uint8Array(expected.rgb.length);
  const comparable = expected.width === actual.width && expected.height === actual.height;
  for (let i = 0; i < rgb.length; i += 3) {
    const wrong = comparable && apart(expected, actual, i);
    for (let channel = 0; channel < 3; channel++)
      rgb[i + channel] = wrong ? (channel === 0 ? 255 : 0) : 191 + (expected.rgb[i + channel]! >> 2);
  }
  return { ...expected, rgb };
}
