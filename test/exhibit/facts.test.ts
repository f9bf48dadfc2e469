import { PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFString, type PDFPage, type PDFRef } from 'pdf-lib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { rasterise } from '../../src/exhibit/exhibit.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import type { Rectangle } from '../../src/model/exhibit.ts';
import { annotate, bookmark, content, paper, saved, take, written } from './foreign.ts';

/** A page of these boxes and this content, drawn by hand. */
function drawing(entries: string, stream: string): Uint8Array {
  return written([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /Contents 4 0 R ${entries} >>`,
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ]);
}

async function inkOf(entries: string, stream: string): Promise<Rectangle | undefined> {
  const { exhibit, diagnostics } = await take(drawing(entries, stream));
  expect(diagnostics).toEqual([]);
  return exhibit!.pages[0]!.ink;
}

function near(ink: Rectangle | undefined, left: number, bottom: number, right: number, top: number): void {
  expect(ink).toBeDefined();
  for (const [is, wanted] of [
    [ink!.left, left],
    [ink!.bottom, bottom],
    [ink!.right, right],
    [ink!.top, top],
  ] as const)
    expect(Math.abs(is - wanted), JSON.stringify(ink)).toBeLessThanOrEqual(1);
}

describe('ink', () => {
  const A4 = '/MediaBox [0 0 595 842]';

  test('a rectangle is found to a point', async () => {
    near(await inkOf(A4, '100.4 200.3 50.2 70.6 re f'), 100.4, 200.3, 150.6, 270.9);
  });
  test('a hairline and a dot in opposite corners', async () => {
    near(await inkOf(A4, '0.1 w 20 30 m 40 30 l S 570 810 2 2 re f'), 20, 30, 572, 812);
  });
  test('pale ink counts, white does not', async () => {
    near(await inkOf(A4, '1 g 0 0 595 842 re f 0.9 g 300 400 10 10 re f'), 300, 400, 310, 410);
  });
  test('nothing painted, and only white painted', async () => {
    expect(await inkOf(A4, '')).toBeUndefined();
    expect(await inkOf(A4, '1 g 100 100 50 50 re f')).toBeUndefined();
  });
  test('what is outside the visible box does not count', async () => {
    near(
      await inkOf('/MediaBox [-50 -50 700 900] /CropBox [50 40 645 882]', '-40 -40 20 20 re f 90 80 30 30 re f'),
      90,
      80,
      120,
      110,
    );
  });
  test('a crop box larger than the media box is cut to it', async () => {
    const { exhibit } = await take(drawing('/MediaBox [0 0 300 300] /CropBox [-20 100 900 900]', '0 0 9 150 re f'));
    expect(exhibit!.pages[0]!.box).toEqual({ left: 0, bottom: 100, right: 300, top: 300 });
    near(exhibit!.pages[0]!.ink, 0, 100, 9, 150);
  });
  test.each([0, 90, 180, 270, -90, 450])('a page turned by %i: in its own space all the same', async (turn) => {
    const { exhibit } = await take(drawing(`${A4} /Rotate ${turn}`, '100 200 50 70 re f'));
    expect(exhibit!.pages[0]!.rotate).toBe(((turn % 360) + 360) % 360);
    near(exhibit!.pages[0]!.ink, 100, 200, 150, 270);
  });
  test('corners in the wrong order', async () => {
    near(await inkOf('/MediaBox [595 842 0 0]', '100 200 50 70 re f'), 100, 200, 150, 270);
  });
  test('a very large page', async () => {
    near(await inkOf('/MediaBox [0 0 1920 3205]', '1800 3100 50 70 re f'), 1800, 3100, 1850, 3170);
  });
});

describe('facts', () => {
  test('labels, bookmarks, title and language', async () => {
    const document = await paper(4, (own, context) => {
      const pages = own.getPages();
      own.setTitle('Audit 2025', { showInWindowTitleBar: true });
      own.setLanguage('de-AT');
      own.catalog.set(
        PDFName.of('PageLabels'),
        context.obj({ Nums: [0, { S: 'r' }, 2, { S: 'D', P: PDFString.of('A-'), St: 7 }] }),
      );
      own.catalog.set(PDFName.of('Dests'), context.obj({ chapter: [pages[3]!.ref, 'Fit'] }));
      const [one, two, sub] = ['Opinion', 'Notes', 'Leases'].map((title, i) => bookmark(context, title, pages[i]!)) as [
        PDFRef,
        PDFRef,
        PDFRef,
      ];
      const at = (ref: PDFRef): PDFDict => context.lookup(ref, PDFDict);
      at(one).set(PDFName.of('Next'), two);
      at(two).set(PDFName.of('First'), sub);
      at(sub).set(PDFName.of('Dest'), PDFName.of('chapter'));
      own.catalog.set(PDFName.of('Outlines'), context.register(context.obj({ First: one, Last: two })));
    });
    const { exhibit } = await take(await saved(document));
    expect(exhibit).toMatchObject({ file: 'papers/audit.pdf', span: { line: 7 }, title: 'Audit 2025', lang: 'de-AT' });
    expect(exhibit!.pages.map(({ label }) => label)).toEqual(['i', 'ii', 'A-7', 'A-8']);
    expect(exhibit!.outline).toEqual([
      { title: 'Opinion', page: 0, view: ['Fit'], children: [] },
      { title: 'Notes', page: 1, view: ['Fit'], children: [{ title: 'Leases', page: 3, view: ['Fit'], children: [] }] },
    ]);
  });

  test('what keeps a page from a standard is named with page and clause', async () => {
    const document = await paper(3);
    content(document.getPage(1), '0 1 0 0 k 10 10 50 50 re f');
    const { exhibit } = await take(await saved(document));
    const of = (page: number): string[] =>
      exhibit!.faults.filter((fault) => fault.page === page).map(({ rule, clause }) => `${rule} | ${clause}`);
    expect(of(0)).toEqual(['font Helvetica is not embedded | ISO 19005-2, 6.2.11.4.1; ISO 14289-1, 7.21.4.1']);
    expect(of(1)).toContain('colour is given as CMYK without a profile | ISO 19005-2, 6.2.4.3');
    expect(of(2)).toEqual(of(0));
    expect(of(-1)).toEqual(['it has no tags | ISO 14289-1, 7.1', 'it does not say its language | ISO 14289-1, 7.2']);
    expect(exhibit!.tagged).toBe(false);
  });

  test('a font that only stands behind a scan and is not painted is no fault', async () => {
    const { exhibit } = await take(
      written([
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
        '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
        '<< /Length 42 >>\nstream\nBT 3 Tr /F 12 Tf 10 10 Td (behind it) Tj ET\nendstream',
        '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      ]),
    );
    expect(exhibit!.pages[0]!.text).toBe('behind it');
    expect(exhibit!.faults.filter(({ page }) => page === 0)).toEqual([]);
  });
});

describe('tags', () => {
  /** One paragraph a page, tagged; `spoil` breaks something. */
  async function tagged(spoil: (document: PDFDocument, root: PDFDict) => void = () => undefined): Promise<Uint8Array> {
    const document = await PDFDocument.create({ updateMetadata: false });
    const { context } = document;
    const root = context.nextRef();
    const kids: PDFRef[] = [];
    const numbers: (number | PDFRef[])[] = [];
    for (let i = 0; i < 2; i++) {
      const page = document.addPage([200, 100]);
      page.node.set(
        PDFName.of('Resources'),
        context.obj({ Font: { F: { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' } } }),
      );
      content(page, `/P <</MCID 0>> BDC BT /F 12 Tf 10 50 Td (Text ${i}) Tj ET EMC`);
      page.node.set(PDFName.of('StructParents'), PDFNumber.of(i));
      const element = context.register(context.obj({ Type: 'StructElem', S: 'P', P: root, Pg: page.ref, K: 0 }));
      kids.push(element);
      numbers.push(i, [element]);
    }
    context.assign(root, context.obj({ Type: 'StructTreeRoot', K: kids, ParentTree: { Nums: numbers } }));
    document.catalog.set(PDFName.of('StructTreeRoot'), root);
    document.catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
    spoil(document, context.lookup(root, PDFDict));
    return saved(document);
  }
  const first = (document: PDFDocument): PDFPage => document.getPage(0);

  test('the value of a tagged field is heard where the field was', async () => {
    const bytes = await tagged((document, root) => {
      const { context } = document;
      const look = context.register(
        context.stream('/Tx BMC BT /F 12 Tf 2 4 Td (Yes, with thanks) Tj ET EMC', {
          Type: 'XObject',
          Subtype: 'Form',
          BBox: [0, 0, 100, 20],
          Resources: { Font: { F: { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' } } },
        }),
      );
      const widget = annotate(first(document), {
        Subtype: 'Widget',
        FT: 'Tx',
        Rect: [10, 10, 110, 30],
        F: 4,
        StructParent: 2,
        TU: PDFString.of('Will you come?'),
        AP: { N: look },
      });
      const element = context.register(
        context.obj({
          Type: 'StructElem',
          S: 'Form',
          P: context.getObjectRef(root)!,
          K: { Type: 'OBJR', Obj: widget, Pg: first(document).ref },
        }),
      );
      (root.lookup(PDFName.of('K')) as PDFArray).push(element);
      const numbers = (root.lookup(PDFName.of('ParentTree')) as PDFDict).lookup(PDFName.of('Nums')) as PDFArray;
      numbers.push(PDFNumber.of(2));
      numbers.push(element);
    });
    const { exhibit } = await take(bytes);
    expect(exhibit!.tagged).toBe(true);
    expect((await inspect(exhibit!.bytes)).tags.tree).toMatch(/^Form$/m);
    expect(Buffer.from(exhibit!.bytes).toString('latin1')).not.toContain('/OBJR');
    // A field on paper says what it was (ISO 14289-1, 7.18.4).
    expect(Buffer.from(exhibit!.bytes).toString('latin1')).toMatch(/\/O \/PrintField\s+\/Role \/tv\s+\/Desc </);
    // Taken in once more, the look is marked content of the page that the tree knows.
    const again = await take(exhibit!.bytes);
    expect(again.exhibit!.tagged).toBe(true);
    expect(again.exhibit!.pages[0]!.text).toContain('Yes, with thanks');
  });
  test('sound ones are told to be', async () => {
    expect((await take(await tagged())).exhibit!.tagged).toBe(true);
  });
  test.each<[string, (document: PDFDocument, root: PDFDict) => void, RegExp]>([
    ['not marked', (document) => document.catalog.delete(PDFName.of('MarkInfo')), /does not say that it is tagged/],
    ['no parent tree', (_, root) => root.delete(PDFName.of('ParentTree')), /not in its tag tree/],
    ['a page without its key', (document) => first(document).node.delete(PDFName.of('StructParents')), /page 1 is not/],
    [
      'text without marks',
      (document) => void content(first(document), 'BT /F 12 Tf 10 20 Td (loose) Tj ET'),
      /1 of 3 pieces of text/,
    ],
    [
      'marks that nobody knows',
      (document) => void content(first(document), '/P <</MCID 5>> BDC EMC'),
      /knows 2 of 3 marks/,
    ],
    [
      'a ring',
      (document, root) => {
        const element = document.context.obj({ S: 'Sect' });
        const ref = document.context.register(element);
        element.set(PDFName.of('K'), document.context.obj([ref]));
        root.set(PDFName.of('K'), ref);
      },
      /two places/,
    ],
  ])('%s', async (_, spoil, rule) => {
    const { exhibit } = await take(await tagged(spoil));
    expect(exhibit!.tagged).toBe(false);
    expect(exhibit!.faults.find(({ page }) => page === -1)!.rule).toMatch(rule);
  });
});

describe('rasters', () => {
  test('a page as it lies in its own space, its box only, in colour', async () => {
    const bytes = drawing(
      '/MediaBox [0 0 200 100] /CropBox [20 10 180 90] /Rotate 90',
      '1 0 0 rg 20 10 80 40 re f 0 0 1 rg 100 50 80 40 re f',
    );
    const [raster] = (await rasterise({ bytes }, [0], 144))!;
    expect(raster).toMatchObject({ format: 'png', width: 320, height: 160, ppi: 144 });
    const { data, info } = await sharp(raster!.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 320, height: 160, channels: 3 });
    const at = (x: number, y: number): string =>
      data.subarray((y * 320 + x) * 3, (y * 320 + x) * 3 + 3).toString('hex');
    expect([at(40, 120), at(280, 40), at(40, 40), at(280, 120)]).toEqual(['ff0000', '0000ff', 'ffffff', 'ffffff']);
  });

  test('a page without colour comes as grey', async () => {
    const [raster] = (await rasterise({ bytes: drawing('/MediaBox [0 0 200 100]', '0.5 g 0 0 50 50 re f') }, [0], 72))!;
    const metadata = await sharp(raster!.bytes).metadata();
    expect(metadata).toMatchObject({ width: 200, height: 100, channels: 1 });
  });

  test('a very large page comes at fewer ppi, and says so', async () => {
    const [raster] = (await rasterise({ bytes: drawing('/MediaBox [0 0 5000 5000]', '0 0 50 50 re f') }, [0], 600))!;
    expect(raster!.ppi).toBeLessThan(130);
    expect(raster!.width * raster!.height).toBeLessThan(70_000_000);
  }, 60_000);

  test('no such page', async () => {
    expect(await rasterise({ bytes: drawing('/MediaBox [0 0 9 9]', '') }, [3], 72)).toBeUndefined();
  });
});
