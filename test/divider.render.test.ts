import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { build } from '../src/build.ts';
import type { PdfFacts } from '../src/inspect/facts.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText, type PageText } from '../src/inspect/text.ts';
import { Press } from '../src/paginate/supervisor.ts';
import type { Tab } from '../src/paginate/tab.ts';
import { makeFolder } from './harness/builds.ts';
import { flatOutline } from './harness/page-rules.ts';

const PATIENCE_MS = 120_000;
/** Shares of a page's height that are margins. */
const [HEAD, FOOT] = [0.105, 0.115];
/** Points of 13 mm: as wide is the field of a tab. */
const TAB = 36.9;

/** Papers of an item: short titles, or such as take two lines. */
interface Item {
  readonly title: string;
  readonly papers: number;
  readonly long?: boolean;
}

const paperTitle = (item: number, paper: number, { long }: Item): string =>
  `Paper ${item + 1}-${paper + 1}` +
  (long ? ' on the deliberations of the committees, with letters, tables of figures and annexes' : '');

interface Tabs {
  readonly facts: PdfFacts;
  readonly texts: readonly PageText[];
  readonly prints: number;
  /** Indices of an item's tab's pages. */
  readonly pages: (item: number) => readonly PageText[];
}

async function makeTabs(items: readonly Item[], options: string, extra = ''): Promise<Tabs> {
  const texts = items.flatMap((item, i) =>
    Array.from({ length: item.papers }, (_, j) => [`p${i}-${j}.md`, `# ${paperTitle(i, j, item)}\n\nWords.\n`]),
  );
  const groups = items.map(
    ({ title, papers }, i) =>
      `  - group: ${JSON.stringify(title)}\n    presenter: Ada Example\n    minutes: 5\n    parts: [${Array.from({ length: papers }, (_, j) => `p${i}-${j}.md`).join(', ')}]`,
  );
  const folder = makeFolder({
    'publication.yaml': `title: Papers\nlayout: packet\n${extra}options: { dividers: papers, ${options} }\nparts:\n  - agenda\n${groups.join('\n')}\n`,
    ...(Object.fromEntries(texts) as Record<string, string>),
  });
  const run = Reflect.get(Press.prototype, 'run') as (
    this: Press,
    ...given: Parameters<Press['run']>
  ) => Promise<never>;
  let prints = 0;
  const watched = vi.spyOn(Press.prototype, 'run').mockImplementation(function (this: Press, label, job, options) {
    return run.call(this, label, (tab) => job(countPrints(tab, () => prints++)), options);
  });
  try {
    const { products, diagnostics } = await build({ files: [folder.path], editions: ['web'], out: folder.output });
    expect(diagnostics).toEqual([]);
    const bytes = new Uint8Array(readFileSync(products[0]!.path));
    const made = { facts: await inspect(bytes), texts: await pageText(bytes) };
    const places = new Map(flatOutline(made.facts.outline).map((each) => [each.title, each.page!]));
    const pages = (item: number): readonly PageText[] =>
      made.texts.slice(places.get(`${item + 1}. ${items[item]!.title}`), places.get(paperTitle(item, 0, items[item]!)));
    return { ...made, prints, pages };
  } finally {
    watched.mockRestore();
    folder.remove();
  }
}

/** A tab of the browser that tells of its prints. */
function countPrints(tab: Tab, onPrint: () => void): Tab {
  const print: Tab['print'] = (options) => {
    onPrint();
    return tab.print(options);
  };
  return new Proxy(tab, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'print') return print;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Papers that pages list, with the number beside each: titles may go on on a second line. */
function listed(pages: readonly PageText[]): string[] {
  const words = pages.flatMap((page) => page.lines.filter((line) => line.tagged).map((line) => line.text)).join(' ');
  return [...words.matchAll(/Paper (\d+-\d+).*?(?= Paper \d|$)/g)].map(
    (entry) => `${entry[1]}: ${/(?<=^|\s)\d+(?=\s|$)/.exec(entry[0].slice(entry[1]!.length + 6))?.[0]}`,
  );
}

const LONG = 'Report of the treasurer on the accounts of the year, the budget, and all that the auditors asked of us';
const ITEMS: readonly Item[] = [
  { title: 'A few', papers: 3 },
  { title: 'A score', papers: 20 },
  { title: LONG, papers: 12, long: true },
  { title: 'Forty', papers: 40 },
  { title: 'Thirty-two', papers: 32 },
];

test.each([
  { name: 'A4', options: 'page: A4', extra: '', pages: [1, 1, 1, 2, 1] },
  { name: 'Letter, on rectos', options: 'page: Letter, chapters: recto', extra: '', pages: [1, 1, 1, 2, 1] },
  { name: 'A5', options: 'page: A5', extra: 'lang: de\n', pages: [1, 1, 2, 2, 2] },
  { name: 'from the right', options: 'page: A4', extra: 'lang: ar\n', pages: [1, 1, 1, 2, 1] },
])(
  'tabs list all papers within the margins, however many ($name)',
  { timeout: PATIENCE_MS },
  async ({ options, extra, pages }) => {
    const tabs = await makeTabs(ITEMS, options, extra);
    expect(tabs.prints).toBe(1);
    const labels = new Map(flatOutline(tabs.facts.outline).map((each) => [each.title, each.label]));
    for (const [i, item] of ITEMS.entries()) {
      // A blank before the first paper is none of the tab's.
      const own = tabs.pages(i).filter((page) => page.lines.length > 0);
      expect(own).toHaveLength(pages[i]!);
      expect(listed(own)).toEqual(
        Array.from({ length: item.papers }, (_, j) => `${i + 1}-${j + 1}: ${labels.get(paperTitle(i, j, item))}`),
      );
      for (const { lines, width, height, page } of own) {
        for (const line of lines.filter(({ tagged }) => tagged)) {
          expect(line.y).toBeGreaterThan(height * HEAD);
          expect(line.y).toBeLessThan(height * (1 - FOOT));
          const right = Math.max(...line.words.map((word) => word.x + word.width));
          expect(line.x > TAB && right < width - TAB, line.text).toBe(true);
        }
        const folio = lines.find(({ tagged, y }) => !tagged && y > height * (1 - FOOT));
        expect(folio?.text).toContain(tabs.facts.pages[page]!.label);
      }
      // The field at the outer edge is on the first page, the way back and no short remainder of papers on the last.
      const [first] = own;
      const tab = first!.lines.find(({ tagged, text }) => !tagged && text === String(i + 1))!;
      expect(first!.page % 2 === 0 ? tab.x > first!.width - TAB : tab.x < TAB).toBe(true);
      expect(listed(own.slice(-1)).length).toBeGreaterThanOrEqual(own.length > 1 ? 7 : item.papers);
      // The pages that follow say whose list goes on.
      const head = own[1]?.lines.find(({ tagged, y }) => !tagged && y < first!.height * HEAD);
      if (own[1]) expect(head?.text).toContain(item.title.slice(0, 20));
    }
  },
);
