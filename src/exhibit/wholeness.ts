import { PDFArray, PDFDict, PDFName, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { dictionaryAt } from '../model/pdf-values.ts';
import { resourcesOf, type Leaf } from './page-tree.ts';

/** `thin`: something that it shows (a font, a picture) is not in the file; `lost`: its content, or part of it, is not. */
export type PageState = 'whole' | 'thin' | 'lost';

/** Kinds of resources that a page cannot do without. */
const NEEDED = ['Font', 'XObject', 'ExtGState', 'ColorSpace', 'Pattern', 'Shading'] as const;

/** Whether all that a page is made of is in the file. A reader that meets what is missing says nothing and shows white. */
export function pageState(context: PDFContext, leaf: Leaf, known: Map<PDFDict, boolean>): PageState {
  const contents = leaf.dict.get(PDFName.of('Contents'));
  if (contents !== undefined && !isContent(context, contents)) return 'lost';
  const resources = resourcesOf(leaf);
  if (!resources) return 'whole';
  let complete = known.get(resources);
  if (complete === undefined) known.set(resources, (complete = isComplete(context, resources)));
  return complete ? 'whole' : 'thin';
}

function isContent(context: PDFContext, object: PDFObject): boolean {
  const looked = context.lookup(object);
  if (looked instanceof PDFArray) return looked.asArray().every((part) => context.lookup(part) instanceof PDFStream);
  return looked instanceof PDFStream;
}

function isComplete(context: PDFContext, resources: PDFDict): boolean {
  return NEEDED.every((kind) => {
    const entries = dictionaryAt(resources, kind)?.entries() ?? [];
    return entries.every(([, object]) => context.lookup(object) !== undefined);
  });
}
