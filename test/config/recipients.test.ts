import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { load, type LoadedPublication } from '../../src/config/load.ts';
import { Diagnostics } from '../../src/model/diagnostic.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** Loads a packet with two items and what is added; `code line` of every diagnostic. */
async function loaded(
  added: string,
): Promise<{ readonly publication: LoadedPublication['publication'] | undefined; readonly said: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'octavo-recipients-'));
  folders.push(folder);
  await writeFile(join(folder, 'a.md'), '# A\n\nText.\n');
  const yaml = `title: T\nparts:\n  - { group: One, parts: [a.md] }\n  - { group: Two, number: '2.10' }\n${added}`;
  await writeFile(join(folder, 'publication.yaml'), yaml);
  const diagnostics = new Diagnostics();
  const [first] = await load([folder], { cwd: folder, report: diagnostics.report });
  return {
    publication: first?.publication,
    said: diagnostics.all.map(({ code, span }) => `${code} ${span?.line ?? ''}`),
  };
}

test('recipients are names or blocks, numbers of items are text', async () => {
  const { publication, said } = await loaded(
    'recipients:\n  - Ada  Example\n  - { name: Łukasz Ørsted, leaveOut: [2.10, { item: 1, reason: Kin }] }\n',
  );
  expect(said).toEqual([]);
  expect(publication!.recipients).toMatchObject([
    { name: 'Ada Example', file: 'ada-example', leaveOut: [] },
    { name: 'Łukasz Ørsted', file: 'lukasz-orsted', leaveOut: [{ item: '2.10' }, { item: '1', reason: 'Kin' }] },
  ]);
});

test('names turn nothing that stands after them', async () => {
  const { publication } = await loaded('recipients: ["\\u202EEve \\u2066Example", רחל כהן]\n');
  expect(publication!.recipients!.map(({ name }) => name)).toEqual(['Eve Example', 'רחל כהן']);
});

test('two copies never have one file name, whatever the case of letters', async () => {
  const { publication, said } = await loaded('recipients: [Ada Example, { name: A. E., file: ADA-example }]\n');
  expect(said).toEqual(['recipient-name-taken 5']);
  expect(publication).toBeUndefined();
  const { said: again } = await loaded('recipients:\n  - J. Müller\n  - { name: J. Muller }\n');
  expect(again).toEqual(['recipient-name-taken 7']);
});

test('names of files hold nothing that a file system minds', async () => {
  const { publication, said } = await loaded('recipients:\n  - ../../etc/pass:wd\n  - con\n  - 王\n');
  expect(said).toEqual(['recipient-file-unclear 8']);
  expect(publication!.recipients!.map(({ file }) => file)).toEqual([
    'etc-pass-wd',
    'con-document',
    expect.stringMatching(/^document-[0-9a-f]{8}$/),
  ]);
  const { said: wrong } = await loaded('recipients: [{ name: A, file: ../a }]\n');
  expect(wrong).toEqual(['config-value-wrong 5']);
});

test('an item that is not there cannot be left out', async () => {
  expect((await loaded('recipients: [{ name: A, leaveOut: [2.1] }]\n')).said).toEqual(['recipient-item-unknown 5']);
  expect((await loaded('recipients: [{ name: A, leaveOut: [{ paper: b.md }] }]\n')).said).toEqual([
    'recipient-paper-unknown 5',
  ]);
});

test('a password stands in an environment variable, never in the file', async () => {
  expect((await loaded('editions: { web: { standard: ua-1, encrypt: { open: secret } } }\n')).said).toEqual([
    'config-value-wrong 5',
  ]);
  expect((await loaded('recipients: [{ name: A, open: { env: A } }]\n')).said).toEqual(['recipient-password-unused 5']);
});

test('a file for an archive or a press is not encrypted, one that is accessible can be', async () => {
  for (const standard of ['a-2a', 'x-4', '[ua-2, a-4]'])
    expect((await loaded(`editions: { web: { standard: ${standard}, encrypt: {} } }\n`)).said).toEqual([
      'encrypt-standard 5',
    ]);
  const { publication, said } = await loaded(
    'editions: { web: { standard: ua-1, encrypt: { permissions: [print] } } }\n',
  );
  expect(said).toEqual([]);
  expect(publication!.editions[0]!.protection).toEqual({ permissions: ['print'] });
});

test('a press prints one file for all', async () => {
  expect((await loaded('editions: { print: { recipients: true } }\n')).said).toEqual(['recipients-press 5']);
});
