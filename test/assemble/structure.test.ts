import { decodePDFRawStream, PDFDict, PDFDocument, PDFRawStream, PDFString, type PDFName } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import type { Numbering } from '../../src/model/composition.ts';
import { conformanceFacts } from '../../src/inspect/elements.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText } from '../../src/inspect/text.ts';
import { exhibitOf, structureFaults } from '../harness/exhibit.ts';
import { rasterise } from '../harness/raster.ts';
import { content, item, name, nameFont, paper, places } from './papers.ts';
import { bookOf, composed, type PrintedPage } from './printed.ts';

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
    const { before, bytes: finished } = await bookOf([item, ...places(0, 2), after], [composed(exhibit)]);
    for (const each of [before, finished]) {
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
        nameFont(page);
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
    const { before, bytes, reported } = await bookOf([item, ...places(0, 2), after], [composed(exhibit)]);
    expect(reported).toEqual([]);
    for (const each of [before, bytes]) {
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
    const { tags } = await inspect(before);
    expect(tags.tree).toContain('Headers=[exhibit-1-h1]');
  });

  it('marks with other properties, or named lists of them, artifacts within marks and what is no language end well', async () => {
    const document = await PDFDocument.load(await tagged(), { updateMetadata: false });
    const { context } = document;
    const [page] = document.getPages();
    const list = { MCID: 1, Lang: PDFString.of('fr') };
    page!.node.Resources()!.set(name('Properties'), context.obj({ M: context.register(context.obj(list)) }));
    const shown = (text: string, y: number): string => `BT /F1 12 Tf 20 ${y} Td (${text}) Tj ET`;
    const marked = `/X <</MCID 0 /BBox [1 2 3 4] /Lang (de)>> BDC ${shown('Title 0', 280)} /Artifact BMC ${shown('Within', 200)} EMC EMC`;
    content(context, page!, `${marked} /X /M BDC ${shown('Body 0', 260)} EMC`);
    for (const [, object] of context.enumerateIndirectObjects())
      if (object instanceof PDFDict && object.get(name('S')) === name('Standard'))
        object.set(name('Lang'), PDFString.of('no language!'));
    const exhibit = await exhibitOf(await document.save({ useObjectStreams: false }));
    const { before, bytes } = await bookOf([item, ...places(0, 2)], [composed(exhibit, {})]);
    for (const each of [before, bytes]) {
      expect(await structureFaults(each)).toEqual([]);
      const lines = (await inspect(each)).tags.tree.split('\n').map((line) => line.trim());
      expect(lines).toContain('P “Body 0”');
    }
    const [, first] = await pageText(bytes);
    expect(first!.lines.filter(({ tagged: owned }) => owned).map(({ text }) => text)).toEqual(
      expect.arrayContaining(['Title 0', 'Within', 'Body 0']),
    );
  });

  it('an exhibit begins with headings of its item and its own that nobody sees, its own headings below', async () => {
    const exhibit = await exhibitOf(await tagged());
    const scan = await exhibitOf(await paper((document) => void document.addPage([300, 300])));
    const framed: PrintedPage[] = [
      { kind: 'place', exhibit: 1, page: 0, frame: { left: 50, bottom: 50, right: 350, top: 350 } },
    ];
    const own = (id: string, level: number): PrintedPage => ({ kind: 'own', id, level, text: id });
    const headings = [
      { level: 2, title: '4.1 Roof' },
      { level: 3, title: 'Überprüfung' },
    ];
    const pages = [item, own('paper', 2), own('part', 3), ...places(0, 2), own('after', 2), ...framed];
    const exhibits = [composed(exhibit, {}, 'item', headings), composed(scan, {}, 'after', headings)];
    const { bytes } = await bookOf(pages, exhibits);
    const { tags } = await inspect(bytes);
    expect(await structureFaults(bytes)).toEqual([]);
    expect(tags.tree.split('\n').flatMap((line) => /H\d.*|Figure/.exec(line)?.[0] ?? [])).toEqual([
      'H1 “item”',
      'H2 “paper”',
      'H3 “part”',
      'H2 “4.1 Roof”',
      'H3 “Überprüfung”',
      'H4 “Title 0”',
      'H5 “Title 1”',
      'H2 “after”',
      'H2 “4.1 Roof”',
      'H3 “Überprüfung”',
      'Figure',
    ]);
    // Nothing of them is painted: the page looks as it did.
    const [seen, plain] = await Promise.all(
      [bytes, (await bookOf(pages, [composed(exhibit), composed(scan)])).bytes].map((each) =>
        rasterise(each, [3, 4, 6], 36),
      ),
    );
    expect(seen).toEqual(plain);
  });

  it('headings of an excerpt stand below the nearest that is in it; in a whole book a gap is reported', async () => {
    const late: PrintedPage = { kind: 'own', id: 'late', level: 4, text: 'Its item is in the book that readers hold' };
    const next: PrintedPage = { kind: 'own', id: 'next', level: 3, text: 'So is its own' };
    const numbering: Numbering = { rule: 'insert', origins: new Map(), printed: new Map(), held: new Set(['1']) };
    const excerpt = await bookOf([item, late, next], [], {}, undefined, { numbering });
    expect(excerpt.reported).toEqual([]);
    expect((await inspect(excerpt.bytes)).tags.tree.match(/H\d “\w+”/g)).toEqual([
      'H1 “item”',
      'H2 “late”',
      'H2 “next”',
    ]);
    const whole = await bookOf([item, late, next], []);
    expect(whole.reported.map(({ code }) => code)).toEqual(['conformance-heading-level']);
  });

  it('a way back speaks the language of the book on pages in another', async () => {
    const bytes = await paper((document) => void document.addPage([300, 300]));
    const exhibit = { ...(await exhibitOf(bytes)), lang: 'de' };
    const back = { id: 'item', words: 'Back to the agenda', lang: 'en' };
    const { bytes: book } = await bookOf([item, ...places(0, 1)], [{ ...composed(exhibit), back }]);
    expect((await inspect(book)).tags.tree).toMatch(/Part lang=de(?:\n.*)*\n *Link lang=en/);
    expect((await conformanceFacts(book)).annotations).toMatchObject([{ page: 1, contents: 'Back to the agenda' }]);
  });

  it('press sheets have no headings that nobody sees', async () => {
    const exhibit = composed(await exhibitOf(await tagged()), {}, 'item', [{ level: 2, title: 'Unseen' }]);
    const press = { binding: 'perfect' } as never;
    const { before } = await bookOf([item, ...places(0, 1)], [exhibit], { press });
    expect((await pageText(before)).map((page) => page.lines.map(({ text }) => text)).flat()).not.toContain('Unseen');
  });

  it('a formula that nobody put into words is the text that it shows', async () => {
    const document = await PDFDocument.load(await tagged(), { updateMetadata: false });
    const types = ['Standard', 'TD'].map(name);
    for (const [, object] of document.context.enumerateIndirectObjects())
      if (object instanceof PDFDict && types.includes(object.get(name('S')) as PDFName))
        object.set(name('S'), name('Formula'));
    const { bytes } = await bookOf([item, ...places(0, 2)], [composed(await exhibitOf(await document.save()))]);
    const { tags } = await inspect(bytes);
    expect(tags.counts['Formula']).toBeUndefined();
    expect(tags.tree).toContain('“Body 0”');
    expect(await structureFaults(bytes)).toEqual([]);
  });

  it('only of the pages that are in the book', async () => {
    const pages: PrintedPage[] = [item, { kind: 'place', exhibit: 0, page: 1, stamp: 'Page 1' }];
    const { before, bytes } = await bookOf(pages, [composed(await exhibitOf(await tagged()))]);
    for (const each of [before, bytes]) {
      expect(await structureFaults(each)).toEqual([]);
      const { tags } = await inspect(each);
      expect(tags.tree).toContain('H2 “Title 1”');
      expect(tags.tree).not.toContain('Title 0');
      expect(tags.counts).toMatchObject({ Table: 1, TR: 1 });
    }
    expect(Buffer.from(before).toString('latin1')).not.toContain('Title 0');
  });

  it('of a page in a frame as well', async () => {
    const frame = { left: 50, bottom: 100, right: 350, top: 400 };
    const pages: PrintedPage[] = [item, { kind: 'place', exhibit: 0, page: 0, stamp: 'Page 1', frame }];
    const { before, bytes } = await bookOf(pages, [composed(await exhibitOf(await tagged()))]);
    for (const each of [before, bytes]) {
      expect(await structureFaults(each)).toEqual([]);
      const { tags } = await inspect(each);
      expect(tags.tree).toContain('H2 “Title 0”');
      expect(tags.tree).toContain('TD');
    }
  });

  it('a figure holds no marks of its own, not in forms either', async () => {
    const bytes = await paper((document) => {
      const { context } = document;
      const page = document.addPage([300, 300]);
      nameFont(page);
      const marks =
        '/P <</MCID 3 /Lang (de)>> BDC BT /F1 12 Tf 20 90 Td (In a form) Tj ET EMC /Artifact BMC 0 0 9 9 re f EMC';
      const Resources = page.node.get(name('Resources'))!;
      const form = context.register(
        context.flateStream(marks, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 300, 300], Resources }),
      );
      page.node.Resources()!.set(name('XObject'), context.obj({ Fm: form }));
      content(context, page, `/Artifact BMC 9 9 9 9 re f EMC ${marks} /Fm Do`);
    });
    const { before } = await bookOf([item, ...places(0, 1)], [composed(await exhibitOf(bytes, { tagged: false }))]);
    const document = await PDFDocument.load(before, { updateMetadata: false });
    const page = document.getPage(1);
    const streams = document.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFRawStream ? decodePDFRawStream(object).decode() : []))
      .map((data) => Buffer.from(data).toString('latin1'))
      .filter((text) => text.includes('In a form'));
    expect(page.node.has(name('StructParents'))).toBe(true);
    expect(streams).toHaveLength(2);
    for (const text of streams) expect(text).not.toMatch(/MCID|Artifact/);
    expect((await pageText(before))[1]!.lines.map((line) => [line.text, line.tagged])).toEqual([
      ['In a form', true],
      ['In a form', true],
      ['Page 1', false],
    ]);
  });

  it.each([
    ['as it came', {}],
    ['in a frame', { frame: { left: 20, bottom: 60, right: 280, top: 290 } }],
  ])('its content is not written anew, %s', async (_, place) => {
    // A hyphen that says it is a soft one: in a text of ours it goes.
    const own = 'BT /F1 12 Tf 20 90 Td /Span <</ActualText <FEFF00AD>>> BDC (-) Tj EMC ET';
    const bytes = await paper((document) => {
      const page = document.addPage([300, 300]);
      nameFont(page);
      content(document.context, page, own);
    });
    const { bytes: book } = await bookOf(
      [item, ...places(0, 1).map((each) => ({ ...each, ...place }))],
      [composed(await exhibitOf(bytes, { tagged: false }))],
    );
    const document = await PDFDocument.load(book, { updateMetadata: false });
    const streams = document.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFRawStream ? [object] : []))
      .filter(({ dict }) => !dict.has(name('Type')) || dict.get(name('Subtype')) === name('Form'))
      .map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1'));
    expect(streams.filter((text) => text.includes('/F1 12 Tf')).map((text) => text.trim())).toEqual([own]);
    expect(await structureFaults(book)).toEqual([]);
  });

  it('what is stamped is no part of it', async () => {
    const bytes = await paper((document) => {
      document.addPage([300, 300]).drawText('Paper', { x: 20, y: 200, size: 12 });
    });
    const { before } = await bookOf([item, ...places(0, 1, 'Folio')], [composed(await exhibitOf(bytes))]);
    const { tags } = await inspect(before);
    expect(tags.tree).not.toContain('Folio');
    expect((await pageText(before))[1]!.lines.map((line) => [line.text, line.tagged])).toEqual([
      ['Paper', true],
      ['Folio 1', false],
    ]);
  });
});
