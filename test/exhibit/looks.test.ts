import {
  PDFArray,
  PDFBool,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFString,
  type PDFContext,
  type PDFDocument,
} from 'pdf-lib';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STAND_IN_FILES } from '../../src/exhibit/exhibit.ts';
import { rasterise as paint, type Picture } from '../harness/raster.ts';
import { annotate, paper, saved, take } from './foreign.ts';

const FACES = new Map(
  STAND_IN_FILES.map((entry) => [
    entry.key,
    new Uint8Array(readFileSync(new URL(`../../node_modules/${entry.package}/${entry.file}`, import.meta.url))),
  ]),
);
const [GREEN, RED] = [
  [0, 160, 0],
  [220, 0, 0],
] as const;
const N = (text: string): PDFName => PDFName.of(text);

/** A form that is a square of a colour. */
const square = (context: PDFContext, [r, g, b]: readonly number[]): unknown =>
  context.register(
    context.stream(`${r! / 255} ${g! / 255} ${b! / 255} rg 0 0 20 20 re f`, {
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, 20, 20],
    }),
  );

/** Pixels of a colour among those of a square, less an edge. */
function countIn(page: Picture, column: number, colour: readonly number[]): number {
  const [left, bottom, right, top] = at(column) as [number, number, number, number];
  let count = 0;
  for (let y = page.height - top + 4; y < page.height - bottom - 4; y++)
    for (let x = left + 4; x < right - 4; x++)
      if (colour.every((each, i) => Math.abs(page.rgb[(y * page.width + x) * 3 + i]! - each) < 8)) count++;
  return count;
}

/** Makes a document's form of fields that are widgets at once. */
function formOf(document: PDFDocument, fields: readonly Record<string, unknown>[], more: object = {}): void {
  const { context } = document;
  const refs = fields.map((field) => annotate(document.getPage(0), { Subtype: 'Widget', F: 4, ...field }));
  const helvetica = { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica', Encoding: 'WinAnsiEncoding' };
  document.catalog.set(
    N('AcroForm'),
    context.obj({ Fields: refs, DR: { Font: { Helv: context.register(context.obj(helvetica)) } }, ...more }),
  );
}

/** Where squares lie on the page, from left to right. */
const at = (column: number): number[] => [60 + 40 * column, 500, 80 + 40 * column, 520];

test('buttons show the state that they are in: by a name of any letters, by their value, or off', async () => {
  const { exhibit } = await take(
    await saved(
      paper(1, (document, context) => {
        const [on, off] = [square(context, GREEN), square(context, RED)];
        const button = (column: number, state: string, more: object): Record<string, unknown> => ({
          FT: 'Btn',
          T: PDFString.of(`b${column}`),
          Rect: at(column),
          AP: { N: { [state]: on, Off: off } },
          ...more,
        });
        formOf(document, [
          button(0, 'M#E4nnlich', { AS: 'M#E4nnlich', V: 'M#E4nnlich' }),
          button(1, 'Yes', { V: 'Yes' }),
          button(2, 'Yes', {}),
          button(3, 'Yes', { AS: 'Off', V: 'Off' }),
          button(4, 'Yes', { AS: 'Yes', V: 'Yes' }),
        ]);
      }),
    ),
  );
  const [page] = await paint(exhibit!.bytes, [0], 72);
  const seen = [0, 1, 2, 3, 4].map((column) =>
    countIn(page!, column, GREEN) > 100 ? 'on' : countIn(page!, column, RED) > 100 ? 'off' : 'nothing',
  );
  expect(seen).toEqual(['on', 'on', 'off', 'off', 'on']);
});

test('of radio buttons without looks the chosen one is seen', async () => {
  const { exhibit } = await take(
    await saved(
      paper(1, (document, context) => {
        const group = context.register(
          context.obj({ FT: 'Btn', Ff: 1 << 15, T: PDFString.of('choice'), V: 'B', Kids: [] }),
        );
        const kids = context.lookup(group, PDFDict).lookup(N('Kids'), PDFArray);
        ['A', 'B', 'C'].forEach((state, column) => {
          const look = { MK: { CA: PDFString.of('l'), BC: [0, 0, 0] }, AS: state === 'B' ? 'B' : 'Off' };
          const kid = { Subtype: 'Widget', F: 4, Rect: at(column), Parent: group, ...look };
          kids.push(annotate(document.getPage(0), kid));
        });
        document.catalog.set(N('AcroForm'), context.obj({ Fields: [group] }));
      }),
    ),
  );
  const [page] = await paint(exhibit!.bytes, [0], 72);
  const ink = [0, 1, 2].map((column) => countIn(page!, column, [0, 0, 0]));
  expect(ink[1]).toBeGreaterThan(20);
  expect([ink[0], ink[2]]).toEqual([0, 0]);
});

const VALUES = ['Žluťoučký kůň', 'Ελληνικά Ώρα', 'Москва Щука', 'İstanbul Ğğ', 'Việt Nam', '“quoted” – €', 'plain é'];

test.each([true, false])('fields show names in letters of any Europe (looks out of date: %s)', async (anew) => {
  const bytes = await saved(
    paper(1, (document) => {
      const fields = VALUES.map((value, i) => ({
        FT: 'Tx',
        T: PDFString.of(`name${i}`),
        V: PDFHexString.fromText(value),
        DA: PDFString.of('/Helv 12 Tf 0 g'),
        Rect: [60, 600 - 40 * i, 300, 620 - 40 * i],
      }));
      formOf(document, fields, anew ? { NeedAppearances: PDFBool.True } : {});
    }),
  );
  const { exhibit, diagnostics } = await take(bytes, { faces: FACES });
  for (const value of VALUES) expect(exhibit!.pages[0]!.text).toContain(value);
  expect(diagnostics.filter(({ severity }) => severity !== 'note')).toEqual([]);
  expect(exhibit!.faults.filter(({ page }) => page >= 0)).toEqual([]);
});

test('a list shows its choice in words, and a field has the value of one above it', async () => {
  const bytes = await saved(
    paper(1, (document, context) => {
      const above = context.register(
        context.obj({
          FT: 'Tx',
          T: PDFString.of('above'),
          V: PDFString.of('From above'),
          DA: PDFString.of('/Helv 12 Tf'),
        }),
      );
      const between = context.register(context.obj({ T: PDFString.of('between'), Parent: above }));
      const list = {
        FT: 'Ch',
        Ff: 1 << 17,
        T: PDFString.of('list'),
        V: PDFString.of('b'),
        Opt: [
          [PDFString.of('a'), PDFString.of('Alpha')],
          [PDFString.of('b'), PDFString.of('Beta')],
        ],
        DA: PDFString.of('/Helv 12 Tf 0 g'),
        Rect: [60, 600, 300, 620],
      };
      formOf(document, [list, { Parent: between, Rect: [60, 500, 300, 520] }], { NeedAppearances: PDFBool.True });
    }),
  );
  const { exhibit } = await take(bytes);
  expect(exhibit!.pages[0]!.text).toMatch(/^Page 1\s+Beta\s+From above$/);
});

test('notes and stamps without looks get such as readers give them', async () => {
  const bytes = await saved(
    paper(1, (document) => {
      const page = document.getPage(0);
      const note = { F: 4, Contents: PDFHexString.fromText('Žluť and “Ünï”'), DA: PDFString.of('/Helv 0 Tf 1 0 0 rg') };
      annotate(page, { Subtype: 'FreeText', Rect: [60, 600, 300, 640], ...note });
      annotate(page, { Subtype: 'Stamp', Rect: [60, 500, 300, 540], Name: 'NotForPublicRelease', F: 4 });
    }),
  );
  const { exhibit } = await take(bytes, { faces: FACES, annotations: 'flatten' });
  const { text } = exhibit!.pages[0]!;
  expect(text).toContain('Žluť and “Ünï”');
  expect(text).toContain('NOT FOR PUBLIC RELEASE');
  expect(exhibit!.faults.filter(({ page }) => page >= 0)).toEqual([]);
});
