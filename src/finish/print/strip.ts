import { PDFName, type PDFDict, type PDFPage } from 'pdf-lib';

/**
 * Catalog entries that are for screens, or that PDF/X forbids (ISO 15930-7, 6.17 to 6.19). The structure goes too: it would lead to links that
 * are gone, and no press reads it; the web and archive editions have it.
 */
const CATALOG_KEYS = [
  'OpenAction',
  'AA',
  'AcroForm',
  'Collection',
  'Dests',
  'Legal',
  'MarkInfo',
  'Names',
  'Outlines',
  'PageMode',
  'Perms',
  'Requirements',
  'SpiderInfo',
  'StructTreeRoot',
  'Threads',
  'URI',
];
const PAGE_KEYS = [
  'AA',
  'Annots',
  'ArtBox',
  'B',
  'CropBox',
  'Dur',
  'PieceInfo',
  'PresSteps',
  'StructParents',
  'Tabs',
  'Thumb',
  'Trans',
];

/** Takes from catalog and pages what is not to be printed. */
export function stripForPress(catalog: PDFDict, pages: readonly PDFPage[]): void {
  for (const key of CATALOG_KEYS) catalog.delete(PDFName.of(key));
  for (const page of pages) for (const key of PAGE_KEYS) page.node.delete(PDFName.of(key));
}
