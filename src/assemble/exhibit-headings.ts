import { PDFRawStream, type PDFContext, type PDFRef } from 'pdf-lib';
import type { StructureHeading } from '../model/composition.ts';
import { STAMP_INSET, STAMP_RIM } from '../model/stamp.ts';
import type { PageSize } from '../model/publication.ts';
import { UnseenFont } from '../model/pdf-unseen-font.ts';
import type { BookStructure } from './book-structure.ts';
import type { PlacedPage } from './destinations.ts';
import { decimal } from './geometry.ts';

/** Size of a heading that nobody sees, points: as high as what readers mark when they come to it. */
const SIZE = 12;

/**
 * Headings with which exhibits begin, for those who go by the structure: a page of somebody else's has no room for them. They are text that is
 * not painted (ISO 32000-1, 9.3.6, mode 3), as that behind scanned pages is, at the head of the page: real content, for a heading is nothing
 * without (ISO 14289-1, 7.1 and 7.4).
 */
export class ExhibitHeadings {
  readonly #context: PDFContext;
  readonly #book: BookStructure;
  readonly #font: UnseenFont;
  readonly #begun = new Set<number>();

  constructor(context: PDFContext, book: BookStructure) {
    this.#context = context;
    this.#book = book;
    this.#font = new UnseenFont(context);
  }

  /**
   * Puts the headings of an exhibit into the structure, the first time that the page with which it begins comes, of this size in points as it is shown. The
   * form that holds them and paints nothing; undefined where there are none.
   */
  begin(
    exhibit: number,
    headings: readonly StructureHeading[],
    { ref, index }: PlacedPage,
    { width, height }: PageSize,
  ): PDFRef | undefined {
    if (headings.length === 0 || this.#begun.has(exhibit)) return undefined;
    this.#begun.add(exhibit);
    const context = this.#context;
    const form = context.nextRef();
    const elements = headings.map(({ level }, mcid) => {
      const object = context.obj({ Type: 'MCR', Pg: ref, Stm: form, MCID: mcid });
      return this.#book.heading(level, { kind: 'leaf', object, page: index });
    });
    for (const element of elements) this.#book.insert(element);
    const key = this.#book.key();
    this.#book.own(key, new Map(elements.map((element, mcid) => [mcid, element.ref])));
    const dict = context.obj({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, width, height],
      Resources: { Font: { Unseen: this.#font.ref } },
      StructParents: key,
    });
    context.assign(form, PDFRawStream.of(dict, Buffer.from(this.#lines(headings, { width, height }), 'latin1')));
    return form;
  }

  /** One line for each heading, no wider than the page. */
  #lines(headings: readonly StructureHeading[], { width, height }: PageSize): string {
    const room = Math.max(SIZE, width - 2 * STAMP_INSET);
    return headings
      .map(({ level, title }, mcid) => {
        const { hex, width: own } = this.#font.encode(title);
        const narrow = Math.min(100, (100 * room) / Math.max(1, own * SIZE));
        const y = height - STAMP_RIM - SIZE * (mcid + 1);
        return `/H${level} <</MCID ${mcid}>> BDC BT 3 Tr /Unseen ${SIZE} Tf ${decimal(narrow)} Tz ${STAMP_INSET} ${decimal(y)} Td <${hex}> Tj ET EMC\n`;
      })
      .join('');
  }

  /** Writes the font of all of them. */
  write(): void {
    if (this.#begun.size > 0) this.#font.write();
  }
}
