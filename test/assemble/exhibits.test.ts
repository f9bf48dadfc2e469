import { PDFDict, PDFDocument, PDFHexString, PDFNumber, PDFString, degrees, type PDFPage, type PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/assemble/assemble.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText } from '../../src/inspect/text.ts';
import { exhibitOf, structureFaults } from '../harness/exhibit.ts';
import { linksOf } from '../harness/links.ts';
import { faults } from '../harness/qpdf.ts';
import { countColour, rasterise } from '../harness/raster.ts';
import { content, item, name, nameFont, paper, places, said, stamped, without } from './papers.ts';
import { take, written } from '../exhibit/foreign.ts';
import { assembled, bookOf, composed, CREATED, print, STAMP_AT, type PrintedPage } from './printed.ts';

/** Sorts of pages that people send. */
const PAGES: Readonly<Record<string, (page: PDFPage) => void>> = {
  upright: () => undefined,
  'turned by 90': (page) => page.setRotation(degrees(90)),
  'turned by 180': (page) => page.setRotation(degrees(180)),
  'turned by 270': (page) => page.setRotation(degrees(270)),
  'turned by −90': (page) => page.setRotation(degrees(-90)),
  landscape: (page) => page.setSize(842, 595),
  'cut by a crop box away from the origin': (page) => page.setCropBox(100, 50, 400, 600),
  'cut and turned by 90': (page) => {
    page.setCropBox(100, 50, 400, 600);
    page.setRotation(degrees(90));
  },
  'with a media box below zero': (page) => page.setMediaBox(-50, -70, 600, 800),
  huge: (page) => page.setSize(5000, 3205),
  tiny: (page) => page.setSize(160, 90),
};

describe('pages of exhibits', () => {
  it.each(Object.entries(PAGES))('a page %s is shown as it was, with its stamp upright', async (_, change) => {
    const bytes = await paper((document) => {
      const page = document.addPage([595, 842]);
      page.drawText('Somebody wrote this', { x: 130, y: 300, size: 14 });
      page.drawText('and that', { x: 130, y: 70, size: 8, rotate: degrees(30) });
      change(page);
    });
    const exhibit = await exhibitOf(bytes);
    const { bytes: book, reported } = await bookOf([item, ...places(0, 1)], [composed(exhibit)]);
    expect(reported).toEqual([]);
    const [own] = await pageText(bytes);
    const [first, page] = await pageText(book);
    expect(said(first!)).toContain('What the item is about');
    expect([page!.width, page!.height]).toEqual([own!.width, own!.height]);
    expect(without(page!, 'Page 1')).toEqual(without(own!, 'Page 1'));
    const stamp = stamped(page!, 'Page 1')!;
    expect(stamp.x).toBeCloseTo(STAMP_AT, 0);
    expect(page!.height - stamp.y).toBeCloseTo(STAMP_AT, 0);
    expect(stamp.angle).toBeCloseTo(0);
    expect(stamp.tagged).toBe(false);
    expect(await faults(book, false)).toEqual([]);
  });

  it('turns a page further when its part says so', async () => {
    const bytes = await paper((document) => {
      const page = document.addPage([500, 300]);
      page.drawText('Lies on its side', { x: 50, y: 100, size: 14 });
      page.setRotation(degrees(90));
    });
    const { bytes: book } = await bookOf([item, ...places(0, 1)], [composed(await exhibitOf(bytes), { rotate: 270 })]);
    const page = (await pageText(book))[1]!;
    expect([page.width, page.height]).toEqual([500, 300]);
    const line = stamped(page, 'Lies on its side')!;
    expect([line.x, line.y, line.angle]).toEqual([50, 200, 0]);
    expect(stamped(page, 'Page 1')!.angle).toBeCloseTo(0);
  });

  it('honours a user unit: the page is as large as it was and the stamp as large as on the others', async () => {
    const bytes = await paper((document) => {
      const page = document.addPage([300, 400]);
      page.drawRectangle({ x: 100, y: 200, width: 50, height: 50 });
      page.node.set(name('UserUnit'), document.context.obj(2));
    });
    // A browser lays the place out in real points: twice the units.
    const exhibit = await exhibitOf(bytes);
    const shown = {
      ...exhibit,
      pages: exhibit.pages.map((page) => ({ ...page, box: { left: 0, bottom: 0, right: 600, top: 800 } })),
    };
    const printed = await print([item, ...places(0, 1)], [composed(shown)]);
    const made = await assemble(
      { title: 't', authors: [], keywords: [], lang: 'en', outlineOpen: 1 } as never,
      {} as never,
      { title: 't', headings: [], exhibits: [composed(exhibit)], geometries: [] },
      printed,
      CREATED,
      () => undefined,
    );
    const book = await assembled(made);
    const { pages } = await inspect(book);
    expect(pages[1]).toMatchObject({ media: [0, 0, 300, 400], userUnit: 2 });
    const stamp = stamped((await pageText(book))[1]!, 'Page 1')!;
    const { height } = (await pageText(book))[1]!;
    expect([stamp.x, height - stamp.y].map(Math.round)).toEqual([STAMP_AT, STAMP_AT]);
  });

  it('sets a page into a frame of a page of ours, upright, and cuts off what hangs out of its box', async () => {
    const bytes = await paper((document) => {
      const page = document.addPage([600, 400]);
      page.drawText('Inside', { x: 60, y: 100, size: 20 });
      page.drawRectangle({ x: 0, y: 0, width: 40, height: 400 });
      page.setCropBox(50, 0, 500, 400);
      page.setRotation(degrees(90));
    });
    const frame = { left: 100, bottom: 100, right: 300, top: 350 };
    const place: PrintedPage = { kind: 'place', exhibit: 0, page: 0, stamp: 'Page 1', frame };
    const { bytes: book } = await bookOf([item, place], [composed(await exhibitOf(bytes), { fit: 'scale' })]);
    const { pages } = await inspect(book);
    expect(pages[1]).toMatchObject({ media: [0, 0, 400, 600], rotate: 0 });
    const page = (await pageText(book))[1]!;
    const [line] = (await pageText(bytes))[0]!.lines;
    // 500 × 400 pt, turned, into 200 × 250 pt: half its size.
    const shown = stamped(page, 'Inside')!;
    expect(shown.x).toBeCloseTo(100 + line!.x / 2, 1);
    expect(shown.y).toBeCloseTo(600 - 350 + line!.y / 2, 1);
    expect(shown.angle).toBeCloseTo(line!.angle);
    expect(stamped(page, 'Page 1')!.x).toBeCloseTo(STAMP_AT);
    const [picture] = await rasterise(book, [1], 72);
    // The bar is outside the crop box.
    expect(countColour(picture!, '#000000', 40)).toBeLessThan(400);
  });

  it('shows in a frame only what is left of a page that is cut, and leads nowhere from what is not', async () => {
    const bytes = await paper((document) => {
      const page = document.addPage([400, 400]);
      page.drawRectangle({ x: 0, y: 0, width: 400, height: 400 });
      page.setRotation(degrees(90));
      const link = (y: number): PDFRef =>
        document.context.register(
          document.context.obj({
            ...{ Type: 'Annot', Subtype: 'Link', Rect: [150, y, 200, y + 10], Border: [0, 0, 0] },
            A: { S: 'URI', URI: PDFString.of(`https://example.org/${y}`) },
          }),
        );
      page.node.set(name('Annots'), document.context.obj([link(10), link(200)]));
    });
    const frame = { left: 0, bottom: 100, right: 400, top: 500 };
    const clip = { left: 50, bottom: 150, right: 350, top: 450 };
    const place: PrintedPage = { kind: 'place', exhibit: 0, page: 0, frame, clip };
    const { bytes: book } = await bookOf([item, place], [composed(await exhibitOf(bytes), { fit: 'trim-to' })]);
    const [picture] = await rasterise(book, [1], 72);
    expect(countColour(picture!, '#000000', 40)).toBe(300 * 300);
    expect((await linksOf(book)).map(({ url }) => url)).toEqual(['https://example.org/200']);
  });

  it('leaves the streams of a page as they are, byte for byte', async () => {
    const bytes = await paper((document) => {
      for (let number = 1; number <= 3; number++)
        document.addPage().drawText(`Page number ${number}`, { x: 50, y: 50 });
    });
    const contents = async (file: Uint8Array): Promise<string[]> => {
      const document = await PDFDocument.load(file, { updateMetadata: false });
      return document.context
        .enumerateIndirectObjects()
        .flatMap(([, object]) =>
          'getContents' in object
            ? [Buffer.from((object as never as { getContents(): Uint8Array }).getContents()).toString('base64')]
            : [],
        );
    };
    const { before } = await bookOf([item, ...places(0, 3)], [composed(await exhibitOf(bytes))]);
    expect(await contents(before)).toEqual(expect.arrayContaining(await contents(bytes)));
  });

  it.each([
    ['leaves states saved and a text object open', 'q .5 0 0 .5 90 90 cm q BT /F1 20 Tf 40 40 Td (Half done) Tj'],
    ['restores more states than it saved', 'Q Q .5 0 0 .5 90 90 cm BT /F1 20 Tf 40 40 Td (Half done) Tj ET Q'],
    ['leaves marked content open', '/P <</MCID 0>> BDC BT /F1 20 Tf 40 40 Td (Half done) Tj ET /Span BMC'],
    ['ends marked content that it never began', 'EMC BT /F1 20 Tf 40 40 Td (Half done) Tj ET EMC EMC'],
  ])('keeps stamps right where a page %s', async (_, operators) => {
    const bytes = await paper((document) => {
      const page = document.addPage([300, 300]);
      nameFont(page);
      content(document.context, page, operators);
    });
    const { before, bytes: book2 } = await bookOf(
      [item, ...places(0, 1)],
      [composed(await exhibitOf(bytes, { tagged: false }))],
    );
    for (const each of [before, book2]) {
      const page = (await pageText(each))[1]!;
      expect(said(page)).toContain('Half done');
      const stamp = stamped(page, 'Page 1')!;
      expect([stamp.x, page.height - stamp.y].map(Math.round)).toEqual([STAMP_AT, STAMP_AT]);
      expect([stamp.tagged, page.lines[0]!.tagged]).toEqual([false, true]);
      expect(await structureFaults(each)).toEqual([]);
    }
  });

  it('leaves out objects that cannot be read', async () => {
    const operators = '/G gs 20 20 50 50 re f';
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R /Resources << /ExtGState << /G 5 0 R >> >> >>',
      `<< /Length ${operators.length} >>\nstream\n${operators}\nendstream`,
      '<< /ca .5 /BM ) >>',
    ]);
    const { exhibit, codes } = await take(bytes);
    expect(codes).toEqual(['exhibit-damaged']);
    const { bytes: book } = await bookOf([item, ...places(0, 1)], [composed(exhibit!)]);
    expect(await faults(book, false)).toEqual([]);
    expect(stamped((await pageText(book))[1]!, 'Page 1')).toBeDefined();
  });

  it('writes strings of hexadecimal digits without what else stands among them', async () => {
    const bytes = await paper((document) => {
      const page = document.addPage([300, 300]);
      page.node
        .Resources()!
        .set(name('ExtGState'), document.context.obj({ G: { ca: 1, Note: PDFHexString.of('41/4x2') } }));
      content(document.context, page, '/G gs 20 20 50 50 re f');
    });
    const { bytes: book } = await bookOf([item, ...places(0, 1)], [composed(await exhibitOf(bytes))]);
    expect(await faults(book, false)).toEqual([]);
    const notes = (await PDFDocument.load(book, { updateMetadata: false })).context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFDict ? object.values() : []))
      .flatMap((each) => (each instanceof PDFDict ? (each.lookup(name('Note')) ?? []) : []));
    expect(notes.map(String)).toEqual(['<4142>']);
  });

  it('brings nothing of the file along but what its pages need', async () => {
    const bytes = await paper((document) => {
      const [page, other] = [document.addPage(), document.addPage()];
      page.drawText('Seen');
      other.drawText('x');
      const { context, catalog } = document;
      catalog.set(name('Canary'), PDFString.of('CANARY of the file'));
      other.node.set(name('Canary'), PDFString.of('CANARY of a page'));
      page.node.Resources()!.set(name('Stray'), context.obj([context.trailerInfo.Root!, other.ref]));
    });
    const { before } = await bookOf([item, ...places(0, 1)], [composed(await exhibitOf(bytes))]);
    expect(Buffer.from(bytes).toString('latin1')).toContain('CANARY');
    expect(Buffer.from(before).toString('latin1')).not.toContain('CANARY');
  });

  it('leaves behind the lengths of streams that are objects of their own, which nothing leads to', async () => {
    const picture = '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8';
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
      ...[5, 7].map(
        (number) =>
          `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 9 0 R /Resources << /XObject << /I ${number} 0 R >> >> >>`,
      ),
      `<< ${picture} /Length 6 0 R >>\nstream\nabc\nendstream`,
      '3',
      `<< ${picture} /Length 8 0 R >>\nstream\nabcd\nendstream`,
      '4',
      '<< /Length 29 >>\nstream\nq 99 0 0 99 40 99 cm /I Do Q  \nendstream',
    ]);
    const { before } = await bookOf([item, ...places(0, 2)], [composed(await exhibitOf(bytes))]);
    const { context } = await PDFDocument.load(before, { updateMetadata: false });
    expect(context.enumerateIndirectObjects().filter(([, object]) => object instanceof PDFNumber)).toEqual([]);
  });

  it('brings nothing of pages that are left out, whatever they share with those that are not', async () => {
    const bytes = await paper((document) => {
      const { context, catalog } = document;
      const form = (text: string, more: Record<string, PDFRef> = {}) =>
        context.register(context.stream(text, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 200, 200], ...more }));
      const named = (text: string) =>
        context.register(context.obj({ Type: 'OCG', Name: PDFString.of(text), Usage: {} }));
      const pages = [document.addPage([200, 200]), document.addPage([200, 200])] as const;
      nameFont(pages[0]);
      const resources = pages[0].node.Resources()!;
      const [seen, unseen] = [named('Seen'), named('CANARY layer')];
      // The form goes by the resources of all pages, as many programs write it.
      const shared = context.register(resources);
      const fonts = resources.lookup(name('Font'), PDFDict);
      const states = context.obj({
        G1: { Type: 'ExtGState', SMask: { S: 'Alpha', G: form('/Fx Do', { Resources: shared }) } },
        G2: { Type: 'ExtGState', SMask: { S: 'Alpha', G: form('% CANARY mask') } },
      });
      resources.set(name('ExtGState'), states);
      resources.set(name('Properties'), context.obj({ L1: seen, L2: unseen }));
      resources.set(
        name('XObject'),
        context.obj({
          Fm: form('BT /F1 12 Tf 20 90 Td (In a form) Tj ET', { Resources: shared }),
          Fn: form('% Without resources\n/Fo Do'),
          Fo: form('BT /F1 12 Tf 20 50 Td (Deep) Tj ET'),
          Fx: form('0 0 200 200 re f'),
          Fy: form('% CANARY form'),
        }),
      );
      resources.set(name('Pattern'), context.obj({ P1: form('% CANARY pattern') }));
      resources.set(
        name('Font'),
        context.obj({ F1: fonts.get(name('F1'))!, F2: { Type: 'Font', Subtype: 'Type1', BaseFont: 'CANARY' } }),
      );
      for (const { node } of pages) node.set(name('Resources'), shared);
      content(context, pages[0], '/OC /L1 BDC /G1 gs /Fm Do EMC /Fn Do');
      content(context, pages[1], '/OC /L2 BDC /G2 gs /Fy Do EMC /F2 9 Tf /Pattern cs /P1 scn');
      const layers = { OCGs: [seen, unseen], D: { Order: [PDFString.of('CANARY label'), [unseen], seen] } };
      catalog.set(name('OCProperties'), context.obj(layers));
      const note = { Type: 'Annot', Subtype: 'Text', Rect: [9, 9, 20, 20] };
      const other = context.register(context.obj({ ...note, Contents: PDFString.of('CANARY note') }));
      pages[0].node.set(name('Annots'), context.obj([{ ...note, Contents: PDFString.of('An answer'), IRT: other }]));
      pages[1].node.set(name('Annots'), context.obj([other]));
    });
    const { before, bytes: book } = await bookOf([item, ...places(0, 1)], [composed(await exhibitOf(bytes))]);
    expect(
      Buffer.from(bytes)
        .toString('latin1')
        .match(/CANARY/g),
    ).toHaveLength(7);
    expect(Buffer.from(before).toString('latin1')).not.toContain('CANARY');
    expect(Buffer.from(before).toString('latin1')).toContain('An answer');
    const [, page] = await pageText(book);
    expect(without(page!, 'Page 1').map(([text]) => text)).toEqual(['In a form', 'Deep']);
    const whole = await bookOf([item, ...places(0, 2)], [composed(await exhibitOf(bytes))]);
    const kept = Buffer.from(whole.before)
      .toString('latin1')
      .match(/CANARY(?: \w+)?/g);
    expect(new Set(kept)).toEqual(
      new Set(['', ' layer', ' mask', ' form', ' pattern', ' note'].map((what) => `CANARY${what}`)),
    );
  });

  it('takes a page in twice where the packet has it twice', async () => {
    const bytes = await paper((document) => {
      document.addPage([200, 200]).drawText('Once more', { x: 20, y: 100, size: 12 });
    });
    const exhibit = composed(await exhibitOf(bytes));
    const { bytes: book } = await bookOf([item, ...places(0, 1, 'A'), ...places(0, 1, 'B')], [exhibit]);
    const texts = await pageText(book);
    expect(texts.slice(1).map(said)).toEqual(['Once more A 1', 'Once more B 1']);
    expect(await structureFaults(book)).toEqual([]);
  });

  it('records what a page was called in its exhibit', async () => {
    const bytes = await paper((document) => {
      document.addPage();
      document.catalog.set(
        name('PageLabels'),
        document.context.obj({ Nums: [0, { P: PDFString.of('A-'), S: 'D', St: 7 }] }),
      );
    });
    const { bytes: book } = await bookOf([item, ...places(0, 1)], [composed(await exhibitOf(bytes))]);
    const facts = await inspect(book);
    expect(facts.pages.map((page) => page.label)).toEqual(['1', '2']);
    const document = await PDFDocument.load(book, { updateMetadata: false });
    expect(document.getPage(1).node.lookup(name('PieceInfo'))!.toString()).toContain(
      PDFHexString.fromText('A-7').toString(),
    );
  });

  it('is nothing to a book without exhibits', async () => {
    const printed = await print([item], []);
    const book = await assemble(
      { title: 't', authors: [], keywords: [], lang: 'en', outlineOpen: 1 } as never,
      {} as never,
      { title: 't', headings: [{ id: 'item', level: 1, title: 'Item' }], geometries: [] },
      { ...printed, exhibits: [] },
      CREATED,
      () => undefined,
    );
    expect(book.document).toBe(printed.bytes);
    expect(book.map).toBe(printed.map);
  });
});
