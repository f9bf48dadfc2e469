import type { WrappedPdfiumModule } from '@embedpdf/pdfium';

/** Views of PDFium's memory, addresses in bytes divided by the size of their items. */
export interface PdfiumMemory {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  readonly HEAPF32: Float32Array;
  readonly HEAPF64: Float64Array;
}

/** The memory of PDFium, which the module's types leave out. Asked for anew each time, for it moves as it grows. */
export function memoryOf(module: WrappedPdfiumModule): PdfiumMemory {
  return module.pdfium as unknown as PdfiumMemory;
}
