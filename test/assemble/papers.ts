import { PDFDict, PDFDocument, PDFName, type PDFContext, type PDFPage } from 'pdf-lib';
import type { PageText } from '../../src/inspect/text.ts';
import type { PrintedPage } from './printed.ts';

/** Makes a file page by page. */
export async function paper(fill: (document: PDFDocument) => void | Promise<void>): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  await fill(document);
  return document.save({ useObjectStreams: false });
}
/** A name object. */
export const name: (text: string) => PDFName = (text) => PDFName.of(text);
/** A page of the publication's own with the item that exhibits belong to. */
export const item: PrintedPage = { kind: 'own', id: 'item', level: 1, text: 'What the item is about' };
/** Places for the first pages of an exhibit, stamped `Page 1` and on. */
export const places = (exhibit: number, count: number, stamp = 'Page'): PrintedPage[] =>
  Array.from({ length: count }, (_, page) => ({ kind: 'place', exhibit, page, stamp: `${stamp} ${page + 1}` }));
/** All words of a page. */
export const said = (page: PageText): string => page.lines.map((line) => line.text).join(' ');
/** Lines of a page without its stamp, with their places. */
export const without = (page: PageText, stamp: string): readonly (readonly [string, number, number, number])[] =>
  page.lines.filter((line) => line.text !== stamp).map(({ text, x, y, angle }) => [text, x, y, angle]);
/** The line of a page that says something. */
export const stamped = (page: PageText, text: string): PageText['lines'][number] | undefined =>
  page.lines.find((line) => line.text === text);
/** Gives a page content of its own. */
export const content = (context: PDFContext, page: PDFPage, operators: string): void =>
  page.node.set(name('Contents'), context.register(context.flateStream(operators)));

/** Gives a page a font under the name F1. */
export function nameFont(page: PDFPage): void {
  page.drawText('x');
  const fonts = page.node.Resources()!.lookup(name('Font'), PDFDict);
  fonts.set(name('F1'), fonts.get(fonts.keys()[0]!)!);
}
