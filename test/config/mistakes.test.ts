import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load } from '../../src/config/load.ts';
import { Diagnostics, formatDiagnostic } from '../../src/model/diagnostic.ts';
import { expectGolden, orphans } from '../harness/golden.ts';

const CASES = fileURLToPath(new URL('cases/', import.meta.url));
const files = (await readdir(CASES)).filter((file) => !file.endsWith('.golden')).sort();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octavo-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what a person is told of a mistake', () => {
  test.each(files)('%s', async (file) => {
    const name = file.slice(0, -extname(file).length);
    const root = join(folder, name);
    await mkdir(join(root, 'folder'), { recursive: true });
    await mkdir(join(root, 'chapters'));
    await writeFile(join(root, 'a.md'), '# A\n');
    await writeFile(join(root, 'chapters', 'harvest.md'), '# Harvest\n');
    await writeFile(join(root, 'with-front-matter.md'), '---\ntitle: Part\nlang: de\nauthor: Ada\n---\n\ntext\n');
    await writeFile(join(root, 'broken-front-matter.md'), '---\ntitle: a: b\n---\n\ntext\n');
    await writeFile(join(root, 'closed-front-matter.md'), '---\ntitle: Part\nclosed: true\n---\n\ntext\n');
    for (const name of ['halves', 'one', 'two', 'three']) await writeFile(join(root, `${name}.pdf`), '');
    const target = file.endsWith('.md') ? file : 'publication.yaml';
    await cp(join(CASES, file), join(root, target));
    const diagnostics = new Diagnostics();
    const loaded = await load([target], { cwd: root, report: diagnostics.report });
    const told = diagnostics.all.map((each) => `${formatDiagnostic(each)}\n`).join('\n');
    expectGolden(join(CASES, `${name}.golden`), `${told}\n${loaded.length === 1 ? 'goes on' : 'is left out'}\n`);
    expect(loaded.length === 0).toBe(diagnostics.failed(false));
  });

  test('no golden is left without its case', () => {
    expect(
      orphans(
        CASES,
        files.map((file) => file.slice(0, -extname(file).length)),
      ),
    ).toEqual([]);
  });

  test('hostile keys reach no prototype', () => {
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('goldens name each case’s place', async () => {
  const golden = await readFile(join(CASES, 'unknown-keys.golden'), 'utf8');
  expect(golden).toContain('publication.yaml:1:1: warning: there is no key “titel”');
});
