import { PDFDict, PDFName, PDFStream, type PDFObject } from 'pdf-lib';
import { streamBytes } from '../model/pdf-stream.ts';
import { openDocument } from './open-document.ts';

/** Characters shown before and after where two objects part. */
const SHOWN = 60;
/** Bytes of a stream that are compared unpacked; beyond them its packed bytes are. */
const UNPACKED_LIMIT = 16 * 1024 * 1024;

/**
 * Names the first object, by number, in which two PDFs differ: what kind it is and what each says there. Undefined when the bytes are
 * equal. Throws OctavoError `pdf-unreadable` for what is no PDF.
 */
export async function firstDifference(one: Uint8Array, other: Uint8Array): Promise<string | undefined> {
  if (Buffer.compare(one, other) === 0) return undefined;
  const [left, right] = await Promise.all([objects(one), objects(other)]);
  const numbers = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a - b);
  for (const number of numbers) {
    const [a, b] = [left.get(number), right.get(number)];
    if (!a || !b) return `object ${number} (${kindOf((a ?? b)!)}) is in the ${a ? 'first' : 'second'} only`;
    const [p, q] = [written(a), written(b)];
    if (p === q) continue;
    let at = 0;
    while (p[at] === q[at]) at++;
    const cut = (text: string): string => text.slice(Math.max(0, at - SHOWN), at + SHOWN).replaceAll(/\s+/g, ' ');
    return `object ${number} (${kindOf(a)}): “${cut(p)}” in the first, “${cut(q)}” in the second`;
  }
  let at = 0;
  while (one[at] === other[at]) at++;
  return `all objects are the same; the files differ in how they are written, from byte ${at}`;
}

async function objects(bytes: Uint8Array): Promise<ReadonlyMap<number, PDFObject>> {
  const opened = await openDocument(bytes);
  if (!opened.readable) return new Map();
  return new Map(
    opened.document.context
      .enumerateIndirectObjects()
      .filter(([, object]) => !isContainer(object))
      .map(([ref, object]) => [ref.objectNumber, object] as const),
  );
}

/** Object streams and cross-reference streams (ISO 32000-1, 7.5.7 and 7.5.8): what is in them stands by itself. */
function isContainer(object: PDFObject): boolean {
  return (
    object instanceof PDFStream && /^\/(?:ObjStm|XRef)$/.test(object.dict.get(PDFName.of('Type'))?.toString() ?? '')
  );
}

/** What an object is for: its Type and Subtype, or what it is made of. */
function kindOf(object: PDFObject): string {
  const dict = object instanceof PDFStream ? object.dict : object instanceof PDFDict ? object : undefined;
  const names = ['Type', 'Subtype', 'S'].flatMap((key) => {
    const name = dict?.get(PDFName.of(key));
    return name instanceof PDFName ? [name.decodeText()] : [];
  });
  return [...names, ...(object instanceof PDFStream ? ['stream'] : dict ? [] : ['value'])].join(' ') || 'dictionary';
}

/** An object as text; a stream unpacked where that is possible. */
function written(object: PDFObject): string {
  if (!(object instanceof PDFStream)) return object.toString();
  return `${object.dict.toString()} ${Buffer.from(unpacked(object)).toString('latin1')}`;
}

function unpacked(stream: PDFStream): Uint8Array {
  try {
    return streamBytes(stream, UNPACKED_LIMIT);
  } catch {
    return stream.getContents();
  }
}
