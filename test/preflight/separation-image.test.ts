import { expect, test } from 'vitest';
import { readPlate } from '../../src/preflight/separation-image.ts';

/** A TIFF of 3 × 2 pixels in two strips. */
function tiff(options: {
  readonly little: boolean;
  readonly photometric?: number;
  readonly compression?: number;
}): Uint8Array {
  const { little, photometric = 1, compression = 1 } = options;
  const bytes = new Uint8Array(200);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  const short = (tag: number, value: number): [number, number, number, number] => [tag, 3, 1, value];
  // Two offsets stand at 150, two counts at 160.
  const entries: readonly (readonly [number, number, number, number])[] = [
    short(256, 3),
    short(257, 2),
    short(258, 8),
    short(259, compression),
    short(262, photometric),
    [273, 4, 2, 150],
    [279, 4, 2, 160],
  ];
  view.setUint16(8, entries.length, little);
  entries.forEach(([tag, type, count, value], index) => {
    const at = 10 + 12 * index;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, count, little);
    if (type === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  });
  [180, 190].forEach((offset, index) => view.setUint32(150 + 4 * index, offset, little));
  [3, 3].forEach((count, index) => view.setUint32(160 + 4 * index, count, little));
  bytes.set([1, 2, 3], 180);
  bytes.set([4, 5, 255], 190);
  return bytes;
}

test('a plate is read from its strips in either order of bytes, and turned where 0 is white', () => {
  for (const little of [true, false])
    expect(readPlate(tiff({ little }))).toEqual({ width: 3, height: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 255) });
  expect(readPlate(tiff({ little: true, photometric: 0 }))!.pixels).toEqual(Uint8Array.of(254, 253, 252, 251, 250, 0));
});

test('what is no such plate is refused, whatever is in it', () => {
  expect(readPlate(tiff({ little: true, compression: 5 }))).toBeUndefined();
  expect(readPlate(new Uint8Array())).toBeUndefined();
  const whole = tiff({ little: true });
  for (let end = 0; end < 94; end++) expect(() => readPlate(whole.subarray(0, end))).not.toThrow();
  for (let i = 0; i < whole.length; i++) {
    const broken = whole.slice();
    broken[i] = 0xff;
    expect(() => readPlate(broken)).not.toThrow();
  }
});
