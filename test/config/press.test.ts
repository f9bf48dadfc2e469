import { describe, expect, test } from 'vitest';
import { millimetres, pressSettings, themeTokens } from '../../src/config/press-schema.ts';
import { normalise, resolveEditions } from '../../src/config/resolve.ts';
import { DEFAULT_PRESS } from '../../src/model/press.ts';

test.each([
  ['3mm', 3],
  ['0.125in', 3.175],
  ['1 cm', 10],
  ['0', 0],
  ['3', undefined],
  ['40mm', undefined],
  ['-1mm', undefined],
])('%s is %s mm', (text, value) => {
  if (value === undefined) expect(millimetres(text)).toBeUndefined();
  else expect(millimetres(text)).toBeCloseTo(value);
});

describe('editions for a press', () => {
  test('print claims PDF/X-4, with the settings of a press', () => {
    const { editions } = resolveEditions({}, ['print']);
    expect(editions[0]).toMatchObject({
      standard: ['x-4'],
      press: { bleed: 3, binding: 'perfect', profile: 'FOGRA39L_coated' },
    });
  });

  test('what a publication says is laid over them, and over what it extends', () => {
    const { editions } = resolveEditions(
      {
        print: { bleed: '5mm', marks: false },
        shop: { extends: 'print', richBlack: [40, 30, 30, 100], inkLimit: 240 },
      },
      undefined,
    );
    expect(editions[0]!.press).toEqual({ ...DEFAULT_PRESS, bleed: 5, marks: [] });
    expect(editions[1]!.press).toEqual({
      ...DEFAULT_PRESS,
      bleed: 5,
      marks: [],
      richBlack: [0.4, 0.3, 0.3, 1],
      inkLimit: 240,
    });
  });

  test('other editions have none', () => {
    const { editions } = resolveEditions({ web: {}, print: { standard: [] } }, undefined);
    expect(editions.map(({ press }) => press)).toEqual([undefined, undefined]);
  });

  test('rich black is taken back with false', () => {
    expect(
      pressSettings({ ...DEFAULT_PRESS, richBlack: [0, 0, 0, 1] }, { richBlack: false }, DEFAULT_PRESS).richBlack,
    ).toBeUndefined();
  });

  test('x-4 goes with no other standard', () => {
    const { faults } = resolveEditions({ print: { standard: ['x-4', 'a-2u'] } }, undefined);
    expect(faults[0]?.reason).toBe('PDF/X-4 is for PDF 1.6 and PDF/A-2u for PDF 1.7');
  });
});

test('a token given as inks is a colour on screens, and keeps its inks', () => {
  const tokens = {
    accent: { cmyk: [100, 60, 0, 10], spot: 'PANTONE 293 C', rgb: '#0B5FA5' },
    ink: { cmyk: [0, 0, 0, 100] },
    leading: '14pt',
  };
  expect(themeTokens(tokens)).toEqual({
    theme: { accent: '#0b5fa5', ink: '#000000', leading: '14pt' },
    inks: [
      { rgb: '#0b5fa5', cmyk: [1, 0.6, 0, 0.1], spot: 'PANTONE 293 C' },
      { rgb: '#000000', cmyk: [0, 0, 0, 1] },
    ],
  });
  expect(normalise({ theme: tokens })).toMatchObject({
    theme: { accent: '#0b5fa5' },
    inks: [{ spot: 'PANTONE 293 C' }, {}],
  });
});
