import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, describe, expect, test } from 'vitest';
import { corpus } from '../harness/corpus.ts';
import { take } from './foreign.ts';

/** An exhibit of a hundred pages takes two seconds on two cores; a machine under load several times that. */
const BOUND_MS = 20_000;

/** Pages that other readers count; what is not here opens with an unknown password only. */
const PAGES: Readonly<Record<string, number>> = {
  '008677.pdf': 15,
  '195981.pdf': 101,
  '275884.pdf': 98,
  '316267.pdf': 104,
  '421197.pdf': 53,
  'ooo-simple-password-nocopy.pdf': 1,
};

describe.skipIf(!corpus)('exhibits of the corpus', () => {
  const folder = corpus ? join(corpus, 'exhibits') : '';
  const files = corpus ? readdirSync(folder).filter((file) => file.endsWith('.pdf')) : [];
  const table: string[] = [];
  // The table is what a person wants to see.
  afterAll(() => console.log(table.join('\n')));

  test.each(files)(
    '%s ends in pages or in one diagnostic',
    async (file) => {
      const begun = performance.now();
      const { exhibit, codes } = await take(readFileSync(join(folder, file)));
      const ms = performance.now() - begun;
      table.push(
        `${file.padEnd(42)} ${String(exhibit?.pages.length ?? '–').padStart(4)} pages ${String(Math.round(ms)).padStart(6)} ms  ${exhibit?.tagged ? 'tagged  ' : '        '} ${exhibit?.faults.length ?? 0} faults  ${codes.join(', ')}`,
      );
      expect(ms).toBeLessThan(BOUND_MS);
      if (/-open-(?:nocopy-)?password/.test(file)) {
        expect(exhibit).toBeUndefined();
        expect(codes).toEqual(['exhibit-encrypted']);
        return;
      }
      expect(exhibit!.pages.length).toBe(PAGES[file] ?? exhibit!.pages.length);
      expect((await PDFDocument.load(exhibit!.bytes, { updateMetadata: false })).getPageCount()).toBe(
        exhibit!.pages.length,
      );
      expect(exhibit!.pages.some(({ text, ink }) => text.length > 20 && ink)).toBe(true);
      expect(Buffer.from(exhibit!.bytes).toString('latin1')).not.toMatch(/\/(?:AcroForm|JavaScript|EmbeddedFiles)\b/);
    },
    BOUND_MS * 2,
  );
});
