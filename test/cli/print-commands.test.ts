import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { page } from '../inspect/made.ts';
import { recorder, type Recorder } from './terminal.ts';

// `octavo impose`, `octavo preflight` and `octavo diff` on files of 200 × 100 pt.

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'octavo-cli-'));
  await writeFile(join(cwd, 'one.pdf'), await page('0 0 0 1 k 50 50 20 20 re f', () => ({})));
  await writeFile(join(cwd, 'red.pdf'), await page('1 0 0 rg 50 50 20 20 re f', () => ({})));
  await writeFile(join(cwd, 'none.pdf'), 'no PDF');
  await writeFile(join(cwd, 'mine.json'), '{"name": "mine"}');
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function octavo(line: string): Promise<Recorder & { readonly status: number }> {
  const terminal = recorder(cwd);
  return { ...terminal, status: await run(line.split(' '), terminal) };
}

describe('octavo impose', () => {
  test('writes sheets beside the file and says how to print them', async () => {
    const { status, out, err } = await octavo('impose one.pdf --scheme booklet --sheet A4 --marks --creep 0.1mm');
    expect([status, err()]).toEqual([0, '']);
    expect(out()).toMatch(
      /^one\.booklet\.pdf {2}1 page on 1 sheet, 3 blank, print on both sides, short-edge binding, /,
    );
    const facts = await inspect(await readFile(join(cwd, 'one.booklet.pdf')));
    expect(facts.pages.map(({ media }) => media)).toEqual([
      [0, 0, 841.89, 595.276],
      [0, 0, 841.89, 595.276],
    ]);
  });

  test('takes every option, and prints one JSON document when asked', async () => {
    const { status, out } = await octavo(
      'impose one.pdf --scheme signatures --sheet 320x450mm --signature 8 --folds 2 --duplex short --gutter 3mm --bleed 0mm --fit --bind right --out x/y.pdf --json',
    );
    expect(status).toBe(0);
    expect(JSON.parse(out())).toEqual({
      ok: true,
      path: join(cwd, 'x/y.pdf'),
      pages: 1,
      sheets: 1,
      signatures: 1,
      blanks: 7,
      duplex: 'short',
      scale: 1,
      diagnostics: [],
    });
    expect((await inspect(await readFile(join(cwd, 'x/y.pdf')))).pageCount).toBe(2);
  });

  test.each([
    ['impose one.pdf --sheet A4', 2, '--scheme <name>'],
    ['impose one.pdf --scheme booklet', 2, '--sheet <size>'],
    ['impose one.pdf --scheme book --sheet A4', 2, 'Known: booklet, signatures, nup, cut-and-stack.'],
    ['impose one.pdf --scheme nup --sheet A44', 2, 'there is no sheet “A44”'],
    ['impose one.pdf --scheme nup --sheet A4 --nup 0x2', 2, '--nup 0x2 is no grid'],
    ['impose one.pdf --scheme nup --sheet A4 --nup 999x2', 2, 'is no grid'],
    ['impose one.pdf --scheme booklet --sheet A4 --creep thick', 2, '--creep thick is no length'],
    ['impose one.pdf --scheme signatures --sheet A4 --signature 6', 2, 'is no multiple of 4'],
    ['impose one.pdf --scheme booklet --sheet A4 --folds 4', 2, '--folds 4 is not known'],
    ['impose one.pdf --scheme booklet --sheet A4 --duplex up', 2, '--duplex up is not known'],
    ['impose one.pdf --scheme booklet --sheet A4 --out one.pdf', 2, 'over FILE itself'],
    ['impose two.pdf --scheme booklet --sheet A4', 2, 'there is no file two.pdf'],
    ['impose one.pdf --scheme signatures --sheet A4 --folds 3 --signature 20', 1, 'impose-signature'],
    ['impose one.pdf --scheme nup --nup 2x2 --sheet 100x30mm --marks --gutter 3mm', 0, ''],
    ['impose one.pdf --scheme booklet --sheet 100x30mm', 1, 'impose-sheet-small'],
    ['impose none.pdf --scheme booklet --sheet A4', 1, 'pdf-unreadable'],
  ])('octavo %s → %i', async (line, status, said) => {
    const { err, out, ...result } = await octavo(line);
    expect(err()).toContain(said);
    expect(result.status).toBe(status);
    if (status > 0) {
      expect(out()).toBe('');
      expect((await readdir(cwd)).toSorted()).toEqual(['mine.json', 'none.pdf', 'one.pdf', 'red.pdf']);
    }
    expect(err()).not.toMatch(/\n\s+at /);
  });
});

describe('octavo preflight', () => {
  test('a file without errors is ready, whatever the warnings', async () => {
    const { status, out, err } = await octavo('preflight one.pdf --profile office --no-ghostscript');
    expect([status, out(), err()]).toEqual([0, 'one.pdf: ready for office, 1 page\n', '']);
  });

  test('findings come with pages and what to do, and an error makes the status 1', async () => {
    const { status, out, err } = await octavo('preflight red.pdf --profile newsprint --no-ghostscript');
    expect(status).toBe(1);
    expect(err()).toContain('error: colours are in RGB, page 1 [colour-rgb]');
    expect(err()).toContain('  mend: Convert to CMYK');
    expect(out()).toContain('red.pdf: not ready for newsprint, 1 page, most ink 0 % (estimated');
  });

  test('JSON is one document, and the report a page of its own', async () => {
    const { status, out, err } = await octavo('preflight red.pdf --json --html sub/report.html --no-ghostscript');
    expect([status, err()]).toEqual([1, '']);
    const result = JSON.parse(out()) as { readonly ok: boolean; readonly diagnostics: readonly { code: string }[] };
    expect(result.ok).toBe(false);
    expect(result.diagnostics.map((each) => each.code)).toContain('trim-missing');
    expect(await readFile(join(cwd, 'sub/report.html'), 'utf8')).toContain('<h1>red.pdf</h1>');
  });

  test.each([
    ['preflight two.pdf', 2, 'there is no file two.pdf'],
    ['preflight one.pdf --profile offset', 2, 'Known: commercial, newsprint, print-on-demand, office'],
    ['preflight one.pdf --profile mine.json', 2, 'mine.json is no preflight profile'],
    ['preflight one.pdf --profile two.json', 2, 'there is no file two.json'],
    ['preflight none.pdf', 1, 'pdf-unreadable'],
    ['preflight none.pdf --json', 1, ''],
  ])('octavo %s → %i', async (line, status, said) => {
    const { err, out, ...result } = await octavo(line);
    expect(result.status).toBe(status);
    expect(err()).toContain(said);
    if (line.includes('--json')) expect(JSON.parse(out())).toMatchObject({ ok: false });
  });
});

describe('octavo diff', () => {
  test('has the exit status of diff, and one JSON document whatever happens', async () => {
    expect(await octavo('diff one.pdf one.pdf')).toMatchObject({ status: 0 });
    expect(await octavo('diff one.pdf red.pdf')).toMatchObject({ status: 1 });
    const broken = await octavo('diff one.pdf none.pdf --json');
    expect(broken.status).toBe(2);
    expect(JSON.parse(broken.out())).toMatchObject({ ok: false, diagnostics: [{ code: 'pdf-unreadable' }] });
    const unset = await octavo('diff one.pdf red.pdf --password-env OCTAVO_NO_SUCH_VARIABLE');
    expect([unset.status, unset.err()]).toEqual([2, expect.stringContaining('OCTAVO_NO_SUCH_VARIABLE is not set')]);
  });
});
