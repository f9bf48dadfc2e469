import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, EPOCH } from './harness/case.ts';
import { ROOT } from './harness/golden.ts';
import { firstDifference } from './harness/pdf-objects.ts';
import { testCache } from './harness/press.ts';

// The same input gives the same bytes: in other folders, by another clock, in another language, with nothing in the cache.

const run = promisify(execFile);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'octavo-same-'));
  mkdirSync(join(testCache, 'chromium'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a case in a process of its own, in a folder of its own, with a cache of its own; the bytes. */
async function made(name: string, place: string, epoch: string, environment: Record<string, string>): Promise<Buffer> {
  const home = join(folder, place);
  const input = join(home, name);
  cpSync(join(CASES, name, 'input'), input, { recursive: true });
  const cache = join(home, 'cache');
  mkdirSync(cache, { recursive: true });
  // The browser is the same file for both; what Octavo made before is not.
  symlinkSync(join(testCache, 'chromium'), join(cache, 'chromium'), 'dir');
  const out = join(home, 'output');
  await run(process.execPath, [join(ROOT, 'src', 'cli', 'main.ts'), 'build', 'report.md', '--out', out], {
    cwd: input,
    env: { ...process.env, OCTAVO_CACHE: cache, SOURCE_DATE_EPOCH: epoch, ...environment },
  });
  return readFileSync(join(out, `${name}.web.pdf`));
}

describe.each(['features', 'images'])('case %s', (name) => {
  it('built twice is the same, byte for byte', async () => {
    const first = await made(name, `${name}-a`, EPOCH, {
      TZ: 'Asia/Kolkata',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'de_DE.UTF-8',
    });
    const second = await made(name, `${name}-and-a-longer-b`, EPOCH, {
      TZ: 'America/St_Johns',
      LANG: 'C',
      LC_ALL: 'C',
    });
    if (first.equals(second)) return;
    expect.fail(
      (await firstDifference(first, second)) ??
        `the files are written differently (${first.length} and ${second.length} bytes)`,
    );
  });
});

it('another date is another file, and the test says where', async () => {
  const first = await made('images', 'then', EPOCH, {});
  const second = await made('images', 'now', String(Number(EPOCH) + 1), {});
  expect(await firstDifference(first, second)).toMatch(/differs.*2024/s);
});
