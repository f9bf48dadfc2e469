import serialise from 'dom-serializer';
import type { Manuscript } from '../../src/model/manuscript.ts';
import { read } from '../../src/read/read.ts';
import { makePublication, type TestPublication } from './publication.ts';

/** What came of reading a small publication. */
export interface Reading {
  readonly manuscript: Manuscript;
  /** Each part as HTML. */
  readonly html: readonly string[];
  /** `code file:line:column`. */
  readonly codes: readonly string[];
  readonly test: TestPublication;
}

/** Reads Markdown (a lone file `report.md`), or files by path, in a folder that is gone afterwards. */
export async function readFiles(
  files: string | Readonly<Record<string, string | Uint8Array>>,
  options: Omit<Parameters<typeof makePublication>[0], 'files'> = {},
): Promise<Reading> {
  const test = await makePublication({ files: typeof files === 'string' ? { 'report.md': files } : files, ...options });
  try {
    const manuscript = await read(test.publication, test.edition, test.world, test.diagnostics.report);
    const html = manuscript.parts.map((part) => serialise(part.content, { encodeEntities: 'utf8' }));
    return { manuscript, html, codes: test.codes(), test };
  } finally {
    await test.remove();
  }
}

/** HTML without the attributes that say where it comes from. */
export function bare(html: string | undefined): string {
  return (html ?? '').replace(/ data-source="[^"]*"/g, '').trim();
}
