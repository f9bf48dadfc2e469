import { describe, expect, test } from 'vitest';
import type { Heading } from '../../src/model/composition.ts';
import type { Measured, MeasuredRun } from '../../src/paginate/oracle.ts';
import { counterStyles, mapPages, placedExhibits, shorten, stampsOf } from '../../src/paginate/page-map.ts';

const run = (id: string, length: number, more: Partial<MeasuredRun> = {}): MeasuredRun => ({
  id,
  length,
  recto: false,
  folio: 'arabic',
  heads: true,
  opening: false,
  item: '',
  exhibit: '',
  ...more,
});
const cover = run('cover', 1, { folio: 'none', heads: false });
const front = (length: number): MeasuredRun => run('contents', length, { folio: 'roman', heads: false });
const heading = (id: string, level: number): Heading => ({ id, level, title: id.toUpperCase() });
const compositionOf = (headings: readonly Heading[] = []) => ({
  headings,
  title: 'Title',
  heads: { verso: 'chapter', recto: 'section' } as const,
});
const mapped = (runs: readonly MeasuredRun[], places: Measured['places'] = {}, headings: readonly Heading[] = []) =>
  mapPages({ runs, places }, compositionOf(headings));

describe('folios', () => {
  test('are roman before page 1, the cover counted and bare', () => {
    const { pages } = mapped([cover, front(2), run('a', 2)]);
    expect(pages.map((page) => page.folio)).toEqual(['', 'ii', 'iii', '1', '2']);
    expect(pages.map((page) => page.label)).toEqual(['i', 'ii', 'iii', '1', '2']);
  });

  test('go on over true blanks, which print none', () => {
    const { pages, blanksBefore, destinations } = mapped([
      cover,
      front(1),
      run('a', 1, { recto: true }),
      run('b', 2, { recto: true }),
      run('c', 1, { recto: true }),
    ]);
    expect(pages.map((page) => page.folio)).toEqual(['', 'ii', '1', '', '3', '4', '5']);
    expect(pages.map((page) => page.label)).toEqual(['i', 'ii', '1', '2', '3', '4', '5']);
    expect(pages.map((page) => page.blank)).toEqual([false, false, false, true, false, false, false]);
    expect(blanksBefore).toEqual(['b']);
    for (const id of ['a', 'b', 'c']) expect(destinations.get(id)! % 2, `${id} is on a recto`).toBe(0);
  });

  test('a blank before page 1 counts with the front matter', () => {
    const { pages } = mapped([cover, front(2), run('a', 1, { recto: true })]);
    expect(pages.map((page) => page.label)).toEqual(['i', 'ii', 'iii', 'iv', '1']);
  });
});

describe('what was numbered before', () => {
  test('has a blank behind a page that stands for others labelled as its back', () => {
    const origins = new Map([['slip', { part: '1', title: '', supplement: 0 }]]);
    const printed = new Map([
      ['slip', { labels: ['41–48'], blank: '40' }],
      ['b', { labels: ['49'] }],
    ]);
    const runs = [run('a', 1), run('slip', 1, { recto: true }), run('b', 1, { recto: true })];
    const numbering = { rule: 'insert', origins, printed } as const;
    const { pages } = mapPages({ runs, places: {} }, { ...compositionOf(), numbering });
    expect(pages.map((page) => page.label)).toEqual(['1', '40', '41–48', '41–48 verso', '49']);
  });
});

describe('destinations', () => {
  test('are the page of the run plus the page within it', () => {
    const { destinations } = mapped([cover, run('a', 3), run('b', 2)], { x: [1, 2], y: [2, 1] });
    expect([destinations.get('x'), destinations.get('y')]).toEqual([3, 5]);
  });
});

describe('running heads', () => {
  test('say the chapter on versos and the section on rectos, nothing on openings', () => {
    const headings = [heading('one', 2), heading('s1', 3), heading('s2', 3)];
    const places = { one: [1, 0], s1: [1, 1], s2: [1, 3] } as const;
    const { heads } = mapped([cover, run('a', 5, { opening: true })], places, headings);
    // Physical pages 2 to 6: the opening is a verso here.
    expect(heads).toEqual(['', '', 'S1', 'ONE', 'S2', 'ONE']);
  });

  test('a verso names the first chapter that begins on it, a recto the last section', () => {
    const headings = [heading('one', 2), heading('two', 2), heading('s1', 3), heading('s2', 3)];
    const places = { one: [1, 0], two: [1, 0], s1: [1, 1], s2: [1, 1] } as const;
    const { heads } = mapped([run('zero', 1), run('a', 2)], places, headings);
    expect(heads.slice(1)).toEqual(['ONE', 'S2']);
  });

  test('before any heading the title stands in', () => {
    expect(mapped([run('a', 2)]).heads).toEqual(['Title', 'Title']);
  });

  test('are cut at a word’s end', () => {
    const long = `${'word '.repeat(30)}end`;
    expect(shorten(long)).toMatch(/word…$/);
    expect(shorten(long).length).toBeLessThan(90);
    expect(shorten('short')).toBe('short');
  });
});

test('counter styles escape what would end a string', () => {
  const imposition = { ...mapped([run('a', 1)]), heads: ['say "a\\b"\nnow'] };
  expect(counterStyles(imposition, undefined)).toContain(String.raw`symbols: "say \"a\\b\" now"`);
});

describe('the rule by which pages count', () => {
  const runs = [
    cover,
    front(2),
    run('a', 2, { item: '3' }),
    run('b', 1, { recto: true, exhibit: '1 4 0 26 595 842', item: '4' }),
  ];
  const by = (folios: 'physical' | 'after-front' | 'roman-front') =>
    mapPages({ runs, places: {} }, { ...compositionOf(), folios });
  const said = (folios: Parameters<typeof by>[0]): string[] =>
    by(folios).pages.map(({ folio, label }) => `${folio || '-'} ${label}`);

  test('counts from the first sheet, from the text, or with roman front matter', () => {
    expect(said('physical')).toEqual(['- 1', '2 2', '3 3', '4 4', '5 5', '- 6', '7 7']);
    expect(said('after-front')).toEqual(['- i', '- ii', '- iii', '1 1', '2 2', '- 3', '4 4']);
    expect(said('roman-front')).toEqual(['- i', 'ii ii', 'iii iii', '1 1', '2 2', '- 3', '4 4']);
  });

  test('gives exhibits their pages and frames, and stamps with item, folio and number of the production', () => {
    const imposition = by('physical');
    expect(placedExhibits(imposition)).toEqual([
      { page: 6, exhibit: 1, exhibitPage: 4, frame: { left: 0, bottom: 26, right: 595, top: 842 } },
    ]);
    const cut = mapPages(
      { runs: [run('c', 1, { exhibit: '0 0 -9 38 604 830 0 38 595 830' })], places: {} },
      compositionOf(),
    );
    expect(placedExhibits(cut)).toMatchObject([
      { frame: { left: -9, right: 604 }, clip: { left: 0, bottom: 38, right: 595, top: 830 } },
    ]);
    const stamps = stampsOf(imposition, {
      stamps: { item: 'Item', page: 'Page', pages: 'Pages', of: 'of' },
      bates: { prefix: 'A-', start: 9, digits: 3 },
    });
    const styles = counterStyles(imposition, stamps);
    expect(styles).toContain('"Item 4  ·  Page 7 of 7  ·  A-015"');
    expect(styles).toContain(String.raw`"7\a of 7\a A-015"`);
    expect(styles).toMatch(/counter-style folio-of .* "" "Page 2 of 7"/);
    const unsaid = counterStyles(imposition, undefined);
    expect(unsaid).toMatch(/counter-style folio-of .* "" "2" "3"/);
    for (const name of ['stamp', 'stamp-narrow', 'bates'])
      expect(unsaid).toContain(`${name} { system: cyclic; symbols: ""; }`);
  });
});
