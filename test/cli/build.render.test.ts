import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../bin/octavo.js', import.meta.url));

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'octavo-build-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

function octavo(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('octavo new, build and check, one after the other', async () => {
  expect(octavo('new', 'report', 'first').status).toBe(0);
  const built = octavo('build', '--strict', 'first');
  expect(built.stderr).not.toMatch(/error|warning/);
  expect(built.status).toBe(0);
  expect(built.stdout).toMatch(/^output.first\.web\.pdf {2}\d+ pages, \d+ KB, \d+\.\d s\n$/);
  const checked = octavo('check', 'output/first.web.pdf');
  expect(checked.status).toBe(0);
  expect(checked.stdout).toContain('The year in the garden');
});

test('with --json standard output is one document, and the error stream is empty', async () => {
  await writeFile(join(cwd, 'good.md'), '# Good\n\nText.\n');
  const { status, stdout, stderr } = octavo('build', '--json', '--edition', 'web,print', '--out', 'there', 'good.md');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    diagnostics: [{ severity: 'note', code: 'ink-total' }],
    products: [
      { publication: 'good', edition: 'print', path: join(cwd, 'there', 'good.print.pdf') },
      { publication: 'good', edition: 'web', path: join(cwd, 'there', 'good.web.pdf') },
    ],
  });
  expect((await readdir(join(cwd, 'there'))).sort()).toEqual(['good.print.pdf', 'good.web.pdf']);
});

test('a warning fails under --strict only, and is shown with its line in the folder it is in', async () => {
  await mkdir(join(cwd, 'p'));
  await writeFile(join(cwd, 'p', 'notes.md'), '---\ntitle: Notes\nsubtitel: No\n---\n\nText.\n');
  const loose = octavo('build', 'p/notes.md');
  expect(loose.status).toBe(0);
  expect(loose.stderr).toContain(`p/notes.md:3:1: warning: there is no key “subtitel” [config-key-unknown]
  3 │ subtitel: No
    │ ^
`);
  const strict = octavo('build', '--strict', 'p/notes.md');
  expect(strict.status).toBe(1);
});

test('an error in one publication leaves the other to be built', async () => {
  await writeFile(join(cwd, 'bad.md'), '---\nsmart: maybe\n---\n');
  await writeFile(join(cwd, 'good.md'), '# Good\n');
  const { status, stdout } = octavo('build', '--json', 'bad.md', 'good.md');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    products: [{ publication: 'good' }],
    diagnostics: [{ severity: 'error', code: 'config-value-wrong', span: { file: 'bad.md', line: 2, column: 8 } }],
  });
});
