import { PDFDict, PDFName, PDFStream, type PDFObject } from 'pdf-lib';
import { ContentScanner, isName } from '../model/content-stream.ts';
import { dictionary, dictionaryAt, items, nameAt, value } from '../model/pdf-values.ts';
import { nameBytes } from './destinations.ts';
import { inherited, unpacked } from './open.ts';

/** Gives of a dictionary what may be copied along with pages. */
export type Narrow = (dict: PDFDict) => PDFDict;

/** What operators take from resources by name (ISO 32000-1, Table 33). */
const KINDS: Readonly<Record<string, string>> = {
  Do: 'XObject',
  Tf: 'Font',
  gs: 'ExtGState',
  cs: 'ColorSpace',
  CS: 'ColorSpace',
  scn: 'Pattern',
  SCN: 'Pattern',
  sh: 'Shading',
  BDC: 'Properties',
  DP: 'Properties',
};
/** Spaces that stand for a device's without being named (8.6.5.6). */
const DEFAULTS: readonly string[] = ['DefaultGray', 'DefaultRGB', 'DefaultCMYK'];
/** Forms in forms. */
const NESTING_LIMIT = 28;

/**
 * Narrows resources to what some pages of a file use. Many files give all their pages one dictionary of resources: with one page, it would
 * bring the pictures, fonts and layers of those that are left out. Where content cannot be read, its resources stay whole.
 */
export function usedResources(pages: readonly PDFDict[]): Narrow {
  const used = new UsedNames();
  for (const page of pages) used.page(page);
  return (dict) => used.narrow(dict);
}

class UsedNames {
  /** Names by kind, of each dictionary of resources; undefined: all of it. */
  readonly #used = new Map<PDFDict, Map<string, Set<string>> | undefined>();
  /** Streams that were read, by the resources that they go by. */
  readonly #read = new Map<PDFDict, Set<PDFStream>>();

  page(page: PDFDict): void {
    const resources = inherited(page, PDFName.of('Resources'));
    if (!(resources instanceof PDFDict)) return;
    this.#begin(resources);
    for (const part of items(value(page, 'Contents'))) this.#stream(part, resources, 0);
    for (const annotation of items(value(page, 'Annots'))) {
      for (const look of dictionaryAt(dictionary(annotation), 'AP')?.values() ?? [])
        this.#looks(page.context.lookup(look), resources);
    }
  }

  narrow(dict: PDFDict): PDFDict {
    const used = this.#used.get(dict);
    if (!used) return dict;
    const map = new Map<PDFName, PDFObject>();
    for (const kind of new Set([...Object.values(KINDS), 'ProcSet'])) {
      const written = dict.get(PDFName.of(kind));
      const named = value(dict, kind);
      if (written && named) map.set(PDFName.of(kind), named instanceof PDFDict ? only(named, used.get(kind)) : written);
    }
    return PDFDict.fromMapWithContext(map, dict.context);
  }

  #looks(look: PDFObject | undefined, above: PDFDict): void {
    if (look instanceof PDFDict) for (const state of look.keys()) this.#form(look.lookup(state), above, 0);
    else this.#form(look, above, 0);
  }

  /** A form, a pattern's cell or a glyph, which goes by its own resources, else by those of who calls it. */
  #form(object: PDFObject | undefined, above: PDFDict, depth: number): void {
    if (!(object instanceof PDFStream)) return;
    const space = value(object.dict, 'ColorSpace');
    // Readers look for such a name in the resources, though none should be there.
    if (space instanceof PDFName) this.#use(above, 'ColorSpace', nameBytes(space)!);
    if (nameAt(object.dict, 'Subtype') === 'Image') return;
    this.#stream(object, dictionaryAt(object.dict, 'Resources') ?? above, depth + 1);
  }

  #stream(object: PDFObject, resources: PDFDict, depth: number): void {
    if (!(object instanceof PDFStream)) return;
    let read = this.#read.get(resources);
    if (!read) this.#read.set(resources, (read = new Set()));
    if (read.has(object)) return;
    read.add(object);
    this.#begin(resources);
    const data = depth < NESTING_LIMIT ? unpacked(object) : undefined;
    if (!data) {
      this.#used.set(resources, undefined);
      return;
    }
    const scan = new ContentScanner(data.bytes);
    while (scan.next()) {
      if (scan.operator === 'BI') this.#inline(scan, resources);
      const kind = KINDS[scan.operator];
      const name = kind === undefined ? undefined : scan.name();
      if (kind !== undefined && name !== undefined && this.#use(resources, kind, name))
        this.#follow(kind, entry(dictionaryAt(resources, kind), name), resources, depth);
    }
  }

  #begin(resources: PDFDict): void {
    if (!this.#used.has(resources)) this.#used.set(resources, new Map());
  }

  /** Notes a name; false where it was known. */
  #use(resources: PDFDict, kind: string, name: string): boolean {
    const kinds = this.#used.get(resources);
    const names = kinds?.get(kind) ?? new Set();
    if (names.has(name)) return false;
    kinds?.set(kind, names.add(name));
    return true;
  }

  /** Colour spaces may be named in the dictionary of an inline image (8.9.7). */
  #inline(scan: ContentScanner, resources: PDFDict): void {
    for (const operand of scan.operands()) if (isName(operand)) this.#use(resources, 'ColorSpace', operand.name);
  }

  /** Reads what a named resource paints by content of its own. */
  #follow(kind: string, object: PDFObject | undefined, resources: PDFDict, depth: number): void {
    if (kind === 'XObject' || kind === 'Pattern') this.#form(object, resources, depth);
    if (kind === 'Font') this.#glyphs(object, resources, depth);
    if (kind !== 'ExtGState' || !(object instanceof PDFDict)) return;
    this.#form(value(dictionaryAt(object, 'SMask'), 'G'), resources, depth);
    this.#glyphs(items(value(object, 'Font'))[0], resources, depth);
  }

  /** Glyphs of a Type 3 font are content (9.6.5). */
  #glyphs(font: PDFObject | undefined, above: PDFDict, depth: number): void {
    if (!(font instanceof PDFDict)) return;
    const glyphs = dictionaryAt(font, 'CharProcs');
    const own = dictionaryAt(font, 'Resources') ?? above;
    for (const key of glyphs?.keys() ?? []) {
      const glyph = glyphs?.lookup(key);
      if (glyph) this.#stream(glyph, own, depth + 1);
    }
  }
}

/** The entry whose name has some bytes, one a character. */
function entry(dict: PDFDict | undefined, name: string): PDFObject | undefined {
  const key = dict?.keys().find((each) => nameBytes(each) === name);
  return key && dict?.lookup(key);
}

/** A dictionary of named resources with some of them, and the default spaces. */
function only(dict: PDFDict, names: ReadonlySet<string> = new Set()): PDFDict {
  const kept = dict.entries().filter(([key]) => {
    const name = nameBytes(key)!;
    return names.has(name) || DEFAULTS.includes(name);
  });
  return PDFDict.fromMapWithContext(new Map(kept), dict.context);
}
