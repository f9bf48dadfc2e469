import { PDFDocument, PDFName, PDFRawStream, PDFString, type PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import type { OutlineItem } from '../../src/model/book.ts';
import { faults, qpdf } from '../harness/qpdf.ts';
import { finished, item } from './book.ts';

/** A made-up print: `pages` pages that share a font, a picture on every third, one private form each, links and a chain of objects. */
async function made(
  pages: number,
  options: { readonly inherit?: boolean; readonly elements?: number } = {},
): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const { context, catalog } = document;
  const font = context.register(context.obj({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' }));
  const picture = context.register(
    PDFRawStream.of(
      context.obj({
        Type: 'XObject',
        Subtype: 'Image',
        Width: 1,
        Height: 1,
        ColorSpace: 'DeviceGray',
        BitsPerComponent: 8,
      }),
      Uint8Array.of(7),
    ),
  );
  const links: PDFRef[] = [];
  for (let i = 0; i < pages; i++) {
    const page = document.addPage([300 + (i % 2), 400]);
    const state = context.register(context.obj({ Type: 'ExtGState', ca: 0.5, Note: PDFString.of(`only page ${i}`) }));
    const link = context.register(
      context.obj({
        Type: 'Annot',
        Subtype: 'Link',
        Rect: [0, 0, 9, 9],
        Border: [0, 0, 0],
        Dest: 'p0',
        StructParent: i,
      }),
    );
    links.push(link);
    const resources = context.obj({
      Font: { F: font },
      ExtGState: { G: state },
      ...(i % 3 === 1 && { XObject: { I: picture } }),
    });
    if (!options.inherit) page.node.set(PDFName.of('Resources'), resources);
    else page.node.delete(PDFName.of('Resources'));
    page.node.set(PDFName.of('Annots'), context.obj([link]));
    const content = Buffer.from(`BT /F 12 Tf 10 10 Td (page ${i} ${'x'.repeat((i * 37) % 400)}) Tj ET`);
    page.node.set(PDFName.of('Contents'), context.register(PDFRawStream.of(context.obj({}), content)));
  }
  const elements = Array.from({ length: options.elements ?? pages }, (_, i) =>
    context.register(
      context.obj({
        Type: 'StructElem',
        S: 'Link',
        K: { Type: 'OBJR', Obj: links[i % links.length], Pg: document.getPage(i % pages).ref },
      }),
    ),
  );
  catalog.set(PDFName.of('StructTreeRoot'), context.register(context.obj({ Type: 'StructTreeRoot', K: elements })));
  catalog.set(PDFName.of('Dests'), context.obj({ p0: [document.getPage(0).ref, 'Fit'] }));
  if (options.inherit) {
    const tree = catalog.Pages();
    tree.set(PDFName.of('Resources'), context.obj({ Font: { F: font } }));
    tree.set(PDFName.of('Rotate'), context.obj(90));
  }
  return document.save({ useObjectStreams: false, addDefaultPage: false });
}

const many = (count: number): OutlineItem[] => Array.from({ length: count }, (_, i) => item(`Item ${i}`, 'p0'));
const labels = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));

describe('linearisation', () => {
  it.each([
    ['one page, no bookmark', 1, 0],
    ['one page, bookmarks', 1, 3],
    ['two pages', 2, 1],
    ['three pages, no bookmark', 3, 0],
    ['four hundred pages and a thousand bookmarks', 400, 1000],
  ])('passes qpdf without a warning: %s', async (_, pages, bookmarks) => {
    const bytes = await finished({
      bytes: await made(pages),
      outline: many(bookmarks),
      labels: labels(pages),
      linearise: true,
    });
    expect(await faults(bytes, true)).toEqual([]);
  });

  it('passes with a structure of twenty thousand elements', async () => {
    const bytes = await finished({
      bytes: await made(5, { elements: 20_000 }),
      outline: many(2),
      labels: labels(5),
      linearise: true,
    });
    expect(await faults(bytes, true)).toEqual([]);
  });

  it('gives pages what they inherited', async () => {
    const bytes = await finished({
      bytes: await made(3, { inherit: true }),
      outline: [],
      labels: labels(3),
      linearise: true,
    });
    expect(await faults(bytes, true)).toEqual([]);
    const document = await PDFDocument.load(bytes);
    for (const page of document.getPages()) {
      expect(page.node.get(PDFName.of('Rotate'))?.toString()).toBe('90');
      expect(page.node.has(PDFName.of('Resources'))).toBe(true);
    }
  });

  it('puts the first page and the bookmarks in front, and tells where every page is', async () => {
    const bytes = await finished({ bytes: await made(40), outline: many(5), labels: labels(40), linearise: true });
    const { lines } = await qpdf(bytes, '--show-linearization');
    const fact = (name: string): number =>
      Number(lines.find((line) => line.trim().startsWith(`${name}: `))?.split(': ')[1]);
    expect(fact('npages')).toBe(40);
    expect(fact('file_size')).toBe(bytes.length);
    // With forty pages the first and all bookmarks take a small part of the file.
    expect(fact('first_page_end')).toBeLessThan(bytes.length / 3);
    expect(lines.filter((line) => /^Page \d+:/.test(line))).toHaveLength(40);
    expect(lines.join('\n')).toContain('Outlines Hint Table');
  });
});
