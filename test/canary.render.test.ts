import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archive } from '../src/archive/archive.ts';
import { unpack } from '../src/archive/unpack.ts';
import { verify } from '../src/archive/verify.ts';
import { build } from '../src/build.ts';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import { pageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { isStream, readObjects } from './harness/qpdf-objects.ts';
import { allCanaries, canariesIn, canaryPacket, closedHashes, COLOURS, coloursIn } from './harness/canaries.ts';

/** Longest that six editions may take on a busy machine. */
const PATIENCE_MS = 240_000;

let full: Folder;
let open: Folder;
const diagnostics: Diagnostic[] = [];
/** Everything that was written, by path; bags unpacked. */
const outputs = { full: new Map<string, Uint8Array>(), open: new Map<string, Uint8Array>() };

async function gather(folder: Folder, into: Map<string, Uint8Array>): Promise<void> {
  for (const name of readdirSync(folder.output, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder.output, name);
    if (statSync(path).isDirectory()) continue;
    into.set(name, new Uint8Array(readFileSync(path)));
    if (name.endsWith('.zip'))
      for (const [inner, bytes] of (await unpack(path)).files) into.set(`${name}/${inner}`, bytes);
  }
}

beforeAll(async () => {
  full = makeFolder(await canaryPacket(true));
  open = makeFolder(await canaryPacket(false));
  for (const [folder, editions, html] of [
    [full, ['web'], false],
    [open, ['public', 'press', 'kept'], true],
    [open, ['public'], 'single'],
  ] as const) {
    const options = { files: [folder.path], out: folder.output };
    const built = await build({ ...options, editions, ...(html && { html }) });
    diagnostics.push(...built.diagnostics);
  }
  for (const { path, output } of [full, open]) {
    const kept = await archive({ files: [path], out: output, as: 'zip' });
    diagnostics.push(...kept.diagnostics);
  }
  await gather(full, outputs.full);
  await gather(open, outputs.open);
}, PATIENCE_MS);
afterAll(() => {
  full.remove();
  open.remove();
});

test('everything was built', () => {
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const names = [...outputs.open.keys()];
  expect(names).toEqual(
    expect.arrayContaining([
      ...['papers.public.pdf', 'papers.press.pdf', 'papers.kept.pdf', 'papers.archive.zip'],
      ...['papers.html/index.html', 'papers.single.html', 'papers.kept.folios.json'],
      ...['papers.public.ada-example.pdf', 'papers.public.ben-example.pdf', 'papers.kept.ben-example.pdf'],
    ]),
  );
});

describe('an edition without closed sessions', () => {
  test(
    'has no word of them in any byte, stream, string or name',
    async () => {
      const found = new Map<string, string[]>();
      for (const [name, bytes] of outputs.open) {
        const words = [...(await canariesIn(name, bytes))];
        if (words.length > 0) found.set(name, words);
      }
      expect(Object.fromEntries(found)).toEqual({});
    },
    PATIENCE_MS,
  );

  test(
    'has no picture of them',
    async () => {
      for (const [name, bytes] of outputs.open) expect(await coloursIn(name, bytes), name).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('has no hash over them', async () => {
    const hashes = await closedHashes();
    for (const [name, bytes] of outputs.open) {
      const text = Buffer.from(bytes).toString('latin1');
      expect(
        hashes.filter((hash) => text.includes(hash)),
        name,
      ).toEqual([]);
    }
  });

  test('says where something is missing, and why; times stay', async () => {
    const pages = await pageText(outputs.open.get('papers.public.pdf')!);
    const lines = pages.flatMap((page) => page.lines.map((line) => line.text));
    expect(lines).toContain('Withheld: personnel');
    expect(lines).toContain('Withheld: legal advice');
    expect(lines.filter((line) => line.startsWith('2 Closed session: personnel'))).not.toEqual([]);
    // 18:30, 10 minutes, then 25 that are withheld.
    expect(
      lines.some((line) => /^3 Any other business.*19:05/.test(line)),
      lines.join('\n'),
    ).toBe(true);
    expect(lines.join(' ')).toContain('See the pay, the case, the paper, the file, case and more.');
    expect(lines.join(' ')).toContain('Resolution 2: The open thing is done.');
  });

  test('carries its text as it may be told', async () => {
    const archived = outputs.open.get('papers.archive.zip/data/papers.archive.pdf')!;
    const { all } = await readObjects(archived);
    const texts = [...all.values()].flatMap((object) => (isStream(object) ? [object.data.toString()] : []));
    const attached = texts.find((text) => text.includes('See the pay'));
    expect(attached).toContain('::: withheld personnel\n:::\n');
    expect(attached).toContain('- ::: withheld legal advice\n  :::');
    const source = Buffer.from(outputs.open.get('papers.archive.zip/data/source/open.md')!).toString();
    expect(source).toBe(attached);
    expect(Buffer.from(outputs.open.get('papers.archive.zip/data/source/publication.yaml')!).toString()).toContain(
      'withheld: true',
    );
  });

  test(
    'has a bag from which it can be made again, with the numbers of the full book',
    async () => {
      const result = await verify({ path: join(open.output, 'papers.archive.zip'), rebuild: true });
      expect(result).toMatchObject({ ok: true, rebuilt: true, diagnostics: [] });
      const pages = await pageText(outputs.open.get('papers.archive.zip/data/papers.archive.pdf')!);
      const text = pages.flatMap((page) => page.lines.map((line) => line.text)).join('\n');
      expect(text).toContain('Resolution 2: The open thing is done.');
    },
    PATIENCE_MS,
  );

  test('tells its maker of links that were cut, at their lines', () => {
    const cut = diagnostics.filter(({ code }) => code === 'link-closed').map(({ span }) => span?.line);
    expect(cut).toEqual(expect.arrayContaining([7, 8]));
  });
});

test(
  'an edition with closed sessions has every word and picture: the search finds what is there',
  async () => {
    const found = new Set<string>();
    const colours = new Set<string>();
    for (const [name, bytes] of outputs.full) {
      for (const word of await canariesIn(name, bytes)) found.add(word);
      for (const colour of await coloursIn(name, bytes)) colours.add(colour);
    }
    expect([...(await allCanaries())].filter((word) => !found.has(word))).toEqual([]);
    expect([...colours].toSorted()).toEqual([...COLOURS].toSorted());
    // In the book itself, where people read them.
    const book = await canariesIn('papers.web.pdf', outputs.full.get('papers.web.pdf')!);
    const read =
      'group presenter papertitle block heading motion resolution action caption alt cell note deep item pay';
    expect(
      [...`${read} exhibittext outline fieldvalue imagealt link only divider layer`.split(' ')].filter(
        (word) => !book.has(`xqz${word}`),
      ),
    ).toEqual([]);
  },
  PATIENCE_MS,
);
