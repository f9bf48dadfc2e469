import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef } from 'pdf-lib';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { finish } from '../../src/finish/finish.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { faults } from '../harness/qpdf.ts';
import { bookOf, finished, item, printed, resources } from './book.ts';

/** The file as a reader sees it, by another PDF library than the one that wrote it. */
async function read(bytes: Uint8Array) {
  return getDocument({ data: Uint8Array.from(bytes), verbosity: 0 }).promise;
}

async function load(bytes: Uint8Array): Promise<PDFDocument> {
  return PDFDocument.load(bytes, { updateMetadata: false });
}

describe('outline', () => {
  it('nests as its items do and leads to their pages', async () => {
    const file = await read(await finished());
    const outline = await file.getOutline();
    const flat = await Promise.all(
      [outline[0]!, outline[0]!.items[0]!, outline[1]!].map(async (row) => {
        const target = await file.getDestination(row.dest as string);
        return [row.title, row.dest, await file.getPageIndex(target![0])];
      }),
    );
    expect(flat).toEqual([
      ['Beginning', 'beginning', 1],
      ['Middle', 'middle', 2],
      ['End', 'end', 3],
    ]);
    expect(outline).toHaveLength(2);
  });

  it('counts what shows: all of an open item, negative for a closed one', async () => {
    const outline = [
      item('Open', 'beginning', [
        item('Closed', 'middle', [item('a', 'end'), item('b', 'end', [item('c', 'end')])], false),
        item('Leaf', 'end'),
      ]),
      item('Shut', 'end', [item('d', 'end', [item('e', 'end')], false)], false),
    ];
    const file = await read(await finished({ outline }));
    const [open, shut] = await file.getOutline();
    expect(open!.count).toBe(2);
    expect(open!.items[0]!.count).toBe(-3);
    expect(open!.items[1]!.count).toBeUndefined();
    expect(shut!.count).toBe(-1);
    // The root counts every row that shows on opening (ISO 32000-1, Table 152).
    const document = await load(await finished({ outline }));
    expect(document.catalog.lookup(PDFName.of('Outlines'), PDFDict).get(PDFName.of('Count'))?.toString()).toBe('4');
  });

  it('writes titles in any script', async () => {
    const titles = ['Über “alles”', '会議の議事録', 'a (b) \\ c', '🜚 gold'];
    const file = await read(await finished({ outline: titles.map((title) => item(title, 'end')) }));
    expect((await file.getOutline()).map((row) => row.title)).toEqual(titles);
  });

  it('reports a bookmark to nowhere and keeps its children', async () => {
    const reported: Diagnostic[] = [];
    const { file } = await finish(bookOf({ outline: [item('Lost', 'gone', [item('End', 'end')])] }), resources, (d) =>
      reported.push(d),
    );
    expect(reported.map((d) => d.code)).toEqual(['outline-destination-missing']);
    const [lost] = await (await read(await file())).getOutline();
    expect([lost!.dest, lost!.items[0]!.dest]).toEqual([null, 'end']);
  });

  it('is absent, and not asked for, when there is none', async () => {
    const file = await read(await finished({ outline: [] }));
    expect(await file.getOutline()).toBeNull();
    expect(await file.getPageMode()).toBe('UseNone');
  });
});

describe('labels', () => {
  it('are what the book says, page by page', async () => {
    const labels = ['Cover', 'i', 'A-7', 'A-8'];
    expect(await (await read(await finished({ labels }))).getPageLabels()).toEqual(labels);
  });
});

describe('destinations', () => {
  it('keep names and places of the printed file, in a name tree', async () => {
    const before = await load(printed);
    const ids = before.catalog
      .lookup(PDFName.of('Dests'), PDFDict)
      .keys()
      .map((key) => key.decodeText());
    const after = await read(await finished());
    expect([...((await after.getDestinations()) as unknown as Map<string, unknown>).keys()].sort()).toEqual(ids.sort());
    const { catalog } = await load(await finished());
    expect(catalog.has(PDFName.of('Dests'))).toBe(false);
  });

  it('are sorted by bytes, with limits, in leaves of a larger tree', async () => {
    const document = await load(printed);
    const dests = document.catalog.lookup(PDFName.of('Dests'), PDFDict);
    const target = dests.get(PDFName.of('end'))!;
    const names = Array.from({ length: 500 }, (_, i) => `s${(i * 7919) % 500}${i % 2 ? '-Z' : '-a'}`);
    for (const name of names) dests.set(PDFName.of(name), target);
    const finishedDocument = await load(await finished({ bytes: await document.save({ useObjectStreams: false }) }));
    const tree = finishedDocument.catalog.lookup(PDFName.of('Names'), PDFDict).lookup(PDFName.of('Dests'), PDFDict);
    const leaves = tree.lookup(PDFName.of('Kids'), PDFArray);
    const read: string[] = [];
    for (let i = 0; i < leaves.size(); i++) {
      const leaf = leaves.lookup(i, PDFDict);
      const keys = leaf
        .lookup(PDFName.of('Names'), PDFArray)
        .asArray()
        .filter((_, k) => k % 2 === 0)
        .map(String);
      expect(leaf.lookup(PDFName.of('Limits'), PDFArray).asArray().map(String)).toEqual([keys[0], keys.at(-1)]);
      read.push(...keys.map((key) => key.slice(1, -1)));
    }
    expect(read).toEqual([...names, 'beginning', 'end', 'middle'].sort());
  });

  it('are what links ask for, by string', async () => {
    const file = await read(await finished());
    const links = (
      await Promise.all([1, 3, 4].map(async (page) => (await file.getPage(page)).getAnnotations()))
    ).flat();
    expect(links.map((link) => link.dest ?? link.url)).toEqual([
      'end',
      'beginning',
      'https://example.org/',
      'beginning',
      'middle',
    ]);
    // By string, not by name: names are sought in the /Dests dictionary, which is gone.
    const document = await load(await finished());
    const written = document
      .getPages()
      .flatMap((page) => page.node.Annots()?.asArray() ?? [])
      .map((ref) => document.context.lookup(ref, PDFDict).get(PDFName.of('Dest')));
    expect(written.filter((dest) => dest !== undefined).map(String)).toEqual([
      '(end)',
      '(beginning)',
      '(beginning)',
      '(middle)',
    ]);
  });

  it('report a link to nowhere with its page', async () => {
    const document = await load(printed);
    document.catalog.lookup(PDFName.of('Dests'), PDFDict).delete(PDFName.of('middle'));
    const reported: Diagnostic[] = [];
    const bytes = await document.save({ useObjectStreams: false });
    await finish(bookOf({ bytes, outline: [] }), resources, (diagnostic) => reported.push(diagnostic));
    expect(reported.map((d) => [d.code, d.message])).toEqual([
      ['link-destination-missing', 'a link on page 4 of the file leads to “middle”, which is nowhere in it'],
    ]);
  });
});

describe('viewer', () => {
  it('shows title, bookmarks and language', async () => {
    const file = await read(await finished());
    expect(await file.getPageMode()).toBe('UseOutlines');
    expect(await file.getPageLayout()).toBe('OneColumn');
    expect(await file.getViewerPreferences()).toEqual(new Map([['DisplayDocTitle', true]]));
    expect((await file.getMetadata()).info).toMatchObject({ Language: 'en-GB' });
    expect((await inspect(await finished())).tags).toMatchObject({ marked: true, lang: 'en-GB' });
  });
});

describe('file', () => {
  it.each([false, true])('is clean by qpdf, linearised %s', async (linearise) => {
    expect(await faults(await finished({ linearise }), linearise)).toEqual([]);
  });

  it.each([false, true])('is the same bytes from the same book, linearised %s', async (linearise) => {
    const [one, two] = [await finished({ linearise }), await finished({ linearise })];
    expect(Buffer.compare(one, two)).toBe(0);
  });

  it('has another identifier when anything in it is other', async () => {
    const id = async (changes: Parameters<typeof finished>[0]): Promise<string> =>
      (await read(await finished(changes))).fingerprints[0]!;
    const first = await id({});
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(await id({ metadata: { title: 'Another' } })).not.toBe(first);
    expect(await id({ metadata: { created: new Date('2025-03-14T09:26:54Z') } })).not.toBe(first);
  });

  it('takes no more than the printed file, though more is in it', async () => {
    expect((await finished({ linearise: true })).length).toBeLessThan(printed.length);
  });

  it('drops what nothing refers to, and stores identical streams once', async () => {
    const document = await load(printed);
    const { context } = document;
    const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 31 + i * 7) % 251));
    context.register(PDFRawStream.of(context.obj({ Marker: 'Unused' }), noise));
    const stream = (): PDFRef => context.register(PDFRawStream.of(context.obj({ Marker: 'Twin' }), noise));
    document.catalog.set(PDFName.of('Twins'), context.obj([stream(), stream(), stream()]));
    const after = await load(await finished({ bytes: await document.save({ useObjectStreams: false }) }));
    const marked = after.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) =>
        object instanceof PDFRawStream ? (object.dict.get(PDFName.of('Marker'))?.toString() ?? []) : [],
      );
    expect(marked).toEqual(['/Twin']);
    const twins = after.catalog.lookup(PDFName.of('Twins'), PDFArray).asArray();
    expect(new Set(twins.map(String)).size).toBe(1);
  });

  it('compresses plain streams, but leaves XMP to be read', async () => {
    const document = await load(printed);
    const { context } = document;
    document.catalog.set(
      PDFName.of('Plain'),
      context.register(PDFRawStream.of(context.obj({}), Buffer.alloc(20_000, 'plain '))),
    );
    const after = await load(await finished({ bytes: await document.save({ useObjectStreams: false }) }));
    const plain = after.catalog.lookup(PDFName.of('Plain')) as PDFRawStream;
    expect(plain.dict.get(PDFName.of('Filter'))).toBe(PDFName.of('FlateDecode'));
    expect(plain.contents.length).toBeLessThan(200);
    const xmp = after.catalog.lookup(PDFName.of('Metadata')) as PDFRawStream;
    expect(xmp.dict.has(PDFName.of('Filter'))).toBe(false);
  });
});
