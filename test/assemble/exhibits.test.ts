import {
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFStream,
  PDFString,
  degrees,
  type PDFContext,
  type PDFPage,
} from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/assemble/assemble.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText, type PageText } from '../../src/inspect/text.ts';
import type { ExhibitPage } from '../../src/model/exhibit.ts';
import { exhibitOf, structureFaults } from '../harness/exhibit.ts';
import { linksOf } from '../harness/links.ts';
import { faults } from '../harness/qpdf.ts';
import { countColour, rasterise } from '../harness/raster.ts';
import { bookOf, composed, CREATED, print, STAMP_AT, type PrintedPage } from './printed.ts';

/** Makes a file page by page. */
async function paper(fill: (document: PDFDocument) => void | Promise<void>): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  await fill(document);
  return document.save({ useObjectStreams: false });
}
const name = (text: string): PDFName => PDFName.of(text);
const item: PrintedPage = { kind: 'own', id: 'item', level: 1, text: 'What the item is about' };
const places = (exhibit: number, count: number, stamp = 'Page'): PrintedPage[] =>
  Array.from({ length: count }, (_, page) => ({ kind: 'place', exhibit, page, stamp: `${stamp} ${page + 1}` }));
const said = (page: PageText): string => page.lines.map((line) => line.text).join(' ');
const without = (page: PageText, stamp: string): readonly (readonly [string, number, number, number])[] =>
  page.lines.filter((line) => line.text !== stamp).map(({ text, x, y, angle }) => [text, x, y, angle]);
const stamped = (page: PageText, text: string): PageText['lines'][number] | undefined =>
  page.lines.find((line) => line.text === text);
const content = (context: PDFContext, page: PDFPage, operators: string): void =>
  page.node.set(name('Contents'), context.register(context.flateStream(operators)));

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
    const { bytes: book } = await assemble(
      { title: 't', authors: [], keywords: [], lang: 'en', outlineOpen: 1 } as never,
      {} as never,
      { headings: [], exhibits: [composed(exhibit)], geometries: [] },
      printed,
      CREATED,
      () => undefined,
    );
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
    const { book } = await bookOf([item, ...places(0, 3)], [composed(await exhibitOf(bytes))]);
    expect(await contents(book.bytes)).toEqual(expect.arrayContaining(await contents(bytes)));
  });

  it.each([
    ['leaves states saved and a text object open', 'q .5 0 0 .5 90 90 cm q BT /F1 20 Tf 40 40 Td (Half done) Tj'],
    ['restores more states than it saved', 'BT /F1 20 Tf 40 40 Td (Half done) Tj ET Q Q Q'],
    ['leaves marked content open', '/P <</MCID 0>> BDC BT /F1 20 Tf 40 40 Td (Half done) Tj ET /Span BMC'],
    ['ends marked content that it never began', 'EMC BT /F1 20 Tf 40 40 Td (Half done) Tj ET EMC EMC'],
  ])('keeps stamps right where a page %s', async (_, operators) => {
    const bytes = await paper((document) => {
      const page = document.addPage([300, 300]);
      page.drawText('x');
      const fonts = page.node.Resources()!.lookup(name('Font')) as never as {
        keys(): PDFName[];
        get(key: PDFName): never;
        set(key: PDFName, value: never): void;
      };
      fonts.set(name('F1'), fonts.get(fonts.keys()[0]!));
      content(document.context, page, operators);
    });
    const { book, bytes: book2 } = await bookOf(
      [item, ...places(0, 1)],
      [composed(await exhibitOf(bytes, { tagged: false }))],
    );
    for (const each of [book.bytes, book2]) {
      const page = (await pageText(each))[1]!;
      expect(said(page)).toContain('Half done');
      const stamp = stamped(page, 'Page 1')!;
      expect([stamp.x, page.height - stamp.y].map(Math.round)).toEqual([STAMP_AT, STAMP_AT]);
      expect([stamp.tagged, page.lines[0]!.tagged]).toEqual([false, true]);
      expect(await structureFaults(each)).toEqual([]);
    }
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
      { headings: [{ id: 'item', level: 1, title: 'Item' }], geometries: [] },
      { ...printed, exhibits: [] },
      CREATED,
      () => undefined,
    );
    expect(book.bytes).toBe(printed.bytes);
    expect(book.map).toBe(printed.map);
  });
});

describe('links and bookmarks', () => {
  const linked = (
    target: (context: PDFContext, pages: readonly PDFPage[]) => unknown,
    names?: object,
  ): Promise<Uint8Array> =>
    paper((document) => {
      const pages = [1, 2, 3].map((number) => {
        const page = document.addPage([300, 400]);
        page.drawText(`Sheet ${number}`, { x: 20, y: 200, size: 12 });
        return page;
      });
      const { context } = document;
      if (names) {
        const list = Object.entries(names as Record<string, number>).flatMap(([key, page]) => [
          PDFString.of(key),
          context.obj([pages[page]!.ref, 'XYZ', 0, 300, 0]),
        ]);
        document.catalog.set(name('Names'), context.obj({ Dests: { Names: list } }));
      }
      const link = context.obj({
        Type: 'Annot',
        Subtype: 'Link',
        Rect: [20, 200, 80, 214],
        ...(target(context, pages) as object),
      });
      pages[0]!.node.set(name('Annots'), context.obj([context.register(link)]));
    });
  const targets = async (book: Uint8Array): Promise<unknown[]> =>
    (await linksOf(book)).map((link) => [link.page, link.url ?? link.target]);

  it.each([
    [
      'an explicit destination',
      (context: PDFContext, pages: readonly PDFPage[]) => ({ Dest: context.obj([pages[2]!.ref, 'XYZ', 10, 150, 0]) }),
      { page: 3, top: 250 },
    ],
    ['a named destination', () => ({ Dest: PDFString.of('third') }), { page: 3, top: 100 }],
    ['a name that the book has as well', () => ({ A: { S: 'GoTo', D: PDFString.of('item') } }), { page: 2, top: 100 }],
    ['an address', () => ({ A: { S: 'URI', URI: PDFString.of('https://example.org/') } }), 'https://example.org/'],
  ])('lead on: %s', async (_, target, where) => {
    const bytes = await linked(target, { third: 2, item: 1 });
    const { bytes: book, reported } = await bookOf([item, ...places(0, 3)], [composed(await exhibitOf(bytes))]);
    expect(await targets(book)).toEqual([[1, where]]);
    expect(reported).toEqual([]);
    // The book's own name leads where it led.
    const { destinations } = await inspect(book);
    expect(destinations.find((each) => each.name === 'item')!.page).toBe(0);
    expect(destinations.find((each) => each.name === 'exhibit-1-item')!.page).toBe(2);
  });

  it.each([
    [
      'a page that is left out',
      (context: PDFContext, pages: readonly PDFPage[]) => ({ Dest: context.obj([pages[1]!.ref, 'Fit']) }),
      'exhibit-link-left-out',
    ],
    ['a name that nothing has', () => ({ Dest: PDFString.of('nowhere') }), 'exhibit-link-dead'],
    ['a program', () => ({ A: { S: 'Launch', F: PDFString.of('calc.exe') } }), 'exhibit-link-dead'],
  ])('to %s go, and it is said', async (_, target, code) => {
    const bytes = await linked(target);
    const pages: PrintedPage[] = [item, { kind: 'place', exhibit: 0, page: 0 }, { kind: 'place', exhibit: 0, page: 2 }];
    const { bytes: book, reported } = await bookOf(pages, [composed(await exhibitOf(bytes))]);
    expect(await linksOf(book)).toEqual([]);
    expect(reported.map((each) => [each.severity, each.code])).toEqual([['note', code]]);
    expect(await structureFaults(book)).toEqual([]);
    // Nothing of the page that was left out is in the file.
    expect((await pageText(book)).map(said)).toEqual([expect.anything(), 'Sheet 1', 'Sheet 3']);
    const document = await PDFDocument.load(book, { updateMetadata: false });
    const kinds = document.context
      .enumerateIndirectObjects()
      .filter(([, object]) => object.toString().includes('/Type /Page\n'));
    expect(kinds).toHaveLength(3);
  });

  it('of the print lie where the reader sees them on turned pages too, and lead to where the page begins', async () => {
    const bytes = await paper((document) => {
      const page = document.addPage([400, 300]);
      page.setMediaBox(10, 20, 400, 300);
      page.setRotation(degrees(90));
    });
    const place: PrintedPage = { kind: 'place', exhibit: 0, page: 0, id: 'paper', link: 'item' };
    const { book } = await bookOf([item, place], [composed(await exhibitOf(bytes))]);
    const [link] = await linksOf(book.bytes);
    expect(link!.target!.page).toBe(0);
    const document = await PDFDocument.load(book.bytes, { updateMetadata: false });
    const annotation = document.getPage(1).node.Annots()!.lookup(0) as never as {
      lookup(key: PDFName): { toString(): string };
    };
    // Shown: 300 × 400, in its upper right corner; turned clockwise by 90 that is the upper right corner's left neighbour in its own space.
    expect(annotation.lookup(name('Rect')).toString()).toBe('[ 20 260 40 310 ]');
    const { destinations } = await inspect(book.bytes);
    expect(destinations.find((each) => each.name === 'paper')).toMatchObject({ page: 1, left: 10, top: 20 });
  });

  it('nest under their item, those of several exhibits under their titles', async () => {
    const bytes = await linked(() => ({ A: { S: 'URI', URI: PDFString.of('https://example.org/') } }));
    const outline = [
      { title: 'One', page: 0, children: [{ title: 'Two', page: 1, children: [] }] },
      { title: 'Nowhere', children: [] },
      { title: 'Left out', page: 1, children: [{ title: 'Third', page: 2, children: [] }] },
    ];
    const exhibit = await exhibitOf(bytes, { outline });
    const second: PrintedPage = { kind: 'own', id: 'second', level: 1, text: 'x' };
    const pages: PrintedPage[] = [
      item,
      ...places(0, 3),
      second,
      ...places(1, 1),
      { kind: 'place', exhibit: 2, page: 2 },
    ];
    const exhibits = [
      composed(exhibit),
      composed(exhibit, { title: 'Audit' }, 'second'),
      composed(exhibit, { title: 'Budget' }, 'second'),
    ];
    const { bytes: book, reported } = await bookOf(pages, exhibits);
    interface Item {
      readonly title: string;
      readonly page?: number;
      readonly children: readonly Item[];
    }
    const shown = (items: readonly Item[]): unknown[] =>
      items.map((each) => [each.title, each.page, ...shown(each.children)]);
    expect(shown((await inspect(book)).outline)).toEqual([
      ['Item item', 0, ['One', 1, ['Two', 2]], ['Left out', 2, ['Third', 3]]],
      ['Item second', 4, ['Audit', 5, ['One', 5]], ['Budget', 6, ['Left out', 6, ['Third', 6]]]],
    ]);
    expect(reported.map((each) => [each.code, /\d+$/.exec(each.message)![0]])).toEqual([
      ['exhibit-bookmark-left-out', '1'],
      ['exhibit-bookmark-left-out', '4'],
      ['exhibit-bookmark-left-out', '3'],
    ]);
  });
});

describe('what exhibits share', () => {
  it('layers come along as visible or hidden as they were', async () => {
    const layered = (visible: string, hidden: string): Promise<Uint8Array> =>
      paper((document) => {
        const { context } = document;
        const page = document.addPage([100, 100]);
        const [on, off] = [visible, hidden].map((title) =>
          context.register(context.obj({ Type: 'OCG', Name: PDFString.of(title) })),
        );
        document.catalog.set(
          name('OCProperties'),
          context.obj({ OCGs: [on!, off!], D: { BaseState: 'OFF', ON: [on!], Order: [on!] } }),
        );
        page.node.set(name('Resources'), context.obj({ Properties: { A: on!, B: off! } }));
        content(context, page, '/OC /A BDC 1 0 0 rg 0 0 50 100 re f EMC /OC /B BDC 0 0 1 rg 50 0 50 100 re f EMC');
      });
    const exhibits = [await exhibitOf(await layered('Plan', 'Notes')), await exhibitOf(await layered('Plan', 'Draft'))];
    const { bytes: book } = await bookOf(
      [item, ...places(0, 1, ''), ...places(1, 1, '')],
      exhibits.map((each) => composed(each)),
    );
    for (const picture of await rasterise(book, [1, 2], 72)) {
      expect(countColour(picture, '#ff0000', 2)).toBeGreaterThan(4500);
      expect(countColour(picture, '#0000ff', 2)).toBe(0);
    }
    const document = await PDFDocument.load(book, { updateMetadata: false });
    const properties = document.catalog.lookup(name('OCProperties')) as never as {
      lookup(key: PDFName): { size(): number } & { lookup(key: PDFName): { size(): number } };
    };
    expect(properties.lookup(name('OCGs')).size()).toBe(4);
    expect(properties.lookup(name('D')).lookup(name('OFF')).size()).toBe(2);
  });

  it('fonts and pictures that occur in several exhibits are stored once', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC',
      'base64',
    );
    const illustrated = (text: string): Promise<Uint8Array> =>
      paper(async (document) => {
        const page = document.addPage([200, 200]);
        page.drawImage(await document.embedPng(png), { x: 10, y: 10, width: 50, height: 50 });
        page.drawText(text, { x: 10, y: 150, size: 12 });
      });
    const exhibits = [
      await exhibitOf(await illustrated('First paper')),
      await exhibitOf(await illustrated('Second paper')),
    ];
    const { book } = await bookOf(
      [item, ...places(0, 1), ...places(1, 1)],
      exhibits.map((each) => composed(each)),
    );
    const document = await PDFDocument.load(book.bytes, { updateMetadata: false });
    const objects = document.context
      .enumerateIndirectObjects()
      .map(([, object]) => (object instanceof PDFStream ? object.dict : object).toString());
    const count = (pattern: RegExp): number => objects.filter((text) => pattern.test(text)).length;
    expect(count(/\/Subtype \/Image/)).toBe(1);
    // One of the exhibits', one of the print's.
    expect(count(/\/Type \/Font\n/)).toBe(2);
    expect((await pageText(book.bytes)).slice(1).map(said)).toEqual(['First paper Page 1', 'Second paper Page 1']);
  });
});

describe('structure', () => {
  it('a page without structure is a figure that says what it is', async () => {
    const bytes = await paper((document) => {
      document.addPage([300, 300]).drawText('Balance of all accounts', { x: 20, y: 200, size: 12 });
      document.addPage([300, 300]).drawText('Second sheet', { x: 20, y: 200, size: 12 });
    });
    const exhibit = await exhibitOf(bytes, {
      title: 'Accounts',
      outline: [{ title: 'Closing', page: 1, children: [] }],
    });
    const after: PrintedPage = { kind: 'own', id: 'after', level: 2, text: 'What comes after' };
    const { book, bytes: finished } = await bookOf([item, ...places(0, 2), after], [composed(exhibit)]);
    for (const each of [book.bytes, finished]) {
      expect(await structureFaults(each)).toEqual([]);
      const { tags } = await inspect(each);
      const lines = tags.tree.split('\n').map((line) => line.trim());
      const order = [
        'H1',
        'P “What the item',
        'Part',
        'Figure alt=“Accounts (1/2): Balance of all accounts”',
        'Figure alt=“Closing (2/2): Second sheet”',
        'H2',
        'P “What comes after',
      ];
      expect(order.map((start) => lines.findIndex((line) => line.startsWith(start)))).toEqual(
        order.map((start) => lines.findIndex((line) => line.startsWith(start))).toSorted((a, b) => a - b),
      );
      for (const start of order)
        expect(
          lines.some((line) => line.startsWith(start)),
          start,
        ).toBe(true);
      expect(tags.counts['Figure']).toBe(2);
    }
  });

  /** Two pages with headings of level 3 and 5, a table with identifiers, types of its own, and a link. */
  const tagged = (): Promise<Uint8Array> =>
    paper((document) => {
      const { context } = document;
      const pages = [document.addPage([300, 300]), document.addPage([300, 300])];
      pages.forEach((page, number) => {
        page.drawText('x');
        const fonts = page.node.Resources()!.lookup(name('Font')) as never as {
          keys(): PDFName[];
          get(key: PDFName): never;
          set(key: PDFName, value: never): void;
        };
        fonts.set(name('F1'), fonts.get(fonts.keys()[0]!));
        const line = (mcid: number, text: string): string =>
          `/X <</MCID ${mcid}>> BDC BT /F1 12 Tf 20 ${280 - mcid * 20} Td (${text}) Tj ET EMC `;
        content(
          context,
          page,
          [`Title ${number}`, `Body ${number}`, `Head ${number}`, `Cell ${number}`]
            .map((text, mcid) => line(mcid, text))
            .join(''),
        );
        page.node.set(name('StructParents'), context.obj(number));
      });
      const rootRef = context.nextRef();
      const top = context.nextRef();
      const made = (parent: typeof top, entries: Record<string, unknown>): typeof top =>
        context.register(context.obj({ Type: 'StructElem', P: parent, ...entries } as never));
      const kids = pages.flatMap((page, number) => {
        const table = context.nextRef();
        const row = context.nextRef();
        const th = made(row, { S: 'TH', Pg: page.ref, K: 2, ID: PDFString.of('h1'), A: { O: 'Table', Scope: 'Row' } });
        const td = made(row, { S: 'TD', Pg: page.ref, K: 3, A: { O: 'Table', Headers: [PDFString.of('h1')] } });
        context.assign(row, context.obj({ Type: 'StructElem', S: 'TR', P: table, K: [th, td] }));
        context.assign(table, context.obj({ Type: 'StructElem', S: 'Table', P: top, K: [row] }));
        return [
          made(top, { S: number === 0 ? 'H3' : 'H5', Pg: page.ref, K: [0] }),
          made(top, { S: 'Standard', Pg: page.ref, K: 1, Lang: PDFString.of('de') }),
          table,
        ];
      });
      context.assign(top, context.obj({ Type: 'StructElem', S: 'Document', P: rootRef, K: kids }));
      context.assign(
        rootRef,
        context.obj({
          Type: 'StructTreeRoot',
          K: top,
          RoleMap: { Standard: 'Textbody', Textbody: 'P' },
          ParentTree: { Nums: [] },
        }),
      );
      document.catalog.set(name('StructTreeRoot'), rootRef);
      document.catalog.set(name('MarkInfo'), context.obj({ Marked: true }));
    });

  it('a tree of an exhibit comes along, its headings below the item', async () => {
    const exhibit = await exhibitOf(await tagged());
    expect(exhibit.tagged).toBe(true);
    const after: PrintedPage = { kind: 'own', id: 'after', level: 2, text: 'What comes after' };
    const { book, bytes, reported } = await bookOf([item, ...places(0, 2), after], [composed(exhibit)]);
    expect(reported).toEqual([]);
    for (const each of [book.bytes, bytes]) {
      expect(await structureFaults(each)).toEqual([]);
      const { tags } = await inspect(each);
      const lines = tags.tree.split('\n').map((line) => line.trim());
      expect(lines.filter((line) => line.startsWith('H'))).toEqual([
        'H1 “item”',
        'H2 “Title 0”',
        'H3 “Title 1”',
        'H2 “after”',
      ]);
      expect(lines).toContain('P lang=de “Body 0”');
      expect(tags.counts).toMatchObject({ Table: 2, TR: 2, TH: 2, TD: 2 });
    }
    const { tags } = await inspect(book.bytes);
    expect(tags.tree).toContain('Headers=[exhibit-1-h1]');
  });

  it('only of the pages that are in the book', async () => {
    const pages: PrintedPage[] = [item, { kind: 'place', exhibit: 0, page: 1, stamp: 'Page 1' }];
    const { book, bytes } = await bookOf(pages, [composed(await exhibitOf(await tagged()))]);
    for (const each of [book.bytes, bytes]) {
      expect(await structureFaults(each)).toEqual([]);
      const { tags } = await inspect(each);
      expect(tags.tree).toContain('H2 “Title 1”');
      expect(tags.tree).not.toContain('Title 0');
      expect(tags.counts).toMatchObject({ Table: 1, TR: 1 });
    }
    expect(Buffer.from(book.bytes).toString('latin1')).not.toContain('Title 0');
  });

  it('of a page in a frame as well', async () => {
    const frame = { left: 50, bottom: 100, right: 350, top: 400 };
    const pages: PrintedPage[] = [item, { kind: 'place', exhibit: 0, page: 0, stamp: 'Page 1', frame }];
    const { book, bytes } = await bookOf(pages, [composed(await exhibitOf(await tagged()))]);
    for (const each of [book.bytes, bytes]) {
      expect(await structureFaults(each)).toEqual([]);
      const { tags } = await inspect(each);
      expect(tags.tree).toContain('H2 “Title 0”');
      expect(tags.tree).toContain('TD');
    }
  });
});

describe('exhibits of any kind of page', () => {
  it('keeps what a page was in a tree whose elements hold the stamp alone out of it', async () => {
    const bytes = await paper((document) => {
      document.addPage([300, 300]).drawText('Paper', { x: 20, y: 200, size: 12 });
    });
    const facts: readonly ExhibitPage[] = (await exhibitOf(bytes)).pages;
    expect(facts).toHaveLength(1);
    const { book } = await bookOf([item, ...places(0, 1, 'Folio')], [composed(await exhibitOf(bytes))]);
    const { tags } = await inspect(book.bytes);
    expect(tags.tree).not.toContain('Folio');
    expect((await pageText(book.bytes))[1]!.lines.map((line) => [line.text, line.tagged])).toEqual([
      ['Paper', true],
      ['Folio 1', false],
    ]);
  });
});
