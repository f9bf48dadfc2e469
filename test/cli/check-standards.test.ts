import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { broken, conforming } from '../validate/broken.ts';
import { recorder, type Recorder } from './terminal.ts';

// `octavo check --standard` on a machine without Java.

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'octavo-check-'));
  await writeFile(join(cwd, 'good.pdf'), await conforming());
  await writeFile(join(cwd, 'bad.pdf'), await broken('alt', 'tabs', 'script'));
  await writeFile(join(cwd, 'none.pdf'), 'no PDF');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function octavo(line: string): Promise<Recorder & { readonly status: number }> {
  const terminal = recorder(cwd, { environment: { PATH: cwd, OCTAVO_CACHE: join(cwd, 'cache') } });
  return { ...terminal, status: await run(line.split(' '), terminal) };
}

test('says that veraPDF was not asked, who judged in its place, and how to get it', async () => {
  const { status, out, err } = await octavo('check --standard good.pdf');
  expect(status).toBe(0);
  expect(out()).toMatch(/^good\.pdf: keeps PDF\/UA-1, keeps PDF\/A-2a, says Octavo \S+, own checks\n$/);
  expect(err()).toMatch(/note: veraPDF cannot be asked: Java is not installed; .*own checks.* \[verapdf-absent\]/);
  expect(err()).toContain('octavo check --fetch-verapdf');
});

test('tells page, clause and remedy of what is broken, and fails', async () => {
  const { status, out, err } = await octavo('check --standard ua-1,a-2a good.pdf bad.pdf');
  expect(status).toBe(1);
  expect(err()).toMatch(
    /error: page \d, Figure in .*\(ISO 14289-1, 7\.3\) \[conformance-figure-alt\]\n {2}why: .*\n {2}mend: /,
  );
  expect(err()).toMatch(/JavaScript \(ISO 19005-2, 6\.5\.1\)/);
  expect(out()).toContain('bad.pdf: breaks PDF/UA-1, breaks PDF/A-2a, 3 findings');
  expect(out()).toContain('good.pdf: keeps PDF/UA-1');
});

test('--json is one document with a verdict for each standard of each file', async () => {
  const { status, out, err } = await octavo('check --json --standard ua-1,a-2a good.pdf bad.pdf');
  expect([status, err()]).toEqual([1, '']);
  const said = JSON.parse(out()) as {
    readonly files: readonly { readonly standards: readonly { readonly ok: boolean }[] }[];
  };
  expect(said).toMatchObject({ ok: false, diagnostics: [{ code: 'verapdf-absent' }] });
  expect(said.files.map(({ standards }) => standards.map(({ ok }) => ok))).toEqual([
    [true, true],
    [false, false],
  ]);
});

test.each([
  ['check --standard none.pdf', 1, 'claims no standard'],
  ['check --standard ua-1 none.pdf', 1, 'the file is no PDF'],
  ['check --standard x-4 good.pdf', 2, 'octavo preflight'],
  ['check --standard a-7 good.pdf', 2, 'Known: ua-1'],
  ['check good.pdf bad.pdf', 2, 'add --standard'],
  ['check --fetch-verapdf', 1, 'Maven'],
])('octavo %s → %i', async (line, status, text) => {
  const said = await octavo(line);
  expect(said.status).toBe(status);
  expect(said.err()).toContain(text);
});
