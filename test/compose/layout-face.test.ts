import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkFace } from '../../src/compose/layout-face.ts';
import { Woff2Face } from '../../src/compose/woff2.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';

const FACE = new URL(
  '../../node_modules/@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2',
  import.meta.url,
);
/** Where a WOFF2 header says how long the file and its packed tables are (W3C WOFF 2.0, 4). */
const FILE_LENGTH = 8;
const PACKED_LENGTH = 20;

function unpacks(data: Buffer): boolean {
  try {
    return brotliDecompressSync(data).length > 0;
  } catch {
    return false;
  }
}

/** The bundled face with another licence to embed (fsType, in the table OS/2). */
function licensed(fsType: number): Uint8Array {
  const file = readFileSync(FACE);
  const packed = file.readUInt32BE(PACKED_LENGTH);
  // The file ends with up to three bytes of padding.
  const at = [0, 1, 2, 3]
    .map((padding) => file.length - packed - padding)
    .find((from) => unpacks(file.subarray(from)))!;
  const tables = brotliDecompressSync(file.subarray(at, at + packed));
  const os2 = new Woff2Face(file).table('OS/2')!;
  tables.writeUInt16BE(fsType, tables.indexOf(os2) + 8);
  const again = brotliCompressSync(tables);
  const head = Buffer.from(file.subarray(0, at));
  head.writeUInt32BE(head.length + again.length, FILE_LENGTH);
  head.writeUInt32BE(again.length, PACKED_LENGTH);
  return Buffer.concat([head, again]);
}

/** The bundled face with the table named by one number in its directory named by another. */
function withTable(from: number, to: number): Uint8Array {
  const file = Buffer.from(readFileSync(FACE));
  const at = file.indexOf(from, 48);
  file.writeUInt8(to, at);
  return file;
}

function checked(bytes: Uint8Array): Diagnostic[] {
  const found: Diagnostic[] = [];
  checkFace(bytes, 'house/mine.woff2', (diagnostic) => void found.push(diagnostic));
  return found;
}

describe('a face of a layout of one’s own', () => {
  test('that is static, has TrueType outlines and may be embedded is fine', () => {
    expect(checked(readFileSync(FACE))).toEqual([]);
    for (const fsType of [0, 4, 8, 0x108]) expect(checked(licensed(fsType))).toEqual([]);
  });

  test('that must not be embedded is named, with what to do', () => {
    for (const fsType of [2, 0x200]) {
      const [found, ...more] = checked(licensed(fsType));
      expect(more).toEqual([]);
      expect(found).toMatchObject({ severity: 'warning', code: 'face-restricted' });
      expect(found!.message).toContain('“house/mine.woff2”');
      expect(found!.hint).toContain('another face');
    }
  });

  test('whose letters would become drawings is named', () => {
    // The table gasp (17) under the names of fvar (47) and COLR (34).
    for (const [from, to, kind] of [
      [17, 47, 'a variable face'],
      [17, 34, 'a colour face'],
    ] as const) {
      const [found] = checked(withTable(from, to));
      expect(found).toMatchObject({ severity: 'warning', code: 'face-drawn' });
      expect(found!.message).toContain(`“house/mine.woff2” is ${kind}`);
    }
  });

  test('in another file than WOFF2 is named', () => {
    expect(checked(Buffer.from('OTTO and nothing else'))).toMatchObject([{ code: 'face-unreadable' }]);
  });
});
