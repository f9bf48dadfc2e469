import { PDFHexString, PDFString, degrees, type PDFPage, type PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { pageText, type PageText } from '../../src/inspect/text.ts';
import type { Exhibit } from '../../src/model/exhibit.ts';
import type { PdfPart } from '../../src/model/part.ts';
import { paper, saved, take } from '../exhibit/foreign.ts';
import { bookmarksOf, type Bookmark } from '../harness/links.ts';
import { item, name, places, stamped } from './papers.ts';
import { bookOf, composed, type PrintedPage } from './printed.ts';

/** Where a bookmark leads, as entries of its dictionary. */
type Lead = (page: PDFPage) => Readonly<Record<string, unknown>>;

/** A bookmark to be written: what it says beside its title, where it leads in the words of PDF, and what is below it. */
interface Wish {
  readonly title: string;
  readonly lead?: Lead;
  readonly page?: number;
  readonly count?: number;
  readonly inner?: readonly Wish[];
}

/** Somebody's file of two pages: on the second `Chapter` stands at 130, 300 and `Remark` at 200, 450; `change` does something to it. */
async function report(wishes: readonly Wish[], change: (page: PDFPage) => void = () => undefined): Promise<Exhibit> {
  const document = await paper(2, (own, context) => {
    const pages = own.getPages();
    pages[1]!.drawText('Chapter', { x: 130, y: 300, size: 14 });
    pages[1]!.drawText('Remark', { x: 200, y: 450, size: 14 });
    change(pages[1]!);
    const row = (items: readonly Wish[], parent: PDFRef): object => {
      const refs = items.map(() => context.nextRef());
      items.forEach(({ title, lead, page = 1, count, inner = [] }, i) => {
        const dict = context.obj({
          ...{ Title: PDFHexString.fromText(title), Parent: parent, ...row(inner, refs[i]!) },
          ...((lead?.(pages[page]!) ?? {}) as Record<string, never>),
        });
        if (count !== undefined) dict.set(name('Count'), context.obj(count));
        const [before, after] = [refs[i - 1], refs[i + 1]];
        if (before) dict.set(name('Prev'), before);
        if (after) dict.set(name('Next'), after);
        context.assign(refs[i]!, dict);
      });
      return refs.length > 0 ? { First: refs[0], Last: refs.at(-1) } : {};
    };
    const root = context.nextRef();
    context.assign(root, context.obj({ ...row(wishes, root) } as Record<string, never>));
    own.catalog.set(name('Outlines'), root);
    const names = [PDFString.of('chapter'), context.obj({ D: [pages[1]!.ref, 'XYZ', 130, 300, 0] })];
    own.catalog.set(name('Names'), context.obj({ Dests: { Names: names } }));
  });
  return (await take(await saved(document))).exhibit!;
}

const explicit = (...view: readonly (string | number | null)[]): Lead => {
  return (page) => ({ Dest: page.doc.context.obj([page.ref, ...view] as never) });
};

/** What a reader sees of the bookmark `Lead`, and the page to which it leads. */
async function follow(
  exhibit: Exhibit,
  place: Partial<Extract<PrintedPage, { kind: 'place' }>> = {},
  part: Partial<PdfPart> = {},
): Promise<{ readonly lead: Bookmark; readonly page: PageText }> {
  const pages: PrintedPage[] = places(0, 2).map((each) => ({ ...each, ...place }) as PrintedPage);
  const { bytes } = await bookOf([item, ...pages], [composed(exhibit, part)]);
  const lead = (await bookmarksOf(bytes)).find(({ title }) => title === 'Lead')!;
  return { lead, page: (await pageText(bytes))[lead.page!]! };
}

const near = (point: readonly [number, number] | undefined, line: { x: number; y: number } | undefined): void => {
  expect(point?.[0]).toBeCloseTo(line!.x, 0);
  expect(point?.[1]).toBeCloseTo(line!.y, 0);
};

const cropped = (page: PDFPage): void => page.setCropBox(100, 50, 400, 600);
const frame = { left: 50, bottom: 90, right: 350, top: 590 };

describe('a bookmark of an exhibit leads to the words to which it led', () => {
  it.each<[string, Lead]>([
    ['by a destination', explicit('XYZ', 130, 300, 1.5)],
    ['by a name', () => ({ Dest: PDFString.of('chapter') })],
    ['by an action', (page) => ({ A: { S: 'GoTo', D: page.doc.context.obj([page.ref, 'XYZ', 130, 300, null]) } })],
    ['by an action and a name', () => ({ A: { S: 'GoTo', D: PDFString.of('chapter') } })],
  ])('%s', async (way, lead) => {
    const { lead: found, page } = await follow(await report([{ title: 'Lead', lead }]));
    expect(found).toMatchObject({ depth: 1, page: 2, view: 'XYZ' });
    expect(found.zoom).toBe(way === 'by a destination' ? 1.5 : undefined);
    near(found.at, stamped(page, 'Chapter'));
  });

  it.each<[string, (page: PDFPage) => void, Parameters<typeof follow>[1], Partial<PdfPart>]>([
    ['cut by a crop box', cropped, {}, {}],
    ['turned', (page) => page.setRotation(degrees(90)), {}, {}],
    ['turned by its part', cropped, {}, { rotate: 270 }],
    ['in a frame', cropped, { frame }, { fit: 'scale' }],
    [
      'turned and in a frame',
      (page) => {
        cropped(page);
        page.setRotation(degrees(180));
      },
      { frame },
      { rotate: 90 },
    ],
  ])('on a page that is %s', async (_, change, place, part) => {
    const exhibit = await report([{ title: 'Lead', lead: explicit('XYZ', 130, 300, null) }], change);
    const { lead, page } = await follow(exhibit, place, part);
    near(lead.at, stamped(page, 'Chapter'));
    const both = await report([{ title: 'Lead', lead: explicit('FitR', 130, 300, 200, 450) }], change);
    const { lead: area } = await follow(both, place, part);
    expect(area.view).toBe('FitR');
    const [chapter, remark] = ['Chapter', 'Remark'].map((word) => stamped(page, word)!);
    for (const side of [0, 1] as const) {
      const of = ({ x, y }: { x: number; y: number }): number => [x, y][side]!;
      const [from, to] = [area.at![side], area.to![side]].sort((a, b) => a - b);
      const [least, most] = [of(chapter!), of(remark!)].sort((a, b) => a - b);
      expect(from).toBeCloseTo(least!, 0);
      expect(to).toBeCloseTo(most!, 0);
    }
  });

  it('with the height or the side that it asks for, or with the whole page', async () => {
    for (const kind of ['FitH', 'FitBH']) {
      const { lead, page } = await follow(await report([{ title: 'Lead', lead: explicit(kind, 300) }]), { frame });
      expect(lead.view).toBe(kind);
      expect(lead.at![1]).toBeCloseTo(stamped(page, 'Chapter')!.y, 0);
    }
    const { lead, page } = await follow(await report([{ title: 'Lead', lead: explicit('FitV', 130) }]), { frame });
    expect(lead.at![0]).toBeCloseTo(stamped(page, 'Chapter')!.x, 0);
    const whole = await follow(await report([{ title: 'Lead', lead: explicit('Fit') }]));
    expect(whole.lead).toMatchObject({ page: 2, view: 'Fit' });
    // One that names no view leads to where the page begins.
    const begin = await follow(await report([{ title: 'Lead', lead: explicit() }]));
    expect(begin.lead).toMatchObject({ view: 'XYZ', at: [0, 0] });
  });
});

describe('bookmarks of an exhibit', () => {
  it('stay in their order, open to what they opened to, and the first of them come closed', async () => {
    const at = (title: string, page: number, more: Partial<Wish> = {}): Wish => ({
      ...{ title, page, lead: explicit('XYZ', 72, 700, null) },
      ...more,
    });
    const deep = [
      at('Open', 1, { count: 1, inner: [at('Leaf', 1)] }),
      at('Closed', 0, { count: -1, inner: [at('Bud', 0)] }),
    ];
    const exhibit = await report([at('Appendix', 1), at('Text', 0, { count: 4, inner: deep })]);
    const { bytes } = await bookOf([item, ...places(0, 2)], [composed(exhibit)]);
    expect((await bookmarksOf(bytes)).map(({ title, depth, open, page }) => [title, depth, open, page])).toEqual([
      ['Item item', 0, true, 0],
      ['Appendix', 1, false, 2],
      ['Text', 1, false, 1],
      ['Open', 2, true, 2],
      ['Leaf', 3, false, 2],
      ['Closed', 2, false, 1],
      ['Bud', 3, false, 1],
    ]);
  });

  it('look as they did: bold, slanted, in their colours', async () => {
    const looks: Wish[] = [
      { title: 'Bold', lead: () => ({ F: 2 }) },
      { title: 'Red and slanted', lead: () => ({ F: 1, C: [1, 0, 0] }) },
      { title: 'Plain', lead: () => ({ C: [0, 0, 0], F: 0 }) },
      { title: 'Of no colour that there is', lead: () => ({ C: [2, 0, 0] }) },
    ].map(({ title, lead }) => ({ title, lead: (page) => ({ ...explicit('Fit')(page), ...lead() }) }));
    const { bytes } = await bookOf([item, ...places(0, 2)], [composed(await report(looks))]);
    const [, ...found] = await bookmarksOf(bytes);
    expect(found.map(({ title, bold, italic, colour }) => [title, bold, italic, colour])).toEqual([
      ['Bold', true, false, [0, 0, 0]],
      ['Red and slanted', false, true, [255, 0, 0]],
      ['Plain', false, false, [0, 0, 0]],
      ['Of no colour that there is', false, false, [0, 0, 0]],
    ]);
  });

  it('share the names of places that the exhibit has named, and of each other', async () => {
    const twice: Wish[] = ['One', 'Two'].map((title) => ({ title, lead: explicit('XYZ', 200, 450, null) }));
    const exhibit = await report([{ title: 'Lead', lead: () => ({ Dest: PDFString.of('chapter') }) }, ...twice]);
    const { book } = await bookOf([item, ...places(0, 2)], [composed(exhibit)]);
    expect(book.outline[0]!.children.map(({ title, destination }) => [title, destination])).toEqual([
      ['Lead', 'chapter'],
      ['One', 'exhibit-1-page-2'],
      ['Two', 'exhibit-1-page-2'],
    ]);
  });
});
