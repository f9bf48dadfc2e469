import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, type BuildResult } from '../src/build.ts';
import type { PdfFacts } from '../src/inspect/facts.ts';
import { inspect } from '../src/inspect/inspect.ts';
import { pageText, type PageText } from '../src/inspect/text.ts';
import { complaints, whyNot } from './conformance/verapdf.ts';
import { corpus } from './harness/corpus.ts';
import { flatOutline } from './harness/page-rules.ts';

/** Longest that taking in thirty exhibits and printing the book, or judging it, may take on a busy machine. */
const PATIENCE_MS = 420_000;

/** Pages of these exhibits that may come as pictures: seven in 534, and as many again in files of the kind. */
const PAINTED_LIMIT = 10;
const unjudged = await whyNot();

const PUBLICATION = `
title: Papers of two years
organisation: Example Foundation
date: 14 March 2026
layout: packet
packet: { body: Board of Directors, meeting: Regular meeting, time: "18:30" }
parts:
  - agenda
  - { group: Bylaws, presenter: Secretary, minutes: 10, action: information, parts: [bylaws/report.md] }
  - { group: Comparison guide, presenter: Director, minutes: 15, parts: [comparison-guide/report.md] }
  - { group: Minutes of 2024, consent: true, parts: [{ glob: "board-minutes/2024/*.md" }] }
  - { group: Minutes of 2025, consent: true, parts: [{ glob: "board-minutes/2025/*.md" }] }
  - { group: Exhibits, parts: [{ glob: "exhibits/*.pdf", conform: rasterise }] }
`;

describe.skipIf(!corpus)('a packet of the corpus: bylaws, guide, two years of minutes, every exhibit', () => {
  let folder: string;
  let result: BuildResult;
  let facts: PdfFacts;
  let texts: readonly PageText[];
  let judged: ReturnType<typeof complaints> | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octavo-corpus-packet-'));
    for (const name of ['bylaws', 'comparison-guide', 'board-minutes', 'exhibits'])
      await cp(join(corpus!, name), join(folder, name), { recursive: true });
    await writeFile(join(folder, 'publication.yaml'), PUBLICATION);
    result = await build({ files: [folder], out: join(folder, 'out') });
    const { path } = result.products[0]!;
    if (unjudged === undefined) {
      // Judged while we read it ourselves.
      judged = complaints([
        { path, standard: 'ua-1' },
        { path, standard: 'a-2a' },
      ]);
      judged.catch(() => undefined);
    }
    const bytes = new Uint8Array(readFileSync(path));
    facts = await inspect(bytes);
    texts = await pageText(bytes);
  }, PATIENCE_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is built, and names every exhibit that it cannot take in', () => {
    expect(result.diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
    const refused = result.diagnostics.filter((each) => each.code === 'exhibit-encrypted').map((each) => each.message);
    expect(refused).toHaveLength(2);
    for (const message of refused) expect(message).toMatch(/open-(?:nocopy-)?password\.pdf/);
    expect(facts.faults).toEqual([]);
  });

  test('claims UA-1 and A-2a, for the sake of which only pages are painted that nothing else can help', () => {
    expect(facts.claims.toSorted()).toEqual(['PDF/A-2A', 'PDF/UA-1']);
    expect(result.diagnostics.filter(({ code }) => code === 'exhibit-nonconforming')).toEqual([]);
    const painted = result.diagnostics.flatMap(({ code, message }) =>
      code === 'exhibit-painted' ? Number(/^\d+/.exec(message)![0]) : [],
    );
    // A symbol face that is not there, others that say nothing of their signs, and characters without a glyph.
    expect(painted.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(PAINTED_LIMIT);
  });

  test.skipIf(unjudged !== undefined)(
    'veraPDF has nothing to say against a single page',
    async () => expect(await judged).toEqual([]),
    PATIENCE_MS,
  );

  test('says on every page but the cover which of how many it is, as its label does', () => {
    const count = texts.length;
    expect(count).toBeGreaterThan(500);
    const wrong = texts.flatMap((page, index) => {
      // At a side, number and count stand in lines of their own.
      const said = page.lines.flatMap((line) => [
        ...(/(?:^|Page )(\d+)(?: |$)/.exec(line.text)?.slice(1) ?? []),
        ...(/\bof (\d+)(?: |$)/.exec(line.text)?.slice(1) ?? []),
      ]);
      const right = said.includes(String(index + 1)) && said.includes(String(count));
      return index === 0 || right ? [] : [`page ${index + 1}: ${said.join(' ')}`];
    });
    expect(wrong).toEqual([]);
    expect(facts.pages.map((page) => page.label)).toEqual(texts.map((_, index) => String(index + 1)));
  });

  test('has a bookmark for every item and paper, with those that exhibits bring along below', () => {
    const [agenda, ...items] = facts.outline;
    expect(agenda?.title).toBe('Agenda');
    expect(items.map((item) => item.title)).toEqual([
      '1. Bylaws',
      '2. Comparison guide',
      '3. Minutes of 2024',
      '4. Minutes of 2025',
      '5. Exhibits',
    ]);
    expect(items[2]!.children).toHaveLength(13);
    const exhibits = items[4]!.children;
    expect(exhibits).toHaveLength(32);
    expect(exhibits.some((exhibit) => exhibit.children.length > 0)).toBe(true);
    const pages = exhibits.map((exhibit) => exhibit.page!);
    expect(pages).toEqual(pages.toSorted((a, b) => a - b));
    expect(flatOutline(facts.outline).every((bookmark) => bookmark.page !== undefined)).toBe(true);
  });
});
