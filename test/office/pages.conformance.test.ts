import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, type BuildResult } from '../../src/build.ts';
import type { PdfFacts } from '../../src/inspect/facts.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText } from '../../src/inspect/text.ts';
import { complaints, whyNot } from '../conformance/verapdf.ts';
import { makeFolder, type Folder } from '../harness/builds.ts';
import { item, noteCall, paragraph, wordFile, wordTable, workbookFile } from '../harness/office-files.ts';
import { flatOutline } from '../harness/page-rules.ts';

// Office files as papers of a packet: set in its layout, tagged, in contents and bookmarks, and conforming.

/** A browser and a JVM start slowly on a busy machine. */
const PATIENCE_MS = 300_000;

const PUBLICATION = `
title: Papers
date: 14 March 2026
layout: packet
packet: { body: Board }
editions:
  web: {}
  open: { extends: web, standard: [ua-1] }
parts:
  - agenda
  - group: Money
    parts:
      - { xlsx: budget.xlsx, title: Budget, attach: true }
      - { csv: donations.csv }
  - { group: Letters, parts: [{ glob: "papers/*" }] }
`;
const memo = wordFile({
  body: [
    paragraph('Opening hours', 'Title'),
    paragraph(`<w:r><w:t>We counted readers</w:t></w:r>${noteCall(1)}`),
    paragraph('Advice', 'Heading1'),
    item('Open until nine.'),
    wordTable([
      ['Room', 'Readers'],
      ['Harbour Street', '58'],
      ['Northgate', '26'],
    ]),
  ].join(''),
  notes: ['For eight weeks.'],
});
const budget = workbookFile([
  {
    name: 'Plan',
    rows: [
      ['Line', 'Account', 'Budget'],
      ['Rent', 1200, 1250],
      ['Books', 800, 790],
      ['Together', 2000, 2040],
    ],
  },
  { name: 'Drafts', state: 'hidden', rows: [['canary']] },
]);

describe.skipIf((await whyNot()) !== undefined)('a packet of Office files', () => {
  let folder: Folder;
  let result: BuildResult;
  const facts = new Map<string, PdfFacts>();
  let text: string;

  beforeAll(async () => {
    folder = makeFolder({
      'publication.yaml': PUBLICATION,
      'budget.xlsx': budget,
      'donations.csv': 'Name;Euro\nÅsa;1.200,50\nBen;90,00\n',
      'papers/1-memo.docx': memo,
      'papers/2-slides.pptx': 'slides',
      'papers/3-broken.docx': 'no document',
    });
    result = await build({ files: [folder.path], out: folder.output });
    for (const { edition, path } of result.products) facts.set(edition, await inspect(readFileSync(path)));
    const web = result.products.find(({ edition }) => edition === 'web')!;
    text = (await pageText(readFileSync(web.path))).flatMap(({ lines }) => lines.map((line) => line.text)).join('\n');
  }, PATIENCE_MS);
  afterAll(() => folder.remove());

  test('bookmarks name papers, sheets and headings', () => {
    const titles = flatOutline(facts.get('web')!.outline).map(({ title }) => title.trim());
    expect(titles).toEqual([
      'Agenda',
      '1. Money',
      'Budget',
      'Donations',
      '2. Letters',
      'Opening hours',
      'Advice',
      '2 slides',
      '3 broken',
    ]);
  });

  test('tables have heads for columns and rows, the memo its list and its note', () => {
    const { tree } = facts.get('web')!.tags;
    expect(tree.match(/^ *Table/gm)).toHaveLength(4);
    expect(tree.match(/^ *TH/gm)!.length).toBeGreaterThanOrEqual(3 + 3 + 2 + 2 + 2);
    expect(tree).toMatch(/^ *Note/m);
    expect(text).toMatch(/For eight weeks/);
    expect(text).not.toContain('canary');
  });

  test('what cannot be set is named on its page and in a diagnostic', () => {
    const codes = result.diagnostics.map(({ severity, code }) => `${severity} ${code}`);
    expect(codes.filter((code) => code === 'warning office-unreadable')).toHaveLength(1);
    expect(codes).toContain('warning attachment-left-out');
    expect(codes).toContain('note attachment-left-out');
    expect(text).toMatch(/handed out separately.*2-slides\.pptx/);
    expect(text).toMatch(/could not be taken in.*3-broken\.docx/);
  });

  test('originals travel inside where the standard allows it', () => {
    expect(facts.get('web')!.attachments).toEqual([]);
    expect(facts.get('open')!.attachments.map(({ name }) => name)).toEqual(['budget.xlsx', 'papers/2-slides.pptx']);
  });

  test(
    'veraPDF has nothing to say',
    async () => {
      const [web, open] = ['web', 'open'].map((name) => result.products.find(({ edition }) => edition === name)!.path);
      const said = await complaints([
        { path: web!, standard: 'ua-1' },
        { path: web!, standard: 'a-2a' },
        { path: open!, standard: 'ua-1' },
      ]);
      expect(said).toEqual([]);
    },
    PATIENCE_MS,
  );
});
