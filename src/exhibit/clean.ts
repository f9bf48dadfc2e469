import { PDFArray, PDFDict, PDFName, PDFRef, PDFStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { byteText, dictionary, dictionaryAt, items, nameAt, numberAt, value } from '../model/pdf-values.ts';
import { HIDDEN, PageBaker } from './appearance.ts';
import { FormTags } from './form-tags.ts';
import type { AnnotationChoice } from './job.ts';
import type { Leaf } from './page-tree.ts';

/** What was done to a file, as words for a person with their numbers. */
export interface Cleaned {
  /** Things taken away: `JavaScript` → 3. */
  readonly removed: ReadonlyMap<string, number>;
  /** Form fields and annotations that are now part of the pages. */
  readonly flattened: number;
  /** The file was signed, and no signature outlives a change. */
  readonly signed: boolean;
  /** The pages of an XFA form are made by Adobe's programs only; the file shows a request to use them. */
  readonly onlyXfa: boolean;
  /** The file is a portfolio: what matters is in the files inside it, its pages are their cover. */
  readonly portfolio: boolean;
  readonly changed: boolean;
}

/** Actions that stay: within the file, and to addresses (ISO 32000-1, 12.6.4). */
const HARMLESS: ReadonlySet<string> = new Set(['GoTo', 'GoToR', 'URI', 'Named']);
/** Actions in words; what is not here is `an action`. */
const ACTION_WORDS: Readonly<Record<string, string>> = {
  JavaScript: 'JavaScript',
  Launch: 'commands to start a program',
  SubmitForm: 'buttons that send the form away',
  ImportData: 'buttons that send the form away',
  ResetForm: 'buttons of the form',
  Movie: 'films and sounds',
  Sound: 'films and sounds',
  Rendition: 'films and sounds',
};
/** Annotations that do something or hold a file, in words. Their poster stays where they have one. */
const ACTIVE: Readonly<Record<string, string>> = {
  FileAttachment: 'embedded files',
  RichMedia: 'films and sounds',
  Screen: 'films and sounds',
  Movie: 'films and sounds',
  Sound: 'films and sounds',
  '3D': 'films and sounds',
};
/** Kinds of annotations that may stay as they are (ISO 19005-2, 6.3.1), and mean something to a reader; others are there by their look alone. */
const NOTES =
  /^(?:Text|FreeText|Line|Square|Circle|Polygon|PolyLine|Highlight|Underline|Squiggly|StrikeOut|Stamp|Caret|Ink|Popup|Redact|Watermark)$/;
/** Annotation flag: one of a kind that a reader does not know is not seen (ISO 32000-1, Table 165). */
const INVISIBLE = 1;
/** Entries of the catalog that do something, or hold what is no page (ISO 32000-1, Table 28), in words; empty: not worth one. */
const CATALOG: Readonly<Record<string, string>> = {
  OpenAction: '',
  AA: 'actions',
  AcroForm: '',
  AF: 'embedded files',
  Collection: '',
  Perms: '',
  Legal: '',
  Threads: '',
  Requirements: '',
  SpiderInfo: '',
  PieceInfo: '',
  DSS: '',
};
const NAMES: Readonly<Record<string, string>> = {
  JavaScript: 'JavaScript',
  EmbeddedFiles: 'embedded files',
  AlternatePresentations: '',
  Renditions: 'films and sounds',
};

/**
 * Takes out of a file what acts or hides: scripts, actions, embedded files, media, the form itself, whose fields become part of the
 * pages. Links within the file and to addresses stay, and so do layers. `choice` is for all other annotations.
 */
export function clean(
  context: PDFContext,
  catalog: PDFDict,
  leaves: readonly Leaf[],
  choice: AnnotationChoice,
): Cleaned {
  return new Cleaner(context, catalog).run(leaves, choice);
}

class Cleaner {
  readonly #context: PDFContext;
  readonly #catalog: PDFDict;
  readonly #removed = new Map<string, number>();
  /** Objects that nothing may lead to any more. */
  readonly #gone = new Set<PDFRef>();
  readonly #tags: FormTags;
  #flattened = 0;
  #changed = false;
  #signed = false;

  constructor(context: PDFContext, catalog: PDFDict) {
    this.#context = context;
    this.#catalog = catalog;
    this.#tags = new FormTags(context, catalog);
  }

  run(leaves: readonly Leaf[], choice: AnnotationChoice): Cleaned {
    const form = dictionaryAt(this.#catalog, 'AcroForm');
    const xfa = value(form, 'XFA');
    for (const leaf of leaves) this.#page(leaf, choice, dictionaryAt(form, 'DR'));
    if (xfa) {
      this.#take('an XFA form');
      for (const object of xfa instanceof PDFArray ? xfa.asArray() : [form?.get(PDFName.of('XFA'))])
        if (object instanceof PDFRef) this.#gone.add(object);
    }
    this.#signed ||= dictionaryAt(this.#catalog, 'Perms') !== undefined;
    const portfolio = dictionaryAt(this.#catalog, 'Collection') !== undefined;
    const onlyXfa = xfa !== undefined && this.#catalog.has(PDFName.of('NeedsRendering'));
    this.#document();
    this.#sweep();
    for (const ref of this.#gone) this.#context.delete(ref);
    return {
      removed: this.#removed,
      flattened: this.#flattened,
      signed: this.#signed,
      onlyXfa,
      portfolio,
      changed: this.#changed,
    };
  }

  /** Notes that something goes. */
  #take(what: string): void {
    this.#changed = true;
    if (what !== '') this.#removed.set(what, (this.#removed.get(what) ?? 0) + 1);
  }

  #page(leaf: Leaf, choice: AnnotationChoice, defaults: PDFDict | undefined): void {
    const annotations = value(leaf.dict, 'Annots');
    for (const key of ['AA', 'AF', 'B', 'PresSteps', 'PieceInfo'])
      this.#drop(leaf.dict, key, key === 'AA' ? 'actions' : '');
    if (!(annotations instanceof PDFArray)) return;
    const baker = new PageBaker(this.#context, leaf, this.#tags);
    const kept: PDFObject[] = [];
    for (const object of annotations.asArray()) {
      const annotation = this.#context.lookup(object);
      if (!(annotation instanceof PDFDict)) {
        this.#changed = true;
        continue;
      }
      if (this.#stays(annotation, choice, baker, defaults)) kept.push(object);
      else {
        this.#changed = true;
        if (object instanceof PDFRef) this.#gone.add(object);
      }
    }
    if (kept.length !== annotations.size()) leaf.dict.set(PDFName.of('Annots'), this.#context.obj(kept));
    baker.write();
  }

  #stays(annotation: PDFDict, choice: AnnotationChoice, baker: PageBaker, defaults: PDFDict | undefined): boolean {
    const subtype = nameAt(annotation, 'Subtype') ?? '';
    if (subtype === 'Link') return true;
    const active = ACTIVE[subtype];
    if (active !== undefined) {
      if (subtype !== 'FileAttachment') baker.bake(annotation);
      this.#take(active);
      return false;
    }
    if (subtype === 'Widget') {
      this.#signed ||= isSignature(annotation);
      this.#tags.print(annotation);
      if (baker.bake(annotation, defaults)) this.#flattened++;
      return false;
    }
    // Nothing can make it seen: what acts is gone.
    const flags = numberAt(annotation, 'F') ?? 0;
    if ((flags & HIDDEN) !== 0) {
      this.#take('hidden annotations');
      return false;
    }
    const known = NOTES.test(subtype);
    if (!known && (flags & INVISIBLE) !== 0) return false;
    if (known && choice === 'keep') return true;
    if (choice === 'drop') this.#take('annotations');
    else if (subtype !== 'Popup' && baker.bake(annotation)) this.#flattened++;
    return false;
  }

  #document(): void {
    for (const [key, what] of Object.entries(CATALOG)) {
      const action = key === 'OpenAction' ? dictionaryAt(this.#catalog, key) : undefined;
      this.#drop(this.#catalog, key, action && !HARMLESS.has(nameAt(action, 'S') ?? 'GoTo') ? 'actions' : what);
    }
    const names = dictionaryAt(this.#catalog, 'Names');
    if (names) for (const [key, what] of Object.entries(NAMES)) this.#drop(names, key, what);
  }

  #drop(dict: PDFDict, key: string, what: string): void {
    if (!dict.has(PDFName.of(key))) return;
    dict.delete(PDFName.of(key));
    this.#take(what);
  }

  /** Goes through all objects, in use or not: what acts must not be in the bytes at all. */
  #sweep(): void {
    for (const [ref, object] of this.#context.enumerateIndirectObjects()) {
      const dict = dictionary(object);
      if (!dict) continue;
      const type = nameAt(dict, 'Type');
      if (object instanceof PDFStream && type === 'EmbeddedFile') this.#gone.add(ref);
      else if (isAction(dict) && !this.#harmless(dict)) this.#gone.add(ref);
      else if (isSignatureValue(dict) || dictionaryAt(dict, 'EF')) this.#gone.add(ref);
      else this.#entries(dict);
    }
    if (this.#gone.size === 0) return;
    this.#changed = true;
    this.#forget();
  }

  /** Takes actions off a dictionary: an annotation, a bookmark, a page. */
  #entries(dict: PDFDict): void {
    const attribute = dict.get(PDFName.of('AA'));
    if (attribute && !nameAt(dict, 'S')) this.#drop(dict, 'AA', 'actions');
    for (const key of ['A', 'PA']) {
      const action = dictionaryAt(dict, key);
      if (!action || !nameAt(action, 'S') || !isAction(action)) continue;
      if (this.#harmless(action)) continue;
      dict.delete(PDFName.of(key));
      this.#take(ACTION_WORDS[nameAt(action, 'S') ?? ''] ?? 'actions');
    }
  }

  /** Whether an action may stay; what would follow it goes in any case. */
  #harmless(action: PDFDict): boolean {
    if (action.has(PDFName.of('Next'))) this.#drop(action, 'Next', 'actions');
    const kind = nameAt(action, 'S') ?? '';
    if (!HARMLESS.has(kind)) return false;
    return kind !== 'URI' || !/^\s*(?:javascript|vbscript|data|file):/i.test(byteText(value(action, 'URI')) ?? '');
  }

  /** Takes references to what is gone out of the structure tree (ISO 32000-1, 14.7.4.3). */
  #forget(): void {
    const dead = (object: PDFObject | undefined): boolean => {
      if (object instanceof PDFRef && this.#gone.has(object)) return true;
      const dict = this.#context.lookup(object);
      if (!(dict instanceof PDFDict) || nameAt(dict, 'Type') !== 'OBJR') return false;
      const target = dict.get(PDFName.of('Obj'));
      return target instanceof PDFRef && this.#gone.has(target);
    };
    for (const [, object] of this.#context.enumerateIndirectObjects()) {
      if (!(object instanceof PDFDict) || !object.has(PDFName.of('K')) || !object.has(PDFName.of('S'))) continue;
      const kids = object.get(PDFName.of('K'));
      const list = this.#context.lookup(kids);
      if (list instanceof PDFArray) {
        const rest = list.asArray().filter((kid) => !dead(kid));
        if (rest.length !== list.size()) object.set(PDFName.of('K'), this.#context.obj(rest));
      } else if (dead(kids)) object.delete(PDFName.of('K'));
    }
  }
}

/** Kinds of actions (ISO 32000-1, Table 198): other dictionaries have an S as well. */
const ACTIONS: ReadonlySet<string> = new Set([
  ...[
    'GoTo',
    'GoToR',
    'GoToE',
    'Launch',
    'Thread',
    'URI',
    'Sound',
    'Movie',
    'Hide',
    'Named',
    'SubmitForm',
    'ResetForm',
  ],
  ...['ImportData', 'JavaScript', 'SetOCGState', 'Rendition', 'Trans', 'GoTo3DView', 'RichMediaExecute', 'GoToDp'],
]);

function isAction(dict: PDFDict): boolean {
  const type = nameAt(dict, 'Type');
  return (type === undefined || type === 'Action') && ACTIONS.has(nameAt(dict, 'S') ?? '');
}

/** A field's kind comes from itself or from the field above it. */
function isSignature(widget: PDFDict): boolean {
  const own = nameAt(widget, 'FT') ?? nameAt(dictionaryAt(widget, 'Parent'), 'FT');
  return own === 'Sig' && (value(widget, 'V') ?? value(dictionaryAt(widget, 'Parent'), 'V')) !== undefined;
}

function isSignatureValue(dict: PDFDict): boolean {
  return dict.has(PDFName.of('ByteRange')) && items(value(dict, 'ByteRange')).length > 0;
}
