import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingText } from '../../src/inspect/reading.ts';
import { finishFor, Printer } from '../conformance/print.ts';
import { textAsPainted, textByProgram } from '../conformance/words.ts';

// Text that is written from right to left comes out in the order in which it is read, by tags and by programs that go by what is painted.

const HEBREW = 'שלום עולם, זה משפט אחד (בירושלים).';
/** With the ligatures that fonts make of two letters: في, ير. */
const ARABIC = 'وتتميز اللغة العربية في القاهرة بقدرتها على التعريب.';
const MARKDOWN = `---
title: Two directions
lang: en
---

<p dir="rtl" lang="he">${HEBREW}</p>

<p dir="rtl" lang="ar">${ARABIC}</p>

Names in a line: עברית (ירושלים), العربية (القاهرة), and English after.
`;

/** Words, sorted: programs that go by place differ in which end of a line they begin at. */
const words = (text: string): string[] =>
  (text.normalize('NFKC').match(/[\p{Script=Hebrew}\p{Script=Arabic}]+/gu) ?? []).sort();

describe('right-to-left text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octavo-rtl-'));
  const file = join(folder, 'out.pdf');
  const printer = new Printer();
  let bytes: Uint8Array;

  beforeAll(async () => {
    writeFileSync(join(folder, 'text.md'), MARKDOWN);
    bytes = await finishFor(await printer.print(join(folder, 'text.md')), ['ua-1', 'a-2a']);
    writeFileSync(file, bytes);
  });
  afterAll(async () => {
    await printer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is read by tags as it was written', async () => {
    const text = await readingText(bytes, { textOnly: true });
    for (const said of [HEBREW, ARABIC, 'עברית (ירושלים), العربية (القاهرة), and']) expect(text).toContain(said);
  });

  it.each([
    ['pdf.js', () => textAsPainted(bytes)],
    ['pdftotext', () => Promise.resolve(textByProgram('pdftotext', file, '-'))],
  ] as const)('has whole words, their letters in order, in %s', async (_, extract) => {
    const text = await extract();
    // A program that is not installed says nothing.
    if (text !== undefined) expect(words(text)).toEqual(words(MARKDOWN));
  });
});
