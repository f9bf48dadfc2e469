import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFString,
  type PDFDocument,
  type PDFObject,
} from 'pdf-lib';
import { eachName } from './destinations.ts';
import { destinationOf } from './links.ts';
import { isInline } from './structure-types.ts';
import type { StructureElement } from './structure-tree.ts';
import type { StructureRefs } from './write-structure.ts';

/** A line of text begins this far above its first glyphs' ground at least, points: a destination at its top means it. */
const ABOVE = 3;

/** Where a block begins on a page. */
interface Start {
  readonly y: number;
  readonly element: StructureElement;
}

/**
 * Makes destinations lead to elements of the structure as well as to places (ISO 14289-2, 8.8; ISO 32000-2, 12.3.2.3):
 * whoever follows a link by ear arrives at the words, not at a page. Named destinations get an SD beside their D; links
 * and bookmarks go through actions that hold both, for in PDF 2.0 it is the action that names a structure destination.
 */
export function leadToStructure(document: PDFDocument, root: StructureElement, refs: StructureRefs): void {
  const { context, catalog } = document;
  const starts = startsByPage(root);
  const rootRef = refs.get(root)!;

  const structural = (place: PDFArray): PDFArray => {
    const page = place.get(0);
    const y = topOf(place);
    const element = page instanceof PDFRef ? elementAt(starts.get(page) ?? [], y) : undefined;
    return context.obj([(element && refs.get(element)) ?? rootRef, ...place.asArray().slice(1)]);
  };

  const named = new Map<string, { readonly place: PDFArray; readonly structure: PDFArray }>();
  eachName(catalog, (name, value, replace) => {
    const place = value instanceof PDFDict ? value.lookup(PDFName.of('D')) : value;
    if (!(place instanceof PDFArray)) return;
    const structure = structural(place);
    named.set(name, { place, structure });
    replace(context.obj({ D: place, SD: structure }));
  });

  referToTargets(document, root, refs, (name) => named.get(name)?.structure.get(0));
  const redirect = (holder: PDFDict): void => {
    const written = holder.lookup(PDFName.of('Dest'));
    const known =
      written instanceof PDFString || written instanceof PDFHexString
        ? named.get(Buffer.from(written.asBytes()).toString('latin1'))
        : written instanceof PDFArray
          ? { place: written, structure: structural(written) }
          : undefined;
    if (!known) return;
    holder.delete(PDFName.of('Dest'));
    holder.set(PDFName.of('A'), context.obj({ S: 'GoTo', D: known.place, SD: known.structure }));
  };
  for (const page of document.getPages()) {
    const annotations = page.node.lookup(PDFName.of('Annots'));
    if (!(annotations instanceof PDFArray)) continue;
    for (let i = 0; i < annotations.size(); i++) {
      const annotation = annotations.lookup(i);
      if (annotation instanceof PDFDict) redirect(annotation);
    }
  }
  const outlines = catalog.lookup(PDFName.of('Outlines'));
  if (outlines instanceof PDFDict) eachBookmark(outlines, redirect);
}

/** Each entry of a list of contents names the element it leads to (ISO 14289-2, 8.2.5.8). `target` finds one by destination. */
function referToTargets(
  { context }: PDFDocument,
  root: StructureElement,
  refs: StructureRefs,
  target: (name: string) => PDFObject | undefined,
): void {
  for (const item of root.descendants()) {
    if (item.type !== 'TOCI') continue;
    const dict = context.lookup(refs.get(item));
    for (const leaf of item.leaves()) {
      const name = leaf.kind === 'object' ? destinationOf(leaf.annotation) : undefined;
      const element = name === undefined ? undefined : target(name);
      if (element && dict instanceof PDFDict) dict.set(PDFName.of('Ref'), context.obj([element]));
    }
  }
}

/** Blocks by the page on which they begin, in reading order. */
function startsByPage(root: StructureElement): ReadonlyMap<PDFRef, Start[]> {
  const starts = new Map<PDFRef, Start[]>();
  const visit = (element: StructureElement, block: StructureElement): void => {
    for (const kid of element.kids) {
      if (kid.kind === 'element') visit(kid, isInline(kid) || kid.type === 'Lbl' ? block : kid);
      else if (kid.kind === 'content' && kid.content.y !== undefined) {
        const { page } = kid.stream;
        const list = starts.get(page);
        const start = { y: kid.content.y, element: block };
        if (list) list.push(start);
        else starts.set(page, [start]);
      }
    }
  };
  visit(root, root);
  return starts;
}

/** The block that begins next below a height; the page's first where none does. */
function elementAt(starts: readonly Start[], y: number): StructureElement | undefined {
  let best: Start | undefined;
  for (const start of starts) if (start.y <= y + ABOVE && (!best || start.y > best.y)) best = start;
  return (best ?? starts[0])?.element;
}

/** Where each kind of destination says how high up it begins (ISO 32000-1, Table 151). */
const TOP_AT: ReadonlyMap<PDFObject | undefined, number> = new Map(
  Object.entries({ XYZ: 3, FitH: 2, FitBH: 2, FitR: 5 }).map(([kind, at]) => [PDFName.of(kind), at]),
);

/** The height at which a place begins, points in its page's space; infinite where it is the page as a whole. */
function topOf(place: PDFArray): number {
  const at = place.size() > 1 ? TOP_AT.get(place.lookup(1)) : undefined;
  const top = at !== undefined && place.size() > at ? place.lookup(at) : undefined;
  return top instanceof PDFNumber ? top.asNumber() : Infinity;
}

/** Goes through an outline's items, all levels. */
function eachBookmark(parent: PDFDict, visit: (item: PDFDict) => void): void {
  for (let item = parent.lookup(PDFName.of('First')); item instanceof PDFDict; item = item.lookup(PDFName.of('Next'))) {
    visit(item);
    eachBookmark(item, visit);
  }
}
