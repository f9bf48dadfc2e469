import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { build, type BuildResult } from '../../src/build.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText, type PageText } from '../../src/inspect/text.ts';
import type { PdfFacts } from '../../src/inspect/facts.ts';
import { formatDiagnostic } from '../../src/model/diagnostic.ts';
import { failurePlace, ROOT } from './golden.ts';

/** A folder in `test/cases`: `input/`, `case.yaml` with the fields below, and in `expected/` what comes of it. */
export interface Case {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** What the case shows, in a sentence. */
  readonly shows: string;
  /** Relative to `input`. Default: its `publication.yaml`, else its `report.md`. */
  readonly file?: string | undefined;
  readonly edition: string;
  readonly layout?: string | undefined;
  readonly strict: boolean;
  /** Whether a product is written. */
  readonly product: boolean;
  /** Strings whose places are held. */
  readonly locate: readonly string[];
  /** Pages, from 1, whose looks are held. */
  readonly pictures: readonly number[];
}

const schema: z.ZodType<Omit<Case, 'name' | 'folder'>> = z.strictObject({
  shows: z.string(),
  file: z.string().optional(),
  edition: z.string().default('web'),
  layout: z.string().optional(),
  strict: z.boolean().default(false),
  product: z.boolean().default(true),
  locate: z.array(z.string()).default([]),
  pictures: z.array(z.int().min(1)).default([]),
});

/** What came of building a case. */
export interface Built {
  readonly result: BuildResult;
  /** Diagnostics as the command line prints them. */
  readonly diagnostics: string;
  /** Of its product; undefined when none was written. */
  readonly product: Finished | undefined;
}

/** A product with what is in it. */
export interface Finished {
  readonly bytes: Uint8Array;
  readonly facts: PdfFacts;
  readonly texts: readonly PageText[];
}

/** Where the cases are. */
export const CASES: string = join(ROOT, 'test', 'cases');
/** Resolution of pictures of pages: enough to see what is where, and small. */
export const PICTURE_PPI = 72;
/** The moment that all cases are built at: 2024-03-14 09:00 UTC. */
export const EPOCH = '1710406800';

/** All cases. A folder that is none of ours throws. */
export function loadCases(): Case[] {
  return readdirSync(CASES).map((name) => {
    const folder = join(CASES, name);
    const known = schema.safeParse(parse(readFileSync(join(folder, 'case.yaml'), 'utf8')));
    if (!known.success) throw new Error(`test/cases/${name}/case.yaml: ${z.prettifyError(known.error)}`);
    return { ...known.data, name, folder };
  });
}

/** Names of the goldens of a case. */
export function goldens(one: Case): string[] {
  return [
    'diagnostics.txt',
    ...(one.product ? ['facts.json', 'tags.txt', ...one.pictures.map((page) => `page-${page}.png`)] : []),
  ];
}

/** Files in a case's `expected` that nothing writes any more. */
export function strayGoldens(one: Case): string[] {
  const known = goldens(one);
  const folder = join(one.folder, 'expected');
  return existsSync(folder) ? readdirSync(folder).filter((file) => !known.includes(file)) : [];
}

/** Builds a case; its product stays in `output/test/cases/<name>/` to be looked at. */
export async function buildCase(one: Case): Promise<Built> {
  const out = failurePlace(one.folder);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const input = join(one.folder, 'input');
  const file = one.file ?? (existsSync(join(input, 'publication.yaml')) ? 'publication.yaml' : 'report.md');
  const result = await withEnvironment({ SOURCE_DATE_EPOCH: EPOCH }, () =>
    build({
      files: [file],
      cwd: input,
      out,
      editions: [one.edition],
      strict: one.strict,
      ...(one.layout !== undefined && { layout: one.layout }),
    }),
  );
  const path = result.products[0]?.path;
  return {
    result,
    diagnostics: result.diagnostics.map((each) => `${formatDiagnostic(each)}\n`).join(''),
    product: path === undefined ? undefined : await finished(readFileSync(path)),
  };
}

/** A product with its facts and its text. */
export async function finished(bytes: Uint8Array): Promise<Finished> {
  return { bytes, facts: await inspect(bytes), texts: await pageText(bytes) };
}

/** Runs `work` with variables of the environment set, and puts back what was there. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
