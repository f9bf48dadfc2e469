import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describe as report, inspect } from '../../src/inspect/inspect.ts';
import { corpus } from '../harness/corpus.ts';

describe.skipIf(!corpus)('exhibits of the corpus', () => {
  const folder = corpus ? join(corpus, 'exhibits') : '';
  const files = corpus ? readdirSync(folder).filter((file) => file.endsWith('.pdf')) : [];
  /** Those that open with a password only. */
  const closed = files.filter((file) => /-open-(?:nocopy-)?password/.test(file));
  const open = files.filter((file) => !closed.includes(file));

  it.each(open)('%s is told whole', async (file) => {
    const facts = await inspect(readFileSync(join(folder, file)));
    expect(facts.readable).toBe(true);
    expect(facts.pageCount).toBeGreaterThan(0);
    expect(facts.fonts.length).toBeGreaterThan(0);
    expect(facts.faults).toEqual([]);
    expect(report(facts)).toContain('\n\nFonts\n');
  });

  it.each(closed)('%s is told to be closed', async (file) => {
    const facts = await inspect(readFileSync(join(folder, file)));
    expect(facts).toMatchObject({ encrypted: true, readable: false });
    expect(report(facts)).toContain('opens only with a password');
  });

  it.each([
    ['195981.pdf', 101],
    ['275884.pdf', 98],
    ['316267.pdf', 104],
    ['421197.pdf', 53],
    ['ooo-simple-password-nocopy.pdf', 1],
  ])('%s has the %i pages that other readers count', async (file, pages) => {
    expect((await inspect(readFileSync(join(folder, file)))).pageCount).toBe(pages);
  });
});
