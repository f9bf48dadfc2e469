import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArchiveOptions } from '../../src/archive/archive.ts';
import type { VerifyOptions, VerifyResult } from '../../src/archive/verify.ts';
import type { BuildOptions, BuildResult } from '../../src/build.ts';
import { archiveCommand } from '../../src/cli/archive.ts';
import { buildCommand } from '../../src/cli/build.ts';
import { run } from '../../src/cli/program.ts';
import { verifyCommand } from '../../src/cli/verify.ts';
import { recorder } from './terminal.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'octavo-cli-'));
  await writeFile(join(cwd, 'notes.md'), '# Notes\n');
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe('octavo archive', () => {
  test('hands on its form and says where the bag lies', async () => {
    const terminal = recorder(cwd);
    let given: ArchiveOptions | undefined;
    const path = join(cwd, 'output', 'notes.archive.zip');
    const product = {
      kind: 'bag',
      publication: 'notes',
      edition: 'archive',
      path,
      pages: 3,
      bytes: 50_000,
      milliseconds: 900,
    } as const;
    const status = await archiveCommand(['notes.md'], { as: 'zip', strict: true }, terminal, (options) => {
      given = options;
      return Promise.resolve({ ok: true, products: [product], diagnostics: [] });
    });
    expect(status).toBe(0);
    expect(given).toMatchObject({ files: ['notes.md'], as: 'zip', strict: true });
    expect(terminal.out()).toBe(`${join('output', 'notes.archive.zip')}  3 pages, 50 KB, 0.9 s\n`);
  });

  test('refuses a form that there is not', async () => {
    const terminal = recorder(cwd);
    expect(await run(['archive', '--as', 'rar', 'notes.md'], terminal)).toBe(2);
    expect(terminal.err()).toContain('Known: folder, zip, tar.');
  });
});

describe('octavo build --html', () => {
  async function html(...argv: string[]): Promise<{ status: number; given?: BuildOptions }> {
    const terminal = recorder(cwd);
    let given: BuildOptions | undefined;
    const build = (options: BuildOptions): Promise<BuildResult> => {
      given = options;
      return Promise.resolve({ ok: true, products: [], diagnostics: [] });
    };
    const status = await buildCommand(['notes.md'], { html: argv[0]! }, terminal, build);
    return { status, ...(given && { given }) };
  }

  test('makes a folder, or a single file', async () => {
    expect((await html('folder')).given).toMatchObject({ html: true });
    expect((await html('single')).given).toMatchObject({ html: 'single' });
  });

  test('does not take the FILE after it for its form, and refuses another form', async () => {
    const terminal = recorder(cwd);
    expect(await run(['build', '--html', 'absent.md'], terminal)).toBe(2);
    expect(terminal.err()).toContain('there is no file or folder absent.md');
    expect(await run(['build', '--html=epub', 'notes.md'], terminal)).toBe(2);
    expect(terminal.err()).toContain('--html is given “epub”');
  });
});

describe('octavo verify', () => {
  const whole: VerifyResult = { ok: true, files: 12, bytes: 34_000, rebuilt: true, diagnostics: [] };
  const broken: VerifyResult = {
    ok: false,
    files: 12,
    bytes: 34_000,
    diagnostics: [{ severity: 'error', code: 'bag-changed', message: '“data/x\u001B[2J” is not what it was' }],
  };

  async function command(result: VerifyResult, flags: Parameters<typeof verifyCommand>[1] = {}) {
    const terminal = recorder(cwd);
    let given: VerifyOptions | undefined;
    const status = await verifyCommand('notes.md', flags, terminal, (options) => {
      given = options;
      return Promise.resolve(result);
    });
    return { status, given, out: terminal.out(), err: terminal.err() };
  }

  test('says that a bag is whole, and ends with 0', async () => {
    const { status, given, out, err } = await command(whole, { rebuild: true });
    expect(given).toMatchObject({ path: 'notes.md', cwd, rebuild: true });
    expect([status, err]).toEqual([0, '']);
    expect(out).toBe('notes.md  whole, 12 files, 34 KB, the same PDF came out again\n');
  });

  test('says what is wrong, lets no control character through, and ends with 1', async () => {
    const { status, out, err } = await command(broken);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('error: “data/x·[2J” is not what it was [bag-changed]');
  });

  test('prints one JSON document', async () => {
    const { status, out, err } = await command(broken, { json: true });
    expect([status, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject({ ok: false, bag: 'notes.md', diagnostics: [{ code: 'bag-changed' }] });
  });

  test('ends with 2 where there is no bag', async () => {
    const terminal = recorder(cwd);
    expect(await run(['verify', 'nowhere'], terminal)).toBe(2);
    expect(terminal.err()).toContain('there is no bag nowhere');
  });
});
