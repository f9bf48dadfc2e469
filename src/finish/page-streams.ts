import { IDENTITY, type Matrix } from '../model/matrix.ts';
import { PDFArray, PDFDict, PDFName, PDFNumber, PDFRef, PDFStream, type PDFContext, type PDFPage } from 'pdf-lib';
import type { FigureContent } from '../model/book.ts';
import { scanContent } from './content-scan.ts';
import { Fonts } from './font-text.ts';
import type { Edit } from '../model/content-edits.ts';
import type { ContentScan, ObjectUse } from './marked-content.ts';
import { streamData } from './stream-data.ts';

/** The content of a page, or of a form that some page's content calls. */
export interface ScannedStream {
  readonly kind: 'page' | 'form';
  /** The page itself, or the form. */
  readonly ref: PDFRef;
  /** The page's dictionary, or the form's. */
  readonly dict: PDFDict;
  /** The page it is on: for a form, the first that calls it. */
  readonly page: PDFRef;
  /** Page index from 0. */
  readonly index: number;
  /** Height of that page, points. */
  readonly height: number;
  readonly scan: ContentScan;
  /** What is called, in order; undefined for pictures. */
  readonly calls: readonly { readonly use: ObjectUse; readonly form: ScannedStream | undefined }[];
  /** Key in the parent tree, where it has one. */
  readonly key: number | undefined;
  /** Whether marked content that belongs to the structure is in it or in a form it calls. */
  readonly marks: boolean;
  /** Set when it is called inside marked content: then it is part of that, and is left as it is. */
  inside: boolean;
  /** Set where something in the midst of it was not looked at. */
  partly: boolean;
  /** Changes beyond those the scan found. */
  readonly edits: Edit[];
}

/** Forms inside each other. Chromium nests a few; a hostile file must not end the program by its depth. */
const NESTING_LIMIT = 32;

const CONTENTS = PDFName.of('Contents');
const RESOURCES = PDFName.of('Resources');
const XOBJECT = PDFName.of('XObject');
const SUBTYPE = PDFName.of('Subtype');
const FORM = PDFName.of('Form');
const STRUCT_PARENTS = PDFName.of('StructParents');

/** Every page's content and every form reachable from it, each scanned once. */
export class PageStreams {
  readonly all: ScannedStream[] = [];
  readonly fonts: Fonts;
  readonly #context: PDFContext;
  readonly #forms = new Map<PDFRef, ScannedStream | undefined>();
  readonly #byRef = new Map<PDFRef, ScannedStream>();

  /** `figures`: pages that hold an exhibit's as one figure, by their indices; what is the exhibit's is not looked at, and stays as it is. */
  constructor(context: PDFContext, pages: readonly PDFPage[], figures: ReadonlyMap<number, FigureContent> = new Map()) {
    this.#context = context;
    this.fonts = new Fonts(context);
    pages.forEach((page, index) => this.#page(page, index, figures.get(index)));
  }

  /** The scanned stream of a page or form. */
  find(ref: PDFRef): ScannedStream | undefined {
    return this.#byRef.get(ref);
  }

  #page(page: PDFPage, index: number, figure: FigureContent | undefined): void {
    const contents = page.node.lookup(CONTENTS);
    const [from, to] = figure?.streams ?? [0, 0];
    const bytes =
      contents instanceof PDFArray
        ? Buffer.concat(
            contents.asArray().flatMap((part, i) => (i >= from && i < to ? [] : [this.#data(part), Buffer.from('\n')])),
          )
        : contents instanceof PDFStream
          ? streamData(contents)
          : new Uint8Array();
    const place = { page: page.ref, index, height: page.getHeight() };
    const resources = page.node.Resources();
    const objects = figure?.form === undefined ? undefined : resources?.lookup(XOBJECT);
    const form = objects instanceof PDFDict ? objects.get(PDFName.of(figure!.form!)) : undefined;
    if (form instanceof PDFRef) this.#forms.set(form, undefined);
    const scanned = this.#scan('page', page.ref, page.node, resources, bytes, IDENTITY, place, 0);
    if (!figure) return;
    scanned.partly = true;
    for (const content of scanned.scan.contents.values()) content.paintsImage = true;
  }

  #data(part: Parameters<PDFContext['lookup']>[0]): Uint8Array {
    const stream = this.#context.lookup(part);
    return stream instanceof PDFStream ? streamData(stream) : new Uint8Array();
  }

  #scan(
    kind: ScannedStream['kind'],
    ref: PDFRef,
    dict: PDFDict,
    resources: PDFDict | undefined,
    bytes: Uint8Array,
    base: Matrix,
    place: Pick<ScannedStream, 'page' | 'index' | 'height'>,
    depth: number,
  ): ScannedStream {
    const scan = scanContent(bytes, (name) => this.fonts.find(resources, name), base);
    const objects = resources?.lookup(XOBJECT);
    const calls = scan.uses.map((use) => {
      const target = objects instanceof PDFDict ? objects.get(PDFName.of(use.name)) : undefined;
      const form = target instanceof PDFRef ? this.#form(target, use.matrix, place, depth) : undefined;
      if (use.within) {
        if (form) includeForm(use, form);
        else use.within.paintsImage = true;
      }
      if (form && use.marked) form.inside = true;
      return { use, form };
    });
    const key = dict.lookup(STRUCT_PARENTS);
    const found: ScannedStream = {
      ...place,
      kind,
      ref,
      dict,
      scan,
      calls,
      key: key instanceof PDFNumber ? key.asNumber() : undefined,
      marks: scan.contents.size > 0 || calls.some((call) => call.form?.marks),
      inside: false,
      partly: false,
      edits: [],
    };
    this.all.push(found);
    this.#byRef.set(ref, found);
    return found;
  }

  #form(
    ref: PDFRef,
    base: Matrix,
    place: Pick<ScannedStream, 'page' | 'index' | 'height'>,
    depth: number,
  ): ScannedStream | undefined {
    if (this.#forms.has(ref) || depth >= NESTING_LIMIT) return this.#forms.get(ref);
    // Entered at once: a form that calls itself is not gone into again.
    this.#forms.set(ref, undefined);
    const stream = this.#context.lookup(ref);
    if (!(stream instanceof PDFStream) || stream.dict.lookup(SUBTYPE) !== FORM) return undefined;
    const resources = stream.dict.lookup(RESOURCES);
    const own = resources instanceof PDFDict ? resources : undefined;
    const form = this.#scan('form', ref, stream.dict, own, streamData(stream), base, place, depth + 1);
    this.#forms.set(ref, form);
    return form;
  }
}

/** What a form paints is painted by the content that calls it. */
function includeForm(use: ObjectUse, form: ScannedStream): void {
  const content = use.within!;
  // What the form marks itself belongs to others.
  if (form.marks) return;
  const { scan } = form;
  if (scan.unmarked.some((run) => run.textY !== undefined)) content.paintsText = true;
  if (scan.unmarked.length > 0) content.paintsPath = true;
  if (form.calls.some((call) => !call.form)) content.paintsImage = true;
}
