import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Exhibit } from '../../src/model/exhibit.ts';
import type { StandardName } from '../../src/model/standard.ts';
import { judge, whyNot } from '../conformance/verapdf.ts';
import { corpus } from '../harness/corpus.ts';
import { exhibitOf } from '../harness/exhibit.ts';
import { ROOT } from '../harness/golden.ts';
import { resources } from '../finish/book.ts';
import { bookOf, composed, type PrintedPage } from './printed.ts';

// Exhibits that conform go into a book that still does, with their own structure and without.

/** A JVM starts slowly on a busy machine, milliseconds. */
const TIMEOUT_MS = 300_000;
const FRAME = { left: 20, bottom: 60, right: 380, top: 590 };

/** Bookmarks to places of every kind. */
const OUTLINE: Exhibit['outline'] = [
  {
    ...{ title: 'A place', page: 0, view: ['XYZ', 10, 300, 1.5] },
    children: [
      { title: 'A height', page: 0, view: ['FitH', 200], look: { bold: true, colour: [0.5, 0, 0] }, children: [] },
      { title: 'A rectangle', page: 0, view: ['FitR', 10, 20, 200, 100], children: [] },
      { title: 'The page', page: 0, view: ['FitB'], children: [] },
    ],
  },
];

const sources: Readonly<Record<string, string>> = {
  'printed by a browser': fileURLToPath(new URL('../finish/fixtures/printed.pdf', import.meta.url)),
  ...(corpus !== undefined && {
    'a letter in PDF/A-1a': join(corpus, 'exhibits', 'ooo-simple-PDFA-1a.pdf'),
    'a letter with a face of its own in PDF/A-1a': join(corpus, 'exhibits', 'ooo-embedded-lucinda-sans-PDFA-1a.pdf'),
  }),
};
const WAYS: Readonly<Record<string, { readonly tagged: boolean; readonly frame?: typeof FRAME }>> = {
  'with its structure': { tagged: true },
  'with its structure in a frame': { tagged: true, frame: FRAME },
  'as figures': { tagged: false },
  'as figures in a frame': { tagged: false, frame: FRAME },
};
const STANDARDS = [
  ['ua-1', 'a-2a'],
  ['ua-2', 'a-4'],
] as const satisfies readonly (readonly StandardName[])[];
const cases = Object.keys(sources).flatMap((source) => Object.keys(WAYS).map((way) => [source, way] as const));
const world = {
  ...resources,
  bundled: (path: string) => Promise.resolve(new Uint8Array(readFileSync(join(ROOT, path)))),
};

const reason = await whyNot();

describe.skipIf(reason !== undefined)('conforming exhibits', () => {
  const verdicts = new Map<string, Awaited<ReturnType<typeof judge>>>();

  beforeAll(async () => {
    const folder = join(ROOT, 'output', 'test', 'exhibits');
    mkdirSync(folder, { recursive: true });
    const jobs: Parameters<typeof judge>[0][number][] = [];
    const files = new Map<string, string>();
    for (const [source, way] of cases) {
      const { tagged, frame } = WAYS[way]!;
      const exhibit = { ...(await exhibitOf(readFileSync(sources[source]!))), tagged, outline: OUTLINE };
      const pages = exhibit.pages.map((_, page): PrintedPage => ({
        kind: 'place',
        exhibit: 0,
        page,
        ...(frame && { frame }),
      }));
      for (const standards of STANDARDS) {
        const { bytes } = await bookOf(pages, [composed(exhibit)], { standard: standards }, world);
        const file = join(folder, `${files.size}.pdf`);
        writeFileSync(file, bytes);
        files.set(file, `${source} ${way}`);
        for (const standard of standards) jobs.push({ standard, path: file });
      }
    }
    for (const verdict of await judge(jobs)) {
      const key = files.get(verdict.path)!;
      verdicts.set(key, [...(verdicts.get(key) ?? []), verdict]);
    }
  }, TIMEOUT_MS);

  it.each(cases)('%s, %s', (source, way) => {
    const all = verdicts.get(`${source} ${way}`) ?? [];
    expect(all).toHaveLength(STANDARDS.flat().length);
    expect(all.flatMap((verdict) => verdict.faults.map((fault) => `${verdict.standard}: ${fault}`))).toEqual([]);
  });
});
