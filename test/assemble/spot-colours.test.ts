import { PDFArray, PDFContext, PDFName, type PDFObject } from 'pdf-lib';
import { expect, test } from 'vitest';
import { settleSpotColours } from '../../src/assemble/spot-colours.ts';

// A book has one ink of a name (ISO 19005-2, 6.2.4.4), and exhibits come from houses that never heard of each other.

/** A function from white to a colour in CMYK. */
const tint = (...full: number[]): Record<string, unknown> => ({
  ...{ FunctionType: 2, Domain: [0, 1], N: 1 },
  ...{ C0: [0, 0, 0, 0], C1: full },
});
const separation = (ink: string, ...full: number[]): unknown[] => ['Separation', ink, 'DeviceCMYK', tint(...full)];

/** Colour spaces of three exhibits' resources, settled. */
function settled(make: (context: PDFContext) => readonly unknown[]): readonly PDFArray[] {
  const context = PDFContext.create();
  const spaces = make(context).map((space) => context.obj(space as never) as PDFObject as PDFArray);
  for (const space of spaces) context.register(context.obj({ ColorSpace: { Cs: space } }));
  settleSpotColours(context);
  return spaces;
}

/** What a DeviceN space says of a colorant. */
function colorant(space: PDFArray, ink: string): PDFArray {
  const attributes = space.lookup(4) as PDFObject as ReturnType<PDFContext['obj']> & { lookup(key: PDFName): never };
  return (attributes.lookup(PDFName.of('Colorants')) as typeof attributes).lookup(PDFName.of(ink));
}

test('an ink that two exhibits mix differently stays as it is in both, and is said once', () => {
  const [first, second, third] = settled(() => [
    separation('House', 0, 1, 1, 0),
    separation('House', 1, 0, 1, 0),
    separation('House', 0, 1, 1, 0),
  ]);
  expect(first!.toString()).toMatch(/Separation/);
  expect(third!.toString()).toBe(first!.toString());
  // The same colours by the same function, as a space of one colorant.
  expect(second!.get(0)).toBe(PDFName.of('DeviceN'));
  expect(second!.get(1).toString()).toBe('[ /House ]');
  expect(second!.get(3).toString()).toContain('/C1 [ 1 0 1 0 ]');
  expect(colorant(second!, 'House').toString()).toBe(first!.toString());
});

test('registration marks that are coloured differently keep their colours', () => {
  const [first, second] = settled(() => [separation('All', 1, 1, 1, 1), separation('All', 0, 0, 0, 1)]);
  expect(first!.toString()).toMatch(/Separation.*All.*C1 . 1 1 1 1/s);
  expect(second!.toString()).toMatch(/DeviceN.*Registration.*C1 . 0 0 0 1/s);
});

test('spaces of several inks say what each is alone', () => {
  const mix = '{ 2 copy add 2 div 0 exch 4 1 roll pop }';
  const [, both] = settled((context) => {
    const dict = { FunctionType: 4, Domain: [0, 1, 0, 1], Range: [0, 1, 0, 1, 0, 1, 0, 1] };
    const program = context.register(context.stream(mix, dict));
    const inks = ['Cyan', 'Other', 'House'];
    return [separation('House', 0, 1, 1, 0), ['DeviceN', inks, 'DeviceCMYK', program]];
  });
  expect(colorant(both!, 'House').toString()).toContain('/C1 [ 0 1 1 0 ]');
  expect(colorant(both!, 'Cyan')).toBeUndefined();
  const other = colorant(both!, 'Other');
  const alone = Buffer.from((other.lookup(3) as unknown as { getContents(): Uint8Array }).getContents()).toString();
  // Its strength between the others', which are none.
  expect(alone).toBe(`{0 exch 0 ${mix.slice(1)}`);
});
