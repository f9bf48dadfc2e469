import { PDFArray, PDFDict, PDFName, PDFNull, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { dictionaryAt } from '../model/pdf-values.ts';
import { resourcesOf, type Leaf } from './page-tree.ts';

/** `thin`: something that it shows (a font, a picture, a part of its content) is not in the file; `lost`: its content is not. */
export type PageState = 'whole' | 'thin' | 'lost';

/** Kinds of resources that a page cannot do without. */
const NEEDED = ['Font', 'XObject', 'ExtGState', 'ColorSpace', 'Pattern', 'Shading'] as const;

/** Whether all that a page is made of is in the file. A reader that meets what is missing says nothing and shows white. */
export function pageState(context: PDFContext, leaf: Leaf, known: Map<PDFDict, boolean>): PageState {
  const contents = leaf.dict.get(PDFName.of('Contents'));
  const parts = contents === undefined ? [] : partsOf(context, contents);
  const there = parts.filter((part) => part instanceof PDFStream).length;
  if (there === 0 && parts.length > 0) return 'lost';
  if (there < parts.length) return 'thin';
  const resources = resourcesOf(leaf);
  if (!resources) return 'whole';
  let complete = known.get(resources);
  if (complete === undefined) known.set(resources, (complete = isComplete(context, resources)));
  return complete ? 'whole' : 'thin';
}

/** What should be streams of content; nothing at all is no part of it. */
function partsOf(context: PDFContext, object: PDFObject): readonly (PDFObject | undefined)[] {
  const looked = context.lookup(object);
  if (!(looked instanceof PDFArray)) return [looked];
  const parts = looked.asArray().filter((part) => part !== PDFNull);
  return parts.map((part) => context.lookup(part));
}

function isComplete(context: PDFContext, resources: PDFDict): boolean {
  return NEEDED.every((kind) => {
    const entries = dictionaryAt(resources, kind)?.entries() ?? [];
    return entries.every(([, object]) => context.lookup(object) !== undefined);
  });
}
