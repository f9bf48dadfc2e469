import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';
import { PDFName, type PDFStream } from 'pdf-lib';
import { encodedBytes, type GraphNode } from './object-graph.ts';
import { entry, plainString, serialise, type Numbering, type StringWriter } from './serialise.ts';

const deflateAsync = promisify(deflate);

/** Effort for what comes plain (zlib's levels). The most takes twice the time of the usual and saves 3 %. */
const THOROUGH = 9;
const USUAL = 6;
/** Up to so many plain bytes the most effort costs a tenth of a second, which nobody waits for: some sixty pages of text. */
const THOROUGH_LIMIT = 2 * 1024 * 1024;
/** Bytes up to which handing a stream to another thread costs more than compressing it. */
const SMALL = 16 * 1024;
/** Items compressed at a time, each with a state of 256 KiB: as many as keep the threads busy. */
const ITEMS_AT_ONCE = 8;
/**
 * Objects in one object stream. A reader unpacks a whole stream to see one of its objects, so more than this would slow
 * the first look at a long document; 100 instead costs 1.3 % of a long document's bytes, 400 would save 0.6 %.
 */
export const OBJECTS_PER_STREAM = 200;

const FILTER = PDFName.of('Filter');
const LENGTH = PDFName.of('Length');
const DECODE_PARMS = PDFName.of('DecodeParms');
const TYPE = PDFName.of('Type');
const METADATA = PDFName.of('Metadata');

/** What is written under one number of its own: an object, or an object stream with several inside. */
export interface Item {
  readonly nodes: readonly GraphNode[];
  readonly packed: boolean;
}

/** An item as it stands in the file, `n 0 obj … endobj` and a line end, in pieces. */
export interface Body {
  readonly number: number;
  readonly pieces: readonly Uint8Array[];
  readonly length: number;
}

/** Puts a number around what is in an indirect object (ISO 32000-1, 7.3.10). */
export function body(number: number, ...content: readonly (string | Uint8Array)[]): Body {
  const pieces = [`${number} 0 obj\n`, ...content, '\nendobj\n'].map((piece) =>
    typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece,
  );
  return { number, pieces, length: pieces.reduce((sum, piece) => sum + piece.length, 0) };
}

/** A stream object: `dictionary` is its entries without Length. */
export function streamBody(number: number, dictionary: string, data: Uint8Array): Body {
  return body(number, `<<${dictionary}/Length ${data.length}>>\nstream\n`, data, '\nendstream');
}

/** Groups nodes into items of at most {@link OBJECTS_PER_STREAM}; one alone is not packed. */
export function pack(nodes: readonly GraphNode[]): Item[] {
  const items: Item[] = [];
  for (let from = 0; from < nodes.length; from += OBJECTS_PER_STREAM) {
    const part = nodes.slice(from, from + OBJECTS_PER_STREAM);
    items.push({ nodes: part, packed: part.length > 1 });
  }
  return items;
}

/** An item compressed, to be written under its number. */
export interface Coded {
  readonly number: number;
  /** The object; of a stream the entries of its dictionary but Length. */
  readonly text: (string: StringWriter) => string;
  /** A stream's bytes. */
  readonly data?: Uint8Array;
}

/** Enciphers strings and streams of a file. */
export interface Cipher {
  readonly string: StringWriter;
  data(bytes: Uint8Array): Uint8Array;
}

/** An item as it is written, enciphered where there is a cipher. */
export function bodyOf({ number, text, data }: Coded, cipher?: Cipher): Body {
  const written = text(cipher?.string ?? plainString);
  if (data === undefined) return body(number, written);
  return streamBody(number, written, cipher ? cipher.data(data) : data);
}

/** Compresses items for their numbers; compression runs beside the writing. */
export async function code(
  items: readonly Item[],
  itemNumber: (item: Item) => number,
  number: Numbering,
): Promise<Coded[]> {
  const plain = items.reduce((sum, item) => sum + plainBytes(item), 0);
  const level = plain <= THOROUGH_LIMIT ? THOROUGH : USUAL;
  const codeOne = async (item: Item): Promise<Coded> => {
    const own = itemNumber(item);
    if (item.packed) return objectStream(own, item.nodes, number, level);
    const { object, kind } = item.nodes[0]!;
    return kind === 'stream'
      ? codeStream(own, object as PDFStream, number, level)
      : { number: own, text: (string) => serialise(object, number, string) };
  };
  const coded: Coded[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) coded[index] = await codeOne(item);
  };
  await Promise.all(Array.from({ length: ITEMS_AT_ONCE }, worker));
  return coded;
}

async function deflated(bytes: Uint8Array, level: number): Promise<Uint8Array> {
  return bytes.length <= SMALL ? deflateSync(bytes, { level }) : deflateAsync(bytes, { level });
}

/** Bytes of a stream that will be deflated. XMP stays readable to whoever scans for it. */
function plainBytes({ nodes: [node] }: Item): number {
  if (node?.kind !== 'stream') return 0;
  const object = node.object as PDFStream;
  return object.dict.has(FILTER) || object.dict.get(TYPE) === METADATA ? 0 : encodedBytes(object).length;
}

/** An object stream (ISO 32000-1, 7.5.7). Strings in it are enciphered with it, never by themselves (ISO 32000-2, 7.6.2). */
async function objectStream(
  own: number,
  nodes: readonly GraphNode[],
  number: Numbering,
  level: number,
): Promise<Coded> {
  let offsets = '';
  let text = '';
  for (const node of nodes) {
    offsets += `${number(node.ref)} ${text.length} `;
    text += `${serialise(node.object, number)}\n`;
  }
  const data = await deflated(Buffer.from(offsets + text, 'latin1'), level);
  const entries = `/Type/ObjStm/N ${nodes.length}/First ${offsets.length}/Filter/FlateDecode`;
  return { number: own, text: () => entries, data };
}

/** A stream as it is, or deflated when it came plain and gains by it. */
export async function codeStream(
  own: number,
  object: PDFStream,
  number: Numbering,
  level: number = THOROUGH,
): Promise<Coded> {
  const bytes = encodedBytes(object);
  const { dict } = object;
  let data: Uint8Array = bytes;
  let filter = '';
  if (!dict.has(FILTER) && dict.get(TYPE) !== METADATA) {
    const smaller = await deflated(bytes, level);
    if (smaller.length < bytes.length) {
      data = smaller;
      filter = '/Filter/FlateDecode';
    }
  }
  const kept = dict.entries().filter(([key]) => key !== LENGTH && !(filter && key === DECODE_PARMS));
  const text = (string: StringWriter): string =>
    kept.map(([key, value]) => entry(key, value, number, string)).join('') + filter;
  return { number: own, text, data };
}
