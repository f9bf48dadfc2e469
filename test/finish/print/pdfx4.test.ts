import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
} from 'pdf-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { PDFX4_RULES, pdfx4Faults } from '../../harness/pdfx4.ts';
import { pressed } from './book.ts';

// Our files keep every rule; for each rule a file that breaks it is caught by that rule.

const name = (text: string): PDFName => PDFName.of(text);

/** Changes one of our files through pdf-lib. */
type Fault = (document: PDFDocument) => void | Promise<void>;

const page = (document: PDFDocument): PDFDict => document.getPage(0).node;
function xmp(document: PDFDocument, change: (text: string) => string): void {
  const old = document.catalog.lookup(name('Metadata'), PDFStream);
  const text = change(Buffer.from(old.getContents()).toString('utf8'));
  const made = PDFRawStream.of(document.context.obj({ Type: 'Metadata', Subtype: 'XML' }), Buffer.from(text, 'utf8'));
  document.catalog.set(name('Metadata'), document.context.register(made));
}
function content(document: PDFDocument, text: string): void {
  const old = page(document).get(name('Contents'))!;
  const more = document.context.register(document.context.flateStream(text));
  page(document).set(name('Contents'), document.context.obj([old, more]));
}
function state(document: PDFDocument, entries: Record<string, PDFName>): void {
  document.context.register(document.context.obj({ Type: 'ExtGState', ...entries }));
  resource(document, 'ExtGState', document.context.obj({ Type: 'ExtGState', ...entries }));
}
/** Puts something among the first page's resources, so that it is part of the file. */
function resource(document: PDFDocument, category: string, value: PDFDict | PDFArray | PDFStream | PDFName): void {
  const resources = document.getPage(0).node.Resources()!;
  let dict = resources.lookup(name(category));
  if (!(dict instanceof PDFDict)) resources.set(name(category), (dict = document.context.obj({})));
  (dict as PDFDict).set(name('Fault'), value instanceof PDFName ? value : document.context.register(value));
}
function image(document: PDFDocument, entries: Record<string, unknown>): void {
  const dict = {
    Type: 'XObject',
    Subtype: 'Image',
    Width: 1,
    Height: 1,
    BitsPerComponent: 8,
    ColorSpace: 'DeviceGray',
    ...entries,
  };
  resource(
    document,
    'XObject',
    PDFRawStream.of(document.context.obj(dict as never) as unknown as PDFDict, new Uint8Array(3)),
  );
}
function form(document: PDFDocument, entries: Record<string, unknown>): void {
  const dict = { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 1, 1], ...entries };
  resource(
    document,
    'XObject',
    PDFRawStream.of(document.context.obj(dict as never) as unknown as PDFDict, new Uint8Array()),
  );
}
const info = (document: PDFDocument): PDFDict => document.context.lookup(document.context.trailerInfo.Info, PDFDict);
const firstIntent = (document: PDFDocument): PDFDict =>
  document.catalog.lookup(name('OutputIntents'), PDFArray).lookup(0, PDFDict);
const box = (document: PDFDocument, key: string, values: number[]): void =>
  page(document).set(name(key), document.context.obj(values));

/** For each rule, what breaks it. */
const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  version: [(document) => document.catalog.set(name('Version'), name('1.7'))],
  encryption: [(document) => document.encrypt({ userPassword: '', ownerPassword: 'owner' })],
  identifiers: [(document) => void delete document.context.trailerInfo.ID],
  metadata: [
    (document) => document.catalog.delete(name('Metadata')),
    (document) => {
      const old = document.catalog.lookup(name('Metadata'), PDFStream);
      const made = document.context.flateStream(old.getContents(), { Type: 'Metadata', Subtype: 'XML' });
      document.context.assign(document.catalog.get(name('Metadata')) as PDFRef, made);
    },
  ],
  claim: [
    (document) => xmp(document, (text) => text.replace('>PDF/X-4<', '>PDF/X-3<')),
    (document) => xmp(document, (text) => text.replace('npes.org/pdfx/ns/id', 'npes.org/pdfx/ns')),
  ],
  instance: ['DocumentID', 'VersionID', 'RenditionClass'].map(
    (key): Fault =>
      (document) =>
        xmp(document, (text) => text.replace(new RegExp(`<xmpMM:${key}>.*</xmpMM:${key}>`), '')),
  ),
  dates: [
    ...['CreateDate', 'ModifyDate', 'MetadataDate'].map(
      (key): Fault =>
        (document) =>
          xmp(document, (text) => text.replace(new RegExp(`<xmp:${key}>.*</xmp:${key}>`), '')),
    ),
    (document) => info(document).set(name('ModDate'), PDFString.of('D:20010101000000Z')),
  ],
  title: [(document) => xmp(document, (text) => text.replace(/<dc:title>.*<\/dc:title>/s, ''))],
  trapped: [
    (document) => info(document).delete(name('Trapped')),
    (document) => info(document).set(name('Trapped'), name('Unknown')),
    (document) => xmp(document, (text) => text.replace('>False<', '>True<')),
  ],
  intent: [
    (document) => document.catalog.delete(name('OutputIntents')),
    (document) => document.catalog.lookup(name('OutputIntents'), PDFArray).push(firstIntent(document)),
    (document) => firstIntent(document).delete(name('OutputConditionIdentifier')),
  ],
  profile: [
    (document) => firstIntent(document).delete(name('DestOutputProfile')),
    (document) =>
      firstIntent(document).lookup(name('DestOutputProfile'), PDFStream).dict.set(name('N'), PDFNumber.of(3)),
  ],
  trim: [(document) => page(document).delete(name('TrimBox')), (document) => box(document, 'ArtBox', [1, 1, 2, 2])],
  boxes: [
    (document) => box(document, 'TrimBox', [-5, 0, 100, 100]),
    (document) => box(document, 'BleedBox', [-500, 0, 1000, 1000]),
    (document) => box(document, 'CropBox', [50, 50, 60, 60]),
  ],
  annotations: [
    (document) => {
      const link = document.context.obj({ Type: 'Annot', Subtype: 'Text', Rect: [10, 10, 20, 20] });
      page(document).set(name('Annots'), document.context.obj([link]));
    },
  ],
  actions: [
    (document) => document.catalog.set(name('OpenAction'), document.context.obj([page(document)])),
    (document) => document.catalog.set(name('AA'), document.context.obj({})),
    (document) => page(document).set(name('AA'), document.context.obj({})),
    (document) => document.catalog.set(name('Names'), document.context.obj({ JavaScript: { Names: [] } })),
    (document) => document.catalog.set(name('URI'), document.context.obj({ Type: 'Action', S: 'URI' })),
  ],
  forms: [(document) => document.catalog.set(name('AcroForm'), document.context.obj({ Fields: [] }))],
  fonts: [
    (document) =>
      resource(document, 'Font', document.context.obj({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' })),
    (document) => {
      for (const [, object] of document.context.enumerateIndirectObjects())
        if (object instanceof PDFDict)
          for (const key of ['FontFile', 'FontFile2', 'FontFile3']) object.delete(name(key));
    },
  ],
  operators: [
    (document) => content(document, '1 0 0 rg'),
    (document) => content(document, '1 0 0 RG'),
    (document) => content(document, '/DeviceRGB cs 1 0 0 sc'),
    (document) => content(document, 'BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI'),
    (document) => {
      const dict = document.context.obj({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 1, 1] });
      resource(document, 'XObject', PDFRawStream.of(dict, Buffer.from('0 1 0 rg 0 0 1 1 re f')));
    },
    (document) => {
      const dict = document.context.obj({
        Type: 'Pattern',
        PatternType: 1,
        PaintType: 1,
        TilingType: 1,
        BBox: [0, 0, 1, 1],
        XStep: 1,
        YStep: 1,
      });
      resource(document, 'Pattern', PDFRawStream.of(dict, Buffer.from('0 1 0 rg')));
    },
    (document) => {
      const glyph = document.context.register(
        PDFRawStream.of(document.context.obj({}), Buffer.from('1 0 d0 0 1 0 rg')),
      );
      resource(document, 'Font', document.context.obj({ Type: 'Font', Subtype: 'Type3', CharProcs: { a: glyph } }));
    },
  ],
  images: [
    (document) => image(document, { ColorSpace: 'DeviceRGB' }),
    (document) => image(document, { ColorSpace: ['Indexed', 'DeviceRGB', 0, PDFHexString.of('ff0000')] }),
  ],
  shadings: [
    (document) =>
      resource(
        document,
        'Shading',
        document.context.obj({ ShadingType: 2, ColorSpace: 'DeviceRGB', Coords: [0, 0, 1, 1] }),
      ),
  ],
  spaces: [
    (document) => resource(document, 'ColorSpace', name('DeviceRGB')),
    (document) => resource(document, 'ColorSpace', document.context.obj(['Separation', 'Gold', 'DeviceRGB', {}])),
  ],
  groups: [
    (document) => page(document).set(name('Group'), document.context.obj({ S: 'Transparency', CS: 'DeviceRGB' })),
    (document) => form(document, { Group: { S: 'Transparency', CS: 'DeviceRGB' } }),
  ],
  spots: [
    (document) => {
      const space = (c: number): PDFRef =>
        document.context.register(document.context.obj(['Separation', 'Gold', 'DeviceCMYK', { C1: [c] }]));
      const resources = document.getPage(0).node.Resources()!.lookup(name('ColorSpace'), PDFDict);
      resources.set(name('One'), space(0));
      resources.set(name('Two'), space(1));
    },
  ],
  transfer: [
    (document) => state(document, { TR: name('Identity') }),
    (document) => state(document, { TR2: name('Identity') }),
    (document) => state(document, { HTP: name('Any') }),
  ],
  intents: [
    (document) => state(document, { RI: name('Nice') }),
    (document) => image(document, { Intent: 'Nice' }),
    (document) => content(document, '/Nice ri'),
  ],
  alternates: [(document) => image(document, { Alternates: [] })],
  opi: [(document) => form(document, { OPI: {} })],
  references: [(document) => form(document, { Ref: {} })],
  external: [(document) => form(document, { F: PDFString.of('elsewhere.pdf') })],
  postscript: [(document) => form(document, { Subtype: 'PS' }), (document) => form(document, { Subtype2: 'PS' })],
  defined: [(document) => content(document, '1 2 frob')],
  layers: [(document) => document.catalog.set(name('OCProperties'), document.context.obj({ OCGs: [], D: { AS: [] } }))],
};

let ours: Uint8Array;
beforeAll(async () => {
  ours = (await pressed()).bytes;
});

/** One of our files with a fault, its version as it was. */
async function faulty(fault: Fault): Promise<Uint8Array> {
  const document = await PDFDocument.load(ours, { updateMetadata: false });
  await fault(document);
  const bytes = await document.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false });
  bytes.set(Buffer.from('1.6', 'latin1'), 5);
  return bytes;
}

test('a file of ours keeps every rule', async () => {
  expect(await pdfx4Faults(ours)).toEqual([]);
});

test('written anew by another program it still does', async () => {
  expect(await pdfx4Faults(await faulty(() => undefined))).toEqual([]);
});

test('every rule has a file that breaks it', () => {
  expect(Object.keys(FAULTS).sort()).toEqual(Object.keys(PDFX4_RULES).sort());
});

describe.each(Object.keys(PDFX4_RULES))('rule “%s”', (rule) => {
  test.each((FAULTS[rule] ?? []).map((fault, i) => [i + 1, fault] as const))(
    'catches fault %i',
    async (_number, fault) => {
      const bytes = await faulty(fault);
      const found = await pdfx4Faults(bytes);
      expect(found.map((each) => each.split(':')[0])).toContain(rule);
    },
  );
});
