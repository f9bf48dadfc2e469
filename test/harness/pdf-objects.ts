import { decodePDFRawStream, PDFDocument, PDFName, PDFRawStream, type PDFObject } from 'pdf-lib';

/** Characters shown on each side of where two objects part. */
const SHOWN = 60;

/**
 * Names the first object in which two PDFs differ, and how; for a test that found their bytes to differ. Undefined when all objects are the
 * same, so that the difference is in how they are written.
 */
export async function firstDifference(a: Uint8Array, b: Uint8Array): Promise<string | undefined> {
  const [left, right] = await Promise.all([a, b].map((bytes) => PDFDocument.load(bytes, { updateMetadata: false })));
  const [one, two] = [left!, right!].map(
    (document) =>
      new Map(
        document.context
          .enumerateIndirectObjects()
          .filter(([, object]) => !isContainer(object))
          .map(([ref, object]) => [ref.toString(), object]),
      ),
  );
  for (const ref of new Set([...one!.keys(), ...two!.keys()])) {
    const [x, y] = [one!.get(ref), two!.get(ref)];
    if (!x || !y) return `object ${ref} is in one file only: ${written(x ?? y!)}`;
    const [p, q] = [written(x), written(y)];
    if (p === q) continue;
    let at = 0;
    while (p[at] === q[at]) at++;
    const cut = (text: string): string => text.slice(Math.max(0, at - SHOWN), at + SHOWN);
    return `object ${ref} differs: “${cut(p)}” and “${cut(q)}”`;
  }
  return undefined;
}

/** Object streams and cross-reference streams: what is in them stands by itself. */
function isContainer(object: PDFObject): boolean {
  const type = object instanceof PDFRawStream ? object.dict.get(PDFName.of('Type'))?.toString() : undefined;
  return type === '/ObjStm' || type === '/XRef';
}

/** An object as text, a stream unpacked where that is possible. */
function written(object: PDFObject): string {
  if (!(object instanceof PDFRawStream)) return object.toString();
  return `${object.dict.toString()} ${Buffer.from(unpacked(object)).toString('latin1')}`;
}

function unpacked(stream: PDFRawStream): Uint8Array {
  try {
    return decodePDFRawStream(stream).decode();
  } catch {
    return stream.getContents();
  }
}
