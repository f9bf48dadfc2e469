import { PDFDocument, StandardFonts, degrees, rgb, type PDFPage } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { describeDiff } from '../../src/diff/describe.ts';
import { diffPdfs, picturesOf, type PdfDiff } from '../../src/diff/diff.ts';
import { diffReport } from '../../src/diff/report.ts';

/** A page of the test: its words, how it is turned, and whether a square is painted on it. */
interface Leaf {
  readonly words: string;
  readonly turn?: number;
  readonly square?: boolean;
  readonly size?: [number, number];
}

const text = (subject: string): string =>
  Array.from({ length: 40 }, (_, i) => `${subject}${i} says what ${subject} has done in month ${i}.`).join(' ');
const [ALPHA, BETA, GAMMA, DELTA] = ['alpha', 'beta', 'gamma', 'delta'].map((name) => ({ words: text(name) })) as [
  Leaf,
  Leaf,
  Leaf,
  Leaf,
];

async function pdf(leaves: readonly Leaf[], draw: (page: PDFPage) => void = () => undefined): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const { words, turn, square, size } of leaves) {
    const page = document.addPage(size ?? [595, 842]);
    page.drawText(words, { x: 60, y: 760, size: 10, font, maxWidth: 470, lineHeight: 14 });
    if (turn) page.setRotation(degrees(turn));
    if (square) page.drawRectangle({ x: 100, y: 80, width: 60, height: 60, color: rgb(0.8, 0.1, 0.1) });
    draw(page);
  }
  return document.save();
}

async function diff(old: readonly Leaf[], now: readonly Leaf[]): Promise<PdfDiff> {
  return diffPdfs({ name: 'old.pdf', bytes: await pdf(old) }, { name: 'new.pdf', bytes: await pdf(now) });
}

const told = ({ changes }: PdfDiff): string[] =>
  changes.map(({ kind, old, new: now }) => `${kind} ${old?.label ?? '–'} ${now?.label ?? '–'}`);

describe('two PDFs', () => {
  test('with the same pages do not differ, whatever their bytes', async () => {
    const result = await diffPdfs(
      { name: 'a', bytes: await pdf([ALPHA, BETA]) },
      { name: 'b', bytes: await (await PDFDocument.load(await pdf([ALPHA, BETA]))).save({ useObjectStreams: false }) },
    );
    expect(result).toEqual({ equal: true, pages: { old: 2, new: 2, same: 2 }, changes: [] });
  });

  test('one with a page more', async () => {
    const result = await diff([ALPHA, BETA], [ALPHA, GAMMA, BETA]);
    expect(told(result)).toEqual(['added – 2']);
    expect(result.changes[0]!.begins).toContain('gamma0 says what gamma has done');
    expect(result.pages.same).toBe(2);
  });

  test('one with a page less', async () => {
    expect(told(await diff([ALPHA, BETA, GAMMA], [ALPHA, GAMMA]))).toEqual(['removed 2 –']);
  });

  test('one with other words: the first of them with those around', async () => {
    const words = BETA.words.replace('beta7 says', 'beta7 denies');
    const result = await diff([ALPHA, BETA, GAMMA], [ALPHA, { words }, GAMMA]);
    expect(told(result)).toEqual(['changed 2 2']);
    expect(result.changes[0]!.words).toMatchObject({ before: 'says', after: 'denies', tail: 'what beta has done' });
    expect(describeDiff(result)).toContain('beta7 [says] what beta has done … → [denies]');
  });

  test('one with another picture and the same words', async () => {
    const result = await diff([ALPHA, BETA], [ALPHA, { ...BETA, square: true }]);
    expect(told(result)).toEqual(['changed 2 2']);
    expect(result.changes[0]!.words).toBeUndefined();
    // 60 × 60 points of an A4 page.
    expect(result.changes[0]!.picture).toBeCloseTo(3600 / (595 * 842), 3);
  });

  test('one with a page elsewhere', async () => {
    expect(told(await diff([ALPHA, BETA, GAMMA, DELTA], [ALPHA, GAMMA, DELTA, BETA]))).toEqual(['moved 2 4']);
  });

  test('one with a page turned, one with a page of another size', async () => {
    const result = await diff(
      [ALPHA, BETA],
      [
        { ...ALPHA, turn: 90 },
        { ...BETA, size: [612, 842] },
      ],
    );
    expect(told(result)).toEqual(['changed 1 1', 'changed 2 2']);
    expect(describeDiff(result)).toContain('turned');
    expect(describeDiff(result)).toContain('210 × 297 mm, now 216 × 297 mm');
  });

  test('many empty pages are told apart by their order', async () => {
    const empty = { words: '' };
    expect(told(await diff([ALPHA, empty, empty, BETA], [ALPHA, empty, empty, empty, BETA]))).toHaveLength(1);
  });

  test('one that is no PDF is named', async () => {
    const bytes = new TextEncoder().encode('no PDF at all');
    await expect(diffPdfs({ name: 'a.pdf', bytes: await pdf([ALPHA]) }, { name: 'b.pdf', bytes })).rejects.toThrow(
      'b.pdf cannot be looked at: it is no PDF',
    );
  });
});

test('a report has both pictures of a changed page and one of a page that came', async () => {
  const [old, now] = [
    { name: 'old.pdf', bytes: await pdf([ALPHA]) },
    { name: 'new.pdf', bytes: await pdf([{ ...ALPHA, square: true }, { words: '<script>' }]) },
  ];
  const result = await diffPdfs(old, now);
  const files = diffReport(result, { old: 'old.pdf', new: 'new.pdf' }, await picturesOf(old, now, result.changes));
  expect([...files.keys()].toSorted()).toEqual(['0001-new.png', '0001-old.png', '0002-new.png', 'index.html']);
  const html = new TextDecoder().decode(files.get('index.html'));
  expect(html).not.toContain('<script>');
  expect(html).toContain('page 2: added');
});
