import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildCommand } from '../../src/cli/build.ts';
import { checkCommand } from '../../src/cli/check.ts';
import { run } from '../../src/cli/program.ts';
import type { BuildOptions, BuildResult } from '../../src/build.ts';
import { load } from '../../src/config/load.ts';
import { Diagnostics, OctavoError } from '../../src/model/diagnostic.ts';
import { VERSION } from '../../src/model/version.ts';
import { recorder } from './terminal.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'octavo-cli-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe('exit status and streams', () => {
  test.each([
    ['--version', 0, VERSION, ''],
    ['--help', 0, 'Examples:', ''],
    ['help', 0, 'Exit status:', ''],
    ['help build', 0, '--edition <name>', ''],
    ['build --help', 0, 'octavo build --edition web,print report', ''],
    ['new --help', 0, 'octavo new report my-report', ''],
    ['check --help', 0, 'octavo check', ''],
    ['', 2, '', 'Commands:'],
    ['bild', 2, '', 'Did you mean build?'],
    ['build --bogus', 2, '', "unknown option '--bogus'"],
    ['build --out', 2, '', 'argument missing'],
    ['build', 2, '', 'there is no publication.yaml in this folder'],
    ['build nowhere.md', 2, '', 'there is no file or folder nowhere.md'],
    ['build --browser nowhere here.md', 2, '', 'there is no browser at nowhere'],
    ['check', 2, '', 'no FILE is named'],
    ['check nowhere.pdf', 2, '', 'there is no file nowhere.pdf'],
    ['check .', 2, '', 'is a folder'],
    ['new', 2, '', "missing required argument 'kind'"],
    ['new novel x', 2, '', 'Known: packet, report.'],
    ['new report full', 1, '', 'the folder full is not empty'],
    ['new report here.md', 2, '', 'here.md is no folder'],
  ])('octavo %s → %i', async (line, status, out, err) => {
    await mkdir(join(cwd, 'full'));
    await writeFile(join(cwd, 'full', 'x'), '');
    await writeFile(join(cwd, 'here.md'), 'x');
    const terminal = recorder(cwd);
    expect(await run(line.split(' ').filter(Boolean), terminal)).toBe(status);
    expect(terminal.out()).toContain(out);
    expect(terminal.err()).toContain(err);
    if (out === '') expect(terminal.out()).toBe('');
    if (err === '') expect(terminal.err()).toBe('');
    expect(terminal.err()).not.toMatch(/\n\s+at /);
  });

  test.each(['build --json nowhere.md', 'build --json --bogus', 'check --json nowhere.pdf'])(
    'octavo %s prints one JSON document',
    async (line) => {
      const terminal = recorder(cwd);
      expect(await run(line.split(' '), terminal)).toBe(2);
      expect(JSON.parse(terminal.out())).toMatchObject({
        ok: false,
        products: [],
        diagnostics: [{ severity: 'error', code: 'usage' }],
      });
    },
  );
});

describe('octavo build', () => {
  const product = {
    kind: 'pdf',
    publication: 'notes',
    edition: 'web',
    path: '',
    pages: 3,
    bytes: 34_400,
    milliseconds: 420,
  } as const;
  const good: BuildResult = { ok: true, products: [product], diagnostics: [] };
  const bad: BuildResult = {
    ok: false,
    products: [],
    diagnostics: [
      {
        severity: 'error',
        code: 'image-missing',
        message: 'there is no picture \u001B[31mx.png',
        span: { file: 'notes.md', line: 2, column: 5 },
        why: 'It would be missing.',
        hint: 'Add it.',
      },
      { severity: 'warning', code: 'other', message: 'something' },
    ],
  };

  /** Runs the command over a build that answers as told. */
  async function command(
    result: BuildResult | Error,
    files: readonly string[] = ['notes.md'],
    flags: Parameters<typeof buildCommand>[1] = {},
    options: Parameters<typeof recorder>[1] = {},
  ): Promise<{ status: number; out: string; err: string; given: BuildOptions }> {
    await writeFile(join(cwd, 'notes.md'), 'one\ntwo ![](x.png)\n');
    const terminal = recorder(cwd, options);
    let given: BuildOptions | undefined;
    const status = await buildCommand(files, flags, terminal, (options_) => {
      given = options_;
      options_.onProgress?.({ publication: 'notes', edition: 'web', stage: 'paginate', state: 'start' });
      options_.onProgress?.({
        publication: 'notes',
        edition: 'web',
        stage: 'paginate',
        state: 'end',
        detail: '3 pages',
      });
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
    });
    return { status, out: terminal.out(), err: terminal.err(), given: given! };
  }

  test('writes what was built to standard output, and how it went to the error stream', async () => {
    const { status, out, err } = await command({
      ...good,
      products: [{ ...product, path: join(cwd, 'output', 'notes.web.pdf') }],
    });
    expect(status).toBe(0);
    expect(out).toBe(`${join('output', 'notes.web.pdf')}  3 pages, 34 KB, 0.4 s\n`);
    expect(err).toBe('notes.web: paginate (3 pages)\n');
  });

  test('shows diagnostics with their line, why and how to mend, and no control character', async () => {
    const { status, out, err } = await command(bad, ['notes.md'], { strict: true });
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toBe(`notes.web: paginate (3 pages)
notes.md:2:5: error: there is no picture ·[31mx.png [image-missing]
  2 │ two ![](x.png)
    │     ^
  why: It would be missing.
  mend: Add it.
warning: something [other]
1 error, 1 warning; --strict counts warnings as errors
`);
  });

  test('with --json prints one JSON document and nothing else', async () => {
    const { status, out, err } = await command(bad, ['notes.md'], { json: true });
    expect(status).toBe(1);
    expect(JSON.parse(out)).toEqual(bad);
    expect(err).toBe('');
  });

  test('colours a screen, unless NO_COLOR is set', async () => {
    expect((await command(bad, ['notes.md'], {}, { isTTY: true })).err).toContain('\u001B[31merror');
    expect((await command(bad, ['notes.md'], {}, { isTTY: true, environment: { NO_COLOR: '1' } })).err).not.toContain(
      '\u001B[',
    );
  });

  test('hands its options on', async () => {
    await writeFile(join(cwd, 'chromium'), '');
    const flags = { edition: ['web', 'print'], layout: 'article', out: 'there', strict: true, browser: 'chromium' };
    const { given } = await command(good, ['notes.md', '.'], flags);
    expect(given).toMatchObject({
      files: ['notes.md', '.'],
      editions: ['web', 'print'],
      layout: 'article',
      out: 'there',
      strict: true,
      browser: 'chromium',
      cwd,
    });
  });

  test('without FILE takes the publication.yaml of the folder', async () => {
    await writeFile(join(cwd, 'publication.yaml'), '');
    expect((await command(good, [])).given.files).toEqual(['publication.yaml']);
  });

  test('stops when it is told to, with 130', async () => {
    await writeFile(join(cwd, 'notes.md'), 'x');
    const terminal = recorder(cwd);
    let aborted = false;
    const before = process.listenerCount('SIGINT');
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
    const status = await buildCommand(['notes.md'], {}, terminal, async ({ signal }) => {
      const stopped = new Promise<void>((resolve) => {
        signal!.addEventListener('abort', () => {
          aborted = true;
          resolve();
        });
      });
      process.emit('SIGINT');
      // The launcher passes on what the terminal has sent as well.
      process.emit('SIGINT');
      await stopped;
      return good;
    });
    expect(exit).not.toHaveBeenCalled();
    exit.mockRestore();
    expect(status).toBe(130);
    expect(aborted).toBe(true);
    expect(terminal.out()).toBe('');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

describe('octavo check', () => {
  const inspector = {
    inspect: (bytes: Uint8Array) =>
      bytes.length > 0
        ? Promise.resolve({ pages: bytes.length })
        : Promise.reject(new OctavoError({ code: 'pdf-broken', message: 'this is no PDF' })),
    describe: ({ pages }: { pages: number }) => `${pages} pages\u001B[2J\n`,
  };

  test('prints what is in a PDF', async () => {
    await writeFile(join(cwd, 'a.pdf'), 'abc');
    const terminal = recorder(cwd);
    expect(await checkCommand('a.pdf', {}, terminal, () => Promise.resolve(inspector))).toBe(0);
    expect(terminal.out()).toBe('3 pages·[2J\n');
  });

  test('prints it as JSON', async () => {
    await writeFile(join(cwd, 'a.pdf'), 'abc');
    const terminal = recorder(cwd);
    expect(await checkCommand('a.pdf', { json: true }, terminal, () => Promise.resolve(inspector))).toBe(0);
    expect(JSON.parse(terminal.out())).toEqual({ ok: true, file: 'a.pdf', facts: { pages: 3 }, diagnostics: [] });
  });

  test.each([false, true])('of what is no PDF fails (JSON: %s)', async (json) => {
    await writeFile(join(cwd, 'a.pdf'), '');
    const terminal = recorder(cwd);
    expect(await checkCommand('a.pdf', { json }, terminal, () => Promise.resolve(inspector))).toBe(1);
    if (json) expect(JSON.parse(terminal.out())).toMatchObject({ ok: false, diagnostics: [{ code: 'pdf-broken' }] });
    else expect(terminal.err()).toContain('this is no PDF');
  });
});

test('octavo new writes a publication that loads without a word', async () => {
  const terminal = recorder(cwd);
  expect(await run(['new', 'report', 'a/b'], terminal)).toBe(0);
  expect(terminal.out()).toContain(`octavo build ${join('a', 'b')}`);
  const diagnostics = new Diagnostics();
  const [loaded] = await load(['a/b'], { cwd, report: diagnostics.report });
  expect(diagnostics.all).toEqual([]);
  expect(loaded!.publication.parts.length).toBeGreaterThan(2);
  expect(await readdir(join(cwd, 'a', 'b'))).toContain('static');
  // A second one would overwrite it.
  expect(await run(['new', 'report', 'a/b'], recorder(cwd))).toBe(1);
});

describe('a fault of our own', () => {
  const broken = { stdout: { write: () => undefined }, cwd: '/' };
  const faulty = (environment: Record<string, string>): { terminal: Parameters<typeof run>[1]; text: () => string } => {
    let text = '';
    return {
      terminal: {
        ...broken,
        environment,
        stdout: {
          write: () => {
            throw new TypeError('x is not a function');
          },
        },
        stderr: { write: (more) => (text += more) },
      },
      text: () => text,
    };
  };

  test('is one line that asks to report it', async () => {
    const { terminal, text } = faulty({});
    expect(await run(['--version'], terminal)).toBe(1);
    expect(text()).toBe(
      `octavo ${VERSION}: a fault in Octavo itself: x is not a function. Please report it, with what OCTAVO_DEBUG=1 shows.\n`,
    );
  });

  test('shows its stack under OCTAVO_DEBUG', async () => {
    const { terminal, text } = faulty({ OCTAVO_DEBUG: '1' });
    await run(['--version'], terminal);
    expect(text()).toMatch(/TypeError: x is not a function\n\s+at /);
  });
});

test('the beginning that octavo new copies holds no empty file', async () => {
  const folder = new URL('../../assets/new/report/', import.meta.url);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect((await readFile(join(entry.parentPath, entry.name))).length).toBeGreaterThan(0);
  }
});
