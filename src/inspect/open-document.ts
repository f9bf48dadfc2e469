import { EncryptedPDFError, PDFDict, PDFDocument, type PDFContext } from 'pdf-lib';
import { OctavoError } from '../model/diagnostic.ts';

/** Longest time for reading a file's objects, milliseconds: 46,000 objects take 1,500. */
const READ_TIMEOUT_MS = 60_000;
/** Objects read between two looks at the clock. */
const OBJECTS_PER_TICK = 2000;
/** A PDF may have this much before its header (ISO 32000-1, Annex H, implementation note 13). */
const HEADER_WITHIN = 1024;

/** A file opened for looking at, or the fact that it asks for a password. */
export type Opened =
  | { readonly readable: true; readonly encrypted: boolean; readonly document: PDFDocument }
  | { readonly readable: false; readonly encrypted: true };

function broken(message: string, cause?: unknown): OctavoError {
  return new OctavoError(
    {
      code: 'pdf-unreadable',
      message,
      hint: 'Open it in a reader and save it anew, or make it again from its source.',
    },
    { cause },
  );
}

/**
 * Reads a PDF's objects; one that is encrypted with an empty user password opens like any reader opens it.
 * Throws an {@link OctavoError} when the bytes are no PDF or too broken to find its pages.
 */
export async function openDocument(bytes: Uint8Array): Promise<Opened> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_WITHIN));
  if (!head.includes('%PDF-')) throw broken('the file is no PDF: it has no PDF header');
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(broken(`the file was not read within ${READ_TIMEOUT_MS / 1000} seconds`)),
      READ_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([open(bytes), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** {@link openDocument} for those who cannot do without its catalog: throws for a file that opens only with a password, too. */
export async function openCatalog(
  bytes: Uint8Array,
): Promise<{ readonly catalog: PDFDict; readonly context: PDFContext; readonly encrypted: boolean }> {
  const opened = await openDocument(bytes);
  if (!opened.readable) throw new OctavoError({ code: 'pdf-encrypted', message: 'the PDF opens only with a password' });
  const { context } = opened.document;
  const catalog = context.lookup(context.trailerInfo.Root);
  if (!(catalog instanceof PDFDict))
    throw new OctavoError({ code: 'pdf-unreadable', message: 'the PDF has no catalog' });
  return { catalog, context, encrypted: opened.encrypted };
}

async function open(bytes: Uint8Array): Promise<Opened> {
  const options = { updateMetadata: false, parseSpeed: OBJECTS_PER_TICK } as const;
  try {
    return { readable: true, encrypted: false, document: await PDFDocument.load(bytes, options) };
  } catch (error) {
    if (!(error instanceof EncryptedPDFError)) throw broken(`the PDF is damaged: ${reason(error)}`, error);
  }
  try {
    return { readable: true, encrypted: true, document: await PDFDocument.load(bytes, { ...options, password: '' }) };
  } catch {
    return { readable: false, encrypted: true };
  }
}

/** First line of what went wrong, for pdf-lib's messages go on. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
