import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Diagnostics, type Diagnostic } from '../../src/model/diagnostic.ts';
import type { Edition, Publication } from '../../src/model/publication.ts';
import { openWorld, type World } from '../../src/world.ts';

/** The edition that tests use unless they say otherwise. */
export const webEdition: Edition = { name: 'web', ppi: 150, quality: 82, linearise: false, standard: [] };

/** A publication in a folder of its own, with the world over it. */
export interface TestPublication {
  /** Absolute. */
  readonly folder: string;
  readonly publication: Publication;
  readonly edition: Edition;
  /** Its doors may be replaced between two readings. */
  readonly world: { -readonly [door in keyof World]: World[door] };
  readonly diagnostics: Diagnostics;
  /** `code file:line:column` of each diagnostic so far. */
  codes(): string[];
  /** The diagnostics with this code. */
  of(code: string): Diagnostic[];
  /** Deletes the folder. */
  remove(): Promise<void>;
}

/** Fields of a publication with every default, over which `overrides` go. Its parts are all `.md` files given. */
export function publicationOf(files: readonly string[], overrides: Partial<Publication> = {}): Publication {
  const markdown = files.filter((name) => name.endsWith('.md'));
  return {
    name: 'test',
    source: markdown[0] ?? 'report.md',
    title: 'Test',
    authors: [],
    lang: 'en',
    keywords: [],
    layout: 'report',
    layoutIsDefault: true,
    options: {},
    theme: {},
    static: 'static',
    hosts: [],
    smart: true,
    formulas: true,
    outlineOpen: 1,
    editions: [webEdition],
    parts: markdown.map((file) => ({ kind: 'markdown', file })),
    ...overrides,
  };
}

/** Writes `files` (path → content) into a temporary folder and opens a world over it, cache inside. Call `remove` when done. */
export async function makePublication(options: {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly publication?: Partial<Publication>;
  readonly edition?: Partial<Edition>;
  /** Replaces doors of the world, for tests that must not reach out: `{ fetch }`. */
  readonly world?: Partial<World>;
}): Promise<TestPublication> {
  const folder = await mkdtemp(join(tmpdir(), 'octavo-test-'));
  for (const [path, content] of Object.entries(options.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const environment = { OCTAVO_CACHE: join(folder, '.cache'), SOURCE_DATE_EPOCH: '1700000000' };
  const world = { ...openWorld({ root: folder, output: join(folder, 'output'), environment }), ...options.world };
  const diagnostics = new Diagnostics();
  return {
    folder,
    publication: publicationOf(Object.keys(options.files), options.publication),
    edition: { ...webEdition, ...options.edition },
    world,
    diagnostics,
    codes: () =>
      diagnostics.all.map((d) => (d.span ? `${d.code} ${d.span.file}:${d.span.line}:${d.span.column}` : d.code)),
    of: (code) => diagnostics.all.filter((d) => d.code === code),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
