import { PDFDocument, PDFName, PDFString, degrees, type PDFContext, type PDFPage } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { conformanceFacts } from '../../src/inspect/elements.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText } from '../../src/inspect/text.ts';
import { take } from '../exhibit/foreign.ts';
import { exhibitOf, structureFaults } from '../harness/exhibit.ts';
import { linksOf } from '../harness/links.ts';
import { item, name, paper, places, said } from './papers.ts';
import { bookOf, composed, type PrintedPage } from './printed.ts';

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
      'Item item (4)',
    ],
    ['a named destination', () => ({ Dest: PDFString.of('third') }), { page: 3, top: 100 }, 'Item item (4)'],
    [
      'a name that the book has as well',
      () => ({ A: { S: 'GoTo', D: PDFString.of('item') } }),
      { page: 2, top: 100 },
      'Item item (3)',
    ],
    [
      'an address',
      () => ({
        A: { S: 'URI', URI: PDFString.of('https://example.org/') },
        Contents: PDFString.of('https://example.org'),
      }),
      'https://example.org/',
      'example.org',
    ],
    [
      'an address of which something is said',
      () => ({ A: { S: 'URI', URI: PDFString.of('https://example.org/') }, Contents: PDFString.of('Our statutes') }),
      'https://example.org/',
      'Our statutes',
    ],
  ])('lead on, and say where: %s', async (_, target, where, says) => {
    const bytes = await linked(target, { third: 2, item: 1 });
    const { bytes: book, reported } = await bookOf([item, ...places(0, 3)], [composed(await exhibitOf(bytes))]);
    expect(await targets(book)).toEqual([[1, where]]);
    expect((await conformanceFacts(book)).annotations.map(({ contents }) => contents)).toEqual([says]);
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
    ['an address that is empty', () => ({ A: { S: 'URI', URI: PDFString.of(' ') } }), 'exhibit-link-dead'],
    ['an address that is none', () => ({ A: { S: 'URI' } }), 'exhibit-link-dead'],
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

  it.each([
    ['https://example.org/board/', 'papers/a b.pdf', 'https://example.org/board/papers/a%20b.pdf'],
    ['https://example.org/board/', '/statutes', 'https://example.org/statutes'],
    ['https://example.org/board/', 'mailto:board@example.org', 'mailto:board@example.org'],
    // What cannot be a base changes nothing.
    ['example', 'papers/a.pdf', 'papers/a.pdf'],
    ['file:///C:/papers/', 'a.pdf', undefined],
  ])('to addresses are relative to what the file says, which the book does not: %s, %s', async (base, address, to) => {
    const bytes = await linked((context) => ({ A: context.obj({ S: 'URI', URI: PDFString.of(address) }) }));
    const document = await PDFDocument.load(bytes, { updateMetadata: false });
    document.catalog.set(name('URI'), document.context.obj({ Base: PDFString.of(base) }));
    const { exhibit } = await take(await document.save());
    const { bytes: book, reported } = await bookOf([item, ...places(0, 1)], [composed(exhibit!)]);
    expect((await linksOf(book)).map(({ url }) => url)).toEqual(to === undefined ? [] : [to]);
    expect(reported.map(({ code }) => code)).toEqual(to === undefined ? ['exhibit-link-dead'] : []);
  });

  it('of the print lie where the reader sees them on turned pages too, and lead to where the page begins', async () => {
    const bytes = await paper((document) => {
      const page = document.addPage([400, 300]);
      page.setMediaBox(10, 20, 400, 300);
      page.setRotation(degrees(90));
    });
    const place: PrintedPage = { kind: 'place', exhibit: 0, page: 0, id: 'paper', link: 'item' };
    const { before } = await bookOf([item, place], [composed(await exhibitOf(bytes))]);
    const [link] = await linksOf(before);
    expect(link!.target!.page).toBe(0);
    const document = await PDFDocument.load(before, { updateMetadata: false });
    const annotation = document.getPage(1).node.Annots()!.lookup(0) as never as {
      lookup(key: PDFName): { toString(): string };
    };
    // Shown: 300 × 400, in its upper right corner; turned clockwise by 90 that is the upper right corner's left neighbour in its own space.
    expect(annotation.lookup(name('Rect')).toString()).toBe('[ 20 260 40 310 ]');
    const { destinations } = await inspect(before);
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
