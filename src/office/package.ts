import { unzipSync, zipSync } from 'fflate';
import { Refused } from './job.ts';
import { ENTRIES_LIMIT, ENTRY_BYTES_LIMIT, TOTAL_BYTES_LIMIT } from './limits.ts';

/** What an Office file holds and no page shows: programs, files in it, and what other programs keep beside it. */
const LEFT_OUT =
  /(?:^|\/)(?:vbaProject[^/]*\.bin|vbaData\.xml|printerSettings\/.*|embeddings\/.*|activeX\/.*|ctrlProps\/.*|externalLinks\/.*|customXml\/.*)$/i;
const ZIP = 'PK\x03\x04';
/** A compound file (MS-CFB): Office before 2007, and newer files under a password. */
const COMPOUND = '\xd0\xcf\x11\xe0';

/** Parts of an Office file (ECMA-376-2: a zip), unpacked within bounds. */
export interface OfficePackage {
  readonly entries: ReadonlyMap<string, Uint8Array>;
  /** Names of what was left out: {@link LEFT_OUT}. */
  readonly leftOut: readonly string[];
}

/**
 * Unpacks an Office file. Sizes are judged before a byte is unpacked, and what unpacks to more than it said is cut there.
 * Throws {@link Refused} for what is no such file, is locked, too large, or has XML with a document type, which no Office program writes and
 * which entities that grow or reach out hide in.
 */
export function unpackOffice(bytes: Uint8Array, marker: string): OfficePackage {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4)).toString('latin1');
  if (head === COMPOUND) throw compound(bytes);
  if (head !== ZIP) throw unreadable('is left out: it is no Office document, whatever its name says');
  const leftOut: string[] = [];
  let count = 0;
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (++count > ENTRIES_LIMIT) throw tooLarge(`more than ${ENTRIES_LIMIT} files in it`);
        if (name.endsWith('/')) return false;
        if (LEFT_OUT.test(name)) {
          leftOut.push(name);
          return false;
        }
        const length = Math.max(size, originalSize);
        if (length > ENTRY_BYTES_LIMIT)
          throw tooLarge(`a part that unpacks to more than ${mebibytes(ENTRY_BYTES_LIMIT)}`);
        total += length;
        if (total > TOTAL_BYTES_LIMIT) throw tooLarge(`parts that unpack to more than ${mebibytes(TOTAL_BYTES_LIMIT)}`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw unreadable('is left out: it is damaged');
  }
  const entries = new Map(Object.entries(files));
  if (!entries.has(marker)) throw unreadable('is left out: it is no Office document, whatever its name says');
  for (const [name, content] of entries) {
    if (!/\.(?:xml|rels|vml)$/i.test(name)) continue;
    if (Buffer.from(content.buffer, content.byteOffset, content.length).includes('<!DOCTYPE'))
      throw unreadable('is left out: its XML declares a document type, which no Office program writes');
  }
  return { entries, leftOut };
}

/** The parts as a file again, stored and not packed, for a library that opens files. */
export function packOffice(entries: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries(entries), { level: 0 });
}

/** An entry as text; empty when it is not there. */
export function entryText({ entries }: OfficePackage, name: string): string {
  const bytes = entries.get(name);
  return bytes ? new TextDecoder().decode(bytes) : '';
}

function compound(bytes: Uint8Array): Refused {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (all.includes(Buffer.from('EncryptedPackage', 'utf16le')))
    return new Refused(
      'office-encrypted',
      'is left out: it opens only with a password',
      'Save it without one in its program, or as PDF.',
    );
  return new Refused(
    'office-old',
    'is left out: it is in a format of before 2007, whatever its name says',
    'Save it anew in its program, or as PDF.',
  );
}

function tooLarge(what: string): Refused {
  return new Refused('office-too-large', `is left out: it has ${what}`, 'Save it as PDF in its program.');
}

function unreadable(message: string): Refused {
  return new Refused('office-unreadable', message, 'Open it in its program, and save it as PDF or anew.');
}

function mebibytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MiB`;
}
