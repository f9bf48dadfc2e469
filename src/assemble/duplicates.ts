import { hash } from 'node:crypto';
import { PDFArray, PDFDict, PDFName, PDFRef, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import type { Storage } from './copy-objects.ts';
import { contentDigest } from '../model/pdf-stream.ts';
import { heldEntries, heldItems } from '../model/pdf-values.ts';

const N = (text: string): PDFName => PDFName.of(text);
const TYPE = N('Type');
const FONT = N('Font');
const DESCRIPTOR = N('FontDescriptor');
/** Graphics state parameters that are in no other dictionary (ISO 32000-1, Table 58). */
const PARAMETERS: ReadonlySet<PDFName> = new Set(
  ['LW', 'ML', 'OP', 'op', 'OPM', 'SA', 'BM', 'SMask', 'CA', 'ca', 'AIS', 'TK'].map(N),
);
const ELEMENT = N('StructElem');
const FONT_FILES = ['FontFile', 'FontFile2', 'FontFile3'].map(N);
const STRUCT_PARENTS = N('StructParents');
const SUBTYPE = N('Subtype');
const FORM = N('Form');

/**
 * Rounds of finding what is the same. What refers to things that became one can become one in the next: a font file, its descriptor, the
 * font in a composite font, that font, a form that uses it.
 */
const ROUNDS = 5;
/** Letters of a subset's tag (ISO 32000-1, 9.6.4). */
const TAG_LETTERS = 6;

/**
 * What came with exhibits so far, by what it holds: what is the same in a later one is not copied again. Marks are taken out of forms of exhibits
 * without structure, so that these are not those of others.
 */
export class StoredObjects {
  readonly #byContent = new Map<string, PDFRef>();

  /** For one exhibit; `structured`: its structure comes along, by which its forms may be owned. */
  of(structured: boolean): Storage {
    return {
      mayBeThere: (object) => mayBeShared(object) && !(structured && isForm(object)),
      find: (copy) => this.#byContent.get(contentOf(copy)),
      keep: (copy, ref) => this.#byContent.set(contentOf(copy), ref),
    };
  }
}

function isForm(object: PDFObject): boolean {
  return object instanceof PDFStream && object.dict.lookup(SUBTYPE) === FORM;
}

/**
 * Stores what is the same in several exhibits once: streams (pictures, font files, profiles) by their bytes, fonts, their descriptors and
 * graphics states by what they hold. `copied` are the objects that came with exhibits. Subsets of one face that differ get tags that differ.
 */
export function mergeDuplicates(context: PDFContext, copied: readonly PDFRef[]): void {
  let live = withTwins(
    context,
    copied.filter((ref) => mayBeShared(context.lookup(ref))),
  );
  const all = new Map<PDFRef, PDFRef>();
  const contents = new Map<PDFRef, string>();
  for (let round = 0; round < ROUNDS; round++) {
    const first = new Map<string, PDFRef>();
    const same = new Map<PDFRef, PDFRef>();
    for (const ref of live) {
      let key = contents.get(ref);
      if (key === undefined) contents.set(ref, (key = contentOf(context.lookup(ref)!)));
      const known = first.get(key);
      if (known) same.set(ref, known);
      else first.set(key, ref);
    }
    if (same.size === 0) break;
    live = live.filter((ref) => !same.has(ref));
    for (const [ref, to] of same) {
      all.set(ref, to);
      context.delete(ref);
    }
    for (const ref of live) if (redirect(context.lookup(ref)!, same)) contents.delete(ref);
  }
  // What became one later may stand for what became one before.
  for (const [ref, to] of all) all.set(ref, all.get(to) ?? to);
  if (all.size > 0) {
    for (const [, object] of context.enumerateIndirectObjects()) {
      // Most objects of a tagged file, and none of them refers to what may be shared.
      if (!(object instanceof PDFDict && object.get(TYPE) === ELEMENT)) redirect(object, all);
    }
  }
  distinguishSubsets(context, new Set(copied));
}

/** Without streams whose bytes no other has: nothing stands for these, whatever their dictionaries say. */
function withTwins(context: PDFContext, refs: readonly PDFRef[]): PDFRef[] {
  const digests = refs.map((ref) => {
    const object = context.lookup(ref);
    return object instanceof PDFStream ? contentDigest(object) : undefined;
  });
  const counts = new Map<string, number>();
  for (const digest of digests) if (digest !== undefined) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return refs.filter((_, i) => digests[i] === undefined || counts.get(digests[i])! > 1);
}

function mayBeShared(object: PDFObject | undefined): boolean {
  if (object instanceof PDFStream) return !object.dict.has(STRUCT_PARENTS);
  if (!(object instanceof PDFDict)) return false;
  const type = object.get(TYPE);
  return type === FONT || type === DESCRIPTOR || isGraphicsState(object);
}

/** Whether a dictionary is of graphics state parameters, few of which say so. */
function isGraphicsState(dict: PDFDict): boolean {
  let parameters = 0;
  for (const key of heldEntries(dict).keys()) {
    if (key === TYPE) continue;
    if (!PARAMETERS.has(key)) return false;
    parameters++;
  }
  return parameters > 0;
}

/** A text that is the same for what is the same. */
function contentOf(object: PDFObject): string {
  return object instanceof PDFStream ? contentDigest(object) + object.dict.toString() : object.toString();
}

/** Leads references in an object to what stands for several; whether it had such. */
function redirect(object: PDFObject, same: ReadonlyMap<PDFRef, PDFRef>): boolean {
  if (object instanceof PDFStream) return redirect(object.dict, same);
  let changed = false;
  if (object instanceof PDFDict) {
    for (const [key, value] of heldEntries(object)) {
      const to = value instanceof PDFRef ? same.get(value) : undefined;
      if (to) object.set(key, to);
      changed = to !== undefined || redirect(value, same) || changed;
    }
  } else if (object instanceof PDFArray) {
    for (const [i, value] of heldItems(object).entries()) {
      const to = value instanceof PDFRef ? same.get(value) : undefined;
      if (to) object.set(i, to);
      changed = to !== undefined || redirect(value, same) || changed;
    }
  }
  return changed;
}

/**
 * Gives subsets that share a name with a different subset a tag of their own (9.6.4: the tags of one file's subsets differ). Tags come from
 * the font file, so that the same exhibits give the same names. The print's own keep theirs.
 */
function distinguishSubsets(context: PDFContext, copied: ReadonlySet<PDFRef>): void {
  const fonts = context
    .enumerateIndirectObjects()
    .filter((entry): entry is [PDFRef, PDFDict] => entry[1] instanceof PDFDict && entry[1].get(TYPE) === FONT);
  const composite = new Map<PDFDict, PDFDict[]>();
  for (const [, font] of fonts) {
    const descendants = font.lookup(N('DescendantFonts'));
    const inner = descendants instanceof PDFArray ? descendants.lookup(0) : undefined;
    if (inner instanceof PDFDict) composite.set(inner, [...(composite.get(inner) ?? []), font]);
  }
  const programs = new Map<string, Set<PDFRef>>();
  const renamed = new Map<PDFDict, string>();
  // The print's own first.
  for (const [ref, font] of fonts.toSorted(([a], [b]) => Number(copied.has(a)) - Number(copied.has(b)))) {
    const descriptor = font.lookup(DESCRIPTOR);
    if (!(descriptor instanceof PDFDict)) continue;
    const name = descriptor.lookup(N('FontName'));
    const full = name instanceof PDFName ? name.decodeText() : '';
    const [, tag, face] = /^([A-Z]{6})\+(.+)$/s.exec(full) ?? [];
    const file = FONT_FILES.map((key) => descriptor.get(key)).find((value) => value instanceof PDFRef);
    if (tag === undefined || face === undefined || !(file instanceof PDFRef)) continue;
    const known = programs.get(full);
    if (!known) programs.set(full, new Set([file]));
    let wanted = renamed.get(descriptor);
    if (wanted === undefined && known && !known.has(file) && copied.has(ref)) {
      const stream = context.lookup(file);
      const digest = hash('sha256', stream instanceof PDFStream ? stream.getContents() : '', 'buffer');
      wanted = `${tagOf(digest)}+${face}`;
      renamed.set(descriptor, wanted);
      descriptor.set(N('FontName'), PDFName.of(wanted));
    }
    if (wanted === undefined) continue;
    for (const each of [font, ...(composite.get(font) ?? [])]) {
      const base = each.lookup(N('BaseFont'));
      if (base instanceof PDFName) each.set(N('BaseFont'), PDFName.of(wanted + base.decodeText().slice(full.length)));
    }
  }
}

/** Six capital letters from a digest. */
function tagOf(digest: Uint8Array): string {
  return Array.from(digest.subarray(0, TAG_LETTERS), (byte) => String.fromCharCode(65 + (byte % 26))).join('');
}
