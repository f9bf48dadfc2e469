import { createHash } from 'node:crypto';
import { PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString, type PDFContext } from 'pdf-lib';
import type { Attachment } from '../model/book.ts';
import { plainText, textString } from './text-string.ts';

/**
 * Embeds files and says how the document relates to each (ISO 19005-3, 6.8; ISO 32000-2, 14.13): in the name tree of
 * embedded files and in the catalog's AF. Names must differ.
 */
export function attach(context: PDFContext, catalog: PDFDict, attachments: readonly Attachment[]): void {
  if (attachments.length === 0) return;
  const sorted = [...attachments].sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = sorted.map(({ name, type, bytes, description, relationship, modified }) => {
    const params = context.obj({
      Size: bytes.length,
      ModDate: PDFString.fromDate(modified),
      CheckSum: PDFHexString.of(createHash('md5').update(bytes).digest('hex')),
    });
    // A name object: pdf-lib writes the slash of a media type as it must be written.
    const dict = context.obj({ Type: 'EmbeddedFile', Subtype: PDFName.of(type), Params: params });
    const stream = context.register(PDFRawStream.of(dict, bytes));
    const file = context.obj({
      Type: 'Filespec',
      F: textString(plainText(name)),
      UF: textString(plainText(name)),
      Desc: textString(plainText(description)),
      AFRelationship: relationship,
      EF: { F: stream, UF: stream },
    });
    return context.register(file);
  });
  const names = catalog.lookup(PDFName.of('Names'));
  const home = names instanceof PDFDict ? names : context.obj({});
  const entries = sorted.flatMap(({ name }, i) => [textString(plainText(name)), files[i]!]);
  home.set(PDFName.of('EmbeddedFiles'), context.register(context.obj({ Names: entries })));
  if (!(names instanceof PDFDict)) catalog.set(PDFName.of('Names'), home);
  catalog.set(PDFName.of('AF'), context.obj(files));
}
