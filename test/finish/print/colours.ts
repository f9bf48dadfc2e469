import { deflateSync } from 'node:zlib';
import { PDFDocument, PDFHexString, PDFName, PDFRawStream, type PDFContext, type PDFDict, type PDFRef } from 'pdf-lib';

/** Side of the one page, points. */
export const SIDE = 300;

/** A page with colours in every place that a PDF can have them, as browsers and others write them. */
export async function colourful(
  content: string,
  make: (context: PDFContext, resources: PDFDict) => void = () => undefined,
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const { context } = document;
  const page = document.addPage([SIDE, SIDE]);
  const resources = context.obj({ XObject: {}, Pattern: {}, Shading: {}, ExtGState: {}, ColorSpace: {}, Font: {} });
  make(context, resources);
  page.node.set(PDFName.of('Resources'), resources);
  page.node.set(
    PDFName.of('Contents'),
    context.register(PDFRawStream.of(context.obj({}), Buffer.from(content, 'latin1'))),
  );
  return document.save({ useObjectStreams: false, addDefaultPage: false });
}

/** A stream with entries, deflated as browsers write them. */
export function stream(context: PDFContext, entries: Record<string, unknown>, data: string | Uint8Array): PDFRef {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
  const dict = context.obj({ ...entries, Filter: 'FlateDecode' } as never) as unknown as PDFDict;
  return context.register(PDFRawStream.of(dict, deflateSync(bytes)));
}

/** Puts something among resources. */
export function put(resources: PDFDict, category: string, name: string, value: PDFRef | PDFDict): void {
  (resources.lookup(PDFName.of(category)) as PDFDict).set(PDFName.of(name), value);
}

/** Bytes as a string object. */
export function hex(bytes: readonly number[]): PDFHexString {
  return PDFHexString.of(Buffer.from(bytes).toString('hex'));
}
