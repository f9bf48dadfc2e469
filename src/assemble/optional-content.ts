import { PDFArray, PDFDict, PDFHexString, PDFName, PDFRef, PDFString, type PDFContext, type PDFObject } from 'pdf-lib';
import type { ObjectCopier } from './copy-objects.ts';

const N = (text: string): PDFName => PDFName.of(text);
const PROPERTIES = N('OCProperties');
const VIEW = N('View');

/** Lists of layers inside each other, as viewers show them. */
const NESTING_LIMIT = 16;

/**
 * Takes the optional content groups of an exhibit (ISO 32000-1, 8.11.4) that came along with its pages into the book's: each as visible or
 * hidden as it was, listed under the exhibit's title. Call when all pages are copied.
 */
export function mergeLayers(
  context: PDFContext,
  catalog: PDFDict,
  source: PDFDict,
  copier: ObjectCopier,
  title: string,
): void {
  const theirs = source.lookup(PROPERTIES);
  if (!(theirs instanceof PDFDict)) return;
  const came = refsOf(theirs.lookup(N('OCGs'))).flatMap((from) => {
    const to = copier.placeOf(from);
    return to ? [{ from, to }] : [];
  });
  if (came.length === 0) return;
  const configuration = theirs.lookup(N('D'));
  const entry = (key: string): PDFObject | undefined =>
    configuration instanceof PDFDict ? configuration.lookup(N(key)) : undefined;
  const on = new Set(refsOf(entry('ON')));
  const off = new Set(refsOf(entry('OFF')));
  const hiddenByDefault = entry('BaseState') === N('OFF');
  const unseen = unseenByUsage(entry('AS'));
  const hidden = ({ from }: { readonly from: PDFRef }): boolean =>
    unseen.get(from) ?? (off.has(from) || (hiddenByDefault && !on.has(from)));

  const { groups, settings } = ours(context, catalog);
  for (const { to } of came) groups.push(to);
  for (const group of came.filter(hidden)) list(context, settings, 'OFF').push(group.to);
  const locked = new Set(refsOf(entry('Locked')));
  for (const { from, to } of came) if (locked.has(from)) list(context, settings, 'Locked').push(to);
  const exclusive = entry('RBGroups');
  if (exclusive instanceof PDFArray) {
    for (let i = 0; i < exclusive.size(); i++) {
      const members = refsOf(exclusive.lookup(i)).flatMap((from) => copier.placeOf(from) ?? []);
      if (members.length > 1) list(context, settings, 'RBGroups').push(context.obj(members));
    }
  }
  const listed = new Set<PDFRef>();
  const order = ordered(context, entry('Order'), copier, listed, 0);
  // Each layer must be in the list (ISO 19005-2, 6.9), whether or not the exhibit showed it there.
  for (const { to } of came) if (!listed.has(to)) order.push(to);
  list(context, settings, 'Order').push(context.obj([PDFHexString.fromText(title), ...order]));
}

/**
 * Layers that readers show or hide on a screen by what they are for (ISO 32000-1, 8.11.4.4), whatever they are by default: what is meant for paper
 * alone is not seen there. A book says of each whether it is seen, since archives take no such rules (ISO 19005-2, 6.9).
 */
function unseenByUsage(rules: PDFObject | undefined): ReadonlyMap<PDFRef, boolean> {
  const unseen = new Map<PDFRef, boolean>();
  for (let i = 0; rules instanceof PDFArray && i < rules.size(); i++) {
    const rule = rules.lookup(i);
    if (!(rule instanceof PDFDict) || rule.lookup(N('Event')) !== VIEW) continue;
    const categories = rule.lookup(N('Category'));
    if (!(categories instanceof PDFArray) || !categories.asArray().includes(VIEW)) continue;
    const groups = rule.lookup(N('OCGs'));
    for (let k = 0; groups instanceof PDFArray && k < groups.size(); k++) {
      const [ref, group] = [groups.get(k), groups.lookup(k)];
      const usage = group instanceof PDFDict ? group.lookup(N('Usage')) : undefined;
      const view = usage instanceof PDFDict ? usage.lookup(VIEW) : undefined;
      const state = view instanceof PDFDict ? view.lookup(N('ViewState')) : undefined;
      if (ref instanceof PDFRef && state instanceof PDFName) unseen.set(ref, state === N('OFF'));
    }
  }
  return unseen;
}

/** The book's own groups and default settings, made where there are none. */
function ours(context: PDFContext, catalog: PDFDict): { readonly groups: PDFArray; readonly settings: PDFDict } {
  const written = catalog.lookup(PROPERTIES);
  const properties: PDFDict = written instanceof PDFDict ? written : context.obj({});
  if (properties !== written) catalog.set(PROPERTIES, context.register(properties));
  const groups = list(context, properties, 'OCGs');
  const found = properties.lookup(N('D'));
  const settings: PDFDict = found instanceof PDFDict ? found : context.obj({ Name: PDFString.of('Layers') });
  if (settings !== found) properties.set(N('D'), settings);
  return { groups, settings };
}

function list(context: PDFContext, dict: PDFDict, key: string): PDFArray {
  const found = dict.lookup(N(key));
  if (found instanceof PDFArray) return found;
  const made = PDFArray.withContext(context);
  dict.set(N(key), made);
  return made;
}

function refsOf(object: PDFObject | undefined): PDFRef[] {
  return object instanceof PDFArray ? object.asArray().filter((item) => item instanceof PDFRef) : [];
}

/** The order of layers with labels and nesting, without those that stayed behind. */
function ordered(
  context: PDFContext,
  object: PDFObject | undefined,
  copier: ObjectCopier,
  listed: Set<PDFRef>,
  depth: number,
): PDFObject[] {
  if (!(object instanceof PDFArray) || depth > NESTING_LIMIT) return [];
  const made: PDFObject[] = [];
  for (let i = 0; i < object.size(); i++) {
    const ref = object.get(i);
    const item = object.lookup(i);
    if (item instanceof PDFArray) {
      const inner = ordered(context, item, copier, listed, depth + 1);
      if (inner.some((each) => each instanceof PDFRef || each instanceof PDFArray)) made.push(context.obj(inner));
    } else if (item instanceof PDFString || item instanceof PDFHexString) {
      // A label is the first of a list inside (Table 101); elsewhere it would stay without its layers.
      if (i === 0 && depth > 0) made.push(item);
    } else if (ref instanceof PDFRef) {
      const to = copier.placeOf(ref);
      if (!to || listed.has(to)) continue;
      listed.add(to);
      made.push(to);
    }
  }
  return made;
}
