import { PDFDict, PDFRawStream } from 'pdf-lib';
import type { AttachmentFacts } from './facts.ts';
import type { Page } from './pages.ts';
import { streamBytes } from '../model/pdf-stream.ts';
import { byteText, dictionaryAt, items, nameAt, numberAt, textAt, tree, value } from '../model/pdf-values.ts';

/** Files inside the file (ISO 32000-1, 7.11.4): of the document, associated ones (PDF/A-3), and those pinned to pages. */
export function attachmentsOf(catalog: PDFDict, pages: readonly Page[]): AttachmentFacts[] {
  const specifications = new Set<PDFDict>();
  const keys = new Map<PDFDict, string>();
  for (const [key, item] of tree(dictionaryAt(dictionaryAt(catalog, 'Names'), 'EmbeddedFiles'), 'Names')) {
    if (!(item instanceof PDFDict)) continue;
    specifications.add(item);
    keys.set(item, byteText(key) ?? '');
  }
  for (const item of items(value(catalog, 'AF'))) if (item instanceof PDFDict) specifications.add(item);
  for (const page of pages) {
    for (const annotation of items(value(page.dict, 'Annots'))) {
      if (!(annotation instanceof PDFDict) || nameAt(annotation, 'Subtype') !== 'FileAttachment') continue;
      const item = dictionaryAt(annotation, 'FS');
      if (item) specifications.add(item);
    }
  }
  return [...specifications].map((specification) => attachment(specification, keys.get(specification) ?? ''));
}

function attachment(specification: PDFDict, key: string): AttachmentFacts {
  const files = dictionaryAt(specification, 'EF');
  const file = value(files, 'UF') ?? value(files, 'F');
  const stream = file instanceof PDFRawStream ? file : undefined;
  const description = textAt(specification, 'Desc');
  const relationship = nameAt(specification, 'AFRelationship');
  const mime = nameAt(stream?.dict, 'Subtype');
  return {
    name: textAt(specification, 'UF') ?? textAt(specification, 'F') ?? key,
    size: numberAt(dictionaryAt(stream?.dict, 'Params'), 'Size') ?? (stream ? unpackedSize(stream) : 0),
    ...(description && { description }),
    ...(mime && { mime }),
    ...(relationship && { relationship }),
  };
}

function unpackedSize(stream: PDFRawStream): number {
  try {
    return streamBytes(stream).length;
  } catch {
    return stream.contents.length;
  }
}
