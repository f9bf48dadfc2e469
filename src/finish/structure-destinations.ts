import type { PDFDocument } from 'pdf-lib';
import type { WrittenStructure } from './conform.ts';
/** x */
export function leadToStructure(document: PDFDocument, structure: WrittenStructure): void {
  void document;
  void structure;
}
