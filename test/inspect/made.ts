import { PDFDocument, PDFName, PDFRawStream, type PDFContext, type PDFRef } from 'pdf-lib';

/** Saves a document that `fill` writes into, with one page unless it makes more. */
export async function made(
  fill: (document: PDFDocument, context: PDFContext) => void | Promise<void>,
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  await fill(document, document.context);
  return document.save({ useObjectStreams: false });
}

/** Registers a stream. */
export function stream(context: PDFContext, dict: object, content: string | Uint8Array): PDFRef {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return context.register(PDFRawStream.of(context.obj(dict as Record<string, never>), bytes));
}

/** A one-page file of raw content and resources. */
export async function page(
  content: string,
  resources: (context: PDFContext) => object,
  more: Record<string, unknown> = {},
): Promise<Uint8Array> {
  return made((document, context) => {
    const { node } = document.addPage([200, 100]);
    node.set(PDFName.of('Contents'), stream(context, {}, content));
    node.set(PDFName.of('Resources'), context.obj(resources(context) as Record<string, never>));
    for (const [key, value] of Object.entries(more)) node.set(PDFName.of(key), context.obj(value as number));
  });
}
