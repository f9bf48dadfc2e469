import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { thirdParty } from '../scripts/third-party.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'octavo-third-party-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes files of packages; returns what is said of the modules among them, which end in `.js`. */
function saidOf(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const modules = Object.keys(files).filter((path) => path.endsWith('.js'));
  return thirdParty(
    modules.map((path) => join(folder, path)),
    'ALL OF APACHE',
  );
}

test('the terms of a package are told, and those of what it took from others', () => {
  const said = saidOf({
    'a/package.json': '{"name":"@some/a","version":"1.2.3"}',
    'a/LICENSE.md': 'A may be used.\r\n',
    'a/es/package.json': '{"type":"module"}',
    'a/es/one.js': '/* Copyright 2012 B */\nlet one; // nothing more\n',
    'a/src/taken/LICENSE': 'C may be used.',
    'a/node_modules/d/LICENSE': 'D is not bundled.',
  });
  expect(said).toContain('@some/a 1.2.3\n');
  expect(said).toContain('\nA may be used.\n');
  expect(said).toContain('C may be used.');
  expect(said).toContain('/* Copyright 2012 B */');
  expect(said).not.toMatch(/nothing more|D is not bundled|ALL OF APACHE|\r/);
});

test('a notice that names the Apache License brings its text', () => {
  const said = saidOf({
    'a/package.json': '{"name":"a","version":"1.0.0"}',
    'a/LICENSE': 'A may be used.',
    'a/one.js': '// Copyright 2012 B\n// Licensed under the Apache License, Version 2.0\nlet one;\n',
  });
  expect(said).toContain('// Copyright 2012 B\n// Licensed under the Apache License, Version 2.0\n');
  expect(said).toContain('ALL OF APACHE');
});

test('a package without terms is not bundled', () => {
  const files = { 'a/package.json': '{"name":"a","version":"1.0.0"}', 'a/one.js': 'let one;' };
  expect(() => saidOf(files)).toThrow('a is bundled, and no licence comes with it');
});
