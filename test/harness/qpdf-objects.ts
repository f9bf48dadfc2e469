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

/** Reads a PDF through qpdf, a library that has no part in making ours. */
export async function readObjects(bytes: Uint8Array): Promise<Objects> {
  const { lines } = await qpdf(bytes, '--json=2', '--json-stream-data=inline', '--decode-level=generalized');
  const text = lines.join('\n');
  const json = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as {
    readonly pages: readonly { readonly object: string }[];
    readonly qpdf: readonly [
      { readonly pdfversion: string },
      Readonly<
        Record<
          string,
          { readonly value?: Json; readonly stream?: { readonly dict: Dictionary; readonly data: string } }
        >
      >,
    ];
  };
  const all = new Map<string, Json | Stream>();
  let trailer: Dictionary = {};
  for (const [key, { value, stream }] of Object.entries(json.qpdf[1])) {
    if (key === 'trailer') trailer = value as Dictionary;
    else
      all.set(
        key.replace(/^obj:/, ''),
        stream ? { dict: stream.dict, data: Buffer.from(stream.data, 'base64') } : (value ?? null),
      );
  }
  return new Objects(
    bytes,
    json.qpdf[0].pdfversion,
    trailer,
    json.pages.map((page) => page.object),
    all,
  );
}
