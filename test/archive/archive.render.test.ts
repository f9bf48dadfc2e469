import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archive } from '../../src/archive/archive.ts';
import { buildRecordSchema } from '../../src/archive/build-record.ts';
import { formatManifest } from '../../src/archive/manifest.ts';
import { verify } from '../../src/archive/verify.ts';
import { VERSION } from '../../src/model/version.ts';
import { cacheFolder, openWorld, remoteKey } from '../../src/world.ts';
import { bagFaults } from './bagit-reader.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/octavo.js', import.meta.url));
const SAMPLE = fileURLToPath(new URL('../../samples/annual-report', import.meta.url));
const EPOCH = '1700000000';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'octavo-archive-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as people run it, in a folder and an environment of its own. */
function octavo(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd, env: { ...process.env, ...environment } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** Every file of a folder with its hash. */
function tree(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(root.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

describe('octavo archive', () => {
  let bag: string;
  beforeAll(async () => {
    const here = join(folder, 'one');
    cpSync(SAMPLE, join(here, 'annual-report'), { recursive: true });
    const { status, stdout } = await octavo(here, ['archive', 'annual-report'], {
      SOURCE_DATE_EPOCH: EPOCH,
      TZ: 'America/St_Johns',
      LC_ALL: 'C',
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^output.annual-report\.archive {2}\d+ pages, \d+ KB/);
    bag = join(here, 'output', 'annual-report.archive');
  });

  test('makes a bag that an independent reader finds whole', () => {
    expect(bagFaults(bag)).toEqual([]);
  });

  test('keeps all that the build read, and says what made it', () => {
    const record = buildRecordSchema.parse(JSON.parse(readFileSync(join(bag, 'data', 'build.json'), 'utf8')));
    expect(record.tool).toEqual({ name: 'Octavo', version: VERSION });
    expect(record.browser.product).toMatch(/^Chromium \d+\./);
    expect(record.browser.package).toBe('@sparticuz/chromium');
    expect(record.node).toBe(process.versions.node);
    expect(record.sourceDateEpoch).toBe(Number(EPOCH));
    expect(record.edition.standard).toEqual(['ua-1', 'a-2a']);
    expect(record.fonts.map((font) => font.package)).toContain('@fontsource/source-serif-4');
    expect(record.fonts.every((font) => /^\d+\.\d+\.\d+$/.test(font.version) && font.files.length > 0)).toBe(true);
    expect(record.validation).toMatchObject({ standards: ['ua-1', 'a-2a'], ok: true, findings: [] });
    const sources = readdirSync(SAMPLE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(SAMPLE.length + 1)
          .split('\\')
          .join('/'),
      );
    expect(record.sources.map((file) => file.path)).toEqual(sources.sort());
    for (const file of record.sources) {
      expect(readFileSync(join(bag, 'data', 'source', file.path))).toEqual(readFileSync(join(SAMPLE, file.path)));
    }
    expect(record.octavo.map((file) => file.path)).toContain('layouts/report/cover.njk');
  });

  test('gives the same bytes in another folder, time zone and locale, as a folder, a zip and a tar', async () => {
    const there = join(folder, 'else where', 'über');
    cpSync(SAMPLE, join(there, 'annual-report'), { recursive: true });
    const other = { SOURCE_DATE_EPOCH: EPOCH, TZ: 'Pacific/Kiritimati', LC_ALL: 'de_DE.UTF-8', LANG: 'tr_TR.UTF-8' };
    expect((await octavo(there, ['archive', 'annual-report', '--out', 'x'], other)).status).toBe(0);
    expect(tree(join(there, 'x', 'annual-report.archive'))).toEqual(tree(bag));
    for (const form of ['zip', 'tar']) {
      const args = ['archive', 'annual-report', '--as', form];
      expect((await octavo(there, args, other)).status).toBe(0);
      expect((await octavo(join(folder, 'one'), args, { SOURCE_DATE_EPOCH: EPOCH, TZ: 'UTC' })).status).toBe(0);
      const name = `annual-report.archive.${form}`;
      const [one, two] = [join(folder, 'one', 'output', name), join(there, 'output', name)].map((p) => readFileSync(p));
      expect(Buffer.compare(one!, two!), form).toBe(0);
    }
    // Beside the two forms there is nothing half-written and no PDF: it is in the bag.
    expect(readdirSync(join(there, 'output')).sort()).toEqual([
      'annual-report.archive.tar',
      'annual-report.archive.zip',
    ]);
  });

  test('verify --rebuild makes the same bytes again, from a zip too, and says so in JSON', async () => {
    const folderRun = await octavo(folder, ['verify', '--rebuild', bag]);
    expect(folderRun).toMatchObject({ status: 0, stderr: '' });
    expect(folderRun.stdout).toContain('the same PDF came out again');
    const zipped = join(folder, 'one', 'output', 'annual-report.archive.zip');
    const { status, stdout } = await octavo(folder, ['verify', '--rebuild', '--json', zipped], { TZ: 'Asia/Tokyo' });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, rebuilt: true, diagnostics: [] });
  });

  test('verify --rebuild names what differs in a bag whose source was changed and sealed again', async () => {
    const forged = join(folder, 'forged');
    cpSync(bag, forged, { recursive: true });
    const letter = join(forged, 'data', 'source', 'letter.md');
    writeFileSync(letter, readFileSync(letter, 'utf8').replace('two hundred', 'nine hundred'));
    const changed = await verify({ path: forged });
    expect(changed.diagnostics.map((each) => each.code)).toContain('bag-changed');

    seal(forged, (record) => ({
      ...record,
      sources: (record['sources'] as { path: string }[]).map((file) =>
        file.path === 'letter.md' ? facts('letter.md', readFileSync(letter)) : file,
      ),
    }));
    expect(bagFaults(forged)).toEqual([]);
    const result = await verify({ path: forged, rebuild: true });
    expect(result).toMatchObject({ ok: false, rebuilt: false });
    const [diagnostic] = result.diagnostics.filter((each) => each.severity === 'error');
    expect(diagnostic).toMatchObject({ code: 'rebuild-differs' });
    expect(diagnostic!.message).toMatch(/another: object \d+ \(.+\)/);
    expect(diagnostic!.why).toContain('Tools and sources are the same');
  });

  test('verify --rebuild says when the tools are others', async () => {
    const older = join(folder, 'older');
    cpSync(bag, older, { recursive: true });
    const style = join(older, 'data', 'octavo', 'layouts', 'base', 'theme.json');
    writeFileSync(style, `${readFileSync(style, 'utf8')} `);
    const pdf = join(older, 'data', 'annual-report.archive.pdf');
    writeFileSync(pdf, readFileSync(pdf, 'latin1').replace('/DisplayDocTitle true', '/DisplayDocTitle null'), 'latin1');
    seal(older, (record) => ({
      ...record,
      tool: { name: 'Octavo', version: '0.0.1' },
      octavo: (record['octavo'] as { path: string }[]).map((file) =>
        file.path === 'layouts/base/theme.json' ? facts(file.path, readFileSync(style)) : file,
      ),
      product: { ...(record['product'] as object), ...facts('data/annual-report.archive.pdf', readFileSync(pdf)) },
    }));
    const { diagnostics } = await verify({ path: older, rebuild: true });
    expect(diagnostics.map((each) => each.code)).toEqual(['rebuild-differs']);
    expect(diagnostics[0]!.why).toContain(`Octavo 0.0.1 then, ${VERSION} now`);
    expect(diagnostics[0]!.why).toContain('layouts/base/theme.json has changed');
  });

  test('a bag that stands there is replaced; a folder of somebody else’s is not', async () => {
    const here = join(folder, 'twice');
    cpSync(SAMPLE, join(here, 'annual-report'), { recursive: true });
    const out = join(here, 'output', 'annual-report.archive');
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'thesis.txt'), 'four years');
    const refused = await octavo(here, ['archive', 'annual-report']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('output-foreign');
    expect(readFileSync(join(out, 'thesis.txt'), 'utf8')).toBe('four years');

    writeFileSync(join(out, 'bagit.txt'), 'an old bag');
    expect((await octavo(here, ['archive', 'annual-report'], { SOURCE_DATE_EPOCH: EPOCH })).status).toBe(0);
    expect(tree(out)).toEqual(tree(bag));
    expect(readdirSync(join(here, 'output'))).toEqual(['annual-report.archive']);
  });
});

test('octavo build --edition archive makes the PDF alone', async () => {
  const here = join(folder, 'alone');
  mkdirSync(here);
  writeFileSync(join(here, 'notes.md'), '---\nlang: en\n---\n\n# Notes\n\nText.\n');
  expect((await octavo(here, ['build', '--edition', 'archive', 'notes.md'])).status).toBe(0);
  expect(readdirSync(join(here, 'output'))).toEqual(['notes.archive.pdf']);
});

test('an edition that counts the pages of closed papers has no bag: nobody could build it again', async () => {
  const here = join(folder, 'kept');
  mkdirSync(here, { recursive: true });
  writeFileSync(join(here, 'open.md'), '# Open\n\nText.\n');
  writeFileSync(join(here, 'pay.md'), '# Pay\n\nText.\n');
  writeFileSync(
    join(here, 'publication.yaml'),
    'title: Papers\nlayout: packet\neditions: { archive: { closed: false, withheld: keep-folios } }\nparts:\n  - { group: Staff, closed: true, parts: [pay.md] }\n  - { group: One, parts: [open.md] }\n',
  );
  const { ok, products, diagnostics } = await archive({ files: ['publication.yaml'], cwd: here });
  expect(ok).toBe(false);
  expect(products).toEqual([]);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
    'bag-keeps-folios',
  ]);
});

test('a bag never tells of closed sessions that its edition leaves out', async () => {
  const here = join(folder, 'closed');
  mkdirSync(here);
  writeFileSync(join(here, 'open.md'), '# Open\n\nText.\n');
  writeFileSync(join(here, 'pay.md'), '# Pay\n\nNumbers.\n');
  const definition = (closed: boolean): string =>
    `title: Papers\nlayout: packet\neditions: { archive: { closed: ${closed} } }\nparts:\n  - { group: One, parts: [open.md] }\n  - { group: Staff, closed: true, parts: [pay.md] }\n`;
  writeFileSync(join(here, 'publication.yaml'), definition(false));
  const bagged = async (): Promise<string[]> => {
    const { ok, products } = await archive({ files: ['.'], cwd: here });
    expect(ok).toBe(true);
    const data = join(products[0]!.path, 'data', 'source');
    return [...readdirSync(data), readFileSync(join(data, 'publication.yaml'), 'utf8')];
  };
  const [open, definitionInBag] = [
    await bagged(),
    readFileSync(join(here, 'output/closed.archive/data/source/publication.yaml'), 'utf8'),
  ];
  expect(open).not.toContain('pay.md');
  expect(definitionInBag).not.toMatch(/Staff|pay/);
  // What the bag brings is enough to make the same bytes again.
  const again = await verify({ path: join(here, 'output/closed.archive'), rebuild: true });
  expect(again.ok, JSON.stringify(again)).toBe(true);
  writeFileSync(join(here, 'publication.yaml'), definition(true));
  expect(await bagged()).toContain('pay.md');
});

test('a remote picture travels in the bag, and the bag rebuilds without network or cache', async () => {
  const here = join(folder, 'remote');
  mkdirSync(here);
  const picture = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><title>${Date.now()}</title><rect width="40" height="30" fill="#a00"/></svg>`,
  );
  const sha256 = createHash('sha256').update(picture).digest('hex');
  const address = 'https://pictures.example/red.svg';
  writeFileSync(
    join(here, 'notes.md'),
    `---\ntitle: Notes\nhosts: [pictures.example]\n---\n\n# One\n\n![Red](${address})\n`,
  );
  writeFileSync(
    join(here, 'notes.lock.json'),
    JSON.stringify({ version: 1, images: [{ address, sha256, bytes: picture.length, type: 'image/svg+xml' }] }),
  );
  const world = openWorld({ root: here, output: here });
  await world.cached(remoteKey(sha256), () => Promise.resolve(picture));
  const { products, diagnostics } = await archive({ files: ['notes.md'], cwd: here });
  expect(diagnostics).toEqual([]);
  const bag = products[0]!.path;
  expect(readFileSync(join(bag, 'data', 'remote', `${sha256}.svg`))).toEqual(picture);
  expect(existsSync(join(bag, 'data', 'source', 'notes.lock.json'))).toBe(true);
  expect(bagFaults(bag)).toEqual([]);

  const key = remoteKey(sha256);
  rmSync(join(cacheFolder(process.env), 'content', key.slice(0, 2), key));
  expect(await verify({ path: bag, rebuild: true })).toMatchObject({ ok: true, rebuilt: true, diagnostics: [] });
});

function facts(path: string, bytes: Uint8Array): { path: string; bytes: number; sha256: string } {
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Changes a bag's record, and makes manifests and Payload-Oxum anew, as whoever forges a bag would. */
function seal(bag: string, change: (record: Record<string, unknown>) => Record<string, unknown>): void {
  const record = join(bag, 'data', 'build.json');
  writeFileSync(record, JSON.stringify(change(JSON.parse(readFileSync(record, 'utf8')) as Record<string, unknown>)));
  const payload = new Map(
    readdirSync(join(bag, 'data'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [
        path
          .slice(bag.length + 1)
          .split('\\')
          .join('/'),
        readFileSync(path),
      ]),
  );
  const octets = [...payload.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  const info = join(bag, 'bag-info.txt');
  writeFileSync(
    info,
    readFileSync(info, 'utf8').replace(/Payload-Oxum: .*/, `Payload-Oxum: ${octets}.${payload.size}`),
  );
  writeFileSync(join(bag, 'manifest-sha512.txt'), formatManifest('sha512', payload));
  const tags = new Map(
    ['bagit.txt', 'bag-info.txt', 'manifest-sha512.txt'].map((path) => [path, readFileSync(join(bag, path))]),
  );
  writeFileSync(join(bag, 'tagmanifest-sha512.txt'), formatManifest('sha512', tags));
}
