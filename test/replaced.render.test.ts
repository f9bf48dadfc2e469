import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { buildStates, exhibit, paper } from './harness/late-papers.ts';
import { linksOf, type Link } from './harness/links.ts';

/** Longest that all builds of one book may take on a busy machine. */
const PATIENCE_MS = 240_000;

const publication = (rule: string, chapters: string): string => `title: Board meeting
name: book
layout: packet
supplements: ${rule}
options: { chapters: ${chapters} }
packet: { bates: { prefix: EF- } }
editions: { web: {}, public: { closed: false, withheld: keep-folios } }
recipients: [{ name: Ben Example, leaveOut: [{ paper: accounts.pdf, reason: His firm }] }]
parts:
  - agenda
  - group: Minutes
    parts: [minutes.md, { markdown: minutes-mended.md, replaces: minutes.md, supplement: 1 }]
  - group: Finance
    parts:
      - { pdf: accounts.pdf, title: Accounts }
      - { pdf: quotation.pdf, title: Quotation }
      - { markdown: letter.md, withdrawn: 2 }
      - { pdf: accounts-mended.pdf, title: Accounts, replaces: accounts.pdf, supplement: 1 }
      - { pdf: accounts-last.pdf, title: Accounts, replaces: accounts-mended.pdf, supplement: 2 }
      - { markdown: quotation.md, replaces: quotation.pdf, supplement: 2 }
  - { group: Hall, withdrawn: 1, parts: [hall.md] }
  - group: Dismissals
    closed: true
    parts: [closed.md, { markdown: closed-mended.md, replaces: closed.md, supplement: 1 }]
  - group: Roof
    parts: [roof.md, { markdown: late.md, supplement: 1 }]
`;

interface Made {
  readonly labels: readonly string[];
  /** Lines of every page by its label, in alphabetical order. */
  readonly pages: ReadonlyMap<string, string>;
  readonly words: string;
  readonly links: readonly Link[];
}

async function readMade(path: string): Promise<Made> {
  const bytes = new Uint8Array(readFileSync(path));
  const [{ pages }, texts] = [await inspect(bytes), await pageText(bytes)];
  const labels = pages.map(({ label }) => label);
  const lines = texts.map((page) => page.lines.map(({ text }) => text));
  const shown = lines.map((each) => each.toSorted().join('\n'));
  return {
    labels,
    pages: new Map(labels.map((label, i) => [label, shown[i]!])),
    words: lines.flat().join('\n'),
    links: await linksOf(bytes),
  };
}

describe.each([
  { rule: 'insert', chapters: 'recto', more: ['14a', '14b'] },
  { rule: 'continue', chapters: 'page', more: ['11a', '11b'] },
])('papers that replace others, and withdrawn ones ($rule, $chapters)', ({ rule, chapters, more }) => {
  let folder: Folder;
  const made = new Map<string, Made>();
  const told: Diagnostic[] = [];
  const get = (state: string, edition = 'web'): Made => made.get(`${state} ${edition}`)!;

  beforeAll(async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000');
    folder = makeFolder({
      'publication.yaml': publication(rule, chapters),
      'minutes.md': paper('Minutes', 18),
      'minutes-mended.md': paper('Minutes, mended', 9),
      'accounts.pdf': await exhibit('Accounts', 2),
      'accounts-mended.pdf': await exhibit('Mended', 4),
      'accounts-last.pdf': await exhibit('Last', 3),
      'quotation.pdf': await exhibit('Quotation', 4),
      'quotation.md': paper('Quotation', 2),
      'letter.md': paper('Letter', 2),
      'hall.md': paper('Offer for the hall', 9),
      'closed.md': paper('Secret', 9),
      'closed-mended.md': paper('Secret mended', 18),
      'roof.md': `${paper('Roof', 9)}\nSee the [minutes](minutes.md) and the [accounts](accounts.pdf), there [the balance](accounts.pdf#page=2) and [its end](accounts.pdf#end).\n`,
      'late.md': paper('Late', 2),
    });
    for await (const { state, products, diagnostics } of buildStates(folder)) {
      told.push(...diagnostics.filter(({ severity }) => severity !== 'note'));
      for (const { edition, recipient, path } of products)
        made.set(`${state} ${recipient === undefined ? edition : 'ben'}`, await readMade(path));
    }
  }, PATIENCE_MS);
  afterAll(() => {
    vi.unstubAllEnvs();
    folder.remove();
  });

  test('are built without a word, though the book was built before', () => {
    expect(told).toEqual([]);
    expect([...made.keys()]).toHaveLength(12);
  });

  /** Pages that list papers. */
  const lists = (text: string): boolean => /^(?:Contents|Agenda)$|^Back to the agenda$/m.test(text);
  /** Pages of papers that were exchanged, and what stands for them. */
  const isOf = (text: string): boolean =>
    /Minutes|Secret|Accounts|Mended|Quotation|Letter|Hall|Offer|Withdrawn|Left out|withheld|leaf/.test(text);

  test.each(['web', 'public', 'ben'])('leave all other pages their folio, side and words: %s', (edition) => {
    const states = ['book', 'first', 'second', 'all'].map((state) => get(state, edition));
    for (const [i, old] of states.entries()) {
      expect(new Set(old.labels).size, 'each label once').toBe(old.labels.length);
      for (const later of states.slice(i + 1)) {
        for (const [at, label] of old.labels.entries()) {
          const text = old.pages.get(label)!;
          const now = later.labels.indexOf(label);
          if (now < 0 || /^S\d/.test(label)) continue;
          if (text !== '' && !isOf(text)) expect(now % 2, `side of page ${label}`).toBe(at % 2);
          if (!lists(text) && !isOf(text)) expect(later.pages.get(label), `page ${label}`).toBe(text);
        }
      }
    }
  });

  test('take the numbers of what was there, and say which are not used any more', () => {
    const whole = get('all');
    const label = (words: string): string | undefined =>
      whole.labels.find((each) => whole.pages.get(each)!.includes(words));
    const was = (words: string): string | undefined =>
      get('book').labels.find((each) => get('book').pages.get(each)!.includes(words));
    expect(label('Minutes, mended, paragraph 1.')).toBe(was('Minutes, paragraph 1.'));
    expect(label('Last, leaf 1')).toBe(was('Accounts, leaf 1'));
    expect(label('Last, leaf 2')).toBe(was('Accounts, leaf 2'));
    expect([
      label('Last, leaf 3'),
      get('first').labels.find((each) => get('first').pages.get(each)!.includes('Mended, leaf 4')),
    ]).toEqual(more);
    const last = get('book').labels.at(-1)!;
    expect(label('Late, paragraph 1.')).toBe(rule === 'insert' ? `${last}a` : String(Number(last) + 1));
    for (const gone of ['Accounts, leaf', 'Mended, leaf', 'Letter, paragraph', 'Offer for the hall', 'Quotation, leaf'])
      expect(whole.words).not.toContain(gone);
    const slips = whole.labels.filter(
      (each) => /^Withdrawn: /m.test(whole.pages.get(each)!) && !lists(whole.pages.get(each)!),
    );
    expect(slips.map((each) => /^(?:\d\. )?Withdrawn: .*$/m.exec(whole.pages.get(each)!)![0])).toEqual([
      'Withdrawn: Minutes',
      'Withdrawn: Accounts',
      'Withdrawn: Quotation',
      'Withdrawn: Letter',
      'Withdrawn: Hall',
    ]);
    // Every number of the book is on some page, or in the range of one.
    const used = new Set(
      whole.labels.flatMap((each) => {
        const [, from, to] = /^(\d+)–(\d+)$/.exec(each) ?? [];
        return from
          ? Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => String(Number(from) + i))
          : [each];
      }),
    );
    const numbers = get('book').labels.filter((each) => get('book').pages.get(each) !== '');
    expect(numbers.filter((each) => !used.has(each))).toEqual([]);
  });

  test('are announced: what they take the place of, and which sheets to take out', () => {
    const notice = get('first').pages.get('S1')!;
    const base = get('book');
    const range = (words: string): string => {
      const labels = base.labels.filter(
        (each) => base.pages.get(each)!.includes(words) && !lists(base.pages.get(each)!),
      );
      return `${labels[0]}–${labels.at(-1)}`;
    };
    const minutes = range('Minutes, paragraph');
    expect(notice).toMatch(new RegExp(`^\\d+–\\d+ Minutes, mended replace page ${minutes}$`, 'm'));
    expect(notice).toMatch(/^\d+–\d+ Withdrawn: Minutes replace page \d+–\d+$/m);
    expect(notice).toMatch(new RegExp(`Accounts replace page ${range('Accounts, leaf')}$`, 'm'));
    expect(notice).toMatch(/^\d+–\d+ Withdrawn: Hall replace page \d+–\d+$/m);
    const second = get('second').pages.get('S2')!;
    expect(second).toMatch(/^\d+ Withdrawn: Letter replace page \d+$/m);
    expect(second).not.toContain('Hall');
    expect(get('first').words).toContain('Mended, leaf 1');
    expect(get('second').words).toContain('Last, leaf 1');
  });

  test('stand in agenda and contents as what they are', () => {
    const contents = get('all').pages.get('2')!;
    expect(contents).toMatch(/^Minutes, mended Supplement 1 \d+$/m);
    expect(contents).toMatch(/^Accounts Supplement 2 \d+$/m);
    expect(contents).toMatch(/^3 Withdrawn: Hall Supplement 1 \d+–\d+$/m);
    expect(get('all').pages.get('3')).toMatch(/^Withdrawn: Letter Supplement 2 \d+$/m);
    expect(get('all').pages.get('3')).toMatch(/^3 Withdrawn: Hall \d+–\d+$/m);
  });

  test('are where links to what was there lead', () => {
    for (const [state, words] of [
      ['book', ['Minutes, paragraph 1.', 'Accounts, leaf 1', 'Accounts, leaf 2']],
      ['all', ['Minutes, mended, paragraph 1.', 'Last, leaf 1', 'Last, leaf 2', 'Last, leaf 3']],
    ] as const) {
      const { labels, pages, links } = get(state);
      const from = labels.findIndex((label) => pages.get(label)!.includes('See the minutes'));
      const to = links
        .filter(({ page, target }) => page === from && target !== undefined)
        .map(({ target }) => target!.page);
      for (const each of words) expect(to).toContain(labels.findIndex((label) => pages.get(label)!.includes(each)));
    }
  });

  test('stay away from whom they are nothing to: every version is left out, and closed', () => {
    for (const state of ['book', 'first', 'second', 'all']) {
      expect(get(state, 'ben').words).not.toMatch(/Accounts|Mended, leaf|Last, leaf/);
      expect(get(state, 'public').words).not.toMatch(/Secret|Dismissals/);
      expect(get(state, 'ben').words).toMatch(
        state === 'book' || state === 'all' ? /Left out for this reader: His firm/ : /./,
      );
    }
    expect(get('all').words).toContain('Secret mended');
    expect(get('all').words).not.toMatch(/Secret, paragraph/);
    const record = readFileSync(join(folder.output, 'book.public.folios.json'), 'utf8');
    expect(record).not.toMatch(/Secret|Dismissals/);
  });
});
