import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Diagnostics } from '../../src/model/diagnostic.ts';
import type { Manuscript } from '../../src/model/manuscript.ts';
import { parseSource } from '../../src/model/span.ts';
import { parsePart } from '../../src/read/part.ts';
import { read } from '../../src/read/read.ts';
import { eachElement, textOf } from '../../src/read/tree.ts';
import { openWorld } from '../../src/world.ts';
import { corpus } from '../harness/corpus.ts';
import { publicationOf, webEdition } from '../harness/publication.ts';

const documents = corpus
  ? (await readdir(corpus, { recursive: true })).filter((path) => path.endsWith('.md') && path !== 'README.md').sort()
  : [];
const cache = await mkdtemp(join(tmpdir(), 'octavo-corpus-'));
afterAll(() => rm(cache, { recursive: true, force: true }));

async function readDocument(path: string): Promise<{ manuscript: Manuscript; codes: string[]; lines: string[] }> {
  const root = join(corpus!, dirname(path));
  const file = relative(dirname(path), path);
  const world = openWorld({
    root,
    output: join(cache, 'output'),
    environment: { OCTAVO_CACHE: cache, SOURCE_DATE_EPOCH: '0' },
  });
  const diagnostics = new Diagnostics();
  const manuscript = await read(publicationOf([file]), webEdition, world, diagnostics.report);
  return {
    manuscript,
    codes: diagnostics.all.map((d) => `${d.code} ${d.span?.line}:${d.span?.column}`),
    lines: (await readFile(join(corpus!, path), 'utf8')).split(/\r?\n/),
  };
}

describe.skipIf(!corpus)('the real documents', () => {
  test('there are 29', () => expect(documents).toHaveLength(29));

  test.each(documents)(
    '%s: read without an error; what it says of a heading’s, link’s and paragraph’s place is so',
    async (path) => {
      const { manuscript, lines } = await readDocument(path);
      const wrong: string[] = [];
      let checked = 0;
      eachElement(manuscript.parts[0]!.content, (element) => {
        const span = parseSource(element.attribs['data-source'], ['x']);
        if (!span) return;
        const rest = lines[span.line - 1]?.slice(span.column - 1) ?? '';
        const starts: Record<string, RegExp> = {
          h1: /^#/,
          h2: /^#/,
          h3: /^#/,
          h4: /^#/,
          a: /^(?:\[|<|https?:|www\.|[\w.-]+@)/,
          img: /^(?:!\[|<img)/,
          li: /^(?:[-*+]|\d+[.)]|\(?[a-z]{1,4}[.)]|<li)/,
          ul: /^(?:[-*+]|<ul)/,
          ol: /^(?:\d+[.)]|\(?[a-z]{1,4}[.)]|<ol)/,
          table: /^\|?/,
          div: /^<div/,
        };
        const start = starts[element.name];
        if (start) {
          checked++;
          if (!start.test(rest)) wrong.push(`${element.name} ${span.line}:${span.column} “${rest.slice(0, 30)}”`);
        } else if (element.name === 'p') {
          checked++;
          const word = /[\p{L}\p{N}]{4,}/u.exec(textOf(element).slice(0, 60))?.[0];
          if (word && !rest.includes(word)) wrong.push(`p ${span.line}:${span.column} without “${word}”`);
        }
      });
      expect(wrong).toEqual([]);
      expect(checked).toBeGreaterThan(5);
    },
  );

  test('the report of 2024: its cover, its logos, its four bare hosts and its mail link in brackets', async () => {
    const { manuscript, codes } = await readDocument('annual-report-2024/report.md');
    expect(codes).toEqual([
      'link-scheme 30:12',
      'link-scheme 131:668',
      'link-scheme 157:1',
      'link-scheme 178:5',
      'link-scheme 221:37',
    ]);
    expect(manuscript.cover).toMatchObject({
      alt: 'OpenInfra Foundation',
      asset: { natural: { width: 2068, height: 480 } },
    });
    expect([...manuscript.assets.values()].filter((asset) => asset.kind === 'vector')).toHaveLength(4);
    const hrefs: string[] = [];
    const styles: string[] = [];
    eachElement(manuscript.parts[0]!.content, (element) => {
      if (element.name === 'a') hrefs.push(element.attribs['href'] ?? '');
      if (element.attribs['style']) styles.push(element.attribs['style']);
    });
    expect(hrefs).toContain('mailto:service-discuss@lists.opendev.org');
    expect(hrefs).toEqual(
      expect.arrayContaining([
        'https://openinfra.org',
        'https://openstack.org',
        'https://katacontainers.io',
        'https://zuulci.org',
      ]),
    );
    expect(hrefs.some((href) => href.includes('#:~:text=University%20Partnership'))).toBe(true);
    expect(styles).toHaveLength(4);
    expect(styles[0]).toMatch(/^width: \d+%; min-width: 220px; max-width: 300px; margin: 30px 0 30px 0$/);
  });

  test('the report of 2022, the bylaws, the guide', async () => {
    const report = await readDocument('annual-report-2022/report.md');
    expect(report.codes).toEqual(['link-scheme 305:1', 'link-scheme 444:24']);
    expect(report.manuscript.assets.size).toBe(16);
    const bylaws = await readDocument('bylaws/report.md');
    expect(bylaws.codes).toHaveLength(17);
    expect(bylaws.codes.every((code) => code.startsWith('link-unresolved '))).toBe(true);
    const guide = await readDocument('comparison-guide/report.md');
    expect(guide.codes).toEqual([]);
    let tables = 0;
    eachElement(guide.manuscript.parts[0]!.content, (element) => void (element.name === 'table' && tables++));
    expect(tables).toBe(9);
  });

  test('the minutes: links to minutes that are not here, and words in angle brackets', async () => {
    const codes: string[] = [];
    for (const path of documents.filter((name) => name.startsWith('board-minutes/')))
      codes.push(...(await readDocument(path)).codes.map((code) => code.split(' ')[0]!));
    expect(codes.sort()).toEqual(['html-unknown', ...Array.from({ length: 5 }, () => 'link-unresolved')]);
  });

  test('the report of 2024 sixty-four times, 3 MB, takes seconds at most', { timeout: 60_000 }, async () => {
    const text = (await readFile(join(corpus!, 'annual-report-2024/report.md'), 'utf8'))
      .replace(/^---[\s\S]*?\n---\n/, '')
      .replace(/^!\[.*$/gm, '');
    const start = performance.now();
    const { tree } = parsePart(Array.from({ length: 64 }, () => text).join('\n\n'), 'report.md', 0, () => {}, true);
    // Measured: 0.5 s on two cores; the bound only tells linear from quadratic.
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(tree.headings.length % 64).toBe(0);
  });
});
