import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { archive } from '../src/archive/archive.ts';
import { build } from '../src/build.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { makeFolder, type Folder } from './harness/builds.ts';

/** Longest that a test’s builds may take on a busy machine. */
const PATIENCE_MS = 120_000;

/** A packet of which an edition has no closed parts; what is closed in it is given. */
const packet = (block: string, papers: string, item: string): Record<string, string> => ({
  'publication.yaml': `title: Papers
name: papers
layout: packet
packet: { time: '18:30' }
editions: { public: { extends: web, closed: false }, archive: { standard: [a-3a, ua-1], closed: false } }
parts:
  - agenda
  - { group: Open, parts: [open.md, ${papers}late.md] }
  - { group: ${item}, closed: true, reason: personnel }
  - { group: Last, parts: [last.md] }
`,
  'open.md': `# Open\n\nText[^a] [r].\n\n::: closed personnel\n${block}\n:::\n\n[^a]: Note.\n[r]: https://r.example\n`,
  'late.md': '# Late\n\n## Text\n',
  'last.md': '# Last\n\n**Action:** Ada writes.\n',
});

const FEW = packet('Few words.', '{ markdown: a.md, closed: true }, ', 'Pay, parts: [b.md]');
const MANY = packet(
  Array.from({ length: 60 }, (_, i) => `## Closed ${i}\n\nWords[^n${i}] [r].\n\n[^n${i}]: Closed note.\n`).join('\n'),
  [
    ...['{ markdown: a.md, closed: true }', '{ csv: c.csv, closed: true, withdrawn: 3 }'],
    '{ markdown: d.md, closed: true, supplement: 1, replaces: a.md }, ',
  ].join(', '),
  'Dismissal, parts: [b.md, { group: Deep, parts: [e.md, { divider: Tab }] }]',
);
const CLOSED = {
  'a.md': '# A\n',
  'b.md': '# Late\n\n## Text\n',
  'c.csv': 'a,b\n1,2\n',
  'd.md': '# D\n',
  'e.md': '# Open {#open}\n\nClosed words.\n',
};

const folders: Folder[] = [];
beforeAll(() => void vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000'));
afterAll(() => {
  vi.unstubAllEnvs();
  for (const folder of folders) folder.remove();
});

function folderOf(files: Readonly<Record<string, string>>): Folder {
  const folder = makeFolder({ ...CLOSED, ...files });
  folders.push(folder);
  return folder;
}

test(
  'an open edition is the same to the last byte however much is closed, and whatever came of it',
  async () => {
    const outputs: Map<string, Buffer>[] = [];
    for (const files of [FEW, MANY]) {
      const { path, output } = folderOf(files);
      const built = await build({ files: [path], out: output, editions: ['public'], html: true });
      const kept = await archive({ files: [path], out: output, as: 'zip' });
      expect([...built.diagnostics, ...kept.diagnostics]).toEqual([]);
      const names = readdirSync(output, { recursive: true, encoding: 'utf8' });
      const made = names.filter((name) => !statSync(join(output, name)).isDirectory());
      outputs.push(new Map(made.map((name) => [name, readFileSync(join(output, name))])));
    }
    const [few, many] = outputs as [Map<string, Buffer>, Map<string, Buffer>];
    expect([...few.keys()]).toEqual(expect.arrayContaining(['papers.public.pdf', 'papers.archive.zip']));
    expect([...many.keys()].sort()).toEqual([...few.keys()].sort());
    expect([...few].filter(([name, bytes]) => !bytes.equals(many.get(name)!)).map(([name]) => name)).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'a supplement of which an edition has nothing is none for it',
  async () => {
    const { path, output } = folderOf({
      ...MANY,
      'publication.yaml': MANY['publication.yaml']!.replace(
        /editions: .*/,
        'editions: { web: {}, public: { closed: false } }',
      ),
    });
    const { ok, products, diagnostics } = await build({ files: [path], out: output, supplement: 1 });
    expect(ok).toBe(true);
    expect(products.map((each) => each.edition)).toEqual(['web']);
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'supplement-closed: nothing of supplement 1 is in the edition “public”, so there is none to send',
    ]);
    const none = await build({ files: [path], out: output, supplement: 2 });
    expect(none.diagnostics.map(({ code, hint }) => `${code}: ${hint}`)).toEqual([
      'supplement-unknown: It has 1, 3; give the late parts “supplement: 2”.',
    ]);
  },
  PATIENCE_MS,
);

test(
  'a copy that lacks a paper has the attachments of the others',
  async () => {
    const { path, output } = folderOf({
      'publication.yaml': `title: Papers
name: papers
layout: packet
editions: { web: { standard: ua-1 } }
recipients: [Ada Example, { name: Ben Example, leaveOut: [{ paper: offer.csv }] }]
parts: [agenda, { group: Rents, parts: [{ csv: c.csv, attach: true }, { csv: offer.csv, attach: true }] }]
`,
      'offer.csv': 'a,b\n3,4\n',
    });
    const { diagnostics } = await build({ files: [path], out: output });
    expect(diagnostics).toEqual([]);
    const carried = async (name: string): Promise<readonly string[]> => {
      const { attachments } = await inspect(new Uint8Array(readFileSync(join(output, `papers.web.${name}.pdf`))));
      return attachments.map((each) => each.name);
    };
    expect(await carried('ada-example')).toEqual(['c.csv', 'offer.csv']);
    expect(await carried('ben-example')).toEqual(['c.csv']);
  },
  PATIENCE_MS,
);
