import { PDFDocument, PDFHexString, StandardFonts, type PDFContext, type PDFPage, type PDFRef } from 'pdf-lib';
import { openExhibit, type ExhibitOptions } from '../../src/exhibit/exhibit.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Exhibit } from '../../src/model/exhibit.ts';

/** Where the tests' publication asks for its exhibit. */
const SPAN = { file: 'packet.yaml', line: 7, column: 5 };

/** What came of an exhibit. */
export interface Taken {
  readonly exhibit: Exhibit | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly codes: readonly string[];
}

/** Takes bytes in as `papers/audit.pdf`. */
export async function take(bytes: Uint8Array, options: ExhibitOptions & { password?: string } = {}): Promise<Taken> {
  const { password, ...rest } = options;
  const diagnostics: Diagnostic[] = [];
  const exhibit = await openExhibit(
    { bytes, file: 'papers/audit.pdf', span: SPAN, ...(password !== undefined && { password }) },
    (diagnostic) => diagnostics.push(diagnostic),
    rest,
  );
  return { exhibit, diagnostics, codes: diagnostics.map(({ code }) => code) };
}

/** A4 in points. */
export const A4: [number, number] = [595, 842];

/** A document of `count` pages that say `Page 1` and so on; `fill` adds to it before it is saved. */
export async function paper(
  count: number,
  fill: (document: PDFDocument, context: PDFContext) => void | Promise<void> = () => undefined,
): Promise<PDFDocument> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let i = 1; i <= count; i++) document.addPage(A4).drawText(`Page ${i}`, { x: 72, y: 700, size: 20, font });
  await fill(document, document.context);
  return document;
}

/** A document as bytes, objects one after the other with a cross-reference table. */
export async function saved(document: PDFDocument | Promise<PDFDocument>): Promise<Uint8Array> {
  return (await document).save({ useObjectStreams: false, updateFieldAppearances: false, addDefaultPage: false });
}

/** Adds to a page's content. */
export function content(page: PDFPage, text: string | Uint8Array, dict: Record<string, unknown> = {}): PDFRef {
  const { context } = page.doc;
  const stream = context.register(context.stream(text, dict as Record<string, never>));
  page.node.addContentStream(stream);
  return stream;
}

/** Adds an annotation to a page; the dictionary as an object. */
export function annotate(page: PDFPage, dict: Record<string, unknown>): PDFRef {
  const { context } = page.doc;
  const ref = context.register(context.obj({ Type: 'Annot', ...dict } as unknown as Record<string, never>));
  page.node.addAnnot(ref);
  return ref;
}

/** A bookmark that leads to a page; to be linked by `ring` or by the caller. */
export function bookmark(context: PDFContext, title: string, page: PDFPage): PDFRef {
  return context.register(context.obj({ Title: PDFHexString.fromText(title), Dest: [page.ref, 'Fit'] }));
}

/** The raw objects of a hand-written PDF, numbered from 1, with a true cross-reference table; the first is the catalog. */
export function written(objects: readonly string[]): Uint8Array {
  let text = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
