import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { archive } from '../src/archive/archive.ts';
import { unpack } from '../src/archive/unpack.ts';
import { verify } from '../src/archive/verify.ts';
import { build, type BuildOptions } from '../src/build.ts';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import { pageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { isStream, readObjects } from './harness/qpdf-objects.ts';
import {
  allCanaries,
  canariesIn,
  canaryPacket,
  closedHashes,
  COLOURS,
  coloursIn,
  LEFT_OUT_COLOUR,
  otherPacket,
} from './harness/canaries.ts';

/** Longest that six editions may take on a busy machine. */
const PATIENCE_MS = 240_000;

let full: Folder;
let open: Folder;
/** Packets that differ from the open one in what is closed, and in what one recipient does not get. */
let others: Readonly<Record<'closed' | 'leftOut', Folder>>;
const diagnostics: Diagnostic[] = [];
/** Of them, what builds of open editions said. */
const told: Diagnostic[] = [];
/** Everything that was written, by path; bags unpacked. */
const outputs = {
  full: new Map<string, Uint8Array>(),
  open: new Map<string, Uint8Array>(),
  closed: new Map<string, Uint8Array>(),
  leftOut: new Map<string, Uint8Array>(),
};

async function gather(folder: Folder, into: Map<string, Uint8Array>): Promise<void> {
  for (const name of readdirSync(folder.output, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder.output, name);
    if (statSync(path).isDirectory()) continue;
    into.set(name, new Uint8Array(readFileSync(path)));
    if (name.endsWith('.zip'))
      for (const [inner, bytes] of (await unpack(path)).files) into.set(`${name}/${inner}`, bytes);
  }
}

/** What is in open editions; of a bag, what is in it. It has whole papers, of which its book may take some pages only. */
function published(): [name: string, bytes: Uint8Array][] {
  return [...outputs.open].filter(([name]) => !/\.zip$|\/source\/papers\/half\.pdf$/.test(name));
}

/** Words that begin with `sign`, by the files that they are in. */
async function wordsBy(files: Iterable<[name: string, bytes: Uint8Array]>, sign: string): Promise<object> {
  const found: Record<string, string[]> = {};
  for (const [name, bytes] of files) {
    const words = [...(await canariesIn(name, bytes))].filter((word) => word.startsWith(sign));
    if (words.length > 0) found[name] = words;
  }
  return found;
}

beforeAll(async () => {
  full = makeFolder(await canaryPacket(true));
  open = makeFolder(await canaryPacket(false));
  others = { closed: makeFolder(await otherPacket('xqz')), leftOut: makeFolder(await otherPacket('xlo')) };
  vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000');
  const builds: readonly (readonly [Folder, BuildOptions['editions'], Pick<BuildOptions, 'html' | 'supplement'>])[] = [
    [full, ['web'], {}],
    [others.closed, ['public', 'kept'], { html: true }],
    [others.leftOut, ['public'], { html: true }],
    [open, ['public'], { html: 'single' }],
    [open, ['public', 'press', 'kept'], { html: true }],
    [open, ['kept'], { supplement: 1 }],
  ];
  for (const [folder, editions = [], more] of builds) {
    const built = await build({ files: [folder.path], out: folder.output, editions, ...more });
    diagnostics.push(...built.diagnostics);
    if (folder === open) told.push(...built.diagnostics);
  }
  for (const { path, output } of [full, open, others.closed]) {
    const kept = await archive({ files: [path], out: output, as: 'zip' });
    diagnostics.push(...kept.diagnostics);
  }
  await gather(full, outputs.full);
  await gather(open, outputs.open);
  await gather(others.closed, outputs.closed);
  await gather(others.leftOut, outputs.leftOut);
}, PATIENCE_MS);
afterAll(() => {
  vi.unstubAllEnvs();
  for (const folder of [full, open, others.closed, others.leftOut]) folder.remove();
});

test('everything was built', () => {
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const names = [...outputs.open.keys()];
  expect(names).toEqual(
    expect.arrayContaining([
      ...['papers.public.pdf', 'papers.press.pdf', 'papers.kept.pdf', 'papers.archive.zip'],
      ...['papers.html/index.html', 'papers.single.html', 'papers.kept.folios.json'],
      ...['papers.public.ada-example.pdf', 'papers.public.ben-example.pdf', 'papers.kept.ben-example.pdf'],
      ...['papers.kept.supplement-1.pdf', 'papers.kept.supplement-1.ben-example.pdf'],
    ]),
  );
});

describe('an edition without closed sessions', () => {
  test(
    'has no word of them in any byte, stream, string or name',
    async () => {
      expect(await wordsBy(published(), 'xqz')).toEqual({});
    },
    PATIENCE_MS,
  );

  test(
    'has no picture of them',
    async () => {
      for (const [name, bytes] of published()) expect(await coloursIn(name, bytes), name).toEqual([]);
    },
    PATIENCE_MS,
  );

  test('is the same to the last byte whatever they hold: nobody can try a guess on it', () => {
    const names = [...outputs.closed.keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        'papers.public.pdf',
        'papers.kept.folios.json',
        'papers.archive.zip',
        'papers.html/index.html',
      ]),
    );
    const differs = (name: string): boolean =>
      !Buffer.from(outputs.open.get(name) ?? []).equals(outputs.closed.get(name)!);
    expect(names.filter(differs)).toEqual([]);
    const copy = 'papers.public.ben-example.pdf';
    expect(Buffer.from(outputs.leftOut.get(copy)!).equals(outputs.open.get(copy)!)).toBe(true);
    const whole = 'papers.public.pdf';
    expect(Buffer.from(outputs.leftOut.get(whole)!).equals(outputs.open.get(whole)!)).toBe(false);
  });

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

  test(
    'has nothing in a copy of what is left out for its reader',
    async () => {
      const copies = published().filter(([name]) => name.includes('ben-example'));
      expect(copies).toHaveLength(3);
      expect(await wordsBy(copies, 'x')).toEqual({});
      const others = published().filter(([name]) => !name.includes('ben-example'));
      expect(await wordsBy(others, 'xlo')).toHaveProperty(['papers.public.ada-example.pdf']);
      const names = others.filter(([, bytes]) => Buffer.from(bytes).includes('Ben Example'));
      expect(names.map(([name]) => name)).toEqual([]);
      const shows = async ([name, bytes]: [string, Uint8Array]): Promise<boolean> =>
        (await coloursIn(name, bytes, [LEFT_OUT_COLOUR])).length > 0;
      for (const copy of copies) expect(await shows(copy), copy[0]).toBe(false);
      const whole = 'papers.public.ada-example.pdf';
      expect(await shows([whole, outputs.open.get(whole)!]), 'the whole copy').toBe(true);
    },
    PATIENCE_MS,
  );

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
    expect(lines).toContain('The open half');
    expect(lines).toContain('How a closed block is written');
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
      expect(result).toMatchObject({ ok: true, rebuilt: true });
      expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const pages = await pageText(outputs.open.get('papers.archive.zip/data/papers.archive.pdf')!);
      const text = pages.flatMap((page) => page.lines.map((line) => line.text)).join('\n');
      expect(text).toContain('Resolution 2: The open thing is done.');
    },
    PATIENCE_MS,
  );

  test('tells its maker of links that were cut, at their lines', () => {
    const cut = diagnostics.filter(({ code }) => code === 'link-closed').map(({ span }) => span?.line);
    expect(cut).toEqual(expect.arrayContaining([7, 8]));
    // Who loads the definition is told of all its files.
    const stages = told.filter(({ code }) => code !== 'part-front-matter');
    expect(JSON.stringify(stages)).not.toMatch(/xqz/i);
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
