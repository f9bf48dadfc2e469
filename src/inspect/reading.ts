import { PDFDict, PDFNumber, type PDFObject } from 'pdf-lib';
import { dictionaryAt, items, nameAt, textAt, value } from '../model/pdf-values.ts';
import { readMarkedText, referencedText } from './marked-text.ts';
import { openCatalog } from './open-document.ts';

/** Elements inside each other; deeper ones are a ring. */
const DEPTH_LIMIT = 200;
/** Types that stand in a line of text; all others begin and end one. */
export const INLINE: ReadonlySet<string> = new Set(
  'Annot Code Em Formula Link Note Quote RB RP RT Reference Ruby Span Strong Sub'.split(' '),
);

/** How a file is read. */
export interface ReadingOptions {
  /** Passes over what is painted beside the text: labels of lists, and pictures but for their captions. */
  readonly textOnly?: boolean;
}

/**
 * What someone reads who goes by a file's structure (ISO 32000-1, 14.7): text in the tree's order, a line for each block,
 * replacement texts in the place of what they replace. Throws an {@link OctavoError} for a file that does not open.
 */
export async function readingText(bytes: Uint8Array, options: ReadingOptions = {}): Promise<string> {
  const { catalog } = await openCatalog(bytes);
  const texts = readMarkedText(catalog);
  let result = '';
  const visit = (dict: PDFDict, above: PDFDict | undefined, depth: number): void => {
    const type = nameAt(dict, 'S') ?? '';
    if (depth > DEPTH_LIMIT || (options.textOnly && type === 'Lbl')) return;
    const block = !INLINE.has(type);
    if (block) result += '\n';
    const actual = textAt(dict, 'ActualText');
    const page = dictionaryAt(dict, 'Pg') ?? above;
    const caption = (kid: PDFObject): boolean => kid instanceof PDFDict && nameAt(kid, 'S') === 'Caption';
    const kids = items(value(dict, 'K')).filter((kid) => !options.textOnly || type !== 'Figure' || caption(kid));
    if (actual !== undefined) result += actual;
    else {
      for (const kid of kids) {
        if (kid instanceof PDFNumber) result += page ? texts.of(page, kid.asNumber()) : '';
        else if (kid instanceof PDFDict && nameAt(kid, 'Type') === 'MCR') result += referencedText(kid, page, texts);
        else if (kid instanceof PDFDict && nameAt(kid, 'Type') !== 'OBJR') visit(kid, page, depth + 1);
      }
    }
    if (block) result += '\n';
  };
  for (const kid of items(value(dictionaryAt(catalog, 'StructTreeRoot'), 'K')))
    if (kid instanceof PDFDict) visit(kid, undefined, 0);
  return result;
}
