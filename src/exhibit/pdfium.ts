import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import type { Rectangle } from '../model/exhibit.ts';
import { takeFurniture, type PagePlace } from './furniture.ts';
import { MODULE_MEMORY_LIMIT } from './limits.ts';
import { CHARACTERS_LIMIT, textOf } from './page-text.ts';
import { charactersOf, wordsOf, type Paragraph, type PlacedCharacter } from './page-words.ts';
import { memoryOf } from './pdfium-memory.ts';

/** Why PDFium opens no document (FPDF_ERR_…). */
export type OpenFault = 'password' | 'security' | 'damaged';

/** Part of a painting, pixels from its upper left corner. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A page on which PDFium can paint. */
export interface PaintedPage {
  /** Of the whole painting, pixels. */
  readonly width: number;
  readonly height: number;
  /** Gives `read` what the page paints in an area; what lies outside costs next to nothing. Throws RangeError when memory is short. */
  paint<T>(area: Area, read: (painting: Painting) => T): T;
}

/** What is painted, top row first, one byte a grey pixel or four a coloured one (blue, green, red, unused). */
export interface Painting {
  readonly width: number;
  readonly height: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
  /** A view of PDFium's memory: to be read before PDFium does anything else. */
  readonly pixels: Uint8Array;
}

const WASM_PAGE = 65_536;
const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;
/** FPDF_ANNOT, FPDF_GRAYSCALE, FPDF_RENDER_LIMITEDIMAGECACHE. */
const PAINT_ANNOTATIONS = 0x01;
const PAINT_GREY = 0x08;
const PAINT_SPARING = 0x200;
/** FPDFBitmap_Gray and FPDFBitmap_BGRx. */
const FORMAT_GREY = 1;
const FORMAT_COLOUR = 3;
const WHITE = 0xffffffff;
/** FPDF_ANNOT_LINK, FPDF_ANNOT_POPUP and FPDF_ANNOT_WIDGET. */
const SUBTYPE_LINK = 2;
const SUBTYPE_POPUP = 16;
const SUBTYPE_WIDGET = 20;
const BYTES_A_CHARACTER = 2;
/** Two floats. */
const SIZE_BYTES = 8;
/** Bytes of a page's label that are read: more than a line is no label. */
const LABEL_LIMIT = 512;

let loading: Promise<WrappedPdfiumModule> | undefined;

/** PDFium in wasm, once a thread; its memory cannot grow beyond {@link MODULE_MEMORY_LIMIT}. */
async function pdfium(): Promise<WrappedPdfiumModule> {
  return (loading ??= start());
}

async function start(): Promise<WrappedPdfiumModule> {
  // The module makes its memory itself and asks for no maximum. This thread has no other module.
  const grow = Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'grow')!.value as (
    this: WebAssembly.Memory,
    pages: number,
  ) => number;
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, pages: number): number {
    if (this.buffer.byteLength + pages * WASM_PAGE > MODULE_MEMORY_LIMIT) throw new RangeError('no more memory');
    return grow.call(this, pages);
  };
  const module = await init({});
  module.PDFiumExt_Init();
  return module;
}

/** A document that PDFium has open. */
export class PdfiumDocument {
  readonly #module: WrappedPdfiumModule;
  readonly #file: number;
  readonly #document: number;

  private constructor(module: WrappedPdfiumModule, file: number, document: number) {
    this.#module = module;
    this.#file = file;
    this.#document = document;
  }

  /** Opens a file; damaged cross-reference tables are built anew on the way. */
  static async open(bytes: Uint8Array, password = ''): Promise<PdfiumDocument | OpenFault> {
    const module = await pdfium();
    const { malloc, free } = module.pdfium.wasmExports;
    const file = malloc(bytes.length);
    if (!file) throw new RangeError('no more memory');
    memoryOf(module).HEAPU8.set(bytes, file);
    const document = module.FPDF_LoadMemDocument(file, bytes.length, password);
    if (document) return new PdfiumDocument(module, file, document);
    const error = module.FPDF_GetLastError();
    free(file);
    return error === ERROR_PASSWORD ? 'password' : error === ERROR_SECURITY ? 'security' : 'damaged';
  }

  get pageCount(): number {
    return this.#module.FPDF_GetPageCount(this.#document);
  }

  get encrypted(): boolean {
    return this.#module.EPDF_IsEncrypted(this.#document);
  }

  /** What the owner lets a reader with the user's password do (ISO 32000-1, Table 22), as bits. */
  get permissions(): number {
    return this.#module.FPDF_GetDocUserPermissions(this.#document);
  }

  /** True when it was opened with the owner's password, which lifts all restrictions. */
  get ownerOpened(): boolean {
    return this.#module.EPDF_IsOwnerUnlocked(this.#document);
  }

  /** Size of a page as shown, points; undefined when it does not open. */
  size(index: number): { readonly width: number; readonly height: number } | undefined {
    const module = this.#module;
    const { malloc, free } = module.pdfium.wasmExports;
    const at = malloc(SIZE_BYTES);
    const found = module.FPDF_GetPageSizeByIndexF(this.#document, index, at);
    const [width = 0, height = 0] = new Float32Array(memoryOf(module).HEAPU8.slice(at, at + SIZE_BYTES).buffer);
    free(at);
    return found ? { width, height } : undefined;
  }

  /** Label of a page (ISO 32000-1, 12.4.2); empty where the file gives none. */
  label(index: number): string {
    const module = this.#module;
    const { malloc, free } = module.pdfium.wasmExports;
    const bytes = Math.min(module.FPDF_GetPageLabel(this.#document, index, 0, 0), LABEL_LIMIT);
    if (bytes <= BYTES_A_CHARACTER) return '';
    const at = malloc(bytes);
    if (!at) throw new RangeError('no more memory');
    module.FPDF_GetPageLabel(this.#document, index, at, bytes);
    const label = Buffer.from(memoryOf(module).HEAPU8.subarray(at, at + bytes - BYTES_A_CHARACTER)).toString('utf16le');
    free(at);
    return label;
  }

  /**
   * Words of a page as PDFium orders them, lines apart by `\n`, and what `look` makes of what the page paints. Undefined when the page does
   * not open. `box`: what a viewer shows of it, `rotate`: how it turns it, `ppi`: of the painting, which is grey and not turned. With `place`
   * what tells the page's place is not painted and not in `text`; `whole` has all words then.
   */
  page<T>(
    index: number,
    options: {
      readonly box: Rectangle;
      readonly rotate: number;
      readonly ppi: number;
      readonly text: boolean;
      readonly colour?: boolean;
      readonly annotations: boolean;
      readonly place?: PagePlace;
    },
    look: (page: PaintedPage) => T,
  ): { readonly text: string; readonly whole: string; readonly painted: T } | undefined {
    const module = this.#module;
    const page = module.FPDF_LoadPage(this.#document, index);
    if (!page) return undefined;
    try {
      const texts = this.#texts(page, options);
      const width = pixels(options.box.right - options.box.left, options.ppi);
      const height = pixels(options.box.top - options.box.bottom, options.ppi);
      const painted = look({
        width,
        height,
        paint: (area, read) => this.#paint(page, { ...options, width, height }, area, read),
      });
      return { ...texts, painted };
    } finally {
      module.FPDF_ClosePage(page);
    }
  }

  #paint<T>(
    page: number,
    options: {
      readonly rotate: number;
      readonly colour?: boolean;
      readonly annotations: boolean;
      readonly width: number;
      readonly height: number;
    },
    { left, top, width, height }: Area,
    read: (painting: Painting) => T,
  ): T {
    const module = this.#module;
    const colour = options.colour ?? false;
    const bitmap = module.FPDFBitmap_CreateEx(width, height, colour ? FORMAT_COLOUR : FORMAT_GREY, 0, 0);
    if (!bitmap) throw new RangeError('no more memory');
    try {
      module.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
      // PDFium turns the page as a viewer does; as much again and it stands as in its own space.
      const back = ((360 - options.rotate) / 90) % 4;
      const flags = PAINT_SPARING | (options.annotations ? PAINT_ANNOTATIONS : 0) | (colour ? 0 : PAINT_GREY);
      module.FPDF_RenderPageBitmap(bitmap, page, -left, -top, options.width, options.height, back, flags);
      const from = module.FPDFBitmap_GetBuffer(bitmap);
      const stride = module.FPDFBitmap_GetStride(bitmap);
      return read({ width, height, stride, pixels: memoryOf(module).HEAPU8.subarray(from, from + stride * height) });
    } finally {
      module.FPDFBitmap_Destroy(bitmap);
    }
  }

  /** Words of a page where they stand, by paragraphs, in PDFium's order. */
  words(index: number): Paragraph[] {
    return this.#textPage(index, (text) => wordsOf(this.#module, text, CHARACTERS_LIMIT));
  }

  /** Characters of a page where they stand, those alone that it shows itself. */
  characters(index: number): PlacedCharacter[] {
    return this.#textPage(index, (text) => charactersOf(this.#module, text, CHARACTERS_LIMIT));
  }

  /** What `read` finds on a page's text page (FPDF_TEXTPAGE); nothing when it does not open. */
  #textPage<T>(index: number, read: (text: number) => T[]): T[] {
    const module = this.#module;
    const page = module.FPDF_LoadPage(this.#document, index);
    if (!page) return [];
    const text = module.FPDFText_LoadPage(page);
    const found = text ? read(text) : [];
    if (text) module.FPDFText_ClosePage(text);
    module.FPDF_ClosePage(page);
    return found;
  }

  /** Words of a page, without what tells its place, and all; that is taken off the page. */
  #texts(
    page: number,
    { text, place }: { readonly text: boolean; readonly place?: PagePlace },
  ): { readonly text: string; readonly whole: string } {
    const module = this.#module;
    if (!text && !place) return { text: '', whole: '' };
    const open = module.FPDFText_LoadPage(page);
    if (!open) return { text: '', whole: '' };
    const whole = text ? textOf(module, open) : '';
    const furniture = place && takeFurniture(module, page, open, place);
    module.FPDFText_ClosePage(open);
    if (furniture === undefined || !text) return { text: whole, whole };
    const left = module.FPDFText_LoadPage(page);
    const rest = left ? textOf(module, left) : '';
    if (left) module.FPDFText_ClosePage(left);
    return { text: `${rest}\n${furniture}`.trim(), whole };
  }

  /**
   * Gives fields and annotations that have no appearance one (ISO 32000-1, 12.5.5), as a viewer would paint them. Fields with a `mark` among their
   * entries are shown in their very font: where a viewer has a form open, it takes others for letters that are not Western.
   */
  makeAppearances(mark: string): void {
    const module = this.#module;
    const info = module.PDFiumExt_OpenFormFillInfo();
    const form = module.PDFiumExt_InitFormFillEnvironment(this.#document, info);
    for (let index = 0; index < this.pageCount; index++) {
      const page = module.FPDF_LoadPage(this.#document, index);
      if (!page) continue;
      this.#eachAnnotation(page, (annotation) => {
        if (module.FPDFAnnot_HasKey(annotation, mark)) module.EPDFAnnot_GenerateFormFieldAP(annotation);
      });
      if (form) module.FORM_OnAfterLoadPage(page, form);
      this.#eachAnnotation(page, (annotation) => {
        const subtype = module.FPDFAnnot_GetSubtype(annotation);
        const has = module.EPDFAnnot_HasAppearanceStream(annotation, 0);
        if (subtype === SUBTYPE_WIDGET && !has) module.EPDFAnnot_GenerateFormFieldAP(annotation);
        else if (!has && subtype !== SUBTYPE_LINK && subtype !== SUBTYPE_POPUP)
          module.EPDFAnnot_GenerateAppearance(annotation);
      });
      if (form) module.FORM_OnBeforeClosePage(page, form);
      module.FPDF_ClosePage(page);
    }
    if (form) module.PDFiumExt_ExitFormFillEnvironment(form);
    if (info) module.PDFiumExt_CloseFormFillInfo(info);
  }

  #eachAnnotation(page: number, see: (annotation: number) => void): void {
    const module = this.#module;
    for (let i = 0; i < module.FPDFPage_GetAnnotCount(page); i++) {
      const annotation = module.FPDFPage_GetAnnot(page, i);
      if (!annotation) continue;
      see(annotation);
      module.FPDFPage_CloseAnnot(annotation);
    }
  }

  /** The document written anew: whole cross-reference table, no junk, no encryption. */
  save(): Uint8Array {
    const module = this.#module;
    const { malloc, free } = module.pdfium.wasmExports;
    if (this.encrypted) module.EPDF_RemoveEncryption(this.#document);
    const writer = module.PDFiumExt_OpenFileWriter();
    try {
      if (!module.PDFiumExt_SaveAsCopy(this.#document, writer)) throw new Error('PDFium could not write the file anew');
      const size = module.PDFiumExt_GetFileWriterSize(writer);
      const at = malloc(size);
      if (!at) throw new RangeError('no more memory');
      module.PDFiumExt_GetFileWriterData(writer, at, size);
      const bytes = memoryOf(module).HEAPU8.slice(at, at + size);
      free(at);
      return bytes;
    } finally {
      module.PDFiumExt_CloseFileWriter(writer);
    }
  }

  close(): void {
    this.#module.FPDF_CloseDocument(this.#document);
    this.#module.pdfium.wasmExports.free(this.#file);
  }
}

/** Pixels of a length in points, at least one. */
function pixels(points: number, ppi: number): number {
  return Math.max(1, Math.round((points / 72) * ppi));
}

/** Gives `read` the whole of what a page paints. */
export function wholly<T>(read: (painting: Painting) => T): (page: PaintedPage) => T {
  return (page) => page.paint({ left: 0, top: 0, width: page.width, height: page.height }, read);
}
