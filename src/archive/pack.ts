import { zipSync, type Zippable } from 'fflate';
import { pack as packTar } from 'tar-stream';

/** Forms that a bag can be written in. */
export const FORMS = ['folder', 'zip', 'tar'] as const;
export type BagForm = (typeof FORMS)[number];

/** A plain file that its owner may change and everyone may read. */
const MODE = 0o644;
/** What zip calls Unix, whose modes the attributes then hold (APPNOTE 4.4.2). */
const ZIP_UNIX = 3;
/** A regular file among the types of a Unix mode. */
const REGULAR = 0o100000;
/** The first year that a zip can name. */
const ZIP_FIRST_YEAR = 1980;

/**
 * A zip of files below `folder`, in their order. Zip knows local time without a zone: every entry says noon of the date, which is the same
 * everywhere and no clock skips. Compression is fflate's own, so that it does not change with the machine's zlib.
 */
export function zip(folder: string, files: ReadonlyMap<string, Uint8Array>, date: Date): Uint8Array {
  const year = Math.max(date.getUTCFullYear(), ZIP_FIRST_YEAR);
  const mtime = new Date(year, date.getUTCMonth(), date.getUTCDate(), 12);
  const entries: Zippable = {};
  for (const [path, bytes] of files) {
    entries[`${folder}/${path}`] = [bytes, { mtime, os: ZIP_UNIX, attrs: (REGULAR | MODE) << 16, level: packed(path) }];
  }
  return zipSync(entries);
}

/** What is compressed already is stored. */
function packed(path: string): 0 | 9 {
  return /\.(?:pdf|jpe?g|png|webp|avif|gif|zip|woff2)$/i.test(path) ? 0 : 9;
}

/** A tar of files below `folder`, in their order, all of one time, mode and owner. */
export async function tar(folder: string, files: ReadonlyMap<string, Uint8Array>, date: Date): Promise<Uint8Array> {
  const stream = packTar();
  const chunks: Uint8Array[] = [];
  const done = (async () => {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
  })();
  for (const [path, bytes] of files) {
    const header = { name: `${folder}/${path}`, mode: MODE, mtime: date, uid: 0, gid: 0, uname: '', gname: '' };
    await new Promise<void>((resolve, reject) => {
      stream.entry(header, Buffer.from(bytes), (error) => (error ? reject(error) : resolve()));
    });
  }
  stream.finalize();
  await done;
  return Buffer.concat(chunks);
}
