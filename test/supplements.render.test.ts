import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, type BuildResult } from '../src/build.ts';
import type { PdfFacts } from '../src/inspect/facts.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { paper } from './harness/late-papers.ts';
import { linksOf, type Link } from './harness/links.ts';
import { flatOutline } from './harness/page-rules.ts';

/** Longest that all builds of one book may take on a busy machine. */
const PATIENCE_MS = 180_000;

const publication = (rule: string): string => `title: Board meeting
organisation: Example Foundation
name: book
layout: packet
supplements: ${rule}
packet: { body: Board of Directors, bates: { prefix: EF- } }
parts:
  - agenda
  - group: Minutes
    parts: [minutes.md]
  - group: Finance
    parts:
      - finance.md
      - { markdown: second.md, supplement: 2 }
      - { markdown: fire.md, supplement: 1 }
  - group: Purchase of a hall
    supplement: 2
    parts: [hall.md]
  - group: Roof
    parts: [roof.md]
`;

const FILES = {
  'minutes.md': paper('Minutes of January', 3, '**Resolved:** The accounts are adopted.'),
  'finance.md': paper('Finance report', 12),
  'roof.md': paper('Survey of the roof', 9),
  'fire.md': paper('Fire safety report', 10, '**Resolved:** Alarms are bought.'),
  'second.md': paper('Second opinion', 2),
  'hall.md': paper('Offer for the hall', 2),
};

interface Made {
  readonly facts: PdfFacts;
  /** Lines of every page by its label, in alphabetical order: on which side its furniture stands does not matter. */
  readonly pages: ReadonlyMap<string, string>;
  readonly links: readonly Link[];
  readonly labels: readonly string[];
  /** Where the folio begins, points from the left side of its page, by its label. */
  readonly folios: ReadonlyMap<string, { readonly at: number; readonly width: number }>;
}

async function readMade(path: string): Promise<Made> {
  const bytes = new Uint8Array(readFileSync(path));
  const facts = await inspect(bytes);
  const texts = await pageText(bytes);
  const labels = facts.pages.map((page) => page.label);
  const pages = new Map(
    labels.map((label, i) => [
      label,
      texts[i]!.lines.map((line) => line.text)
        .sort()
        .join('\n'),
    ]),
  );
  const folios = new Map(
    labels.flatMap((label, i) => {
      const folio = texts[i]!.lines.find(({ text }) => /^Page \S+/.test(text));
      return folio ? [[label, { at: folio.x, width: texts[i]!.width }] as const] : [];
    }),
  );
  return { facts, pages, labels, folios, links: await linksOf(bytes) };
}

describe.each([
  {
    rule: 'insert',
    first: ['9a', '9b'],
    second: ['9.1', '9c', '9d'],
    // 9a was printed on a verso: a blank page stands on the back of 9.1.
    blank: '9.1 verso',
    all: '1 2 3 4 5 6 7 8 9 9.1 9.1_verso 9a 9b 9c 9d 10 11 12'.split(' ').map((label) => label.replace('_', ' ')),
    packs: ['S1 S1_verso 1 2 3 4 5 6 9 9a 9b 10', 'S2 S2_verso 1 2 3 4 5 6 9 9.1 9.1_verso 9a 9b 9c 9d 10'],
    sheets: ['1–6 1–6', '9–10 9, 9a–9b, 10'],
    bookmarks: ['Fire safety report: 9a', '3. Roof: 10'],
  },
  {
    rule: 'continue',
    first: ['13', '14'],
    second: ['15', '16', '17'],
    blank: undefined,
    all: Array.from({ length: 17 }, (_, i) => String(i + 1)),
    packs: ['S1 S1_verso 1 2 3 4 5 6 13 14', 'S2 S2_verso 1 2 3 4 5 6 15 16 17'],
    sheets: ['1–6 1–6', 'insert after page 12 13–14'],
    bookmarks: ['Fire safety report: 13'],
  },
])('late papers that $rule', ({ rule, first, second, blank, all, packs, sheets, bookmarks }) => {
  let folder: Folder;
  let results: BuildResult[];
  const made = new Map<string, Made>();

  beforeAll(async () => {
    folder = makeFolder({ ...FILES, 'publication.yaml': publication(rule) });
    results = [];
    for (const [name, supplement] of [
      ['base', 0],
      ['first', 1],
      ['second', 2],
      ['all', undefined],
    ] as const) {
      const result = await build({
        files: [folder.path],
        out: folder.output,
        ...(supplement !== undefined && { supplement }),
      });
      results.push(result);
      made.set(name, await readMade(result.products[0]!.path));
    }
  }, PATIENCE_MS);
  afterAll(() => folder.remove());

  test('are built without a word', () => {
    expect(results.flatMap((result) => result.diagnostics)).toEqual([]);
  });

  test('leave the pages of the book as they were printed', () => {
    const [base, whole] = [made.get('base')!, made.get('all')!];
    expect(base.labels).toEqual(Array.from({ length: 12 }, (_, i) => String(i + 1)));
    // The contents, the agenda and the tab of the item list the late papers.
    const replaced = ['2', '3', '6'];
    for (const label of base.labels) {
      if (replaced.includes(label)) expect(whole.pages.get(label), `page ${label}`).not.toBe(base.pages.get(label));
      else expect(whole.pages.get(label), `page ${label}`).toBe(base.pages.get(label));
    }
    expect(whole.labels).toEqual(all);
  });

  test('come in packs with what they change, and are in the whole book as in these', () => {
    const whole = made.get('all')!;
    const pack = made.get('first')!;
    expect(
      [pack, made.get('second')!].map(({ labels }) => labels.map((label) => label.replace(' ', '_')).join(' ')),
    ).toEqual(packs);
    for (const label of first) expect(whole.pages.get(label)).toBe(pack.pages.get(label));
    for (const label of ['2', '3', ...second])
      expect(whole.pages.get(label), label).toBe(made.get('second')!.pages.get(label));
  });

  test('are whole sheets, so that what replaces a page has its side, and its back', () => {
    const sideOf = ({ labels }: Made, label: string): number => labels.indexOf(label) % 2;
    const states = ['base', 'first', 'second', 'all'].map((name) => made.get(name)!);
    for (const [i, state] of states.entries()) {
      if (i > 0) expect(state.labels.length % 2, 'sheets are whole').toBe(rule === 'insert' || i === 1 ? 0 : 1);
      for (const label of state.labels) {
        for (const later of states.slice(i + 1)) {
          if (!later.labels.includes(label) || !/^[1-9]/.test(label)) continue;
          expect(sideOf(later, label), `side of page ${label}`).toBe(sideOf(state, label));
        }
      }
    }
    // The folio stands at the outer edge.
    for (const state of states.slice(1)) {
      for (const [label, { at, width }] of state.folios)
        expect(at > width / 2 ? 'right' : 'left', `folio of page ${label}`).toBe(
          sideOf(state, label) === 0 ? 'right' : 'left',
        );
    }
    expect(made.get('first')!.pages.get('S1')!.split('\n')).toEqual(expect.arrayContaining(sheets));
  });

  test('say on every page the folio that its label has, and number resolutions behind those of the book', () => {
    for (const [label, text] of made.get('all')!.pages) {
      if (label === '1' || label === blank) continue;
      expect(/Page (\S+)/.exec(text)?.[1], label).toBe(label);
    }
    const whole = [...made.get('all')!.pages.values()].join('\n');
    expect(whole).toContain('Resolution 1: The accounts are adopted.');
    expect(whole).toContain('Resolution 2: Alarms are bought.');
  });

  test('count production numbers on', () => {
    const numbers = [...made.get('all')!.pages].map(([label, text]) => [label, /EF-0*(\d+)/.exec(text)?.[1]]);
    const expected = new Map(
      [...made.get('base')!.labels, ...first, ...second].map((label, i) => [label, String(i + 1)]),
    );
    for (const [label, number] of numbers.slice(1)) expect(number, label).toBe(expected.get(label!));
  });

  test('stand in the contents of the pack with their folios', () => {
    const contents = made.get('first')!.pages.get('2')!;
    expect(contents).toMatch(new RegExp(`Fire safety report Supplement 1 ${first[0]}$`, 'm'));
    expect(contents).toMatch(/Survey of the roof \d+$/m);
    expect(contents).not.toContain('Offer for the hall');
    const second2 = made.get('second')!.pages.get('2')!;
    expect(second2).toContain('2a Purchase of a hall');
    expect(second2).toMatch(/^3 Roof/m);
  });

  test('have bookmarks and links to what is in the pack', () => {
    const pack = made.get('first')!;
    expect(flatOutline(pack.facts.outline).map(({ title, label }) => `${title}: ${label}`)).toEqual([
      ...['Supplement 1: S1', 'Agenda: 3', '1. Minutes: 4', 'Minutes of January: 5', '2. Finance: 6'],
      ...bookmarks,
    ]);
    expect(pack.links.every((link) => link.target !== undefined)).toBe(true);
    expect(pack.links.map((link) => pack.labels[link.target!.page])).toContain(first[0]);
    expect(pack.facts.metadata.title).toBe('Board meeting, Supplement 1');
    expect(pack.facts.claims).toEqual(expect.arrayContaining(['PDF/A-2A', 'PDF/UA-1']));
  });

  test('are announced on a notice that says where their pages go', () => {
    const notice = made.get('first')!.pages.get('S1')!;
    expect(notice).toMatch(/^2 Contents replace page 2$/m);
    const where = rule === 'insert' ? '9' : '12';
    expect(notice).toContain(`${first[0]}–${first[1]} Fire safety report insert after page ${where}`);
  });
});

test(
  'a book that was changed since it was printed is told of',
  async () => {
    const folder = makeFolder({ ...FILES, 'publication.yaml': publication('insert') });
    try {
      const options = { files: [folder.path], out: folder.output };
      await build({ ...options, supplement: 0 });
      writeFileSync(join(folder.path, 'finance.md'), paper('Finance report', 20));
      const pack = await build({ ...options, supplement: 1 });
      expect(pack.products).toEqual([]);
      expect(pack.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
        'folios-moved: “Finance report” has pages 7–10 now, and was printed with pages 7–9',
      ]);
      expect((await build(options)).diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
        'warning folios-moved',
      ]);
      const unknown = await build({ ...options, supplement: 3 });
      expect(unknown.diagnostics.map(({ code }) => code)).toEqual(['supplement-unknown']);
    } finally {
      folder.remove();
    }
  },
  PATIENCE_MS,
);

describe('an edition without closed parts that keeps folios', () => {
  let folder: Folder;
  const made = new Map<string, Made>();

  beforeAll(async () => {
    folder = makeFolder({
      ...FILES,
      'publication.yaml': `title: Board meeting
name: book
layout: packet
options: { chapters: recto }
packet: { bates: { prefix: EF- } }
editions: { web: {}, public: { extends: web, closed: false, withheld: keep-folios } }
parts:
  - agenda
  - group: Minutes
    parts: [minutes.md]
  - { group: Lease, parts: [lease.md] }
  - group: Dismissals
    closed: true
    reason: personnel
    parts: [finance.md]
  - group: Roof
    parts:
      - roof.md
      - { markdown: hall.md, closed: true }
      - { markdown: fire.md, closed: true }
      - { markdown: second.md, title: Second opinion }
`,
      'lease.md': `${paper('Lease', 9)}\n::: closed negotiation\n${paper('Rent', 9)}\n:::\n\nThe lease ends in May.\n`,
    });
    const result = await build({ files: [folder.path], out: folder.output });
    expect(result.diagnostics).toEqual([]);
    for (const product of result.products) made.set(product.edition, await readMade(product.path));
  }, PATIENCE_MS);
  afterAll(() => folder.remove());

  test('has every page under the number that it has in the full book', () => {
    const [full, open] = [made.get('web')!, made.get('public')!];
    const slips = ['13–14', '13–14 verso', '15–19', '20', '21', '22', '23', '24', '25–28', '25–28 verso', '29'];
    expect(open.labels).toEqual([...Array.from({ length: 12 }, (_, i) => String(i + 1)), ...slips]);
    expect(full.labels).toEqual(Array.from({ length: 29 }, (_, i) => String(i + 1)));
    for (const label of ['5', '7', '11', '23', '24', '29'])
      expect(open.pages.get(label), label).toBe(full.pages.get(label));
    // Backs of leaves say nothing.
    for (const label of ['13–14 verso', '20', '25–28 verso']) expect(open.pages.get(label)).toBe('');
  });

  test('counts production numbers on, and gives a page that stands for others all of theirs', () => {
    const { pages } = made.get('public')!;
    expect(pages.get('15–19')).toMatch(/^EF-000015–EF-000019$/m);
    expect(pages.get('25–28')).toMatch(/^EF-000025–EF-000028$/m);
    expect(pages.get('29')).toMatch(/^EF-000029$/m);
  });

  test('says which pages of a text its closed blocks had, and why they are closed', () => {
    const { pages } = made.get('public')!;
    // The sign stands where the block was, says which pages are missing and leads to the one that stands for them.
    expect(pages.get('12')).toMatch(/Withheld: negotiation Pages 13–14$/m);
    expect(pages.get('11')).not.toContain('Pages 13–14');
    expect(pages.get('13–14')).toMatch(/^Closed session: negotiation$/m);
    expect(pages.get('13–14')).toMatch(/^Pages 13–14 withheld$/m);
    expect(pages.get('13–14')).toMatch(/^EF-000013–EF-000014$/m);
    expect(pages.get('2')).toMatch(/^Closed session: negotiation 13–14$/m);
  });

  test('says in contents, agenda, bookmarks and on a page what is withheld', () => {
    const { pages, facts } = made.get('public')!;
    expect(pages.get('2')).toMatch(/^3 Closed session: personnel 15–19$/m);
    expect(pages.get('2')).toMatch(/^Pages 25–28 withheld 25–28$/m);
    expect(pages.get('3')).toMatch(/^3 Closed session: personnel 15–19$/m);
    expect(pages.get('15–19')).toContain('Pages 15–19 withheld');
    expect(pages.get('15–19')).toMatch(/^Pages 15–19$/m);
    expect(pages.get('29')).toContain('Page 29 of 29');
    const bookmarks = flatOutline(facts.outline).map(({ title, label }) => `${title}: ${label}`);
    expect(bookmarks).toContain('3. Closed session: personnel: 15–19');
    expect(bookmarks).toContain('Pages 25–28 withheld: 25–28');
    expect(bookmarks).toContain('Closed session: negotiation: 13–14');
  });

  test('has nothing else of what is withheld', () => {
    const { pages, facts } = made.get('public')!;
    const all = [...pages.values(), JSON.stringify(facts)].join('\n');
    for (const word of ['Dismissals', 'Rent', 'Finance', 'Offer for the hall', 'Fire safety', 'Alarms'])
      expect(all).not.toContain(word);
    expect(readFileSync(join(folder.output, 'book.public.folios.json'), 'utf8')).not.toMatch(/Dismissals|Finance|Fire/);
  });
});

test(
  'a book of nothing but texts keeps its numbers too: late ones go in, withheld ones leave theirs',
  async () => {
    const folder = makeFolder({
      ...FILES,
      'publication.yaml': `title: Reports
name: book
layout: report
options: { colophon: false }
editions: { web: {}, public: { closed: false, withheld: keep-folios } }
parts: [minutes.md, { markdown: roof.md, closed: true }, finance.md, { markdown: hall.md, supplement: 1 }]
`,
    });
    try {
      const labels = async (supplement: number): Promise<Record<string, string>> => {
        const { products, diagnostics } = await build({ files: [folder.path], out: folder.output, supplement });
        expect(diagnostics).toEqual([]);
        const made = await Promise.all(
          products.map(async (each) => [each.edition, await readMade(each.path)] as const),
        );
        // Other layouts than that of packets have a notice, too.
        const notice = made[0]![1].pages.get('S1');
        if (supplement > 0)
          expect(notice?.split('\n')).toEqual(
            expect.arrayContaining(['Supplement 1', '8a Offer for the hall insert after page 8']),
          );
        return Object.fromEntries(made.map(([edition, each]) => [edition, each.labels.join(' ')]));
      };
      expect(await labels(0)).toEqual({ web: '1 2 3 4 5 6 7 8', public: '1 2 3 4–5 6 7 8' });
      expect(await labels(1)).toEqual({ web: 'S1 S1 verso 1 2 8a', public: 'S1 S1 verso 1 2 8 8a' });
    } finally {
      folder.remove();
    }
  },
  PATIENCE_MS,
);
