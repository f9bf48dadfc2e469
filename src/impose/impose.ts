import { PDFDict, PDFName } from 'pdf-lib';
import { openDocument } from '../inspect/open-document.ts';
import { pagesOf } from '../inspect/pages.ts';
import { items, nameAt, value } from '../model/pdf-values.ts';
import { Diagnostics, OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import { arrange, type Arrangement, type Duplex } from './arrange.ts';
import { pageFrame, type PageFrame } from './page-frame.ts';
import { cutAndStack, folded, nUp, pagesPerSheet, type Folds, type Imposition } from './schemes.ts';
import type { SheetSize } from './sheet-sizes.ts';
import { writeSheets } from './write-sheets.ts';

export { SHEET_SIZES, sheetSize, type SheetSize } from './sheet-sizes.ts';
export type { Duplex } from './arrange.ts';
export type { Folds } from './schemes.ts';

/** Ways to impose, by their names on the command line. */
export const SCHEMES = ['booklet', 'signatures', 'nup', 'cut-and-stack'] as const;
/** One of {@link SCHEMES}. */
export type Scheme = (typeof SCHEMES)[number];

/** How to impose. Lengths in points. */
export interface ImposeOptions {
  readonly scheme: Scheme;
  readonly sheet: SheetSize;
  /** How far each leaf pushes those inside it out of a folded signature, about its thickness. Default 0. */
  readonly creep?: number;
  /** Crop and fold marks. */
  readonly marks?: boolean;
  /** Pages in a signature; default 16. */
  readonly signature?: number;
  /** Folds at right angles that one sheet gets: 4, 8 or 16 pages on it. Default 1. */
  readonly folds?: Folds;
  /** Columns and rows for `nup` and `cut-and-stack`; default 2 × 2. */
  readonly grid?: readonly [columns: number, rows: number];
  /** The edge about which the printer turns sheets; default: the one that leaves backs upright. */
  readonly duplex?: Duplex;
  /** Paper between two pages at the spine, which perfect binding mills off. Default 0. */
  readonly gutter?: number;
  /** Most bleed taken from pages that have some. Default 3 mm. */
  readonly bleed?: number;
  /** Makes pages smaller where they do not fit. Always so for `nup`. */
  readonly fit?: boolean;
  /** Side of the spine on the front cover. Default `left`. */
  readonly binding?: 'left' | 'right';
}

/** What came of imposing: without `file` when a diagnostic of severity error says why. */
export interface Imposed {
  readonly file?: Uint8Array;
  /** Pages of the source. */
  readonly pages: number;
  readonly sheets: number;
  readonly signatures: number;
  readonly blanks: number;
  /** How to set the duplexer. */
  readonly duplex?: Duplex;
  /** 1 unless pages were made smaller. */
  readonly scale?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Pages in a signature unless told: four sheets folded once, or one folded three times. */
const SIGNATURE = 16;
/** Columns or rows of a grid; a sheet of stamps is no larger. */
export const GRID_LIMIT = 16;
/** Pages that are imposed in one go: a signature's creep and a bound book end long before. */
const PAGES_LIMIT = 20_000;
/** Usual bleed, 3 mm. */
const BLEED: number = 3 * POINTS_PER_MM;
/** Points by which pages may differ and count as one size. */
const SIZE_TOLERANCE = 1;
const AP: PDFName = PDFName.of('AP');
/** Annotations that leave nothing on paper. */
const UNPRINTED: ReadonlySet<string> = new Set(['Link', 'Popup', 'PrinterMark', 'TrapNet']);

/**
 * Imposes a PDF's pages on sheets. Throws an {@link OctavoError} for a file that does not open; what else is wrong is a
 * diagnostic. Pages keep their content streams byte for byte.
 */
export async function impose(bytes: Uint8Array, options: ImposeOptions): Promise<Imposed> {
  const diagnostics = new Diagnostics();
  const opened = await openDocument(bytes);
  if (!opened.readable) throw new OctavoError({ code: 'pdf-encrypted', message: 'the PDF opens only with a password' });
  const { context } = opened.document;
  const catalog = context.lookup(context.trailerInfo.Root);
  const pages = catalog instanceof PDFDict ? pagesOf(catalog) : [];
  if (pages.length === 0) throw new OctavoError({ code: 'pdf-unreadable', message: 'the PDF has no pages' });
  if (pages.length > PAGES_LIMIT) {
    throw new OctavoError({
      code: 'impose-pages',
      message: `the PDF has ${pages.length} pages; at most ${PAGES_LIMIT} are imposed at once`,
    });
  }
  const frames = pages.map((page) => pageFrame(page.facts));
  const cell = mostFrequent(frames);
  const odd = frames.flatMap((frame, index) => (sameSize(frame, cell) ? [] : [index + 1]));
  if (odd.length > 0) {
    diagnostics.report({
      severity: 'warning',
      code: 'impose-sizes-differ',
      message: `${odd.length === 1 ? `page ${odd[0]} is` : `${odd.length} pages (the first is ${odd[0]}) are`} not of the size that most pages have`,
      why: 'They stand in the middle of their places, and what is larger is cut.',
    });
  }
  const annotated = pages.flatMap((page, index) => (hasPrintedAnnotation(page.dict) ? [index + 1] : []));
  if (annotated.length > 0) {
    diagnostics.report({
      severity: 'warning',
      code: 'impose-annotations',
      message: `form fields and notes on ${annotated.length === 1 ? 'page' : 'pages, the first of them'} ${annotated[0]} are left out`,
      hint: 'Flatten the PDF first if they should print.',
    });
  }

  const imposition = schemeOf(options, pages.length);
  const cells = imposition.sheets.flatMap((sheet) => [...sheet.front, ...sheet.back]);
  const counts = {
    pages: pages.length,
    sheets: imposition.sheets.length,
    signatures: new Set(imposition.sheets.map((sheet) => sheet.signature)).size,
    blanks: cells.filter((each) => each.page === undefined).length,
  };
  const arrangement = arrange(imposition, {
    sheet: options.sheet,
    cell,
    pageSize: (page) => frames[page]!,
    bleed: Math.min(options.bleed ?? BLEED, cell.bleed),
    creep: options.creep ?? 0,
    gutter: options.gutter ?? 0,
    marks: options.marks ?? false,
    fit: options.fit === true || options.scheme === 'nup',
    duplex: options.duplex,
  });
  if (!arrangement) {
    diagnostics.report({
      severity: 'error',
      code: 'impose-sheet-small',
      message: `pages of ${millimetres(cell)} do not fit on a sheet of ${millimetres(options.sheet)}, ${imposition.columns} × ${imposition.rows}`,
      hint: 'Take a larger sheet, or let pages become smaller with --fit.',
    });
    return { ...counts, diagnostics: diagnostics.all };
  }
  tellCramped(arrangement, diagnostics);
  const file = await writeSheets(opened.document, pages, frames, arrangement, (page, message) =>
    diagnostics.report({
      severity: 'error',
      code: 'impose-page-damaged',
      message: `page ${page + 1} cannot be unpacked whole: ${message}`,
    }),
  );
  return { ...counts, file, duplex: arrangement.duplex, scale: arrangement.scale, diagnostics: diagnostics.all };
}

/** The scheme's sheets. Throws an {@link OctavoError} when its numbers do not go together. */
export function schemeOf(
  options: Pick<ImposeOptions, 'scheme' | 'folds' | 'signature' | 'grid' | 'binding'>,
  pageCount: number,
): Imposition {
  const { folds = 1, binding, grid = [2, 2] } = options;
  switch (options.scheme) {
    case 'booklet':
      return folded(pageCount, { folds, binding });
    case 'signatures': {
      const { signature = SIGNATURE } = options;
      const each = pagesPerSheet(folds);
      if (signature < each || signature % each !== 0) {
        throw new OctavoError({
          code: 'impose-signature',
          message: `a signature of ${signature} pages cannot be made of sheets with ${each} pages`,
          hint: `Give a multiple of ${each}.`,
        });
      }
      return folded(pageCount, { folds, signature, binding });
    }
    case 'nup':
      return nUp(pageCount, ...grid);
    case 'cut-and-stack':
      return cutAndStack(pageCount, ...grid);
  }
}

/** The frame that most pages agree with; the first of them where several do. */
function mostFrequent(frames: readonly PageFrame[]): PageFrame {
  const counts = new Map<string, { readonly frame: PageFrame; count: number }>();
  for (const frame of frames) {
    const key = `${Math.round(frame.width)} ${Math.round(frame.height)}`;
    const entry = counts.get(key);
    if (entry) entry.count++;
    else counts.set(key, { frame, count: 1 });
  }
  return [...counts.values()].reduce((best, each) => (each.count > best.count ? each : best)).frame;
}

function sameSize(a: PageFrame, b: PageFrame): boolean {
  return Math.abs(a.width - b.width) <= SIZE_TOLERANCE && Math.abs(a.height - b.height) <= SIZE_TOLERANCE;
}

function hasPrintedAnnotation(page: PDFDict): boolean {
  return items(value(page, 'Annots')).some(
    (each) => each instanceof PDFDict && each.has(AP) && !UNPRINTED.has(nameAt(each, 'Subtype') ?? ''),
  );
}

function millimetres({ width, height }: SheetSize): string {
  return `${Math.round(width / POINTS_PER_MM)} × ${Math.round(height / POINTS_PER_MM)} mm`;
}

function tellCramped(arrangement: Arrangement, diagnostics: Diagnostics): void {
  if (arrangement.cramped.includes('bleed')) {
    diagnostics.report({
      severity: 'warning',
      code: 'impose-bleed-cut',
      message: 'the sheet has no room for the whole bleed of the outer pages',
      hint: 'Take a larger sheet, such as SRA3 in the place of A3.',
    });
  }
  if (arrangement.cramped.includes('marks')) {
    diagnostics.report({
      severity: 'warning',
      code: 'impose-marks-cut',
      message: 'the sheet has no room for whole marks',
      hint: 'Take a larger sheet, such as SRA3 in the place of A3, or leave --marks out.',
    });
  }
}
