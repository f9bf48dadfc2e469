import { PDFHexString, PDFName, PDFString, type PDFContext, type PDFDict } from 'pdf-lib';

/**
 * Records on a page what it was called in the exhibit that it comes from (page-piece dictionary, ISO 32000-1, 14.5): the book's own label
 * takes the place of that one in viewers, and it must not be lost.
 */
export function recordLabel(context: PDFContext, page: PDFDict, label: string, created: Date): void {
  const when = PDFString.fromDate(created);
  const own = context.obj({ LastModified: when, Private: { PageLabel: PDFHexString.fromText(label) } });
  page.set(PDFName.of('PieceInfo'), context.obj({ Octavo: own }));
  page.set(PDFName.of('LastModified'), when);
}
