import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingText } from '../../src/inspect/reading.ts';
import { corpus } from '../harness/corpus.ts';
import { ROOT } from '../harness/golden.ts';
import { finishFor, Printer } from './print.ts';
import { difference, isSplit, joinLines, textAsPainted, textByProgram, wordsOf } from './words.ts';

// Text comes out of every document whole: by its structure exactly as the page says it, by programs that go by place with
// nothing lost.

const SAMPLE = join(ROOT, 'samples', 'annual-report', 'publication.yaml');
const DOCUMENTS: readonly (readonly [name: string, file: string])[] = [
  ['our sample', SAMPLE],
  ...(corpus === undefined
    ? []
    : readdirSync(corpus, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.md') && !path.endsWith('README.md'))
        .sort()
        .map((path) => [relative('.', path), join(corpus!, path)] as const)),
];

/** Where the figures go: words of each document, and those lost and added by each reader. */
const FIGURES = join(ROOT, 'output', 'test', 'conformance', 'extraction.md');
const rows: string[] = [];
const printer = new Printer();
afterAll(() => printer.close());
afterAll(() => {
  mkdirSync(dirname(FIGURES), { recursive: true });
  writeFileSync(
    FIGURES,
    ['| document | words | read by | lost | added |', '| --- | ---: | --- | ---: | ---: |', ...rows, ''].join('\n'),
  );
});

describe.each(DOCUMENTS)('text of %s', (name, file) => {
  let said: readonly string[];
  let bytes: Uint8Array;
  let path: string;

  beforeAll(async () => {
    const printed = await printer.print(file);
    said = wordsOf(printed.text);
    bytes = await finishFor(printed, ['ua-1', 'a-2a']);
    const folder = join(ROOT, 'output', 'test', 'extraction');
    mkdirSync(folder, { recursive: true });
    path = join(folder, `${name.replace(/\W+/g, '-')}.pdf`);
    writeFileSync(path, bytes);
  });

  it('has words', () => expect(said.length).toBeGreaterThan(100));

  it('is read by tags as the page says it: no word lost, none added', async () => {
    const read = wordsOf(await readingText(bytes, { textOnly: true }));
    const { lost, added } = difference(said, read);
    rows.push(`| ${name} | ${said.length} | tags | ${lost.length} | ${added.length} |`);
    expect({ lost, added }).toEqual({ lost: [], added: [] });
  });

  it.each([
    ['pdf.js', () => textAsPainted(bytes)],
    ['pdftotext', () => Promise.resolve(textByProgram('pdftotext', '-raw', path, '-'))],
    ['mutool', () => Promise.resolve(textByProgram('mutool', 'draw', '-q', '-F', 'txt', '-o', '-', path))],
  ] as const)('loses no word in %s', async (reader, extract) => {
    const text = await extract();
    // A program that is not installed says nothing.
    if (text === undefined) return;
    const { lost, added } = difference(said, joinLines(text, new Set(said)));
    const gone = lost.filter((word) => !isSplit(word, added));
    // What it adds are heads, folios and halves of words that a page's end breaks.
    rows.push(`| ${name} | ${said.length} | ${reader} | ${gone.length} | ${added.length} |`);
    expect(gone).toEqual([]);
  });
});
