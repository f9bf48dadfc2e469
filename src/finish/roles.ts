import { PDFDict, PDFName, type PDFContext } from 'pdf-lib';

/** Types that Chromium writes and PDF 2.0 defines, with what they are in PDF 1.7 (ISO 32000-1, 14.8.4). */
const STANDARD: Readonly<Record<string, string>> = { Strong: 'Span', Em: 'Span' };

/**
 * Maps structure types that PDF 1.7 does not know to ones that it does (ISO 32000-1, 14.7.3), without which a reader does
 * not know what they are. Roles that the file gives already stay.
 */
export function mapRoles(context: PDFContext, catalog: PDFDict): void {
  const root = catalog.lookup(PDFName.of('StructTreeRoot'));
  if (!(root instanceof PDFDict)) return;
  const key = PDFName.of('RoleMap');
  const existing = root.lookup(key);
  const roles: PDFDict = existing instanceof PDFDict ? existing : context.obj({});
  for (const [type, role] of Object.entries(STANDARD)) {
    if (!roles.has(PDFName.of(type))) roles.set(PDFName.of(type), PDFName.of(role));
  }
  if (roles !== existing) root.set(key, roles);
}
