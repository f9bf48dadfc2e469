import { PDFArray, PDFDict, PDFDocument, PDFName, PDFStream, PDFString } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { pageText } from '../../src/inspect/text.ts';
import { textAt } from '../../src/model/pdf-values.ts';
import { exhibitOf } from '../harness/exhibit.ts';
import { countColour, rasterise } from '../harness/raster.ts';
import { content, item, name, paper, places, said } from './papers.ts';
import { bookOf, composed } from './printed.ts';

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

  it('layers that a screen does not show by what they are for are hidden in the book, and others are seen', async () => {
    const bytes = await paper((document) => {
      const { context } = document;
      const page = document.addPage([100, 100]);
      const layer = (state: string) =>
        context.register(
          context.obj({ Type: 'OCG', Name: PDFString.of(state), Usage: { View: { ViewState: state } } }),
        );
      const [printed, shown] = [layer('OFF'), layer('ON')];
      const rule = { Event: 'View', Category: ['View'], OCGs: [printed, shown] };
      const settings = { ON: [printed], OFF: [shown], AS: [rule] };
      document.catalog.set(name('OCProperties'), context.obj({ OCGs: [printed, shown], D: settings }));
      page.node.set(name('Resources'), context.obj({ Properties: { A: printed, B: shown } }));
      content(context, page, '/OC /A BDC 1 0 0 rg 0 0 50 100 re f EMC /OC /B BDC 0 0 1 rg 50 0 50 100 re f EMC');
    });
    const { bytes: book } = await bookOf([item, ...places(0, 1, '')], [composed(await exhibitOf(bytes))]);
    const [picture] = await rasterise(book, [1], 72);
    expect(countColour(picture!, '#ff0000', 2)).toBe(0);
    expect(countColour(picture!, '#0000ff', 2)).toBeGreaterThan(4500);
    // PDFium goes by what a layer is for, whether or not a rule says so; most readers go by the settings alone.
    const { catalog } = await PDFDocument.load(book, { updateMetadata: false });
    const settings = catalog.lookup(name('OCProperties'), PDFDict).lookup(name('D'), PDFDict);
    const off = settings.lookup(name('OFF'), PDFArray);
    expect(off.asArray().map((_, i) => textAt(off.lookup(i, PDFDict), 'Name'))).toEqual(['OFF']);
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
    const { before } = await bookOf(
      [item, ...places(0, 1), ...places(1, 1)],
      exhibits.map((each) => composed(each)),
    );
    const document = await PDFDocument.load(before, { updateMetadata: false });
    const objects = document.context
      .enumerateIndirectObjects()
      .map(([, object]) => (object instanceof PDFStream ? object.dict : object).toString());
    const count = (pattern: RegExp): number => objects.filter((text) => pattern.test(text)).length;
    expect(count(/\/Subtype \/Image/)).toBe(1);
    // One of the exhibits', one of the print's.
    expect(count(/\/Type \/Font\n/)).toBe(2);
    expect((await pageText(before)).slice(1).map(said)).toEqual(['First paper Page 1', 'Second paper Page 1']);
  });
});
