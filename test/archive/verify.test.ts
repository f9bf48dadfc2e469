import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeBag } from '../../src/archive/bag.ts';
import { formatManifest } from '../../src/archive/manifest.ts';
import { tar, zip } from '../../src/archive/pack.ts';
import { DEPTH_LIMIT, TOTAL_LIMIT } from '../../src/archive/unpack.ts';
import { verify } from '../../src/archive/verify.ts';
import { CREATOR_TOOL } from '../../src/model/version.ts';
import { bagFaults } from './bagit-reader.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const date = new Date('2026-03-14T02:30:00Z');
const payload = new Map([
  ['data/report.pdf', bytes('not really a PDF')],
  ['data/source/report.md', bytes('# Report\n')],
  ['data/source/static/100% näher.svg', bytes('<svg/>')],
]);
const publication = {
  name: 'report',
  title: 'A\nreport',
  description: 'Of a year.',
  organisation: 'Example',
};
const bag = makeBag(publication, payload, date);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'octavo-bag-'));
  put(bag);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = (path: string): string => join(folder, 'bag', path);
function put(files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(place(path)), { recursive: true });
    writeFileSync(place(path), content);
  }
}

/** What `verify` says of the bag in the folder, or of a file beside it. */
async function verdict(path = 'bag'): Promise<string[]> {
  const { ok, diagnostics } = await verify({ path, cwd: folder });
  expect(ok).toBe(diagnostics.every((each) => each.severity !== 'error'));
  return diagnostics.map((each) => `${each.code}: ${each.message}`);
}

/** Lists a tag file anew in the tag manifest, as whoever forges a bag would. */
function reseal(): void {
  const tags = new Map(
    ['bagit.txt', 'bag-info.txt', 'manifest-sha512.txt'].map((path) => [path, readFileSync(place(path))]),
  );
  writeFileSync(place('tagmanifest-sha512.txt'), formatManifest('sha512', tags));
}

describe('a whole bag', () => {
  test('is one to an independent reader, and to us', async () => {
    expect(bagFaults(join(folder, 'bag'))).toEqual([]);
    expect(await verdict()).toEqual([]);
  });

  test('says in bag-info.txt what it is, a line each', () => {
    expect(readFileSync(place('bag-info.txt'), 'utf8').split('\n')).toEqual([
      'Source-Organization: Example',
      'External-Identifier: report',
      'External-Description: A report: Of a year.',
      'Bagging-Date: 2026-03-14',
      `Bag-Software-Agent: ${CREATOR_TOOL}`,
      'Payload-Oxum: 31.3',
      '',
    ]);
  });

  test('has a % in a name written so that it reads back', async () => {
    expect(readFileSync(place('manifest-sha512.txt'), 'utf8')).toContain('100%25 näher.svg');
  });

  test.each(['zip', 'tar'] as const)('is whole as a %s, the same in every time zone', async (form) => {
    const made = async (zone: string): Promise<Uint8Array> => {
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      try {
        return form === 'zip' ? zip('report.archive', bag, date) : await tar('report.archive', bag, date);
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    };
    // On this night, clocks in New York skip the hour after 2.
    const [here, there] = [await made('America/New_York'), await made('Asia/Tokyo')];
    expect(Buffer.compare(here, there)).toBe(0);
    // A tar’s first header says its time in octal digits at 136 (POSIX ustar); a zip’s its date at 12, years from 1980 (APPNOTE 4.4.6).
    const head = Buffer.from(here);
    if (form === 'tar') expect(Number.parseInt(head.toString('latin1', 136, 147), 8)).toBe(date.getTime() / 1000);
    else expect(head.readUInt16LE(12)).toBe(((2026 - 1980) << 9) | (3 << 5) | 14);
    writeFileSync(join(folder, `bag.${form}`), here);
    expect(await verdict(`bag.${form}`)).toEqual([]);
    const { files } = await verify({ path: `bag.${form}`, cwd: folder });
    expect(files).toBe(bag.size);
  });
});

describe('what is wrong is named', () => {
  test('a flipped byte', async () => {
    writeFileSync(place('data/source/report.md'), '# Repost\n');
    expect(await verdict()).toEqual([
      'bag-changed: “data/source/report.md” is not what manifest-sha512.txt recorded: its sha512 differs',
    ]);
    expect(bagFaults(join(folder, 'bag'))).toEqual(['data/source/report.md differs']);
  });

  test('a missing file, and the count that no longer holds', async () => {
    rmSync(place('data/report.pdf'));
    expect(await verdict()).toEqual([
      'bag-incomplete: “data/report.pdf” is missing; manifest-sha512.txt lists it',
      'bag-oxum: bag-info.txt says Payload-Oxum 31.3; the payload has 15.2 (octets and files)',
    ]);
  });

  test('an extra file in the payload, and one beside it', async () => {
    writeFileSync(place('data/more.txt'), '');
    writeFileSync(place('note.txt'), '');
    expect((await verdict()).filter((each) => each.startsWith('bag-unlisted'))).toEqual([
      'bag-unlisted: “data/more.txt” is in the payload and not in manifest-sha512.txt',
      'bag-unlisted: “note.txt” is in the bag and not in tagmanifest-sha512.txt',
    ]);
  });

  test('a wrong Payload-Oxum, though the tag manifest vouches for it', async () => {
    const info = readFileSync(place('bag-info.txt'), 'utf8').replace('31.3', '30.3');
    writeFileSync(place('bag-info.txt'), info);
    reseal();
    expect(await verdict()).toEqual([
      'bag-oxum: bag-info.txt says Payload-Oxum 30.3; the payload has 31.3 (octets and files)',
    ]);
  });

  test('a tag file that was changed', async () => {
    appendFileSync(place('bag-info.txt'), 'Contact-Name: Nobody\n');
    expect(await verdict()).toEqual([
      'bag-changed: “bag-info.txt” is not what tagmanifest-sha512.txt recorded: its sha512 differs',
    ]);
  });

  test('no declaration', async () => {
    rmSync(place('bagit.txt'));
    expect(await verdict()).toEqual(['bag-structure: bag is no bag: it has no bagit.txt']);
  });

  test('a declaration of another form', async () => {
    writeFileSync(place('bagit.txt'), 'BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n');
    reseal();
    expect((await verdict()).map((each) => each.split(':')[0])).toEqual(['bag-structure']);
  });

  test('no payload manifest, and one of a broken hash only', async () => {
    rmSync(place('manifest-sha512.txt'));
    expect(await verdict()).toContain('bag-structure: there is no payload manifest');
    writeFileSync(place('manifest-md5.txt'), formatManifest('md5', payload));
    expect(await verdict()).toContain('bag-structure: the payload manifests use md5 only');
  });

  test('files that would have to be fetched', async () => {
    writeFileSync(place('fetch.txt'), 'https://example.org/x 1 data/x\n');
    expect(await verdict()).toContain('bag-incomplete: the bag lists files to be fetched (fetch.txt)');
  });

  test('a line that is none, and one that comes twice', async () => {
    const manifest = readFileSync(place('manifest-sha512.txt'), 'utf8');
    writeFileSync(place('manifest-sha512.txt'), `${manifest}${manifest.split('\n')[0]}\nabc  data/report.pdf\n`);
    reseal();
    expect(await verdict()).toEqual([
      'bag-structure: manifest-sha512.txt, line 4, names “data/report.pdf” again',
      'bag-structure: manifest-sha512.txt, line 5, is no checksum and path',
    ]);
  });
});

describe('a hostile bag', () => {
  test.each(['../outside.txt', 'data/../../outside.txt', '/etc/passwd', '~/.profile', 'C:/outside.txt', 'data\\..\\x'])(
    'has a manifest that names %s, which is never opened',
    async (path) => {
      writeFileSync(join(folder, 'outside.txt'), 'secret');
      appendFileSync(place('manifest-sha512.txt'), `${'0'.repeat(128)}  ${path}\n`);
      reseal();
      expect(await verdict()).toEqual([
        `bag-outside: manifest-sha512.txt, line 4, names “${path}”, which lies outside the bag`,
      ]);
    },
  );

  test.runIf(process.platform !== 'win32')('has a link that leads out', async () => {
    writeFileSync(join(folder, 'outside.txt'), 'secret');
    symlinkSync(join(folder, 'outside.txt'), place('data/link.txt'));
    expect(await verdict()).toEqual(['bag-outside: “data/link.txt” is a link that leaves the bag']);
  });

  test.runIf(process.platform !== 'win32')('has a folder that leads round in a circle', async () => {
    symlinkSync('.', place('data/round'));
    expect((await verdict())[0]).toMatch(new RegExp(`^bag-large: the bag has folders more than ${DEPTH_LIMIT} deep`));
  });

  test('has a zip entry that would be written elsewhere', async () => {
    writeFileSync(join(folder, 'bag.zip'), zipSync({ 'bag/bagit.txt': bytes(''), 'bag/../../x': bytes('') }));
    expect(await verdict('bag.zip')).toEqual([
      'bag-outside: the bag has an entry “bag/../../x”, which would lie outside it',
    ]);
  });

  test('has a zip that claims to unpack to more than memory holds', async () => {
    const zipped = Buffer.from(zipSync({ 'bag/data/zeros': [new Uint8Array(1_000_000), { level: 9 }] }));
    // The directory's entry says its size at 24; four of these make more than the limit, one is enough to be more.
    const at = zipped.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    zipped.writeUInt32LE(TOTAL_LIMIT + 1, at + 24);
    writeFileSync(join(folder, 'bag.zip'), zipped);
    expect((await verdict('bag.zip'))[0]).toMatch(/^bag-large: the bag has more than 1024 MiB/);
  });

  test('has a tar with a link', async () => {
    const stream = pack();
    stream.entry({ name: 'bag/bagit.txt' }, 'x');
    stream.entry({ name: 'bag/data', type: 'symlink', linkname: '/etc' });
    stream.finalize();
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream as AsyncIterable<Uint8Array>) chunks.push(chunk);
    writeFileSync(join(folder, 'bag.tar'), Buffer.concat(chunks));
    expect(await verdict('bag.tar')).toEqual(['bag-outside: the bag’s entry “bag/data” is a symlink, not a file']);
  });

  test.each([
    ['zip', bytes('PK\u0003\u0004 and then nothing')],
    ['tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(250, 1)])],
    ['rar', bytes('Rar!')],
  ])('is a damaged %s', async (form, content) => {
    writeFileSync(join(folder, `bag.${form}`), content);
    expect((await verdict(`bag.${form}`)).map((each) => each.split(':')[0])).toEqual(['bag-unreadable']);
  });

  test('is packed without a folder around it', async () => {
    writeFileSync(join(folder, 'bag.zip'), zipSync({ 'bagit.txt': bytes(''), 'data/x': bytes('') }));
    expect(await verdict('bag.zip')).toEqual(['bag-structure: the packed bag is not one folder']);
  });
});

test('only bags of ours can be rebuilt', async () => {
  const { ok, diagnostics } = await verify({ path: 'bag', cwd: folder, rebuild: true });
  expect(ok).toBe(false);
  expect(diagnostics.map((each) => each.code)).toEqual(['rebuild-impossible']);
});
