import { PDFDocument, PDFName, PDFString, StandardFonts, type PDFObject, type PDFRef } from 'pdf-lib';
import { assemble } from '../../src/assemble/assemble.ts';
import { finish } from '../../src/finish/finish.ts';
import { turned } from '../../src/assemble/geometry.ts';
import { shownSize } from '../../src/model/shown-page.ts';
import type { Book, PlacedExhibitPage, Printed } from '../../src/model/book.ts';
import type { ComposedExhibit, Composition, Heading, StructureHeading } from '../../src/model/composition.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Exhibit, Rectangle } from '../../src/model/exhibit.ts';
import type { PdfPart } from '../../src/model/part.ts';
import type { Edition, Publication } from '../../src/model/publication.ts';
import { resources } from '../finish/book.ts';

/** A page of a print as paginate would give it. */
export type PrintedPage =
  /** A page of the publication's own: a heading with a destination and a line of text. */
  | { readonly kind: 'own'; readonly id: string; readonly level?: number; readonly text: string }
  /** One that holds the place of an exhibit's page. */
  | {
      readonly kind: 'place';
      readonly exhibit: number;
      readonly page: number;
      readonly frame?: Rectangle;
      /** What shows of it in its frame; all of it without. */
      readonly clip?: Rectangle;
      /** Stamped in the lower left corner, 20 pt from both edges; none without. */
      readonly stamp?: string;
      /** A destination at the page's top, and a link in the upper right corner that leads to another. */
      readonly id?: string;
      readonly link?: string;
    };

/** Size of the publication's own pages, points. */
export const OWN_SIZE = { width: 400, height: 600 } as const;
/** Where a stamp begins, from the left and from the lower edge as the reader holds the page. */
export const STAMP_AT = 20;
const STAMP_SIZE = 9;

/** An exhibit as composed, under the heading `item`, with what a part says otherwise and headings in the structure. */
export function composed(
  exhibit: Exhibit,
  part: Partial<PdfPart> = {},
  headingId = 'item',
  headings: readonly StructureHeading[] = [],
): ComposedExhibit {
  return {
    exhibit,
    headingId,
    beginning: { page: 0, headings },
    part: {
      kind: 'pdf',
      file: exhibit.file,
      span: exhibit.span,
      fit: 'keep',
      rotate: 0,
      annotations: 'keep',
      conform: 'drop-claim',
      ...part,
    },
  };
}

/** A print with a structure tree, destinations and stamps as Chromium writes them: marked content within pages, stamps in it as well. */
export async function print(pages: readonly PrintedPage[], exhibits: readonly ComposedExhibit[]): Promise<Printed> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context, catalog } = document;
  const font = await document.embedFont(StandardFonts.Helvetica);
  const destinations = new Map<string, number>();
  const dests = context.obj({});
  const name = (text: string): PDFName => PDFName.of(text);
  const rootRef = context.nextRef();
  const documentRef = context.nextRef();
  const bodyRef = context.nextRef();
  const parents: PDFObject[] = [];
  const elements: PDFRef[] = [];
  const element = (type: string, page: PDFRef, mcid: number): PDFRef => {
    const dict = context.obj({ Type: 'StructElem', S: type, P: bodyRef, Pg: page, K: mcid });
    const ref = context.register(dict);
    elements.push(ref);
    return ref;
  };
  const placed: PlacedExhibitPage[] = [];
  pages.forEach((page, index) => {
    const each = page.kind === 'place' ? exhibits[page.exhibit]! : undefined;
    const facts = page.kind === 'place' ? each!.exhibit.pages[page.page]! : undefined;
    const size =
      facts && page.kind === 'place' && !page.frame ? shownSize(facts.box, turned(facts, each!.part.rotate)) : OWN_SIZE;
    const leaf = document.addPage([size.width, size.height]);
    leaf.node.set(name('Resources'), context.obj({ Font: { F1: font.ref } }));
    const text = (size: number, x: number, y: number, said: string, tag: string, mcid: number): string =>
      `/${tag} <</MCID ${mcid} >>BDC\nBT\n/F1 ${size} Tf\n1 0 0 1 ${x} ${y} Tm\n(${said}) Tj\nET\nEMC\n`;
    let content = '';
    const owners: PDFRef[] = [];
    if (page.kind === 'own') {
      destinations.set(page.id, index);
      dests.set(name(page.id), context.obj([leaf.ref, 'XYZ', 40, 560, 0]));
      const level = page.level ?? 2;
      owners.push(element(`H${level}`, leaf.ref, 0), element('P', leaf.ref, 1));
      content = text(18, 40, 540, page.id, `H${level}`, 0) + text(11, 40, 500, page.text, 'P', 1);
    } else {
      placed.push({
        page: index,
        exhibit: page.exhibit,
        exhibitPage: page.page,
        ...(page.frame && { frame: page.frame }),
        ...(page.clip && { clip: page.clip }),
      });
      if (page.id !== undefined) {
        destinations.set(page.id, index);
        dests.set(name(page.id), context.obj([leaf.ref, 'XYZ', 0, size.height, 0]));
      }
      if (page.stamp !== undefined) {
        owners.push(element('P', leaf.ref, 0));
        content = text(STAMP_SIZE, STAMP_AT, STAMP_AT, page.stamp, 'P', 0);
      }
      if (page.link !== undefined) {
        const annotation = context.obj({
          Type: 'Annot',
          Subtype: 'Link',
          Rect: [size.width - 60, size.height - 30, size.width - 10, size.height - 10],
          Dest: page.link,
          F: 4,
          StructParent: 1000 + index,
        });
        const ref = context.register(annotation);
        leaf.node.set(name('Annots'), context.obj([ref]));
        const link = context.register(
          context.obj({ Type: 'StructElem', S: 'Link', P: bodyRef, K: { Type: 'OBJR', Obj: ref, Pg: leaf.ref } }),
        );
        elements.push(link);
        parents.push(context.obj(1000 + index), link);
      }
    }
    if (owners.length > 0) {
      leaf.node.set(name('StructParents'), context.obj(index));
      parents.unshift(context.obj(index), context.obj(owners));
    }
    leaf.node.set(name('Contents'), context.register(context.flateStream(content)));
  });
  const numbered: [number, PDFObject][] = [];
  for (let i = 0; i < parents.length; i += 2) numbered.push([Number(String(parents[i])), parents[i + 1]!]);
  numbered.sort(([a], [b]) => a - b);
  context.assign(bodyRef, context.obj({ Type: 'StructElem', S: 'NonStruct', P: documentRef, K: elements }));
  context.assign(documentRef, context.obj({ Type: 'StructElem', S: 'Document', P: rootRef, K: [bodyRef] }));
  const tree = context.register(context.obj({ Nums: numbered.flatMap(([key, value]) => [context.obj(key), value]) }));
  context.assign(
    rootRef,
    context.obj({ Type: 'StructTreeRoot', K: documentRef, ParentTree: tree, ParentTreeNextKey: 2000 }),
  );
  catalog.set(name('StructTreeRoot'), rootRef);
  catalog.set(name('MarkInfo'), context.obj({ Marked: true }));
  catalog.set(name('Lang'), PDFString.of('en'));
  catalog.set(name('Dests'), context.register(dests));
  return {
    bytes: await document.save({ useObjectStreams: false }),
    text: '',
    map: {
      pages: pages.map((page, index) => ({
        folio: String(index + 1),
        label: String(index + 1),
        blank: false,
        ...(page.kind === 'place' && { room: 'foot' as const }),
      })),
      destinations,
    },
    exhibits: placed,
  };
}

/** What came of a book. */
export interface Assembled {
  readonly book: Book;
  /** As assembled, before it is finished. */
  readonly before: Uint8Array;
  /** As finished for the web, without a standard unless told. */
  readonly bytes: Uint8Array;
  readonly reported: readonly Diagnostic[];
}

const publication = {
  title: 'Board meeting',
  authors: ['The board'],
  keywords: [],
  lang: 'en',
  outlineOpen: 2,
} as unknown as Publication;
/** When every book of these tests is made. */
export const CREATED: Date = new Date('2026-01-15T10:00:00Z');

/** Prints pages with exhibits, assembles and finishes them. */
export async function bookOf(
  pages: readonly PrintedPage[],
  exhibits: readonly ComposedExhibit[],
  edition: Partial<Edition> = {},
  world: Parameters<typeof finish>[1] = resources,
  composition: Pick<Composition, 'numbering'> = {},
): Promise<Assembled> {
  const printed = await print(pages, exhibits);
  const headings: Heading[] = pages.flatMap((page) =>
    page.kind === 'own' ? [{ id: page.id, level: page.level ?? 2, title: `Item ${page.id}` }] : [],
  );
  const reported: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): number => reported.push(diagnostic);
  const full: Edition = { name: 'web', ppi: 150, quality: 82, linearise: false, standard: [], ...edition };
  const book = await assemble(
    publication,
    full,
    { title: publication.title, geometries: [], headings, exhibits, ...composition },
    printed,
    CREATED,
    report,
  );
  const before = await assembled(book);
  return { book, before, bytes: await (await finish(book, world, report)).file(), reported };
}

/** The file that a book is before it is finished. */
export async function assembled({ document }: Pick<Book, 'document'>): Promise<Uint8Array> {
  return document instanceof Uint8Array ? document : document.save({ useObjectStreams: false, addDefaultPage: false });
}
