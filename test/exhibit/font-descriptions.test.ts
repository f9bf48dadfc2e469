import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { PDFDict, type PDFDocument, PDFName } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { STAND_IN_FILES } from '../../src/exhibit/exhibit.ts';
import { glyphCharacter, glyphName } from '../../src/model/latin-encoding.ts';
import { TrueTypeFace } from '../../src/model/true-type.ts';
import { A4, content, paper, saved, take } from './foreign.ts';

// Fonts whose dictionaries say what their programs do not: veraPDF finds each of these faults, and finds the sound ones sound.

const ARIMO = STAND_IN_FILES.find(({ key }) => key === 'arimo Regular')!;
const PROGRAM = new Uint8Array(
  readFileSync(new URL(`../../node_modules/${ARIMO.package}/${ARIMO.file}`, import.meta.url)),
);
const FACES = new Map([['arimo Regular', PROGRAM]]);

/** Faults of a page that shows AB in a font. */
async function faults(font: (document: PDFDocument) => PDFDict, faces = new Map<string, Uint8Array>()) {
  const bytes = await saved(
    paper(0, (document) => {
      const page = document.addPage(A4);
      page.node.setFontDictionary(PDFName.of('F'), document.context.register(font(document)));
      content(page, 'BT /F 20 Tf 72 700 Td (AB) Tj ET');
    }),
  );
  const { exhibit } = await take(bytes, { faces });
  return exhibit!.faults.filter(({ page }) => page >= 0).map(({ rule }) => rule);
}

/** A sound TrueType font with another of its entries. */
function trueType(document: PDFDocument, other: Record<string, unknown> = {}): PDFDict {
  const { context } = document;
  const face = new TrueTypeFace(PROGRAM);
  const width = (code: number): number => Math.round((face.advance(face.glyph(code)) * 1000) / face.unitsPerEm);
  const descriptor = context.obj({
    Type: 'FontDescriptor',
    FontName: 'ABCDEF+Own',
    Flags: 32,
    FontFile2: context.register(context.flateStream(PROGRAM)),
  });
  const font = {
    Type: 'Font',
    Subtype: 'TrueType',
    BaseFont: 'ABCDEF+Own',
    Encoding: 'WinAnsiEncoding',
    FirstChar: 65,
    LastChar: 66,
    Widths: [width(65), width(66)],
    FontDescriptor: context.register(descriptor),
    ...other,
  };
  const entries = Object.entries(font).filter(([, entry]) => entry !== undefined);
  return context.obj(Object.fromEntries(entries) as Record<string, never>);
}

describe('a TrueType font that brings its program', () => {
  test('of which a byte is another than it was', async () => {
    const damaged = (document: PDFDocument): PDFDict => {
      const packed = deflateSync(PROGRAM);
      packed[packed.length - 200]! ^= 0x55;
      const font = trueType(document);
      const program = document.context.stream(packed, { Filter: 'FlateDecode' });
      font
        .lookup(PDFName.of('FontDescriptor'), PDFDict)
        .set(PDFName.of('FontFile2'), document.context.register(program));
      return font;
    };
    expect(await faults(damaged)).toContain('font Own has a program that is damaged');
  });

  const names = (...differences: string[]): object => ({
    BaseEncoding: 'WinAnsiEncoding',
    Differences: [65, ...differences],
  });
  test.each([
    ['as it should be', {}, []],
    ['with names of the Adobe Glyph List', { Encoding: names('A', 'B') }, []],
    ['with other widths', { Widths: [500, 500] }, ['a font says other widths than its glyphs have']],
    [
      'without widths',
      { Widths: undefined },
      ['a font says other widths than its glyphs have', 'font Own does not say how wide its characters are'],
    ],
    ['with fewer widths than codes', { LastChar: 70 }, ['font Own does not say how wide its characters are']],
    [
      'in the standard encoding',
      { Encoding: 'StandardEncoding' },
      ['font Own has an encoding that is not one of the standard ones, or glyphs with other names'],
    ],
    [
      'with names by number',
      { Encoding: names('uni0041', 'uni0042') },
      ['font Own has an encoding that is not one of the standard ones, or glyphs with other names'],
    ],
    ['without a name', { BaseFont: undefined }, ['font Own has no BaseFont']],
    ['as of another kind', { Subtype: 'Type1' }, ['font Own brings a program of another kind']],
  ])('%s', async (_, other, expected) => {
    expect(await faults((document) => trueType(document, other))).toEqual(expected);
  });
});

describe('a font whose glyphs are content', () => {
  const drawn =
    (glyphs: Record<string, string>, widths = [1000, 1000]) =>
    (document: PDFDocument): PDFDict => {
      const { context } = document;
      const procedures = Object.entries(glyphs).map(([key, text]) => [key, context.register(context.stream(text))]);
      return context.obj({
        Type: 'Font',
        Subtype: 'Type3',
        FontBBox: [0, 0, 1000, 1000],
        FontMatrix: [0.001, 0, 0, 0.001, 0, 0],
        FirstChar: 65,
        LastChar: 66,
        Widths: widths,
        Encoding: { BaseEncoding: 'WinAnsiEncoding', Differences: [65, 'A', 'B'] },
        CharProcs: Object.fromEntries(procedures) as Record<string, never>,
      } as unknown as Record<string, never>);
    };
  const glyph = '1000 0 0 0 800 800 d1 0 0 800 800 re f';
  test.each([
    ['as it should be', drawn({ A: glyph, B: glyph }), []],
    ['without one of them', drawn({ A: glyph }), ['a character is shown for which its font has no glyph']],
    [
      'with other widths',
      drawn({ A: glyph, B: glyph }, [1000, 500]),
      ['a font says other widths than its glyphs have'],
    ],
    ['one of which says no width', drawn({ A: glyph, B: '' }), ['a font says other widths than its glyphs have']],
  ])('%s', async (_, font, expected) => {
    expect(await faults(font)).toEqual(expected);
  });
});

test('letters of Central Europe, Greece and Russia in faces that come in have names that validators know', async () => {
  for (const character of 'čĄłŐűżșĢģŽАбжЁяΑάΩωđ') {
    expect(glyphName(character)).not.toMatch(/^u(?:ni)?[0-9A-F]{4}/);
    expect(glyphCharacter(glyphName(character))).toBe(character);
  }
  const named =
    (...glyphs: string[]) =>
    (document: PDFDocument) =>
      document.context.obj({
        Type: 'Font',
        Subtype: 'Type1',
        BaseFont: 'Helvetica',
        Encoding: { BaseEncoding: 'WinAnsiEncoding', Differences: [65, ...glyphs] },
      });
  expect(await faults(named('ccaron', 'uni0158'), FACES)).toEqual([]);
  expect(await faults(named('afii10017', 'alphatonos'), FACES)).toEqual([]);
});
