import { PDFArray, PDFDict, PDFHexString, PDFName, PDFString, type PDFObject, type PDFRef } from 'pdf-lib';
import type { Book, OutlineItem } from '../model/book.ts';
import { spokenLine } from './structure-text.ts';
import type { StructureElement } from './structure-tree.ts';
import { plainText, textString } from './text-string.ts';

/** Words that alone don't say where a link leads, in the languages most written here. */
const VAGUE: ReadonlySet<string> = new Set(
  (
    'here,click here,link,this,this link,more,read more,learn more,see more,see here,details,website,' +
    'hier,mehr,weiterlesen,ici,cliquez ici,en savoir plus,aquí,aqui,más,qui,clicca qui,hier klikken,tutaj,här,her'
  ).split(','),
);

const LINK = PDFName.of('Link');
const ACTION = PDFName.of('A');
const CONTENTS = PDFName.of('Contents');
const DEST = PDFName.of('Dest');

/** True when an element holds a link annotation. */
export function holdsLink(element: StructureElement): boolean {
  return element.kids.some((kid) => kid.kind === 'object' && kid.annotation.lookup(PDFName.of('Subtype')) === LINK);
}

/**
 * Describes all links of a document; its text must be final. `book` says what stands where, `pages` are the file's, `said` is
 * what is known better of some links.
 */
export function describeLinks(
  document: StructureElement,
  book: Pick<Book, 'outline' | 'map'>,
  pages: readonly PDFRef[],
  said: ReadonlyMap<StructureElement, string>,
): void {
  const places = new Places(book, pages);
  for (const element of document.descendants()) {
    if (element.type === 'Link') describeLink(element, places, said.get(element));
  }
}

/**
 * Gives a link's annotations a description (ISO 14289-1, 7.18.5) that says where it leads: its text, and the target as
 * well where the text alone does not say. One without text, as over somebody else's page, keeps what was said of it.
 */
function describeLink(link: StructureElement, places: Places, known: string | undefined): void {
  const text = spokenLine(link);
  for (const { annotation } of link.kids.filter((kid) => kid.kind === 'object')) {
    const target = addressOf(annotation) ?? places.title(annotation);
    const vague = VAGUE.has(text.toLowerCase().replace(/[\s.,:;!?…→»>]+$/, ''));
    const worded = vague && target !== undefined ? `${text} (${target})` : text;
    const said =
      known ?? (text === '' ? (ownWords(annotation) ?? target ?? places.page(annotation) ?? 'Link') : worded);
    annotation.set(CONTENTS, textString(plainText(said)));
  }
}

/** An address that a link leads to, as a person would say it: without its scheme. */
function addressOf(annotation: PDFDict): string | undefined {
  const action = annotation.lookup(ACTION);
  const uri = action instanceof PDFDict ? stringOf(action.lookup(PDFName.of('URI'))) : undefined;
  return uri && spokenAddress(uri);
}

function spokenAddress(uri: string): string {
  return uri.replace(/^(?:mailto:|tel:|https?:\/\/)/i, '').replace(/^([^/?#]+)\/$/, '$1');
}

/** What somebody said of a link already, unless that is its bare address. */
function ownWords(annotation: PDFDict): string | undefined {
  const words = stringOf(annotation.lookup(CONTENTS))?.trim();
  return words && spokenAddress(words) !== addressOf(annotation) ? words : undefined;
}

/** What stands where in a book, for links that lead there. */
class Places {
  readonly #book: Pick<Book, 'outline' | 'map'>;
  readonly #titles = new Map<string, string>();
  readonly #indexes: ReadonlyMap<PDFObject, number>;

  constructor(book: Pick<Book, 'outline' | 'map'>, pages: readonly PDFRef[]) {
    this.#book = book;
    this.#indexes = new Map(pages.map((ref, index) => [ref, index]));
    const take = ({ destination, title, children }: OutlineItem): void => {
      this.#titles.set(destination, title);
      children.forEach(take);
    };
    book.outline.forEach(take);
  }

  /** The heading at a link's destination. */
  title(annotation: PDFDict): string | undefined {
    const destination = destinationOf(annotation);
    return destination === undefined ? undefined : this.#titles.get(destination);
  }

  /** The page that a link leads to: the heading under which it is, and its label. */
  page(annotation: PDFDict): string | undefined {
    const target = annotation.lookup(DEST);
    const destination = destinationOf(annotation);
    const { destinations, pages } = this.#book.map;
    const page =
      target instanceof PDFArray ? this.#indexes.get(target.get(0)) : destination && destinations.get(destination);
    if (typeof page !== 'number') return undefined;
    const before = [...this.#titles].filter(([start]) => (destinations.get(start) ?? Infinity) <= page);
    const [, title] = before.at(-1) ?? [];
    const label = pages[page]?.label ?? String(page + 1);
    return title === undefined ? label : `${title} (${label})`;
  }
}

/** Name of the destination that a link leads to. */
export function destinationOf(annotation: PDFDict): string | undefined {
  return stringOf(annotation.lookup(DEST));
}

function stringOf(object: PDFObject | undefined): string | undefined {
  if (object instanceof PDFName) return object.decodeText();
  return object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : undefined;
}
