import type { Publication } from '../model/publication.ts';
import { CREATOR_TOOL } from '../model/version.ts';
import { byName, formatManifest } from './manifest.ts';

/** The first file of every bag (RFC 8493, 2.1.1). */
export const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
/** The file by which a bag is known. */
export const DECLARATION_FILE = 'bagit.txt';
/** Our record of the build, in the payload. */
export const RECORD_FILE = 'data/build.json';
/** Where the publication's own files lie in the payload, by their paths from its root. */
export const SOURCE_FOLDER = 'data/source/';

/**
 * A bag (RFC 8493) around a payload, by path and in order. `payload` has paths that begin with `data/`; `date` is the bagging date.
 * The same payload, publication and date give the same bytes.
 */
export function makeBag(
  publication: Pick<Publication, 'name' | 'title' | 'description' | 'organisation'>,
  payload: ReadonlyMap<string, Uint8Array>,
  date: Date,
): Map<string, Uint8Array> {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const tags = new Map<string, Uint8Array>([
    [DECLARATION_FILE, encode(DECLARATION)],
    ['bag-info.txt', encode(bagInfo(publication, payload, date))],
    ['manifest-sha512.txt', encode(formatManifest('sha512', payload))],
  ]);
  const bag = new Map([...tags, ['tagmanifest-sha512.txt', encode(formatManifest('sha512', tags))] as const]);
  for (const path of [...payload.keys()].sort(byName)) bag.set(path, payload.get(path)!);
  return bag;
}

/** `bag-info.txt` (RFC 8493, 2.2.2). */
function bagInfo(
  { name, title, description, organisation }: Pick<Publication, 'name' | 'title' | 'description' | 'organisation'>,
  payload: ReadonlyMap<string, Uint8Array>,
  date: Date,
): string {
  const octets = [...payload.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const lines: (readonly [string, string | undefined])[] = [
    ['Source-Organization', organisation],
    ['External-Identifier', name],
    ['External-Description', description === undefined ? title : `${title}: ${description}`],
    ['Bagging-Date', date.toISOString().slice(0, 10)],
    ['Bag-Software-Agent', CREATOR_TOOL],
    ['Payload-Oxum', `${octets}.${payload.size}`],
  ];
  return lines
    .flatMap(([label, value]) => {
      // A line break in a value would begin another label.
      const text = value?.replaceAll(/\s+/g, ' ').trim();
      return text ? [`${label}: ${text}\n`] : [];
    })
    .join('');
}
