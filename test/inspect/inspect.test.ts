import { PDFDocument, PDFName, PDFRawStream, PDFString } from 'pdf-lib';
import { describe as group, expect, it } from 'vitest';
import { describe, inspect } from '../../src/inspect/inspect.ts';
import { OctavoError } from '../../src/model/diagnostic.ts';
import { finished, item, printed } from '../finish/book.ts';
import { made, page, stream } from './made.ts';

group('what Chromium printed', () => {
  it('is told: pages, fonts, pictures', async () => {
    const facts = await inspect(printed);
    expect(facts).toMatchObject({
      version: '1.4',
      linearised: false,
      encrypted: false,
      readable: true,
      pageCount: 4,
      faults: [],
    });
    expect(facts.pages.map((each) => each.media[2])).toEqual([340.08, 340.08, 340.08, 454.08]);
    expect(facts.fonts).toEqual([
      {
        name: 'SourceSerif4-Bold',
        type: 'CID TrueType',
        embedded: true,
        subset: true,
        toUnicode: true,
        pages: [1, 2, 3],
      },
      {
        name: 'SourceSerif4-Regular',
        type: 'CID TrueType',
        embedded: true,
        subset: true,
        toUnicode: true,
        pages: [0, 1, 2, 3],
      },
    ]);
    // 60 px over 30 mm; 20 px over 10 mm by 20 mm, which Chromium sets on whole CSS pixels.
    expect(facts.images).toMatchObject([
      {
        page: 1,
        width: 60,
        height: 40,
        filter: 'DCTDecode',
        colourSpace: 'ICCBased (3)',
        softMask: false,
        ppi: { x: expect.closeTo(50.8, -0.5) as number, y: expect.closeTo(50.8, -0.5) as number },
      },
      {
        page: 2,
        width: 20,
        height: 20,
        filter: 'FlateDecode',
        softMask: true,
        ppi: { x: expect.closeTo(50.8, -0.5) as number, y: expect.closeTo(25.4, -0.5) as number },
      },
    ]);
  });

  it('is told: structure with its text, as a reader by tags gets it', async () => {
    const { tags } = await inspect(printed);
    expect(tags.counts).toMatchObject({ Document: 1, Figure: 2, H1: 2, H2: 1, Link: 5, Table: 1, TR: 2, TH: 2, TD: 2 });
    const lines = tags.tree.split('\n').map((line) => line.trim());
    expect(lines).toContain('NonStruct “Office files, first: “fine” words.”');
    expect(lines).toContain('Figure alt=“A pattern”');
    expect(tags.tree).toMatch(/^Document lang=en\n {2}NonStruct\n {4}P\n {6}Link\n {8}NonStruct “The end”/);
  });
});

group('structure', () => {
  it('finds text in the form that a reference names, not on the page', async () => {
    const bytes = await made((document, context) => {
      const { node } = document.addPage();
      const fonts = { F: { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' } };
      const form = stream(
        context,
        { Subtype: 'Form', BBox: [0, 0, 99, 99], Resources: { Font: fonts } },
        '/P <</MCID 0>> BDC BT /F 9 Tf (in the form) Tj ET EMC',
      );
      node.set(PDFName.of('Resources'), context.obj({ Font: fonts, XObject: { X: form } }));
      node.set(
        PDFName.of('Contents'),
        stream(context, {}, '/X Do /P <</MCID 0>> BDC BT /F 9 Tf (on the page) Tj ET EMC'),
      );
      const { ref } = document.getPage(0);
      const kids = [
        { Type: 'StructElem', S: 'P', Pg: ref, K: { Type: 'MCR', MCID: 0, Stm: form } },
        { Type: 'StructElem', S: 'H1', Pg: ref, K: 0 },
      ];
      document.catalog.set(PDFName.of('StructTreeRoot'), context.obj({ K: kids }));
    });
    expect((await inspect(bytes)).tags.tree).toBe('P “in the form”\nH1 “on the page”');
  });
});

group('what finish wrote', () => {
  it('is told: labels, outline, destinations, how it opens', async () => {
    const outline = [item('Beginning', 'beginning', [item('Middle', 'middle')], true), item('End', 'end')];
    const facts = await inspect(await finished({ outline, labels: ['i', 'ii', 'A-1', 'A-2'], linearise: true }));
    expect(facts).toMatchObject({ version: '1.7', linearised: true });
    expect(facts.pages.map((each) => each.label)).toEqual(['i', 'ii', 'A-1', 'A-2']);
    expect(facts.outline).toEqual([
      {
        title: 'Beginning',
        level: 1,
        open: true,
        page: 1,
        label: 'ii',
        destination: 'beginning',
        children: [
          { title: 'Middle', level: 2, open: false, page: 2, label: 'A-1', destination: 'middle', children: [] },
        ],
      },
      { title: 'End', level: 1, open: false, page: 3, label: 'A-2', destination: 'end', children: [] },
    ]);
    expect(facts.destinations.map(({ name, page: at }) => [name, at])).toEqual([
      ['beginning', 1],
      ['end', 3],
      ['middle', 2],
    ]);
    expect(facts.viewer).toEqual({
      pageMode: 'UseOutlines',
      pageLayout: 'OneColumn',
      preferences: { DisplayDocTitle: true },
    });
  });

  it('is plain data', async () => {
    const facts = await inspect(await finished());
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('is no longer called linearised when something was added', async () => {
    const bytes = await finished({ linearise: true });
    expect((await inspect(Buffer.concat([bytes, Buffer.from('% more\n')]))).linearised).toBe(false);
  });
});

group('fonts', () => {
  it('are told apart by type and by whether they are in the file', async () => {
    const bytes = await page('BT /A 9 Tf (x) Tj /B 9 Tf (x) Tj /C 9 Tf <0001> Tj /D 9 Tf (unused) ET', (context) => {
      const program = stream(context, { Subtype: 'CIDFontType0C' }, 'program');
      const descendant = {
        Type: 'Font',
        Subtype: 'CIDFontType0',
        BaseFont: 'ABCDEF+Song',
        FontDescriptor: { FontFile3: program },
      };
      return {
        Font: {
          A: { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' },
          B: { Type: 'Font', Subtype: 'Type3', FontMatrix: [0.001, 0, 0, 0.001, 0, 0], CharProcs: {}, Encoding: {} },
          C: { Type: 'Font', Subtype: 'Type0', BaseFont: 'ABCDEF+Song', DescendantFonts: [descendant] },
          D: { Type: 'Font', Subtype: 'TrueType', BaseFont: 'NeverShown' },
        },
      };
    });
    expect((await inspect(bytes)).fonts.map((font) => [font.name, font.type, font.embedded, font.subset])).toEqual([
      ['', 'Type 3', true, false],
      ['Helvetica', 'Type 1', false, false],
      ['Song', 'CID Type 0C', true, true],
    ]);
  });
});

group('metadata', () => {
  const xmp = (properties: string): string =>
    `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${properties}</r:RDF></x:xmpmeta><?xpacket end="r"?>`;

  it('disagrees where Info and XMP do', async () => {
    const bytes = await made((document, context) => {
      document.addPage();
      context.trailerInfo.Info = context.register(
        context.obj({
          Title: PDFString.of('One'),
          Author: PDFString.of('A'),
          CreationDate: PDFString.of("D:20250314102653+01'00'"),
          ModDate: PDFString.of('D:20250314092653Z'),
        }),
      );
      const packet = xmp(
        '<r:Description xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:b="http://ns.adobe.com/xap/1.0/" b:CreateDate="2025-03-14T09:26:53Z" b:ModifyDate="2025-03-14T09:26:54Z"><d:title><r:Alt><r:li xml:lang="de">Eins</r:li><r:li xml:lang="x-default">Two</r:li></r:Alt></d:title></r:Description>',
      );
      document.catalog.set(PDFName.of('Metadata'), stream(context, { Type: 'Metadata', Subtype: 'XML' }, packet));
    });
    const { metadata } = await inspect(bytes);
    expect(metadata.title).toBe('Two');
    expect(metadata.disagreements.map((text) => text.split(' ')[0])).toEqual(['Title', 'Author', 'ModDate']);
  });

  it('tells what standards the file claims', async () => {
    const bytes = await made((document, context) => {
      document.addPage();
      const packet = xmp(
        '<r:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="A"/><r:Description xmlns:u="http://www.aiim.org/pdfua/ns/id/"><u:part>1</u:part></r:Description><r:Description xmlns:q="http://www.npes.org/pdfx/ns/id/"><q:GTS_PDFXVersion>PDF/X-4</q:GTS_PDFXVersion></r:Description>',
      );
      document.catalog.set(PDFName.of('Metadata'), stream(context, { Type: 'Metadata', Subtype: 'XML' }, packet));
      const profile = stream(context, { N: 4 }, 'profile');
      const intent = {
        Type: 'OutputIntent',
        S: 'GTS_PDFX',
        OutputConditionIdentifier: PDFString.of('FOGRA39'),
        DestOutputProfile: profile,
      };
      document.catalog.set(PDFName.of('OutputIntents'), context.obj([intent]));
    });
    const facts = await inspect(bytes);
    expect(facts.claims).toEqual(['PDF/A-2A', 'PDF/UA-1', 'PDF/X-4']);
    expect(facts.outputIntents).toEqual([{ subtype: 'GTS_PDFX', condition: 'FOGRA39', profileBytes: 7 }]);
    expect(describe(facts)).toContain('claims PDF/A-2A, PDF/UA-1, PDF/X-4');
  });

  it('says that a file claims none', async () => {
    const bytes = await made((document) => void document.addPage());
    expect(describe(await inspect(bytes))).toContain('claims no standard');
  });
});

group('attachments', () => {
  it('are told with size, type and relationship', async () => {
    const bytes = await made(async (document) => {
      document.addPage();
      await document.attach(Buffer.from('# Source'), 'source.md', {
        mimeType: 'text/markdown',
        description: 'The text',
      });
    });
    expect((await inspect(bytes)).attachments).toMatchObject([
      { name: 'source.md', size: 8, mime: 'text/markdown', description: 'The text' },
    ]);
  });
});

group('files that resist', () => {
  it('say that they ask for a password', async () => {
    const document = await PDFDocument.create();
    document.addPage();
    document.encrypt({ userPassword: 'secret', ownerPassword: 'owner' });
    const facts = await inspect(await document.save({ useObjectStreams: false }));
    expect(facts).toMatchObject({ encrypted: true, readable: false, pageCount: 0 });
    expect(describe(facts)).toContain('opens only with a password');
  });

  it.each([
    ['no PDF', 'hello'],
    ['nothing', ''],
    ['a header only', '%PDF-1.7\n'],
    ['garbage after a header', `%PDF-1.4\n${'\x01\xff(<<['.repeat(2000)}`],
    ['a file cut off early', Buffer.from(printed.subarray(0, 3000)).toString('latin1')],
  ])('are told unreadable by a diagnostic: %s', async (_, content) => {
    const failing = inspect(Buffer.from(content, 'latin1'));
    await expect(failing).rejects.toBeInstanceOf(OctavoError);
    await expect(failing).rejects.toMatchObject({ diagnostic: { code: 'pdf-unreadable', severity: 'error' } });
  });

  it('end, though forms, outline and structure go round in rings', async () => {
    const bytes = await made((document, context) => {
      const { node } = document.addPage();
      const form = context.nextRef();
      context.assign(
        form,
        PDFRawStream.of(
          context.obj({ Subtype: 'Form', BBox: [0, 0, 1, 1], Resources: { XObject: { F: form } } }),
          Buffer.from('/F Do'),
        ),
      );
      node.set(PDFName.of('Contents'), stream(context, {}, '/F Do'));
      node.set(PDFName.of('Resources'), context.obj({ XObject: { F: form } }));
      const entry = context.nextRef();
      context.assign(entry, context.obj({ Title: PDFString.of('Round'), Next: entry, First: entry }));
      document.catalog.set(PDFName.of('Outlines'), context.obj({ First: entry }));
      const element = context.nextRef();
      context.assign(element, context.obj({ S: 'P', K: [element, element] }));
      document.catalog.set(PDFName.of('StructTreeRoot'), context.obj({ K: element }));
    });
    const facts = await inspect(bytes);
    expect(facts.outline).toHaveLength(1);
    expect(facts.tags.counts).toEqual({ P: 1 });
  });

  it('name the page whose content is damaged, and tell the rest', async () => {
    const bytes = await made((document, context) => {
      document.addPage();
      document.addPage().node.set(PDFName.of('Contents'), stream(context, { Filter: 'FlateDecode' }, 'not deflated'));
    });
    const facts = await inspect(bytes);
    expect(facts.pageCount).toBe(2);
    expect(facts.faults.join()).toMatch(/^page 2: its content cannot be unpacked/);
  });
});

group('report', () => {
  it('reads well', async () => {
    const text = describe(await inspect(await finished({ linearise: true })));
    expect(text).toMatch(
      /^File\n {2}PDF 1\.7, [\d.]+ KB, 4 pages, linearised\n {2}claims no standard\n\nPages\n {2}1–3: 120\.0 × 90\.0 mm\n {2}4: 160\.2 × 90\.0 mm\n/,
    );
    expect(text).toContain('labels i–ii, 1–2');
    expect(text).toContain('  Beginning … page ii\n    Middle … page 1\n');
    expect(text).toContain('SourceSerif4-Regular: CID TrueType, embedded as subset; pages 1–4');
    expect(text).toContain('page 3: 20 × 20 px, 51 × 26 ppi (low)');
    expect(text).toContain('authors: Ada Example; Jürgen Beispiel');
    expect(text).not.toContain('disagreement');
  });

  it('shows a font that is not in the file, and one of many lines only the first', async () => {
    const bytes = await made((document, context) => {
      for (let i = 0; i < 3; i++) {
        const { node } = document.addPage([100 + i, 100]);
        node.set(
          PDFName.of('Resources'),
          context.obj({ Font: { F: { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' } } }),
        );
        node.set(PDFName.of('Contents'), stream(context, {}, 'BT /F 9 Tf (x) Tj ET'));
      }
    });
    const text = describe(await inspect(bytes));
    expect(text).toContain('Helvetica: Type 1, NOT EMBEDDED, no ToUnicode; pages 1–3');
    expect(text).toContain('none: the file has no structure');
  });
});
