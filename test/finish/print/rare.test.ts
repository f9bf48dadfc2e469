import { beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { readObjects, type Dictionary, type Objects, type Stream } from '../../harness/qpdf-objects.ts';
import { pdfx4Faults } from '../../harness/pdfx4.ts';
import { ghostscript, separations } from '../../harness/separations.ts';
import { pressed } from './book.ts';
import { colourful, hex, put, SIDE, stream } from './colours.ts';

// What other people's files have and browsers do not write: pictures of 16 and 4 bits, with a colour made transparent, mixed with a ground, inside
// the content; meshes. All of it becomes inks too.

const RED = [255, 0, 0];
const image = { Type: 'XObject', Subtype: 'Image', Width: 2, Height: 2, BitsPerComponent: 8, ColorSpace: 'DeviceRGB' };
/** A Gouraud triangle of 8-bit points over the page, its corners red: flag, x, y, colour. */
const triangle = [0, 0, 0, ...RED, 0, 255, 0, ...RED, 0, 0, 255, ...RED];
const mesh = {
  ShadingType: 4,
  ColorSpace: 'DeviceRGB',
  BitsPerCoordinate: 8,
  BitsPerComponent: 8,
  BitsPerFlag: 8,
  Decode: [0, 100, 0, 100, 0, 1, 0, 1, 0, 1],
};
/** A Coons patch: a square of 100 points at (100, 0), its corners red. */
const square = [
  [0, 0],
  [0, 85],
  [0, 170],
  [0, 255],
  [85, 255],
  [170, 255],
  [255, 255],
  [255, 170],
  [255, 85],
  [255, 0],
  [170, 0],
  [85, 0],
].flat();
const patch = [0, ...square, ...RED, ...RED, ...RED, ...RED];

let made: Uint8Array;
let file: Objects;
let reported: readonly Diagnostic[];
beforeAll(async () => {
  const input = await colourful(
    [
      '/Mesh sh /Patch sh /Line sh',
      'q 50 0 0 50 200 0 cm /Deep Do Q q 50 0 0 50 200 50 cm /Flat Do Q',
      'q 50 0 0 50 200 100 cm /Keyed Do Q q 50 0 0 50 200 150 cm /Mixed Do Q',
      'q 50 0 0 50 200 200 cm BI /W 1 /H 1 /CS /RGB /BPC 8 /F /AHx ID FF0000> EI Q',
      'q 50 0 0 50 200 250 cm BI /W 2 /H 1 /CS [/I /RGB 1 <FF00000000FF>] /BPC 1 ID @ EI Q',
    ].join('\n'),
    (context, resources) => {
      const deep = Uint8Array.from({ length: 24 }, (_, i) => (i % 6 < 2 ? 255 : 0));
      put(resources, 'XObject', 'Deep', stream(context, { ...image, BitsPerComponent: 16 }, deep));
      // Four bits: two samples a byte, each row padded.
      const flat = Uint8Array.from([0xf0, 0x0f, 0x00, 0xf0, 0x0f, 0x00]);
      put(resources, 'XObject', 'Flat', stream(context, { ...image, BitsPerComponent: 4 }, flat));
      const keyed = Uint8Array.from([...RED, 0, 255, 0, 0, 255, 0, ...RED]);
      const mask = [0, 10, 245, 255, 0, 10];
      put(resources, 'XObject', 'Keyed', stream(context, { ...image, Mask: mask }, keyed));
      // Half red on black: stored as half of red.
      const soft = stream(
        context,
        { ...image, ColorSpace: 'DeviceGray', Matte: [0, 0, 0] },
        new Uint8Array(4).fill(128),
      );
      const mixed = Uint8Array.from(Array.from({ length: 4 }, () => [128, 0, 0]).flat());
      put(resources, 'XObject', 'Mixed', stream(context, { ...image, SMask: soft }, mixed));
      put(resources, 'Shading', 'Mesh', stream(context, mesh, Uint8Array.from(triangle)));
      const decode = [100, 200, 0, 100, ...mesh.Decode.slice(4)];
      put(
        resources,
        'Shading',
        'Patch',
        stream(context, { ...mesh, ShadingType: 6, Decode: decode }, Uint8Array.from(patch)),
      );
      const ramp = { FunctionType: 2, Domain: [0, 1], C0: [1, 0, 0], C1: [1, 0, 0], N: 1 };
      const line = { ...mesh, Decode: [0, 100, 100, 200, 0, 1], Function: ramp };
      const corners = [0, 0, 0, 0, 0, 255, 0, 128, 0, 0, 255, 255];
      put(resources, 'Shading', 'Line', stream(context, line, Uint8Array.from(corners)));
      put(resources, 'ColorSpace', 'Unused', context.obj(['Indexed', 'DeviceRGB', 0, hex([0, 0, 0])]) as never);
    },
  );
  const press = { marks: [], bleed: 0, inkLimit: 400 };
  ({ bytes: made, reported } = await pressed({ bytes: input, press, pages: 1 }));
  file = await readObjects(made);
});

const streams = (is: (dict: Dictionary) => boolean): Stream[] =>
  [...file.all.values()].filter(
    (object): object is Stream =>
      typeof object === 'object' && object !== null && 'data' in object && is((object as Stream).dict),
  );

describe('what browsers do not write', () => {
  test('no colour of a screen is left, and none is kept', async () => {
    expect(await pdfx4Faults(made)).toEqual([]);
    expect(reported.map(({ code }) => code)).toEqual(['ink-total']);
    expect(streams((dict) => dict['/N'] === 3 && dict['/Type'] !== '/ObjStm')).toEqual([]);
  });

  test('a mesh keeps its points, and each corner has four inks', () => {
    const [first] = streams((dict) => dict['/ShadingType'] === 4 && !dict['/Function']);
    expect(first!.dict['/ColorSpace']).toBe('/DeviceCMYK');
    expect(first!.dict['/BitsPerComponent']).toBe(16);
    expect(first!.data.length).toBe(3 * (3 + 8));
    const corner = (i: number): Buffer => first!.data.subarray(11 * i, 11 * i + 11);
    expect([0, 1, 2].map((i) => [...corner(i).subarray(0, 3)])).toEqual([
      [0, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
    const inks = [3, 5, 7, 9].map((at) => corner(0).readUInt16BE(at) / 65535);
    expect(inks[0]).toBeLessThan(0.1);
    expect(inks[1]).toBeGreaterThan(0.85);
    expect(inks[2]).toBeGreaterThan(0.85);
  });

  test.skipIf(!ghostscript)('every one of them prints red: magenta and yellow, hardly any cyan', async () => {
    const [plates] = await separations(made, 72);
    const at = (x: number, y: number): number[] =>
      ['Cyan', 'Magenta', 'Yellow', 'Black'].map((ink) => 255 - plates!.get(ink)![(SIDE - 1 - y) * SIDE + x]!);
    for (const [what, x, y, strength] of [
      ['triangle', 20, 20, 1],
      ['patch', 150, 50, 1],
      ['function', 20, 120, 1],
      ['16 bits', 210, 30, 1],
      ['4 bits', 210, 40, 1],
      ['keyed', 210, 140, 1],
      ['mixed', 210, 160, 0.5],
      ['inline', 220, 220, 1],
      ['palette', 210, 275, 1],
    ] as const) {
      const [c, m, y2, k] = at(x, y);
      expect.soft(m, what).toBeGreaterThan(210 * strength);
      expect.soft(y2, what).toBeGreaterThan(200 * strength);
      expect.soft(m, what).toBeLessThan(255 * strength + 15);
      expect.soft(c! + k!, what).toBeLessThan(40);
    }
    // What the key made transparent shows paper.
    expect(at(240, 140)).toEqual([0, 0, 0, 0]);
  });
});
