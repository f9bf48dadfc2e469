import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Rules that a machine can hold.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Files that somebody wrote, as git would see them in a checkout. */
const ALL = globSync(
  '{src,test,scripts,bin,assets,layouts,samples,docs,.ci,.vscode,*}/**/*.{ts,js,json,jsonc,md,njk,css,yaml,svg}',
  {
    cwd: ROOT,
    exclude: ['node_modules', 'output', 'dist', 'test/**/cases'],
  },
).concat(globSync('{*,.*,.ci/*}', { cwd: ROOT, exclude: ['package-lock.json', '.git'] }));
const SOURCES = globSync('src/**/*.ts', { cwd: ROOT });
const TYPESCRIPT = globSync('{src,test,scripts}/**/*.ts', { cwd: ROOT });
const LONGEST_FILE = 400;
/** This file spells out what it forbids. */
const SELF = join('test', 'tidy.test.ts');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const files = [...new Set(ALL)].filter((path) => /\.[a-z]+$|run$/.test(path) && !path.startsWith('node_modules'));

test('there is something to look at', () => {
  expect(SOURCES.length).toBeGreaterThan(40);
  expect(files.length).toBeGreaterThan(SOURCES.length);
});

test(`no source file is longer than ${LONGEST_FILE} lines`, () => {
  expect(SOURCES.filter((path) => read(path).split('\n').length - 1 > LONGEST_FILE)).toEqual([]);
});

test('file names say what is in them', () => {
  const forbidden = /^(?:utils?|helpers?|misc|managers?|common|shared|stuff|lib)$/;
  const parts = TYPESCRIPT.flatMap((path) =>
    path.split(/[/\\]/).map((step) => [path, step.replace(/(?:\.\w+)+$/, '')] as const),
  );
  expect(parts.filter(([, step]) => step.split('-').some((word) => forbidden.test(word)))).toEqual([]);
  expect(TYPESCRIPT.map((path) => basename(path)).filter((name) => !/^[a-z0-9-]+(?:\.[a-z]+)+$/.test(name))).toEqual(
    [],
  );
});

test('no file names a place on somebody’s machine', () => {
  const place = /\/(?:root|work)\/|\/(?:home|Users)\/[a-z]/;
  expect(files.filter((path) => path !== SELF && isFile(path) && place.test(read(path)))).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});

test('every version is pinned exactly', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const all = Object.entries({ ...dependencies, ...devDependencies });
  expect(all.filter(([, version]) => !/^(?:npm:@?[a-z/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('everything that a source file exports as a function, class or constant is explained', () => {
  const bare = SOURCES.flatMap((path) => {
    const lines = read(path).split('\n');
    return lines.flatMap((line, index) =>
      /^export (?:async )?(?:function|class|const) /.test(line) && !(lines[index - 1] ?? '').trimEnd().endsWith('*/')
        ? [`${path}:${index + 1}`]
        : [],
    );
  });
  expect(bare).toEqual([]);
});

test('nothing is left for later', () => {
  const marks = /\b(?:TODO|FIXME|XXX)\b|\b(?:it|test|describe)\.(?:skip|only|todo)\(/;
  expect(TYPESCRIPT.filter((path) => path !== SELF && marks.test(read(path)))).toEqual([]);
});

describe('the linter holds the import rule', () => {
  const forbidden: readonly (readonly [string, string])[] = [
    ['src/read', '../compose/compose.ts'],
    ['src/read', '../build.ts'],
    ['src/read', '../cli/main.ts'],
    ['src/read', 'nunjucks'],
    ['src/read', 'node:fs/promises'],
    ['src/read', 'fs'],
    ['src/read/extensions', '../../compose/compose.ts'],
    ['src/read', '../exhibit/exhibit.ts'],
    ['src/read', '@embedpdf/pdfium'],
    ['src/exhibit', '../inspect/inspect.ts'],
    ['src/exhibit', '../office/office.ts'],
    ['src/office', '../read/read.ts'],
    ['src/office', 'pdf-lib'],
    ['src/read', 'mammoth'],
    ['src/exhibit', '../assemble/assemble.ts'],
    ['src/exhibit', 'lcms-wasm'],
    ['src/exhibit', 'node:fs'],
    ['src/assemble', '../exhibit/exhibit.ts'],
    ['src/compose', 'marked'],
    ['src/compose', '../read/read.ts'],
    ['src/compose', 'sharp'],
    ['src/config', 'pdf-lib'],
    ['src/config', '../paginate/paginate.ts'],
    ['src/paginate', 'zod'],
    ['src/paginate', '../finish/finish.ts'],
    ['src/assemble', 'puppeteer-core'],
    ['src/finish', '../assemble/assemble.ts'],
    ['src/finish', 'yaml'],
    ['src/inspect', '../finish/finish.ts'],
    ['src/inspect', '../preflight/preflight.ts'],
    ['src/impose', '../finish/finish.ts'],
    ['src/impose', '../preflight/preflight.ts'],
    ['src/impose', 'node:child_process'],
    ['src/preflight', '../build.ts'],
    ['src/preflight', '../impose/impose.ts'],
    ['src/preflight', 'node:child_process'],
    ['src/finish', '../impose/impose.ts'],
    ['src/finish', '../validate/validate.ts'],
    ['src/diff', '../inspect/inspect.ts'],
    ['src/diff', '../build.ts'],
    ['src/diff', 'pdf-lib'],
    ['src/finish', '../diff/diff.ts'],
    ['src/validate', 'pdf-lib'],
    ['src/validate', '../build.ts'],
    ['src/validate', '../finish/finish.ts'],
    ['src/validate', 'node:child_process'],
    ['src/model', 'pdf-lib'],
    ['src/model', '../world.ts'],
    ['src/model', '../config/load.ts'],
    ['src', './cli/main.ts'],
    ['src/build', '../cli/main.ts'],
    ['src/exhibit', '../build/intake.ts'],
    ['src/model', '../world/threads.ts'],
    ['src', 'pdf-lib'],
    ['src/cli', 'puppeteer-core'],
    ['src/cli', '../read/read.ts'],
    ['src/cli', 'fflate'],
    ['src/html', '../compose/compose.ts'],
    ['src/html', 'node:fs'],
    ['src/html', '../archive/archive.ts'],
    ['src/archive', '../paginate/paginate.ts'],
    ['src/archive', 'node:fs/promises'],
    ['src/finish', '../archive/archive.ts'],
    ['src/read', 'tar-stream'],
  ];
  const allowed: readonly (readonly [string, string])[] = [
    ['src/read', 'marked'],
    ['src/read', '../model/span.ts'],
    ['src/read', '../world.ts'],
    ['src/read', './lexer.ts'],
    ['src/exhibit', '@embedpdf/pdfium'],
    ['src/exhibit', 'pdf-lib'],
    ['src/exhibit', 'sharp'],
    ['src/exhibit', '../model/exhibit.ts'],
    ['src/compose', 'nunjucks'],
    ['src/paginate', 'puppeteer-core'],
    ['src/paginate', 'node:fs/promises'],
    ['src/assemble', 'pdf-lib'],
    ['src/finish', 'pdf-lib'],
    ['src/inspect', 'pdf-lib'],
    ['src/impose', 'pdf-lib'],
    ['src/impose', '../inspect/pages.ts'],
    ['src/preflight', 'pdf-lib'],
    ['src/preflight', '../inspect/interpret.ts'],
    ['src/diff', '../exhibit/exhibit.ts'],
    ['src/cli', '../diff/diff.ts'],
    ['src/validate', '../inspect/inspect.ts'],
    ['src', './validate/validate.ts'],
    ['src/archive', '../validate/validate.ts'],
    ['src/cli', '../validate/validate.ts'],
    ['src', './read/read.ts'],
    ['src/cli', '../build.ts'],
    ['src/cli', './build.ts'],
    ['src/cli', '../inspect/inspect.ts'],
    ['src/cli', 'commander'],
    ['src/cli', '../archive/archive.ts'],
    ['src/archive', '../build.ts'],
    ['src/archive', '../inspect/inspect.ts'],
    ['src/archive', 'fflate'],
    ['src/archive', 'tar-stream'],
    ['src/html', 'htmlparser2'],
  ];
  const probes = [...forbidden, ...allowed].map(([folder, specifier], index) => ({
    specifier,
    path: `${folder}/probe-${index}.ts`,
  }));
  let folder = '';
  let caught: ReadonlySet<string> = new Set();

  // A folder of its own, with our configuration: nobody else's run sees files that break the rule.
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'octavo-tidy-'));
    writeFileSync(join(folder, '.oxlintrc.json'), read('.oxlintrc.json'));
    for (const { path, specifier } of probes) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(
        join(folder, path),
        `import { probe } from '${specifier}';\nexport const value: unknown = probe;\n`,
      );
    }
    const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'unix', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const lines = stdout.split('\n').filter((line) => line.includes('no-restricted-imports'));
    caught = new Set(lines.map((line) => line.split(':')[0]!.replaceAll('\\', '/').replace(/^\.\//, '')));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(forbidden)('%s may not import %s', (where, specifier) => {
    expect(caught).toContain(
      probes.find((each) => each.path.startsWith(`${where}/probe`) && each.specifier === specifier)!.path,
    );
  });
  test.each(allowed)('%s may import %s', (where, specifier) => {
    expect(caught).not.toContain(
      probes.find((each) => each.path.startsWith(`${where}/probe`) && each.specifier === specifier)!.path,
    );
  });
});

function isFile(path: string): boolean {
  try {
    read(path);
    return true;
  } catch {
    return false;
  }
}
