import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstDifference } from '../src/inspect/difference.ts';
import { CASES, EPOCH } from './harness/case.ts';
import { ROOT } from './harness/golden.ts';
import { testCache } from './harness/press.ts';

// The same input gives the same bytes: in other folders, by another clock, in another language, with nothing in the cache.

const run = promisify(execFile);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'octavo-same-'));
  mkdirSync(join(testCache, 'chromium'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where and when a build runs. */
interface Circumstances {
  readonly place: string;
  readonly epoch?: string;
  readonly environment?: Readonly<Record<string, string>>;
}
const KOLKATA = { TZ: 'Asia/Kolkata', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
const ST_JOHNS = { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' };

/** Runs commands over a copy of `source`, each in a process of its own, in a folder and with a cache of their own; every file that they wrote. */
async function made(
  source: string,
  commands: readonly (readonly string[])[],
  { place, epoch = EPOCH, environment }: Circumstances,
): Promise<ReadonlyMap<string, Buffer>> {
  const home = join(folder, place);
  const input = join(home, 'papers');
  cpSync(source, input, { recursive: true });
  const cache = join(home, 'cache');
  mkdirSync(cache, { recursive: true });
  // The browser is the same file for both; what Octavo made before is not.
  symlinkSync(join(testCache, 'chromium'), join(cache, 'chromium'), 'dir');
  const out = join(home, 'output');
  for (const command of commands)
    await run(process.execPath, [join(ROOT, 'src', 'cli', 'main.ts'), ...command, '--out', out], {
      cwd: input,
      env: { ...process.env, OCTAVO_CACHE: cache, SOURCE_DATE_EPOCH: epoch, ...environment },
    });
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((file) => statSync(join(out, file)).isFile());
  return new Map(files.map((file) => [file, readFileSync(join(out, file))]));
}

/** Every file that is not the same in both, with the first object that differs. */
async function differences(
  first: ReadonlyMap<string, Buffer>,
  second: ReadonlyMap<string, Buffer>,
): Promise<readonly string[]> {
  expect([...second.keys()]).toEqual([...first.keys()]);
  const found = [];
  for (const [file, bytes] of first) {
    const other = second.get(file)!;
    if (bytes.equals(other)) continue;
    const where = file.endsWith('.pdf')
      ? await firstDifference(bytes, other)
      : `${bytes.length} and ${other.length} bytes`;
    found.push(`${file}: ${where}`);
  }
  return found;
}

describe('built twice', () => {
  it.each(['features', 'images'])('case %s is the same, byte for byte', async (name) => {
    const source = join(CASES, name, 'input');
    const build = [['build', 'report.md', '--html']];
    const [first, second] = await Promise.all([
      made(source, build, { place: `${name}-a`, environment: KOLKATA }),
      made(source, build, { place: `${name}-and-a-longer-b`, environment: ST_JOHNS }),
    ]);
    expect(first.size).toBeGreaterThan(1);
    expect(await differences(first, second)).toEqual([]);
  });

  it('a packet is the same in every edition, with exhibits, cover, HTML and bag', async () => {
    const source = join(ROOT, 'samples', 'board-packet');
    const commands = [
      ['build', '--edition', 'web,public,print', '--html=single'],
      ['archive', '--as', 'zip'],
    ];
    const [first, second] = await Promise.all([
      made(source, commands, { place: 'packet', environment: KOLKATA }),
      made(source, commands, { place: 'packet-elsewhere', environment: ST_JOHNS }),
    ]);
    const kinds = [...first.keys()].map((file) => file.replace(/^[^.]*/, ''));
    expect(kinds).toEqual(
      expect.arrayContaining(['.web.pdf', '.public.pdf', '.print.pdf', '.single.html', '.archive.zip']),
    );
    expect(await differences(first, second)).toEqual([]);
  });
});

it('another date is another file, and the test says where', async () => {
  const source = join(CASES, 'images', 'input');
  const build = [['build', 'report.md']];
  const [first, second] = await Promise.all([
    made(source, build, { place: 'then' }),
    made(source, build, { place: 'now', epoch: String(Number(EPOCH) + 1) }),
  ]);
  expect((await differences(first, second)).join()).toMatch(/web\.pdf: object \d+ .*2024/s);
});
