import { PDFArray, PDFBool, PDFName, type PDFDocument } from 'pdf-lib';
import type { Book } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import { STANDARDS } from '../model/standard.ts';
import { PageStreams } from './page-streams.ts';
import { orderRightToLeft } from './right-to-left.ts';
import { rewriteContent } from './rewrite-content.ts';
import type { Conformance } from './standards.ts';
import { settleStructure } from './structure.ts';
import { tieNotes, type Notes } from './notes.ts';
import { restoreText } from './reading-text.ts';
import { describeLinks } from './links.ts';
import { readStructure, type StructureElement } from './structure-tree.ts';
import { writeStructure, type StructureRefs } from './write-structure.ts';

/** The structure as written, for what leads into it. */
export interface WrittenStructure {
  readonly document: StructureElement;
  readonly refs: StructureRefs;
}

/**
 * Makes pages and structure tree fit for people and for the standards: one scan of all content, one walk of the structure,
 * one rewrite. Returns the structure; undefined for a file that was printed without tags. Reports what keeps a claim from
 * being true.
 */
export function conform(
  document: PDFDocument,
  book: Book,
  conformance: Conformance,
  report: Report,
): WrittenStructure | undefined {
  const { context, catalog } = document;
  const pages = document.getPages();
  const streams = new PageStreams(context, pages, book.figures);
  reportMissingGlyphs(streams, conformance, report);
  reportAttachments(book, conformance, report);
  const root = readStructure(context, catalog, streams);
  if (!root) return undefined;
  const notes: Notes = new Map();
  settleStructure(root, {
    context,
    lang: book.metadata.lang,
    pdf: conformance.pdf,
    notes,
    excerpt: book.excerpt ?? false,
    report,
  });
  const mistaken = restoreText(root, book.text, new Set(book.exhibitPages));
  orderRightToLeft(root, book.text);
  const said = tieNotes(root, notes);
  describeLinks(
    root,
    book,
    pages.map(({ ref }) => ref),
    said,
  );
  const refs = writeStructure(context, catalog, root, streams, conformance.structure);
  rewriteContent(context, streams, mistaken);
  streams.fonts.mend(mistaken);
  catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: PDFBool.True }));
  for (const page of pages) {
    // Tab goes through links as they are read (ISO 14289-1, 7.18.3).
    if (page.node.lookup(PDFName.of('Annots')) instanceof PDFArray) page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
  }
  return { document: root, refs };
}

/** PDF/A-2 and PDF/A-4 hold no files but such as keep them themselves (ISO 19005-2, 6.8; ISO 19005-4, 6.9): we attach none at all. */
function reportAttachments(book: Book, conformance: Conformance, report: Report): void {
  const closed = conformance.names.find((name) => STANDARDS[name].attachments === 'none');
  if (closed === undefined || !book.attachments || book.attachments.length === 0) return;
  report({
    severity: 'error',
    code: 'standard-attachments',
    message: `a ${STANDARDS[closed].title} file cannot carry “${book.attachments[0]!.name}” inside it`,
    hint: 'Let the edition keep a-3a or a-4f, which carry files.',
  });
}

/** The glyph for missing characters says nothing to anyone: no standard has room for it. */
function reportMissingGlyphs(streams: PageStreams, conformance: Conformance, report: Report): void {
  const first = streams.all.find((stream) => stream.scan.missingGlyphs > 0);
  if (!first || conformance.names.length === 0) return;
  const count = streams.all.reduce((sum, stream) => sum + stream.scan.missingGlyphs, 0);
  report({
    severity: 'error',
    code: 'conformance-glyph-missing',
    message: `${count} characters have no glyph in any face, the first on page ${first.index + 1} of the file`,
    why: `${conformance.names.map((name) => STANDARDS[name].title).join(' and ')} forbid the empty box that stands for them (ISO 14289-1, 7.21.8; ISO 19005-2, 6.2.11.8).`,
    hint: 'Write them otherwise, or use a layout with a face that has them.',
  });
}
