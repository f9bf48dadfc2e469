import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffPdfs } from '../src/diff/diff.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText } from '../src/inspect/text.ts';
import { makeFolder, type Folder } from './harness/builds.ts';
import { buildStates, exhibit, paper } from './harness/late-papers.ts';

/** Longest that all builds of one book may take on a busy machine. */
const PATIENCE_MS = 180_000;
/** Late tabs, so many that the contents take another page. */
const TABS = 40;

const publication = (rule: string, chapters: string): string => `title: Board meeting
name: book
layout: packet
supplements: ${rule}
options: { chapters: ${chapters} }
parts:
  - agenda
  - group: Consent agenda
    consent: true
    parts:
      - minutes.md
      - { markdown: late.md, supplement: 1 }
  - group: Finance
    parts:
      - { pdf: accounts.pdf, title: Accounts }
      - { pdf: quotation.pdf, title: Quotation, supplement: 1 }
      - group: Audit
        parts:
          - audit.md
          - { pdf: letter.pdf, title: Letter, supplement: 2 }
  - group: Annexes
    supplement: 1
    parts:
${Array.from({ length: TABS }, (_, i) => `      - { divider: Annexe ${i + 1} }`).join('\n')}
  - group: Roof
    parts: [roof.md]
`;

interface State {
  readonly bytes: Uint8Array;
  readonly labels: readonly string[];
  readonly pages: ReadonlyMap<string, { readonly text: string; readonly size: string }>;
}

describe.each([
  { rule: 'insert', chapters: 'recto' },
  { rule: 'continue', chapters: 'page' },
])('late papers of every kind that $rule, papers beginning on a fresh $chapters', ({ rule, chapters }) => {
  let folder: Folder;
  const states = new Map<string, State>();
  const state = (name: string): State => states.get(name)!;

  beforeAll(async () => {
    folder = makeFolder({
      'publication.yaml': publication(rule, chapters),
      'minutes.md': paper('Minutes', 3),
      'late.md': paper('Late minutes', 9),
      'audit.md': paper('Audit', 8),
      'roof.md': paper('Roof', 8),
      'accounts.pdf': await exhibit('Accounts', [
        [595, 842],
        [842, 595],
        [595, 842],
      ]),
      'quotation.pdf': await exhibit('Quotation', [
        [420, 595],
        [842, 595],
        [842, 1191],
      ]),
      'letter.pdf': await exhibit('Letter', [[612, 792]]),
    });
    for await (const { state: name, products, diagnostics } of buildStates(folder)) {
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      const bytes = new Uint8Array(readFileSync(products[0]!.path));
      const [{ pages }, texts] = [await inspect(bytes), await pageText(bytes)];
      const labels = pages.map(({ label }) => label);
      const shown = pages.map(({ label, media }, i) => {
        const text = texts[i]!.lines.map((line) => line.text)
          .sort()
          .join('\n');
        return [label, { text, size: media.slice(2).map(Math.round).join(' × ') }] as const;
      });
      states.set(name, { bytes, labels, pages: new Map(shown) });
    }
  }, PATIENCE_MS);
  afterAll(() => folder.remove());

  /** Pages that list papers: contents, agenda and tabs of items with late papers. */
  const lists = (text: string): boolean => /^(?:Contents|Agenda)$|^Back to the agenda$|Supplement \d \S+$/m.test(text);

  test('leave every page that was printed its folio, its side, its size and its words', () => {
    const book = state('book');
    for (const name of ['first', 'second', 'all']) {
      const { labels, pages } = state(name);
      expect(new Set(labels).size, 'each label once').toBe(labels.length);
      for (const [index, label] of book.labels.entries()) {
        const at = labels.indexOf(label);
        const old = book.pages.get(label)!;
        if (at < 0) {
          // A pack leaves out what has not changed; a blank back makes room for a late page.
          if (name === 'all') expect(old.text, `page ${label}`).toBe('');
          continue;
        }
        expect(at % 2, `side of page ${label}`).toBe(index % 2);
        expect(pages.get(label)!.size, `size of page ${label}`).toBe(old.size);
        if (!lists(old.text)) expect(pages.get(label)!.text, `page ${label}`).toBe(old.text);
      }
    }
  });

  test('are in the whole book as they were in their packs', () => {
    const whole = state('all');
    for (const [name, others] of [
      ['first', ['second', 'all']],
      ['second', ['all']],
    ] as const) {
      const pack = state(name);
      for (const [index, label] of pack.labels.entries()) {
        const { text, size } = pack.pages.get(label)!;
        if (/^S\d/.test(label) || lists(text)) continue;
        if (text !== '') expect(whole.pages.get(label), `page ${label}`).toEqual({ text, size });
        for (const other of others) {
          const at = state(other).labels.indexOf(label);
          if (at >= 0) expect(at % 2, `side of page ${label}`).toBe(index % 2);
        }
      }
    }
    const texts = [...whole.pages.values()].map(({ text }) => text).join('\n');
    for (const words of ['Late minutes', 'Quotation, leaf 3', 'Letter, leaf 1', `Annexe ${TABS}`])
      expect(texts).toContain(words);
  });

  test('say on every page the folio of its label, and stand under it in the contents', () => {
    for (const [label, { text }] of state('all').pages)
      if (text !== '' && label !== '1') expect(/Pages? (\S+)/.exec(text)?.[1], label).toBe(label);
    const contents = [...state('second').pages].flatMap(([, { text }]) =>
      /Annexe \d+ Supplement 1/.test(text) ? text : [],
    );
    const [, folio] = /^Letter Supplement 2 (\S+)$/m.exec(contents.join('\n'))!;
    expect(state('all').pages.get(folio!)!.text).toContain('Letter, leaf 1');
  });

  test('are what octavo diff finds between the book before and after', async () => {
    const [book, whole] = [state('book'), state('all')];
    const { changes } = await diffPdfs(
      { name: 'book.pdf', bytes: book.bytes },
      { name: 'all.pdf', bytes: whole.bytes },
      ({ message }) => expect.unreachable(message),
    );
    const found = changes.flatMap(({ kind, new: page }) => (page && kind !== 'moved' ? [page.label] : []));
    // Blank pages are like others; which of them is new nobody can tell.
    const shown = (label: string): boolean => whole.pages.get(label)?.text !== '';
    const wanted = whole.labels.filter((label) => whole.pages.get(label)!.text !== book.pages.get(label)?.text);
    expect(found.filter(shown).sort()).toEqual(wanted.filter(shown).sort());
    expect(changes.filter(({ kind }) => kind === 'moved')).toEqual([]);
  });
});
