import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, type BuildResult } from '../src/build.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText, type PageText } from '../src/inspect/text.ts';
import { judge, whyNot } from './conformance/verapdf.ts';
import { flatOutline } from './harness/page-rules.ts';
import { faults, qpdf } from './harness/qpdf.ts';

const SAMPLE = fileURLToPath(new URL('../samples/board-packet/', import.meta.url));
/** Longest that the editions and a JVM may take on a busy machine. */
const PATIENCE_MS = 300_000;

const PASSWORDS = { BOARD_OPEN: 'Grüße aus der Bücherei', BOARD_OWNER: 'master', BEN_OPEN: 'ben’s own' };
const EDITIONS = `editions:
  web: {}
  locked:
    extends: web
    recipients: true
    standard: ua-1
    encrypt: { open: { env: BOARD_OPEN }, owner: { env: BOARD_OWNER }, permissions: [print, fill] }
  open: { extends: web, closed: false, withheld: keep-folios }
  restricted: { extends: web, standard: ua-1, linearise: false, encrypt: { permissions: [print] } }
recipients:
  - Ada Example
  - { name: "Ben Łoś-Müller", open: { env: BEN_OPEN } }
  - { name: 王 Дарья, file: dasha }
  - { name: Dora Conflicted, file: dora, leaveOut: [{ item: '5', reason: Kinship }, '4.1', { paper: minutes/2025-11-13.md, reason: Bias }] }
`;
/** An item with a word of its own in every place that holds one. */
const ITEM = `  - group: Quokka affair
    presenter: Quokka keeper
    action: decision
    minutes: 20
    parts:
      - quokka.md
      - { pdf: papers/insurance-quote.pdf, title: Quokka quotation }
      - { image: plans/quokka.svg, title: Plan for a quokka, alt: A quokka in its den }
      - { markdown: quokka-late.md, supplement: 1 }
  - group: Director’s pay
`;
const PAPER = `# Quokka report

The quokka[^1] costs money. See [its page](https://quokka.example/) and [the den](#quokka-den).

[^1]: A quokka is small.

## Quokka den

**Motion:** That the quokka be fed.

**Resolution:** The quokka is fed.

**Action:** Quokka keeper buys leaves.
`;

let folder: string;
let result: BuildResult;
/** The first supplement by itself. */
let packs: BuildResult;
const files = new Map<string, Buffer>();
const bytesOf = (name: string): Uint8Array => Uint8Array.from(files.get(name)!);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'octavo-copies-'));
  await cp(SAMPLE, join(folder, 'packet'), { recursive: true });
  const definition = join(folder, 'packet', 'publication.yaml');
  const text = await readFile(definition, 'utf8');
  // Without the letter that keeps the sample from its standards.
  await writeFile(
    definition,
    text
      .replace('  - group: Director’s pay\n', ITEM)
      .replace('      - director.md\n', '      - director.md\n      - { markdown: late.md, supplement: 1 }\n')
      .replace(/^editions:\n(?: .*\n)+/m, EDITIONS)
      .replace(/^ *- \{ pdf: papers\/audit-letter.*\n/m, ''),
  );
  await writeFile(join(folder, 'packet', 'quokka.md'), PAPER);
  await writeFile(join(folder, 'packet', 'quokka-late.md'), '# Quokka postscript\n\nThe quokka sleeps.\n');
  await writeFile(join(folder, 'packet', 'late.md'), '# Letter of the neighbours\n\nThey lend a ladder.\n');
  await cp(join(folder, 'packet', 'plans', 'eastfield.svg'), join(folder, 'packet', 'plans', 'quokka.svg'));
  Object.assign(process.env, PASSWORDS);
  const options = { files: [join(folder, 'packet')], out: join(folder, 'out') };
  result = await build({ ...options, supplement: 0 });
  packs = await build({ ...options, editions: ['web', 'open'], supplement: 1 });
  for (const { path } of [...result.products, ...packs.products]) files.set(basename(path), readFileSync(path));
}, PATIENCE_MS);
afterAll(async () => {
  for (const name of Object.keys(PASSWORDS)) delete process.env[name];
  await rm(folder, { recursive: true, force: true });
});

test('every edition is written, and a copy for each recipient of those that have copies', () => {
  expect([result, packs].flatMap((each) => each.diagnostics.filter(({ severity }) => severity === 'error'))).toEqual(
    [],
  );
  expect([...files.keys()].toSorted()).toEqual([
    'packet.locked.ada-example.pdf',
    'packet.locked.ben-los-muller.pdf',
    'packet.locked.dasha.pdf',
    'packet.locked.dora.pdf',
    'packet.locked.pdf',
    'packet.open.pdf',
    'packet.open.supplement-1.pdf',
    'packet.restricted.pdf',
    'packet.web.ada-example.pdf',
    'packet.web.ben-los-muller.pdf',
    'packet.web.dasha.pdf',
    'packet.web.dora.pdf',
    'packet.web.pdf',
    'packet.web.supplement-1.ada-example.pdf',
    'packet.web.supplement-1.ben-los-muller.pdf',
    'packet.web.supplement-1.dasha.pdf',
    'packet.web.supplement-1.dora.pdf',
    'packet.web.supplement-1.pdf',
  ]);
  expect(result.products.find((each) => each.path.endsWith('web.dasha.pdf'))?.recipient).toBe('王 Дарья');
});

describe('a copy', () => {
  const names = { 'ada-example': 'Ada Example', 'ben-los-muller': 'Ben Łoś-Müller', dasha: '王 Дарья' };
  interface Found {
    readonly angle: number;
    readonly tagged: boolean;
    readonly y: number;
    readonly left: number;
    readonly right: number;
    /** Text beside it, from its left side to its right. */
    readonly beside: readonly (readonly [number, number])[];
    /** All other words of the page. */
    readonly rest: string;
  }
  /** The mark on a page, which may stand in one line with a stamp. */
  function markOn(page: PageText, name: string): Found | undefined {
    for (const line of page.lines) {
      const says = (from: number): string =>
        line.words
          .slice(from)
          .map(({ text }) => text)
          .join(' ');
      const from = line.words.findIndex((_, i) => says(i).startsWith(`${name} · `));
      if (from < 0) continue;
      const to = line.words.findIndex(({ text }, i) => i > from && text === 'UTC') + 1;
      const own = line.words.slice(from, to);
      const others = page.lines.flatMap((each) =>
        each.words.filter((word) => !own.includes(word)).map((word) => ({ word, near: Math.abs(each.y - line.y) < 8 })),
      );
      return {
        ...{ angle: line.angle, tagged: line.tagged, y: line.y },
        left: own[0]!.x,
        right: own.at(-1)!.x + own.at(-1)!.width,
        beside: others.flatMap(({ word, near }) => (near ? [[word.x, word.x + word.width] as const] : [])),
        rest: others.map(({ word }) => word.text).join(' '),
      };
    }
    return undefined;
  }
  const wordsOf = (page: PageText): string =>
    page.lines.flatMap((line) => line.words.map((word) => word.text)).join(' ');

  test.each(Object.entries(names))('for %s bears the name on every page, apart from all else', async (file, name) => {
    const pages = await pageText(bytesOf(`packet.web.${file}.pdf`));
    const book = await pageText(bytesOf('packet.web.pdf'));
    for (const [index, page] of pages.entries()) {
      const mark = markOn(page, name)!;
      expect(mark, `page ${index + 1}`).toMatchObject({ angle: 0, tagged: false });
      expect(page.height - mark.y, `page ${index + 1}`).toBeLessThan(26);
      expect(mark.left).toBeGreaterThan(20);
      expect(mark.right).toBeLessThan(page.width - 20);
      for (const [from, to] of mark.beside) expect(to < mark.left || from > mark.right, `page ${index + 1}`).toBe(true);
      expect(mark.rest).toBe(wordsOf(book[index]!));
    }
  });

  test('says for whom it is in its metadata, and nothing of the others', async () => {
    for (const [file, name] of Object.entries(names)) {
      const document = await getDocument({ data: bytesOf(`packet.web.${file}.pdf`), verbosity: 0 }).promise;
      const { metadata } = await document.getMetadata();
      expect(String(metadata.get('dc:rights'))).toMatch(new RegExp(`^${name} · .*20\\d\\d.* UTC$`));
      const plain = (await plainOf(bytesOf(`packet.web.${file}.pdf`))).toString('utf8');
      for (const other of Object.values(names)) expect(plain.includes(`${other} · `), other).toBe(other === name);
      expect(Buffer.from(bytesOf('packet.web.pdf')).includes(name)).toBe(false);
    }
  });

  test('is a whole file with an identifier of its own', async () => {
    const ids = new Set<string>();
    for (const file of Object.keys(names)) {
      const bytes = bytesOf(`packet.web.${file}.pdf`);
      expect(await faults(files.get(`packet.web.${file}.pdf`)!, true)).toEqual([]);
      const document = await getDocument({ data: bytes, verbosity: 0 }).promise;
      ids.add(document.fingerprints[0]!);
    }
    expect(ids.size).toBe(3);
  });
});

describe('a copy with items left out', () => {
  const texts = async (name: string): Promise<string> =>
    (await pageText(bytesOf(name)))
      .flatMap((page) => page.lines.map((line) => line.words.map((word) => word.text).join(' ')))
      .join('\n');
  /** Every way in which a word can stand in an unpacked file: bytes, UTF-16, and hexadecimal digits of either. */
  const forms = (word: string): readonly string[] => {
    const wide = Buffer.from(word, 'utf16le').swap16();
    return [word, wide.toString('latin1'), Buffer.from(word, 'latin1').toString('hex'), wide.toString('hex')];
  };
  const traces = async (name: string, word: string): Promise<readonly string[]> => {
    const plain = (await plainOf(bytesOf(name))).toString('latin1').toLowerCase();
    return forms(word).filter((form) => plain.includes(form.toLowerCase()));
  };

  test('has nothing of them: no text, name, bookmark, link, tag or picture, which the others have', async () => {
    const whole = 'packet.web.ada-example.pdf';
    for (const word of ['quokka', 'Quokka', 'quokka.example', 'octavo-paper-6-2']) {
      expect(await traces(whole, word), word).not.toEqual([]);
      expect(await traces('packet.web.dora.pdf', word), word).toEqual([]);
    }
    expect(await texts(whole)).toMatch(/quokka/i);
    expect(await texts('packet.web.dora.pdf')).not.toMatch(/quokka/i);
    for (const title of ['Survey of the roof', 'Slides of the architects', 'Slate, or slate with light']) {
      expect(await texts(whole)).toContain(title);
      expect(await texts('packet.web.dora.pdf')).not.toContain(title);
    }
    const facts = await inspect(bytesOf('packet.web.dora.pdf'));
    expect(JSON.stringify(facts)).not.toMatch(/quokka/i);
  });

  test('keeps the number of every other page, and says which are missing and why', async () => {
    const full = await inspect(bytesOf('packet.web.ada-example.pdf'));
    const less = await inspect(bytesOf('packet.web.dora.pdf'));
    const labels = full.pages.map((page) => page.label);
    const first = (title: string): number =>
      Number(flatOutline(full.outline).find((each) => each.title === title)!.label);
    const lone = first('Minutes of 13 November 2025');
    const gaps = [
      [lone, lone],
      [first('4.1 Roof of the Harbour Street library'), first('4.2 A reading room for Eastfield') - 1],
      [first('5. Quokka affair'), first('6. Director’s pay') - 1],
    ] as const;
    const wanted = labels.flatMap((label) => {
      const gap = gaps.find(([from, to]) => Number(label) >= from && Number(label) <= to);
      if (!gap) return [label];
      return Number(label) === gap[0] ? [[...new Set(gap)].join('–')] : [];
    });
    expect(less.pages.map((page) => page.label)).toEqual(wanted);
    const pages = await pageText(bytesOf('packet.web.dora.pdf'));
    const says = (index: number): string => pages[index]!.lines.map((line) => line.text).join('\n');
    for (const [index, label] of wanted.entries()) {
      if (index === 0) continue;
      const single = /^\d+$/.test(label);
      expect(says(index)).toContain(single ? `Page ${label} of ${labels.length}` : `Pages ${label}`);
      const numbers = label.split('–').map((each) => `LLF-${each.padStart(6, '0')}`);
      expect(says(index)).toContain(numbers.join('–'));
    }
    const agenda = says(3).replaceAll('\n', ' ');
    expect(agenda).toContain('Left out for this reader: Kinship');
    expect(says(wanted.indexOf(`${gaps[2][0]}–${gaps[2][1]}`))).toContain('Left out for this reader: Kinship');
    expect(says(lone - 1)).toContain('Left out for this reader: Bias');
    expect(says(lone - 1)).not.toContain('solar lamps');
    // What is minuted in the papers that are left has the numbers of the full book.
    expect(pages.map((_, index) => says(index)).join('\n')).toContain('Resolution 3: The budget for 2026');
    for (const page of pages) expect(says(pages.indexOf(page))).toContain('Dora Conflicted · ');
    const titles = flatOutline(less.outline).map((each) => each.title);
    expect(titles).toContain('5. Left out for this reader: Kinship');
    expect(titles).toContain('6. Director’s pay');
  });
});

describe('a supplement for somebody who does not get some items', () => {
  const [WHOLE, LESS] = ['packet.web.supplement-1.ada-example.pdf', 'packet.web.supplement-1.dora.pdf'];
  const linesOf = async (name: string): Promise<ReadonlyMap<string, string>> => {
    const [{ pages }, texts] = [await inspect(bytesOf(name)), await pageText(bytesOf(name))];
    return new Map(pages.map(({ label }, i) => [label, texts[i]!.lines.map((line) => line.text).join('\n')]));
  };

  test('has nothing of them, which the others have', async () => {
    for (const word of ['quokka', 'Storm damage']) {
      expect((await plainOf(bytesOf(WHOLE))).toString('latin1').toLowerCase(), word).toContain(word.toLowerCase());
      expect((await plainOf(bytesOf(LESS))).toString('latin1').toLowerCase(), word).not.toContain(word.toLowerCase());
      expect([...(await linesOf(WHOLE)).values()].join('\n')).toMatch(new RegExp(word, 'i'));
      expect([...(await linesOf(LESS)).values()].join('\n')).not.toMatch(new RegExp(word, 'i'));
    }
    expect(JSON.stringify(await inspect(bytesOf(LESS)))).not.toMatch(/quokka|storm damage/i);
  });

  test('has the pages that all others get under the same numbers', async () => {
    const [whole, less] = [await linesOf(WHOLE), await linesOf(LESS)];
    const labelWith = (pages: ReadonlyMap<string, string>, words: string): string | undefined =>
      [...pages].find(([, text]) => text.startsWith(words) || text.includes(`\n${words}`))?.[0];
    const neighbours = [...less].find(
      ([label, text]) => /[a-z]$/.test(label) && text.includes('They lend a ladder'),
    )?.[0];
    expect(neighbours).toBeDefined();
    expect(whole.get(neighbours!)).toContain('They lend a ladder');
    expect(labelWith(less, 'Contents')).toBe(labelWith(whole, 'Contents'));
    const notice = less.get('S1')!;
    expect(notice).toContain('Letter of the neighbours');
    expect(notice).toContain(`Left out for this reader`);
    for (const [index, [label, text]] of [...less].entries())
      if (text !== '') expect(text, `page ${index + 1}, ${label}`).toContain('Dora Conflicted · ');
  });

  test('says in its metadata what it is', async () => {
    const { metadata } = await inspect(bytesOf('packet.web.supplement-1.pdf'));
    expect(metadata.title).toBe('Board meeting of 12 February 2026, Supplement 1');
    expect(metadata.description).toMatch(
      /^Supplement 1: \d+a Storm damage of 8 February; \d+a Quokka postscript; \d+a Letter/,
    );
  });
});

describe('a locked file', () => {
  const open = async (name: string, password?: string): Promise<number> => {
    const loading = getDocument({ data: bytesOf(name), verbosity: 0, ...(password !== undefined && { password }) });
    const document = await loading.promise;
    const { items } = await (await document.getPage(4)).getTextContent();
    expect(items.length).toBeGreaterThan(20);
    const permissions = await document.getPermissions();
    await loading.destroy();
    return [...(permissions ?? [])].reduce((sum, bit) => sum | bit, 0);
  };
  /** Bits of P as pdf.js lists them: print in full, fill, reading aloud. */
  const PRINT = 0x804;
  const FILL = 0x100;
  const READ_ALOUD = 0x200;

  test('opens with its password alone', async () => {
    for (const name of ['packet.locked.pdf', 'packet.locked.ada-example.pdf', 'packet.locked.dasha.pdf']) {
      expect(await open(name, PASSWORDS.BOARD_OPEN)).toBe(PRINT | FILL | READ_ALOUD);
      for (const wrong of [undefined, '', PASSWORDS.BEN_OPEN, 'Gruesse'])
        await expect(open(name, wrong), wrong).rejects.toThrow(/password/i);
    }
    expect(await open('packet.locked.ben-los-muller.pdf', PASSWORDS.BEN_OPEN)).toBe(PRINT | FILL | READ_ALOUD);
    await expect(open('packet.locked.ben-los-muller.pdf', PASSWORDS.BOARD_OPEN)).rejects.toThrow(/password/i);
  });

  test('opens with the owner’s password, and to anybody where none is asked for', async () => {
    await open('packet.locked.ada-example.pdf', PASSWORDS.BOARD_OWNER);
    expect(await open('packet.restricted.pdf')).toBe(PRINT | READ_ALOUD);
  });

  test('is whole for another reader, which finds the permissions as asked', async () => {
    for (const [name, password] of [
      ['packet.locked.pdf', PASSWORDS.BOARD_OWNER],
      ['packet.locked.ben-los-muller.pdf', PASSWORDS.BEN_OPEN],
      ['packet.restricted.pdf', ''],
    ] as const) {
      const check = await qpdf(files.get(name)!, `--password=${password}`, '--check');
      expect(check.lines.filter((line) => /warning|error:/i.test(line))).toEqual([]);
      expect(check.status).toBe(0);
    }
    const shown = await qpdf(files.get('packet.locked.pdf')!, `--password=${PASSWORDS.BEN_OPEN}`, '--check');
    expect(shown.status).toBe(2);
    const { lines } = await qpdf(files.get('packet.restricted.pdf')!, '--show-encryption');
    for (const line of [
      'R = 6',
      'extract for accessibility: allowed',
      'extract for any purpose: not allowed',
      'print high resolution: allowed',
      'modify annotations: not allowed',
      'stream encryption method: AESv3',
      'string encryption method: AESv3',
    ])
      expect(lines).toContain(line);
  });

  test('shows nothing that was in it: no text, no name, no password', () => {
    for (const name of ['packet.locked.pdf', 'packet.locked.ada-example.pdf'])
      for (const text of ['Lantern', 'Ada Example', 'Board meeting', ...Object.values(PASSWORDS)])
        expect(files.get(name)!.includes(text), text).toBe(false);
  });
});

describe.skipIf((await whyNot()) !== undefined)('by veraPDF', () => {
  test(
    'copies keep what the book keeps, and a file with permissions stays accessible',
    async () => {
      const jobs = [
        ['ua-1', 'packet.web.ada-example.pdf'],
        ['a-2a', 'packet.web.ada-example.pdf'],
        ['ua-1', 'packet.web.dasha.pdf'],
        ['a-2a', 'packet.web.dasha.pdf'],
        ['ua-1', 'packet.web.dora.pdf'],
        ['a-2a', 'packet.web.dora.pdf'],
        ['ua-1', 'packet.restricted.pdf'],
        ['ua-1', 'packet.web.supplement-1.pdf'],
        ['a-2a', 'packet.web.supplement-1.pdf'],
        ['ua-1', 'packet.web.supplement-1.dora.pdf'],
        ['a-2a', 'packet.web.supplement-1.dora.pdf'],
        ['ua-1', 'packet.open.pdf'],
        ['a-2a', 'packet.open.pdf'],
        ['ua-1', 'packet.open.supplement-1.pdf'],
        ['a-2a', 'packet.open.supplement-1.pdf'],
      ] as const;
      const verdicts = await judge(jobs.map(([standard, name]) => ({ standard, path: join(folder, 'out', name) })));
      expect(verdicts.flatMap(({ faults }) => faults)).toEqual([]);
      expect(verdicts.map(({ passes }) => passes)).toEqual(jobs.map(() => true));
    },
    PATIENCE_MS,
  );
});

/** A file with its streams unpacked. */
async function plainOf(bytes: Uint8Array): Promise<Buffer> {
  const { PDFDocument, PDFRawStream, decodePDFRawStream } = await import('pdf-lib');
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const pieces = document.context.enumerateIndirectObjects().flatMap(([, object]) => {
    if (!(object instanceof PDFRawStream)) return [object.toString()];
    try {
      return [object.dict.toString(), Buffer.from(decodePDFRawStream(object).decode()).toString('latin1')];
    } catch {
      return [];
    }
  });
  return Buffer.from(pieces.join('\n'), 'latin1');
}
