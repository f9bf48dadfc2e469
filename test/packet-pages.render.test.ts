import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { PageText } from '../src/inspect/text.ts';
import { linesOf, make, MINUTES, pageOf, taggedOf } from './harness/packet-book.ts';
import { flatOutline } from './harness/page-rules.ts';

const PATIENCE_MS = 120_000;

/** What stands at the foot and is no text of the page. */
const footOf = ({ lines, height }: PageText): string[] =>
  lines.filter((line) => !line.tagged && line.y > height * 0.885).map((line) => line.text);

/** So many dates that lines of a narrow column would end within some. */
const DAYS = Array.from({ length: 24 }, (_, i) => `${i + 1} April`);

test(
  'on small pages the cover holds all facts of the meeting, and the agenda’s titles have room',
  { timeout: PATIENCE_MS },
  async () => {
    const book = await make(
      `organisation: Association of Independent Village Libraries
date: Thursday, 12 February 2026
options: { page: A5, dividers: none }
packet:
  body: The Board of Trustees and the Council, sitting together
  meeting: First regular meeting of the year, continued from the adjourned meeting
  place: The large reading room on the second floor of the former post office, Harbour Street 4, entrance from the yard behind the chapel
  time: 6:30 pm
  version: '2'
  status: Confidential until the meeting has been opened
parts:
  - agenda
  - { group: Opening of the meeting, presenter: Chair of the board, minutes: 5, action: information }
  - group: Minutes of earlier meetings
    presenter: Secretary of the board and of the council
    minutes: 10
    action: decision
    parts: [minutes.md]
`,
      { 'minutes.md': `${MINUTES}\n**Action:** Ada reports on ${DAYS.join(', ')} and at the end of the year.\n` },
    );
    const cover = book.texts[0]!;
    expect(linesOf(cover).join(' ')).toMatch(/behind the chapel.*Association of Independent Village Libraries/s);
    for (const line of cover.lines) {
      expect(line.y, line.text).toBeLessThan(cover.height - 20);
      for (const word of line.words) expect(word.x + word.width, line.text).toBeLessThan(cover.width - 20);
    }
    const agenda = taggedOf(pageOf(book, 'Agenda'));
    for (const line of ['Opening of the meeting', 'Chair of the board', 'Minutes of earlier meetings'])
      expect(agenda.some((each) => each.includes(line))).toBe(true);
    const actions = taggedOf(pageOf(book, 'Actions'));
    expect(actions.join(' ').match(/\d+ April/g)).toEqual(DAYS);
    expect(actions.filter((line) => line.startsWith('April'))).toEqual([]);
  },
);

test('facts that are long for their page are set smaller on the cover, or told', { timeout: PATIENCE_MS }, async () => {
  const place = (words: number): string => Array.from({ length: words }, (_, i) => `the room ${i + 1}`).join(', ');
  const packet = (words: number): string =>
    `options: { page: 120mm 170mm }\npacket: { body: Board, status: Draft, version: '2', place: '${place(words)}' }\nparts: [minutes.md]\n`;
  const book = await make(packet(60), { 'minutes.md': MINUTES });
  const [cover] = book.texts;
  expect(linesOf(cover!).join(' ')).toContain('the room 60');
  for (const line of cover!.lines) expect(line.y, line.text).toBeLessThan(cover!.height - 15);
  await make(packet(400), { 'minutes.md': MINUTES }, ['content-too-tall']);
});

test(
  'a list of contents is closed up where that spares a page, and loses no entry between two',
  { timeout: PATIENCE_MS },
  async () => {
    const listed = async (papers: number): Promise<string[][]> => {
      const names = Array.from({ length: papers }, (_, i) => `p${i}.md`);
      const book = await make(
        `options: { dividers: none }\nparts:\n  - { group: All, parts: [${names.join(', ')}] }\n`,
        Object.fromEntries(names.map((name, i) => [name, `# Paper ${i + 1}\n\nWords.\n`])),
      );
      const first = book.texts.findIndex((page) => linesOf(page).includes('Contents'));
      const end = flatOutline(book.facts.outline).find(({ title }) => title === 'Paper 1')!.page!;
      const pages = book.texts.slice(first, end);
      return pages.map((page) => taggedOf(page).flatMap((line) => /Paper \d+/.exec(line)?.[0] ?? []));
    };
    expect((await listed(42)).map((page) => page.length)).toEqual([42]);
    const [first, last, ...more] = await listed(44);
    expect([first!.length + last!.length, more]).toEqual([44, []]);
  },
);

test(
  'minutes that are set justified have their motions, resolutions and actions',
  { timeout: PATIENCE_MS },
  async () => {
    const book = await make(
      'options: { text: justified, dividers: none }\nparts:\n  - { group: Minutes, parts: [minutes.md] }\n',
      { 'minutes.md': MINUTES },
    );
    expect(taggedOf(pageOf(book, 'Minutes of May')).join(' ')).toContain('Resolution 1: The budget is adopted.');
    expect(flatOutline(book.facts.outline).map(({ title }) => title)).toContain('Actions');
    expect(taggedOf(pageOf(book, 'Actions')).join(' ')).toContain('determination of the administration');
  },
);

test('texts alone are a packet once they say of which meeting they are', { timeout: PATIENCE_MS }, async () => {
  const texts = { 'minutes.md': MINUTES, 'more.md': '# More\n\nWords.\n' };
  const parts = 'parts: [minutes.md, more.md]\n';
  const book = await make(`packet: { body: Board, bates: { prefix: A- } }\n${parts}`, texts);
  expect(taggedOf(pageOf(book, 'Minutes of May')).join(' ')).toContain('Resolution 1:');
  for (const [i, page] of book.texts.slice(1).entries())
    expect(footOf(page).toSorted()).toEqual([`A-00000${i + 2}`, `Page ${i + 2} of ${book.texts.length}`]);
  // Else they are chapters of a text, and pages carry their folio and nothing beside it.
  const plain = await make(parts, texts);
  for (const [i, page] of plain.texts.entries())
    expect(footOf(page)).toEqual(i === 0 ? [] : [plain.facts.pages[i]!.label]);
});

test.each([
  { front: 'notice', definition: 'packet: { notice: Come all., quorum: Five. }\n', cover: 'cover: false' },
  { front: 'contents', definition: '', cover: 'cover: false' },
  { front: 'agenda', definition: '', cover: 'cover: false, contents: false' },
])('without a cover the title heads the first page, here the $front', { timeout: PATIENCE_MS }, async (one) => {
  const book = await make(
    `${one.definition}options: { ${one.cover} }\nparts: [agenda, { group: Minutes, parts: [minutes.md] }]\n`,
    { 'minutes.md': MINUTES },
  );
  expect(taggedOf(book.texts[0]!)[0]).toBe('Papers');
  expect(book.texts.flatMap(taggedOf).filter((line) => line === 'Papers')).toHaveLength(1);
  expect(/^\s*H\d/m.exec(book.facts.tags.tree)?.[0].trim()).toBe('H1');
});

test('a packet without an agenda leads nobody back to one', { timeout: PATIENCE_MS }, async () => {
  const book = await make('parts:\n  - { group: Minutes, parts: [minutes.md] }\n', { 'minutes.md': MINUTES });
  expect(book.texts.flatMap(linesOf).join(' ')).not.toMatch(/agenda/i);
  expect(taggedOf(pageOf(book, 'Minutes of May'))).toContain('Item 1 · Minutes');
  expect(book.links.filter(({ url, target }) => url === undefined && target === undefined)).toEqual([]);
});

/** A picture of noise. */
const picture = (width: number, height: number): Promise<Uint8Array> =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#c08040',
      noise: { type: 'gaussian', mean: width / 3, sigma: 30 },
    },
  })
    .png()
    .toBuffer();

test.each(['A4', '254mm 143mm'])(
  'a picture stands below its head, whatever room that leaves on a page of %s',
  { timeout: PATIENCE_MS },
  async (size) => {
    const book = await make(
      `options: { page: ${size}, dividers: none }
parts:
  - agenda
  - group: Buildings
    presenter: Architect
    parts:
      - group: Roof
        presenter: Surveyor
        parts:
          - { image: roof.png, title: The roof from above, alt: A roof }
  - { group: Yard, parts: [{ image: yard.png, title: The yard, alt: A yard }] }
`,
      { 'roof.png': await picture(300, 420), 'yard.png': await picture(302, 420) },
    );
    for (const title of ['The roof from above', 'The yard']) {
      const page = pageOf(book, title);
      const head = page.lines.filter((line) => line.tagged);
      const [image] = book.facts.images.filter((each) => each.page === page.page);
      const height = (image!.height / image!.ppi.y) * 72;
      const below = Math.max(...head.map((line) => line.y));
      expect(below + height).toBeLessThan(page.height * (1 - 0.115));
      // Its proportions are its own, and it takes what room there is.
      expect(image!.width / image!.ppi.x / (image!.height / image!.ppi.y)).toBeCloseTo(300 / 420, 1);
      expect(height).toBeGreaterThan(page.height * 0.2);
    }
    expect(taggedOf(pageOf(book, '1. Buildings'))).toEqual([
      '1 Buildings',
      'Architect',
      '1.1 Roof',
      'Surveyor',
      'The roof from above',
    ]);
    // No sliver of a link at a page's head lies at the foot of the page before.
    expect(book.links.filter(({ top, bottom }) => bottom - top < 5)).toEqual([]);
  },
);

test(
  'a paper names the items that it is the first of once, and the one around them above',
  { timeout: PATIENCE_MS },
  async () => {
    const book = await make(
      'parts:\n  - agenda\n  - group: Buildings\n    parts: [{ group: Roof, parts: [minutes.md, more.md] }]\n',
      { 'minutes.md': MINUTES, 'more.md': '# More\n\nWords.\n' },
    );
    expect(taggedOf(pageOf(book, 'Minutes of May')).slice(0, 3)).toEqual([
      'Item 1 · Buildings',
      '1.1 Roof',
      'Minutes of May',
    ]);
    expect(taggedOf(pageOf(book, 'More')).slice(0, 2)).toEqual(['Item 1.1 · Roof', 'More']);
    // Each leads back to its row of the agenda.
    const agenda = pageOf(book, 'Agenda').page;
    const rows = (page: PageText): string[] => [
      ...new Set(
        book.links.filter((link) => link.page === page.page).map(({ target }) => `${target!.page} ${target!.top}`),
      ),
    ];
    const [first, second] = [rows(pageOf(book, 'Minutes of May')), rows(pageOf(book, 'More'))];
    expect([...first, ...second].every((target) => target.startsWith(`${agenda} `))).toBe(true);
    expect(first).toHaveLength(2);
    expect(second).toEqual(first.slice(1));
  },
);

test('words longer than their line break between syllables, with a hyphen', { timeout: PATIENCE_MS }, async () => {
  const word = 'Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung';
  const book = await make(
    `lang: de
parts:
  - agenda
  - group: ${word}
    presenter: Vorsitzende des Rechnungsprüfungsausschusses
    parts: [minutes.md]
`,
    { 'minutes.md': `# ${word}\n\nWords.\n` },
  );
  const broken = book.texts.flatMap((page) => linesOf(page)).filter((line) => /[\u00ad-]$/.test(line));
  expect(broken.map((line) => line.replace(/[\u00ad-]$/, ''))).toEqual(
    expect.arrayContaining(['des Rechnungsprü', 'Grundstücksverkehrsge']),
  );
  // What has room stays whole.
  expect(linesOf(book.texts[1]!).join(' ')).toContain(word);
  const bookmark = flatOutline(book.facts.outline)[1]!;
  expect(bookmark.title).toBe(`1. ${word}`);
});

test(
  'a packet’s cover shows the picture that is named for it, and takes none from the papers',
  { timeout: PATIENCE_MS },
  async () => {
    const papers = { 'plan.md': '![A plan](plan.png)\n\nWords of the plan.\n', 'plan.png': await picture(300, 200) };
    const parts = 'parts: [{ group: Plan, parts: [plan.md] }]\n';
    const plain = await make(`options: { dividers: none }\n${parts}`, papers);
    const paper = plain.texts.findIndex((page) => linesOf(page).includes('Words of the plan.'));
    expect(plain.facts.images.map(({ page }) => page)).toEqual([paper]);
    const named = await make(`cover: { image: head.png, alt: The town }\noptions: { dividers: none }\n${parts}`, {
      ...papers,
      'head.png': await picture(1200, 300),
    });
    expect(named.facts.images.map(({ page }) => page)).toEqual([0, paper]);
  },
);
