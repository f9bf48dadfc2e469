import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRef,
  PDFString,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import type { Report } from '../model/diagnostic.ts';
import { byteString } from './text-string.ts';

/** Points within which a destination counts as at the upper edge. */
const PAGE_TOP = 0.5;
/** Names in one leaf of the name tree. Readers search leaves by their limits; some hundred bytes each is a quick read. */
const NAMES_PER_LEAF = 64;

const DESTS = PDFName.of('Dests');
const DEST = PDFName.of('Dest');

/** A name's bytes, one a character, whichever of the three objects holds it; undefined for anything else. */
function nameBytes(object: PDFObject | undefined): string | undefined {
  if (object instanceof PDFName) return object.decodeText();
  if (object instanceof PDFString || object instanceof PDFHexString)
    return Buffer.from(object.asBytes()).toString('latin1');
  return undefined;
}

/** Reads a name tree (ISO 32000-1, 7.9.6) into `into`, each node once. */
function readTree(node: PDFDict, into: Map<string, PDFObject>, seen: Set<PDFDict> = new Set()): void {
  if (seen.has(node)) return;
  seen.add(node);
  const names = node.lookup(PDFName.of('Names'));
  if (names instanceof PDFArray) {
    for (let i = 0; i + 1 < names.size(); i += 2) {
      const name = nameBytes(names.lookup(i));
      if (name !== undefined) into.set(name, names.get(i + 1));
    }
  }
  const kids = node.lookup(PDFName.of('Kids'));
  if (kids instanceof PDFArray) {
    for (let i = 0; i < kids.size(); i++) {
      const kid = kids.lookup(i);
      if (kid instanceof PDFDict) readTree(kid, into, seen);
    }
  }
}

/** Compares byte strings as name trees are ordered: by bytes, the shorter first where one begins the other. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Writes a name tree of sorted `entries`; the leaves hold limits and hang below one root. */
function writeTree(context: PDFContext, entries: readonly (readonly [string, PDFObject])[]): PDFDict {
  const leaf = (part: readonly (readonly [string, PDFObject])[]): PDFDict =>
    context.obj({ Names: part.flatMap(([name, value]) => [byteString(name), value]) });
  if (entries.length <= NAMES_PER_LEAF) return leaf(entries);
  const kids: PDFRef[] = [];
  for (let from = 0; from < entries.length; from += NAMES_PER_LEAF) {
    const part = entries.slice(from, from + NAMES_PER_LEAF);
    const dict = leaf(part);
    dict.set(PDFName.of('Limits'), context.obj([byteString(part[0]![0]), byteString(part.at(-1)![0])]));
    kids.push(context.register(dict));
  }
  return context.obj({ Kids: kids });
}

/**
 * Turns the catalog's /Dests dictionary, as Chromium writes it, into the /Names /Dests name tree (ISO 32000-1, 12.3.2.3)
 * and returns the names that are in it. An existing tree is merged; its entries win over the dictionary's. `tops` are upper margins in points
 * by page: see {@link lower}.
 */
export function nameDestinations(
  context: PDFContext,
  catalog: PDFDict,
  tops: ReadonlyMap<PDFRef, number> = new Map(),
): ReadonlySet<string> {
  const found = new Map<string, PDFObject>();
  const dictionary = catalog.lookup(DESTS);
  if (dictionary instanceof PDFDict) {
    for (const [name, value] of dictionary.entries()) {
      const target = context.lookup(value);
      if (target instanceof PDFArray) lower(context, target, tops);
      found.set(name.decodeText(), value);
    }
  }
  const names = catalog.lookup(PDFName.of('Names'));
  const tree = names instanceof PDFDict ? names.lookup(DESTS) : undefined;
  if (tree instanceof PDFDict) readTree(tree, found);
  catalog.delete(DESTS);
  if (found.size === 0) return new Set();
  // Skia gives each destination an object of its own; in the tree it is as well in its place.
  const entries = [...found]
    .map(([name, value]) => [name, value instanceof PDFRef ? (context.lookup(value) ?? value) : value] as const)
    .sort((a, b) => byBytes(a[0], b[0]));
  const home: PDFDict = names instanceof PDFDict ? names : context.obj({});
  home.set(DESTS, context.register(writeTree(context, entries)));
  if (!(names instanceof PDFDict)) catalog.set(PDFName.of('Names'), home);
  return new Set(found.keys());
}

/**
 * Chromium counts a destination's height from the upper edge of the page area though it means the sheet's: by the upper margin too high. The left
 * edge, of which it says the same, becomes the page's, so that a reader who has zoomed in sees the beginning of the line.
 */
function lower(context: PDFContext, target: PDFArray, tops: ReadonlyMap<PDFRef, number>): void {
  const page = target.get(0);
  if (!(page instanceof PDFRef)) return;
  const margin = tops.get(page);
  const top = target.size() > 3 ? target.lookup(3) : undefined;
  if (margin === undefined || !(top instanceof PDFNumber)) return;
  target.set(2, PDFNumber.of(0));
  // What begins the page area shows the whole page.
  const box = context.lookup(page, PDFDict).lookup(PDFName.of('MediaBox'));
  if (box instanceof PDFArray && top.asNumber() >= box.lookup(3, PDFNumber).asNumber() - PAGE_TOP) return;
  target.set(3, PDFNumber.of(Number((top.asNumber() - margin).toFixed(3))));
}

/** Visits every entry of the name tree of destinations; `replace` puts another value in its place. */
export function eachName(
  catalog: PDFDict,
  visit: (name: string, value: PDFObject | undefined, replace: (value: PDFObject) => void) => void,
): void {
  const names = catalog.lookup(PDFName.of('Names'));
  const open = names instanceof PDFDict ? [names.lookup(DESTS)] : [];
  const seen = new Set<PDFObject>();
  for (let node = open.pop(); node; node = open.pop()) {
    if (!(node instanceof PDFDict) || seen.has(node)) continue;
    seen.add(node);
    const entries = node.lookup(PDFName.of('Names'));
    if (entries instanceof PDFArray) {
      for (let i = 0; i + 1 < entries.size(); i += 2) {
        const name = nameBytes(entries.lookup(i));
        if (name !== undefined) visit(name, entries.lookup(i + 1), (value) => entries.set(i + 1, value));
      }
    }
    const kids = node.lookup(PDFName.of('Kids'));
    if (kids instanceof PDFArray) for (let i = 0; i < kids.size(); i++) open.push(kids.lookup(i));
  }
}

/**
 * Makes every link's destination a string, which is how the name tree is asked (ISO 32000-1, 12.3.2.3; a name object
 * would be sought in the dictionary that is gone), and reports links that lead nowhere.
 */
export function nameLinks(pages: readonly PDFDict[], names: ReadonlySet<string>, report: Report): void {
  const missing = new Map<string, number>();
  pages.forEach((page, index) => {
    const annotations = page.lookup(PDFName.of('Annots'));
    if (!(annotations instanceof PDFArray)) return;
    for (let i = 0; i < annotations.size(); i++) {
      const annotation = annotations.lookup(i);
      if (!(annotation instanceof PDFDict)) continue;
      const action = annotation.lookup(PDFName.of('A'));
      const goTo =
        action instanceof PDFDict && action.lookup(PDFName.of('S')) === PDFName.of('GoTo') ? action : undefined;
      const [holder, key] = goTo ? [goTo, PDFName.of('D')] : [annotation, DEST];
      const name = nameBytes(holder.lookup(key));
      if (name === undefined) continue;
      holder.set(key, byteString(name));
      if (!names.has(name) && !missing.has(name)) missing.set(name, index);
    }
  });
  for (const [name, index] of missing) {
    report({
      severity: 'error',
      code: 'link-destination-missing',
      message: `a link on page ${index + 1} of the file leads to “${name}”, which is nowhere in it`,
      why: 'A reader who follows it stays where they are.',
    });
  }
}
