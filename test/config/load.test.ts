import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { load, type LoadedPublication, type LoadOptions } from '../../src/config/load.ts';
import { Diagnostics, type Diagnostic } from '../../src/model/diagnostic.ts';
import { formatSpan } from '../../src/model/span.ts';
import { corpus } from '../harness/corpus.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'octavo-load-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** Writes files below the working folder. */
async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
}

async function loadAll(
  files: readonly string[],
  options: Partial<LoadOptions> = {},
): Promise<{ loaded: readonly LoadedPublication[]; diagnostics: readonly Diagnostic[]; codes: readonly string[] }> {
  const diagnostics = new Diagnostics();
  const loaded = await load(files, { cwd, report: diagnostics.report, ...options });
  return { loaded, diagnostics: diagnostics.all, codes: diagnostics.all.map((each) => each.code) };
}

async function loadOne(file: string, options: Partial<LoadOptions> = {}): Promise<LoadedPublication['publication']> {
  const { loaded, diagnostics } = await loadAll([file], options);
  expect(diagnostics).toEqual([]);
  expect(loaded).toHaveLength(1);
  return loaded[0]!.publication;
}

describe('a Markdown file', () => {
  test('without front matter has every default', async () => {
    await write({ 'notes.md': 'text\n' });
    expect(await loadOne('notes.md')).toEqual({
      name: 'notes',
      source: 'notes.md',
      title: 'Notes',
      authors: [],
      keywords: [],
      lang: 'en',
      layout: 'report',
      layoutIsDefault: true,
      options: {},
      theme: {},
      hosts: [],
      smart: true,
      formulas: true,
      outlineOpen: 1,
      editions: [{ name: 'web', ppi: 150, quality: 82, linearise: true, standard: ['ua-1', 'a-2a'] }],
      parts: [{ kind: 'markdown', file: 'notes.md' }],
    });
  });

  test('says everything in its front matter', async () => {
    await write({
      'notes.md': `---
title: The year
subTitle: In numbers
organization: Example Foundation
author: Ada
date: 2026-03-14
lang: PT-br
tags: one, two,three
description: What happened.
url: https://example.org/year
name: year-2026
layout: article
options: { contents: 2 }
theme: { accent: "#0b5fa5", scale: 1.10 }
cover: { image: /img/cover.png, alt: A bridge }
hosts: [Images.Example.ORG]
smart: false
formulas: false
outline: { open: 0 }
---
`,
    });
    expect(await loadOne('notes.md')).toMatchObject({
      name: 'year-2026',
      title: 'The year',
      subtitle: 'In numbers',
      organisation: 'Example Foundation',
      authors: ['Ada'],
      date: '2026-03-14',
      lang: 'pt-BR',
      keywords: ['one', 'two', 'three'],
      description: 'What happened.',
      url: 'https://example.org/year',
      layout: 'article',
      layoutIsDefault: false,
      options: { contents: 2 },
      theme: { accent: '#0b5fa5', scale: '1.10' },
      cover: { image: '/img/cover.png', alt: 'A bridge', line: 15 },
      hosts: ['images.example.org'],
      smart: false,
      formulas: false,
      outlineOpen: 0,
    });
  });

  test('takes the seo block for what it leaves open, and its picture for nothing', async () => {
    await write({
      'notes.md': `---
title: ""
seo: { title: Found by search, description: About, image: /img/social.png, url: "https://example.org/x" }
---
# Heading
`,
    });
    const publication = await loadOne('notes.md');
    expect(publication).toMatchObject({ title: 'Found by search', description: 'About', url: 'https://example.org/x' });
    expect(publication).not.toHaveProperty('cover');
  });

  test('keeps title, year and date as they are written', async () => {
    await write({ 'a.md': '---\ntitle: 2024\nyear: 2021\n---\n', 'b.md': '---\ntitle: 1.10\ndate: 2024-03-14\n---\n' });
    expect(await loadOne('a.md')).toMatchObject({ title: '2024', date: '2021' });
    expect(await loadOne('b.md')).toMatchObject({ title: '1.10', date: '2024-03-14' });
  });

  test('with cover: false has none', async () => {
    await write({ 'a.md': '---\ncover: false\n---\n' });
    expect((await loadOne('a.md')).cover).toBe(false);
  });

  test('with empty front matter is titled by its heading', async () => {
    await write({ '2024-11-19.md': '---\n---\n\n# Board meeting, **November** 19\n\n## Attendance\n' });
    expect(await loadOne('2024-11-19.md')).toMatchObject({ name: '2024-11-19', title: 'Board meeting, November 19' });
  });

  test('called report.md is named after its folder', async () => {
    await write({ 'annual_report-2024/report.md': 'text' });
    expect(await loadOne('annual_report-2024/report.md')).toMatchObject({
      name: 'annual-report-2024',
      title: 'Annual report 2024',
    });
  });

  test.each(['static', 'public'])('finds the folder %s beside it', async (folder) => {
    await write({ 'notes.md': 'text', [`${folder}/img/x.svg`]: '<svg/>' });
    expect((await loadOne('notes.md')).static).toBe(folder);
  });

  test('takes a configured static root instead', async () => {
    await write({ 'notes.md': '---\nstatic: ./media/\n---\n', 'static/x': '', 'media/x': '' });
    expect((await loadOne('notes.md')).static).toBe('media');
  });
});

describe('a publication.yaml', () => {
  const yaml =
    'title: The year\nparts:\n  - foreword.md\n  - { markdown: ./two/../two/b.md, title: Given }\n  - c.md\n';

  test('puts its parts in order, with the titles that entries and files give', async () => {
    await write({
      'p/publication.yaml': yaml,
      'p/foreword.md': 'x',
      'p/two/b.md': '---\ntitle: Own\n---\n',
      'p/c.md': '---\ntitle: C\n---\n',
    });
    for (const file of ['p', 'p/publication.yaml', 'p/']) {
      const { loaded } = await loadAll([file]);
      expect(loaded[0]).toMatchObject({ root: join(cwd, 'p'), publication: { name: 'p', source: 'publication.yaml' } });
      expect(loaded[0]!.publication.parts.map(({ span, ...part }) => (span ? part : undefined))).toEqual([
        { kind: 'markdown', file: 'foreword.md', key: '1' },
        { kind: 'markdown', file: 'two/b.md', title: 'Given', key: '2' },
        { kind: 'markdown', file: 'c.md', title: 'C', key: '3' },
      ]);
    }
  });

  test('has the quotes and dashes of its language in what it says to readers', async () => {
    const yaml = (smart: string): string =>
      `title: The board's "plan" -- a draft\nlang: en\n${smart}packet: { body: "Trustees' board", time: '18:30' }\nparts:\n  - { group: Director's pay, closed: true, reason: '"personnel"', parts: [{ image: a'b.png, alt: It's here }] }\n`;
    await write({
      'a/publication.yaml': yaml(''),
      "a/a'b.png": '',
      'b/publication.yaml': yaml('smart: false\n'),
      "b/a'b.png": '',
    });
    const { loaded } = await loadAll(['a', 'b']);
    const [set, plain] = loaded.map(({ publication }) => publication);
    expect([set!.title, set!.packet]).toEqual([
      'The board’s “plan” – a draft',
      { body: 'Trustees’ board', time: '18:30' },
    ]);
    expect(set!.parts[0]).toMatchObject({ title: 'Director’s pay', reason: '“personnel”' });
    expect(set!.parts[0]).toMatchObject({ parts: [{ file: "a'b.png", alt: 'It’s here' }] });
    expect([plain!.title, plain!.parts[0]!.title]).toEqual([`The board's "plan" -- a draft`, "Director's pay"]);
  });

  test('is named by spans relative to the working folder', async () => {
    await write({ 'p/publication.yaml': 'title: x\nparts: [nowhere.md]\n' });
    const { loaded, diagnostics } = await loadAll(['p']);
    expect(loaded).toEqual([]);
    expect(diagnostics.map((each) => formatSpan(each.span!))).toEqual(['p/publication.yaml:2:9']);
  });

  test('that is wrong does not keep others from being loaded', async () => {
    await write({ 'bad/publication.yaml': 'parts: 3\n', 'good.md': 'x' });
    const { loaded, codes } = await loadAll(['bad', 'good.md']);
    expect(loaded.map((each) => each.publication.name)).toEqual(['good']);
    expect(codes).toContain('config-value-wrong');
  });
});

describe('a folder', () => {
  test('with a single Markdown file means that file', async () => {
    await write({ 'p/notes.md': 'x', 'p/other.txt': '' });
    expect((await loadAll(['p'])).loaded[0]!.publication.source).toBe('notes.md');
  });
  test('with several and no publication.yaml is an error that says what to write', async () => {
    await write({ 'p/a.md': 'x', 'p/b.md': 'x' });
    const { loaded, diagnostics } = await loadAll(['p']);
    expect(loaded).toEqual([]);
    expect(diagnostics[0]).toMatchObject({
      code: 'publication-missing',
      hint: expect.stringContaining('a.md, b.md') as unknown,
    });
  });
  test('that is empty is an error', async () => {
    await mkdir(join(cwd, 'p'));
    expect((await loadAll(['p'])).codes).toEqual(['publication-missing']);
  });
});

test.each([
  ['nowhere.md', 'file-missing'],
  ['notes.txt', 'file-kind'],
])('%s: %s', async (file, code) => {
  await write({ 'notes.txt': 'x' });
  expect((await loadAll([file])).codes).toEqual([code]);
});

test('a part that is a link out of the folder is refused', async () => {
  await write({ 'p/publication.yaml': 'title: x\nparts: [link.md]\n', 'secret.md': 'x' });
  await symlink(join(cwd, 'secret.md'), join(cwd, 'p', 'link.md'));
  expect((await loadAll(['p'])).codes).toEqual(['path-outside']);
});

describe('the command line', () => {
  test('names a layout, or the path of one from where it is given', async () => {
    await write({ 'p/notes.md': '---\nlayout: article\n---\n' });
    expect(await loadOne('p/notes.md', { layout: 'report' })).toMatchObject({
      layout: 'report',
      layoutIsDefault: false,
    });
    expect(await loadOne('p/notes.md', { layout: './mine' })).toMatchObject({ layout: '../mine' });
    expect(await loadOne('p/notes.md', { layout: './p/mine' })).toMatchObject({ layout: './mine' });
  });

  test('names editions, also those that the publication does not', async () => {
    await write({ 'notes.md': '---\neditions: { web: { ppi: 96 }, small: { extends: web, quality: 50 } }\n---\n' });
    const names = async (editions?: readonly string[]): Promise<readonly unknown[]> =>
      (await loadOne('notes.md', editions ? { editions } : {})).editions.map(({ name, ppi, quality }) => [
        name,
        ppi,
        quality,
      ]);
    expect(await names()).toEqual([
      ['web', 96, 82],
      ['small', 96, 50],
    ]);
    expect(await names(['print', 'small', 'print'])).toEqual([
      ['print', 300, 92],
      ['small', 96, 50],
    ]);
  });

  test('naming an unknown edition is an error with the known ones', async () => {
    await write({ 'notes.md': '---\neditions: { small: {} }\n---\n' });
    const { loaded, diagnostics } = await loadAll(['notes.md'], { editions: ['smal'] });
    expect(loaded).toEqual([]);
    expect(diagnostics[0]).toMatchObject({
      code: 'edition-unknown',
      hint: 'Did you mean “small”? Known: web, print, archive, small.',
    });
  });
});

describe('names in one run', () => {
  test('are told apart by folders', async () => {
    await write({ 'a/notes.md': '', 'b/notes.md': '', 'c/x/report.md': '', 'd/x/report.md': '', 'only.md': '' });
    const { loaded } = await loadAll([
      'a/notes.md',
      'b/notes.md',
      'c/x/report.md',
      'd/x/report.md',
      'only.md',
      './a/../a/notes.md',
    ]);
    expect(loaded.map((each) => each.publication.name)).toEqual(['a-notes', 'b-notes', 'c-x', 'd-x', 'only']);
  });

  test('given twice are an error, and one of the two is still built', async () => {
    await write({ 'a.md': '---\nname: Same\n---\n', 'b.md': '---\nname: same\n---\n' });
    const { loaded, codes } = await loadAll(['a.md', 'b.md']);
    expect(loaded.map((each) => each.publication.name)).toEqual(['Same']);
    expect(codes).toEqual(['name-taken']);
  });
});

describe.skipIf(!corpus)('corpus', () => {
  test('every document is understood; only keys of a site generator are unknown', async () => {
    const { loaded, diagnostics } = await loadAll(
      ['annual-report-2024', 'annual-report-2022', 'comparison-guide', 'bylaws'].map((folder) => join(corpus!, folder)),
    );
    expect(
      loaded.map(({ publication }) => [publication.name, publication.title, publication.subtitle, publication.date]),
    ).toEqual([
      ['annual-report-2024', '2024 Annual Report', 'OpenInfra Foundation', undefined],
      ['annual-report-2022', '2021 Annual Report', 'OpenInfra Foundation', '2021'],
      [
        'comparison-guide',
        'OpenStack vs Proprietary Clouds: A Digital Sovereignty Comparison Guide',
        expect.stringMatching(/^Authors: .* Kendall Nelson$/),
        undefined,
      ],
      ['bylaws', 'Bylaws of the Open Infrastructure Foundation', undefined, undefined],
    ]);
    expect(loaded.every(({ publication }) => publication.static === 'static')).toBe(true);
    expect(new Set(diagnostics.map(({ message }) => message))).toEqual(
      new Set([
        'there is no key “templateKey”',
        'there is no key “twitterUsername” in “seo”',
        'there is no key “footer”',
      ]),
    );
  });
});
