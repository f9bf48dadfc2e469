import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { qpdf } from './qpdf.ts';

/** A value as qpdf's JSON has it: names begin with `/`, texts with `u:`, other strings with `b:`, references read `n g R`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** A dictionary. */
export type Dictionary = { readonly [key: string]: Json };

/** A stream: its dictionary, and its data with filters undone where qpdf undoes them. */
export interface Stream {
  readonly dict: Dictionary;
  readonly data: Buffer;
}

/** A PDF as qpdf reads it. */
export class Objects {
  /** The file itself: qpdf shows data without the filters that it undid. */
  readonly bytes: Buffer;
  readonly version: string;
  readonly trailer: Dictionary;
  readonly pages: readonly string[];
  readonly all: ReadonlyMap<string, Json | Stream>;

  constructor(
    bytes: Uint8Array,
    version: string,
    trailer: Dictionary,
    pages: readonly string[],
    all: ReadonlyMap<string, Json | Stream>,
  ) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.version = version;
    this.trailer = trailer;
    this.pages = pages;
    this.all = all;
  }

  /** What a value is when references are followed: streams as such. */
  at(value: Json | undefined): Json | Stream | undefined {
    return typeof value === 'string' && /^\d+ \d+ R$/.test(value) ? this.all.get(value) : value;
  }

  /** The value as a dictionary, a stream's too. */
  dict(value: Json | undefined): Dictionary | undefined {
    const found = this.at(value);
    if (isStream(found)) return found.dict;
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Dictionary) : undefined;
  }

  array(value: Json | undefined): readonly Json[] | undefined {
    const found = this.at(value);
    return Array.isArray(found) ? (found as readonly Json[]) : undefined;
  }

  stream(value: Json | undefined): Stream | undefined {
    const found = this.at(value);
    return isStream(found) ? found : undefined;
  }

  /** Every dictionary in the file, however deep, streams' among them. */
  *dictionaries(): Generator<Dictionary> {
    const open: Json[] = [this.trailer];
    for (const object of this.all.values()) open.push(isStream(object) ? object.dict : object);
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (Array.isArray(value)) open.push(...(value as readonly Json[]));
      else if (typeof value === 'object' && value !== null) {
        yield value as Dictionary;
        open.push(...Object.values(value as Dictionary));
      }
    }
  }
}

/** Whether an object is a stream, its bytes unpacked. */
export function isStream(value: unknown): value is Stream {
  return typeof value === 'object' && value !== null && 'data' in value && Buffer.isBuffer(value.data);
}

/** What qpdf says of a file as JSON, version 2. */
interface Told {
  readonly pages: readonly { readonly object: string }[];
  readonly qpdf: readonly [{ readonly pdfversion: string }, Readonly<Record<string, ToldObject>>];
}
interface ToldObject {
  readonly value?: Json;
  /** `data` is base64, `datafile` the path of a file. */
  readonly stream?: { readonly dict: Dictionary; readonly data?: string; readonly datafile?: string };
}

/**
 * Reads a PDF through qpdf, a library that has no part in making ours: the program where it is installed, which large books need, else the same in
 * WebAssembly. `pixels` false: data of pictures, a gigabyte in a large book, may be empty.
 */
export async function readObjects(bytes: Uint8Array, pixels = true): Promise<Objects> {
  return (await readByProgram(bytes, pixels)) ?? objectsOf(bytes, await readInMemory(bytes), dataInline);
}

async function readInMemory(bytes: Uint8Array): Promise<Told> {
  const { lines } = await qpdf(bytes, '--json=2', '--json-stream-data=inline', DECODED);
  const text = lines.join('\n');
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Told;
}

/** Filters that lose nothing are undone. */
const DECODED = '--decode-level=generalized';
/** Objects of a book of hundreds of pages, without streams, as JSON. */
const TOLD_LIMIT = 1 << 29;

/** Undefined where qpdf is not installed. Streams go through a folder of their own: as one text they would be longer than a string may be. */
async function readByProgram(bytes: Uint8Array, pixels: boolean): Promise<Objects | undefined> {
  if (spawnSync('qpdf', ['--version']).status !== 0) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'octavo-qpdf-'));
  try {
    const file = join(folder, 'file.pdf');
    await writeFile(file, bytes);
    const options = ['--json=2', '--json-stream-data=file', `--json-stream-prefix=${join(folder, 'stream')}`, DECODED];
    const { stdout } = spawnSync('qpdf', [...options, file], { encoding: 'utf8', maxBuffer: TOLD_LIMIT });
    return objectsOf(bytes, JSON.parse(stdout) as Told, ({ dict, datafile }) =>
      datafile === undefined || (dict['/Subtype'] === '/Image' && !pixels) ? Buffer.alloc(0) : readFileSync(datafile),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function dataInline({ data = '' }: NonNullable<ToldObject['stream']>): Buffer {
  return Buffer.from(data, 'base64');
}

function objectsOf(
  bytes: Uint8Array,
  { pages, qpdf: [{ pdfversion }, objects] }: Told,
  dataOf: (stream: NonNullable<ToldObject['stream']>) => Buffer,
): Objects {
  const all = new Map<string, Json | Stream>();
  for (const [key, { value, stream }] of Object.entries(objects)) {
    if (key === 'trailer') continue;
    all.set(key.replace(/^obj:/, ''), stream ? { dict: stream.dict, data: dataOf(stream) } : (value ?? null));
  }
  return new Objects(
    bytes,
    pdfversion,
    (objects['trailer']?.value ?? {}) as Dictionary,
    pages.map((page) => page.object),
    all,
  );
}
