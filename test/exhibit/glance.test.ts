import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeExhibitPage, type PlaceOptions } from '../../src/compose/exhibit-pages.ts';
import type { Exhibit, ExhibitPage } from '../../src/model/exhibit.ts';
import { corpus } from '../harness/corpus.ts';
import { take, written } from './foreign.ts';

// At a glance a page's stamp must stand where it would if the page had been painted.

const GLANCE = { turns: [0], cut: false, words: true };
const OPTIONS: PlaceOptions = { fit: 'keep', rotate: 0, own: { width: 595, height: 842 }, frame: 'auto', number: 0 };
/** Points by which a painting's pixels may stand out. */
const PIXEL = 1.01;
const BOUND_MS = 40_000;

/** What of a page's painted ink lies outside of what the glance takes for the most there is. */
function outside(glanced: ExhibitPage, painted: ExhibitPage): readonly string[] {
  const [most, ink] = [glanced.ink, painted.ink];
  if (!ink) return [];
  if (!most) return ['all'];
  const out: readonly (readonly [string, number])[] = [
    ['left', most.left - ink.left],
    ['bottom', most.bottom - ink.bottom],
    ['right', ink.right - most.right],
    ['top', ink.top - most.top],
  ];
  return out.flatMap(([side, by]) => (by > PIXEL ? `${side} by ${by.toFixed(1)}` : []));
}

async function both(bytes: Uint8Array, glance = GLANCE): Promise<readonly [glanced: Exhibit, painted: Exhibit]> {
  const [glanced, painted] = [await take(bytes, { glance }), await take(bytes)];
  expect(glanced.codes).toEqual(painted.codes);
  return [glanced.exhibit!, painted.exhibit!];
}

/** A page of content drawn by hand, with a face of which nothing is embedded, a Type 3 face of one square, a form, a gradient and a hidden layer. */
function drawing(stream: string, entries = ''): Uint8Array {
  const at = (data: string, dict: string): string => `<< ${dict} /Length ${data.length} >>\nstream\n${data}\nendstream`;
  return written([
    '<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [10 0 R 11 0 R] /D << /OFF [10 0 R] >> >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 5 0 R ${entries} >>`,
    at(stream, ''),
    '<< /Font << /F 6 0 R /T 7 0 R >> /XObject << /Fm 9 0 R >> /Shading << /S 12 0 R >> /Properties << /Off 10 0 R /On 11 0 R >> /ExtGState << /Half << /ca 0.5 /CA 0.5 >> /Differ << /BM /Difference >> >> >>',
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 122 /Widths [${'556 '.repeat(91)}] >>`,
    '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /a 8 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1000] /Resources << >> >>',
    at('1000 0 d0 0 -2000 900 900 re f', ''),
    at(
      '0 0 100 100 re f 20 w 50 50 m 50 500 l S',
      '/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Matrix [1 0 0 1 0 -60]',
    ),
    '<< /Type /OCG /Name (off) >>',
    '<< /Type /OCG /Name (on) >>',
    '<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 0 842] /Function << /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [0.5] /N 1 >> >>',
  ]);
}

describe('drawn by hand', () => {
  const text = (operators: string): string => `BT /F 12 Tf ${operators} ET`;
  test.each([
    ['an empty page', ''],
    ['a line of text', text('72 700 Td (Hello) Tj')],
    ['text near the foot', text('72 20 Td (Hello) Tj')],
    ['text that only its descenders take near the foot', text('72 28.5 Td (Hello) Tj')],
    ['spaces at the foot', text('72 700 Td (Hello) Tj 0 -690 Td (   ) Tj')],
    ['unseen text at the foot', text('3 Tr 72 20 Td (Hello) Tj')],
    ['outlined text', text('1 Tr 8 w 72 30 Td (MW) Tj')],
    ['text by a matrix that turns it', 'BT /F 12 Tf 0 1 -1 0 30 10 Tm (Hello, hello) Tj ET'],
    ['text that is stretched and spaced', text('200 Tz 5 Tc 20 Tw 72 700 Td (a b c) Tj')],
    ['text that steps back', text('400 700 Td [(a) 30000 (b) -20000 (c)] TJ')],
    ['text with rise', text('-40 Ts 72 60 Td (low) Tj')],
    ['a new line by its leading', text('30 TL 72 45 Td (one) Tj T* (two) Tj')],
    ['text of a size below nothing', 'BT /F -30 Tf 300 40 Td (upside) Tj ET'],
    ['words and spaces set by an operator', text('72 700 Td 9 9 (a b) "')],
    ['a glyph that hangs far below its line', 'BT /T 20 Tf 72 60 Td (aa) Tj ET'],
    ['white text', text('1 g 72 20 Td (Hello) Tj')],
    ['white over ink', '0 0 595 842 re f 1 g 0 0 595 842 re f'],
    ['ink that white covers but for a part', '0 0 595 842 re f 1 g 0 0 595 400 re f'],
    ['white that becomes ink as it is mixed', '/Differ gs 1 g 0 0 595 30 re f'],
    ['a ground that bleeds, and type on it', `0.2 g 0 0 595 842 re f 1 g ${text('72 400 Td (Hello) Tj')}`],
    ['a ground of lines', '0.2 g 0 0 m 595 0 l 595 842 l 0 842 l h f'],
    ['half transparent ground', '/Half gs 0 g 0 0 595 842 re f'],
    ['a spike', '3 w 100 M 300 60 m 302 30 l 304 60 l S'],
    ['a curve', '10 w 100 100 m 200 -200 400 -200 500 100 c S'],
    ['a clip', 'q 0 100 595 200 re W n 0 0 595 842 re f Q'],
    ['a clip that is no rectangle', 'q 0 0 m 595 0 l 300 842 l h W n 0 0 595 842 re f Q'],
    ['a clip of nothing', 'q 0 0 m W n 0 0 595 842 re f Q'],
    ['a gradient', 'q 100 100 50 50 re W n /S sh Q'],
    ['a form that is moved and cut', '1 0 0 1 200 100 cm /Fm Do'],
    ['a form that is turned', '0 1 -1 0 300 10 cm 0.5 0 0 2 0 0 cm /Fm Do'],
    ['a picture in the content', 'q 50 0 0 50 10 10 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q'],
    ['a hidden layer', '/OC /Off BDC 0 0 595 30 re f EMC 100 200 50 50 re f'],
    ['a layer that is seen', '/OC /On BDC 0 0 595 842 re f EMC'],
    ['more states than are kept', `${'q '.repeat(5000)}1 0 0 1 0 -100 cm${' Q'.repeat(5000)} 0 110 9 9 re f`],
    ['states that were never saved', 'Q Q 1 0 0 1 0 -90 cm Q 100 100 9 9 re f'],
    ['numbers beyond those that are kept', text(`72 700 Td [${'(a) -900 '.repeat(700)}] TJ (z) Tj`)],
  ])('%s', async (_, stream) => {
    for (const rotate of [0, 90, 180, 270]) {
      const [glanced, painted] = await both(drawing(stream, `/Rotate ${rotate}`));
      expect(outside(glanced.pages[0]!, painted.pages[0]!), `turned by ${rotate}`).toEqual([]);
      const [a, b] = [glanced, painted].map(({ pages }) => placeExhibitPage(pages[0]!, OPTIONS));
      expect(a, `turned by ${rotate}`).toEqual(b);
    }
  });

  test('an annotation’s look counts', async () => {
    const stream = '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 14 >>\nstream\n0 0 9 9 re f  \nendstream';
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>',
      '<< /Type /Annot /Subtype /Stamp /F 4 /Rect [100 5 200 20] /AP << /N 5 0 R >> >>',
      stream,
    ]);
    const [glanced, painted] = await both(bytes);
    expect(outside(glanced.pages[0]!, painted.pages[0]!)).toEqual([]);
    expect(glanced.pages[0]!.ink!.bottom).toBeLessThan(7);
  });

  test('ink at the trim is looked at closely where a press cuts', async () => {
    // The face's box reaches the edge, its letters do not.
    const near = drawing('BT /F 12 Tf 72 830 Td (aceno) Tj ET 100 100 9 9 re f');
    const [glanced, painted] = await both(near, { ...GLANCE, cut: true });
    expect(glanced.pages[0]!.ink).toEqual(painted.pages[0]!.ink);
  });
});

describe('how a page begins', () => {
  const beginning = async (stream: string): Promise<string> =>
    (await take(drawing(stream), { glance: GLANCE })).exhibit!.pages[0]!.text.replace(/\s+/g, ' ');

  test('lines, gaps and hyphens', async () => {
    const stream =
      'BT /F 10 Tf 72 700 Td [(Two) -400 (words, ke) 40 (rned)] TJ 0 -14 Td (on the next lead-) Tj 0 -14 Td (ing line.) Tj ET';
    expect(await beginning(stream)).toBe('Two words, kerned on the next leading line.');
  });
  test('a superscript goes on', async () => {
    expect(await beginning('BT /F 10 Tf 72 700 Td (1) Tj /F 6 Tf 5.56 4 Td (st) Tj ET')).toBe('1st');
  });
  test('what nobody can see but search is there', async () => {
    expect(await beginning('BT /F 10 Tf 3 Tr 72 700 Td (scanned) Tj ET')).toBe('scanned');
  });
});

describe.skipIf(!corpus)('exhibits of the corpus', () => {
  const folder = corpus ? join(corpus, 'exhibits') : '';
  const files = corpus ? readdirSync(folder).filter((file) => file.endsWith('.pdf') && !/-open-/.test(file)) : [];
  const letters = ({ text }: ExhibitPage): string => text.replace(/[^\p{L}\p{N}]+/gu, '').slice(0, 60);

  test.each(files)(
    '%s: stamps stand where they would if all had been painted, and pages begin alike',
    async (file) => {
      const [glanced, painted] = await both(readFileSync(join(folder, file)));
      const places = ({ pages }: Exhibit) => pages.map((page) => placeExhibitPage(page, OPTIONS));
      expect(places(glanced)).toEqual(places(painted));
      expect(glanced.pages.flatMap((page, i) => outside(page, painted.pages[i]!))).toEqual([]);
      if (glanced.tagged) return;
      // Shadows of slides' titles are said twice by the one, and once by the other.
      const other = glanced.pages.filter((page, i) => letters(page) !== letters(painted.pages[i]!));
      expect(other.length).toBeLessThanOrEqual(glanced.pages.length / 10);
    },
    BOUND_MS,
  );
});
