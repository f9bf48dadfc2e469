import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

/** Pixels in rows from the top, three bytes each: red, green, blue. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** FPDF_ANNOT: annotations are painted as a viewer shows them. */
const ANNOTATIONS = 0x01;
/** FPDFBitmap_BGRx of PDFium: four bytes a pixel, the last unused. */
const BGRX = 3;
const BYTES_A_PIXEL = 4;
const POINTS_AN_INCH = 72;

/** The memory of the module, which its types leave out. Asked for anew each time, for it moves as it grows. */
const memoryOf = (pdfium: WrappedPdfiumModule): Uint8Array =>
  (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8;

let loading: Promise<WrappedPdfiumModule> | undefined;

async function start(): Promise<WrappedPdfiumModule> {
  const file = readFileSync(fileURLToPath(new URL('./pdfium.wasm', import.meta.resolve('@embedpdf/pdfium'))));
  const pdfium = await init({ wasmBinary: new Uint8Array(file).buffer });
  pdfium.PDFiumExt_Init();
  return pdfium;
}

/**
 * Paints pages of a PDF (indices from 0) as a viewer would, through PDFium: another painter than the one in tests of text, and one that
 * gives the same pixels on every machine. Throws when the file or a page does not open.
 */
export async function rasterise(bytes: Uint8Array, pages: readonly number[], ppi: number): Promise<Picture[]> {
  const pdfium = await (loading ??= start());
  const { malloc, free } = pdfium.pdfium.wasmExports;
  const file = malloc(bytes.length);
  memoryOf(pdfium).set(bytes, file);
  const document = pdfium.FPDF_LoadMemDocument(file, bytes.length, '');
  if (!document) throw new Error(`PDFium does not open the file (error ${pdfium.FPDF_GetLastError()})`);
  try {
    return pages.map((index) => {
      const page = pdfium.FPDF_LoadPage(document, index);
      if (!page) throw new Error(`PDFium does not open page ${index + 1}`);
      const width = Math.round((pdfium.FPDF_GetPageWidthF(page) / POINTS_AN_INCH) * ppi);
      const height = Math.round((pdfium.FPDF_GetPageHeightF(page) / POINTS_AN_INCH) * ppi);
      const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, BGRX, 0, 0);
      pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
      pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, ANNOTATIONS);
      const from = pdfium.FPDFBitmap_GetBuffer(bitmap);
      const stride = pdfium.FPDFBitmap_GetStride(bitmap);
      const memory = memoryOf(pdfium);
      const rgb = new Uint8Array(width * height * 3);
      for (let y = 0, to = 0; y < height; y++) {
        for (let x = 0, at = from + y * stride; x < width; x++, at += BYTES_A_PIXEL) {
          rgb[to++] = memory[at + 2]!;
          rgb[to++] = memory[at + 1]!;
          rgb[to++] = memory[at]!;
        }
      }
      pdfium.FPDFBitmap_Destroy(bitmap);
      pdfium.FPDF_ClosePage(page);
      return { width, height, rgb };
    });
  } finally {
    pdfium.FPDF_CloseDocument(document);
    free(file);
  }
}

/** How many pixels have a colour (`#rrggbb`), each channel at most `tolerance` away. */
export function countColour(picture: Picture, colour: string, tolerance = 0): number {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  let count = 0;
  for (let i = 0; i < picture.rgb.length; i += 3) {
    if (wanted.every((value, channel) => Math.abs(picture.rgb[i + channel]! - value) <= tolerance)) count++;
  }
  return count;
}
