import { PDFDocument, PDFName, StandardFonts, degrees, rgb, type PDFPage, type RGB } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { describeDiff } from '../../src/diff/describe.ts';
import { diffPdfs, picturesOf, type LookSource, type PdfDiff } from '../../src/diff/diff.ts';
import { diffReport } from '../../src/diff/report.ts';
import { OctavoError } from '../../src/model/diagnostic.ts';

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

/** Nothing is to be reported but what a test looks at. */
const compared = async (old: LookSource, now: LookSource): Promise<PdfDiff> =>
  diffPdfs(old, now, ({ message }) => expect.unreachable(message));

async function diff(old: readonly Leaf[], now: readonly Leaf[]): Promise<PdfDiff> {
  return compared({ name: 'old.pdf', bytes: await pdf(old) }, { name: 'new.pdf', bytes: await pdf(now) });
}

const told = ({ changes }: PdfDiff): string[] =>
  changes.map(({ kind, old, new: now }) => `${kind} ${old?.label ?? '–'} ${now?.label ?? '–'}`);

describe('two PDFs', () => {
  test('with the same pages do not differ, whatever their bytes', async () => {
    const result = await compared(
      { name: 'a', bytes: await pdf([ALPHA, BETA]) },
      { name: 'b', bytes: await (await PDFDocument.load(await pdf([ALPHA, BETA]))).save({ useObjectStreams: false }) },
    );
    expect(result).toEqual({ equal: true, pages: { old: 2, new: 2, same: 2, renumbered: 0 }, changes: [] });
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
});

describe('folios, running heads and stamps make no page another', () => {
  const pages = Array.from({ length: 12 }, (_, i) => ({ words: text(`subject${i}x`) }));
  const other = { words: text('latecomer') };
  const grown = [...pages.slice(0, 5), other, ...pages.slice(5)];

  /** A foot at the page's lower edge, `head` above; letter by letter, as browsers place them. */
  const footed = (count: number, tagged: boolean, head = 'Board') => {
    let number = 0;
    return (page: PDFPage): void => {
      number++;
      const { context } = page.doc;
      const line = (words: string, y: number): string =>
        Array.from(words, (letter, i) => `BT /Foot 9 Tf 1 0 0 1 ${60 + i * 6} ${y} Tm (${letter}) Tj ET`).join('\n');
      const drawn = `${line(`Page ${number} of ${count}`, 30)}\n${line(head, 810)}`;
      const font = context.obj({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Courier' });
      page.node.setFontDictionary(PDFName.of('Foot'), context.register(font));
      const content = tagged ? `/Artifact <</Type /Pagination>> BDC\n${drawn}\nEMC` : drawn;
      page.node.addContentStream(context.register(context.stream(content)));
    };
  };

  test.each([
    ['artifacts of pagination', true],
    ['lines at the foot of files without tags', false],
  ])('%s', async (_, tagged) => {
    const [old, now] = [
      { name: 'old.pdf', bytes: await pdf(pages, footed(12, tagged)) },
      { name: 'new.pdf', bytes: await pdf(grown, footed(13, tagged)) },
    ];
    const result = await compared(old, now);
    expect(told(result)).toEqual(['added – 6']);
    expect(result.pages).toEqual({ old: 12, new: 13, same: 12, renumbered: 12 });
    expect(describeDiff(result)).toContain('12 the same, 12 with another number, head or stamp');
  });

  test('another running head does not either, where tags name it', async () => {
    const [old, now] = [
      { name: 'old.pdf', bytes: await pdf(pages, footed(12, true)) },
      { name: 'new.pdf', bytes: await pdf(pages, footed(12, true, 'Council')) },
    ];
    expect(await compared(old, now)).toMatchObject({ equal: true, pages: { renumbered: 12 } });
  });

  test('what else is at the foot does', async () => {
    const [old, now] = [
      { name: 'old.pdf', bytes: await pdf(pages, footed(12, false)) },
      { name: 'new.pdf', bytes: await pdf(pages, footed(12, false, 'Council')) },
    ];
    expect((await compared(old, now)).changes).toHaveLength(12);
  });

  test('a line that stands a fraction of a point lower is the same, one in another colour is not', async () => {
    const line = (y: number, colour: RGB) => (page: PDFPage) =>
      page.drawText('Approved by the board', { x: 60, y, size: 11, color: colour });
    const at = async (y: number, colour = rgb(0, 0, 0)): Promise<LookSource> => ({
      name: 'a.pdf',
      bytes: await pdf([ALPHA], line(y, colour)),
    });
    expect(await compared(await at(300), await at(299.5))).toMatchObject({ equal: true });
    expect((await compared(await at(300), await at(300, rgb(0.8, 0, 0)))).changes).toHaveLength(1);
    expect((await compared(await at(300), await at(290))).changes).toHaveLength(1);
  });

  test('a stretch of pages that came or moved together is one line', async () => {
    const block = pages.slice(2, 5);
    const result = await diff(pages, [
      ...pages.slice(0, 2),
      ...pages.slice(5),
      ...block,
      other,
      { words: text('last') },
    ]);
    expect(describeDiff(result).split('\n')).toEqual([
      'pages 3–5, now pages 10–12: moved',
      expect.stringMatching(/^pages 13–14: added, “latecomer0 says/) as string,
      'pages: 2 added, 3 moved, 9 the same, 7 with another number, head or stamp',
      '',
    ]);
  });
});

describe('files that are not what they should be', () => {
  const good = async (): Promise<LookSource> => ({ name: 'a.pdf', bytes: await pdf([ALPHA, BETA]) });
  const told = async (bytes: Uint8Array, password?: string): Promise<string> => {
    const bad = { name: 'b.pdf', bytes, ...(password !== undefined && { password }) };
    const reported: string[] = [];
    try {
      await diffPdfs(await good(), bad, ({ message }) => void reported.push(message));
    } catch (error) {
      if (error instanceof OctavoError) reported.push(error.diagnostic.message);
    }
    expect(reported).toHaveLength(1);
    return reported[0]!;
  };
  const locked = async (): Promise<Uint8Array> => {
    const document = await PDFDocument.load(await pdf([ALPHA]));
    document.encrypt({ userPassword: 'sesame', ownerPassword: 'other' });
    return document.save();
  };

  test('each is named with its reason', async () => {
    const ascii = (words: string): Uint8Array => new TextEncoder().encode(words);
    expect(await told(ascii('no PDF at all'))).toBe('b.pdf cannot be looked at: it is no PDF: it is a text file');
    expect(await told(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toContain('it is a JPEG picture');
    expect(await told(new Uint8Array())).toContain('not a byte is in it');
    expect(await told(ascii('%PDF-1.7\n1 0 obj'))).toContain('it is cut off');
    expect(await told(ascii('%PDF-1.7\n%%EOF'))).toContain('it is too damaged');
    const empty = await PDFDocument.create();
    expect(await told(await empty.save({ addDefaultPage: false }))).toMatch(/it has no pages|too damaged/);
    expect(await told(await locked())).toContain('it opens only with a password');
    expect(await told(await locked(), 'wrong')).toContain('the password does not open it');
  });

  test('a locked one is compared when its password is given', async () => {
    const bytes = await pdf([ALPHA]);
    const result = await compared(
      { name: 'a', bytes, password: 'sesame' },
      { name: 'b', bytes: await locked(), password: 'sesame' },
    );
    expect(result.equal).toBe(true);
  });

  test('one that is cut off is compared as far as it goes, with a warning', async () => {
    const whole = await (await PDFDocument.load(await pdf([ALPHA, BETA]))).save({ useObjectStreams: false });
    const end = Buffer.from(whole).lastIndexOf('startxref');
    expect(await told(whole.subarray(0, end))).toContain('b.pdf is cut off: 2 pages are there');
    expect(await told(whole.subarray(0, end / 2))).toContain('b.pdf cannot be looked at: it is cut off');
  });
});

test('a report has both pictures of a changed page and one of a page that came', async () => {
  const [old, now] = [
    { name: 'old.pdf', bytes: await pdf([ALPHA]) },
    { name: 'new.pdf', bytes: await pdf([{ ...ALPHA, square: true }, { words: '<script>' }]) },
  ];
  const result = await compared(old, now);
  const files = diffReport(result, { old: 'old.pdf', new: 'new.pdf' }, await picturesOf(old, now, result.changes));
  expect([...files.keys()].toSorted()).toEqual(['0001-new.png', '0001-old.png', '0002-new.png', 'index.html']);
  const html = new TextDecoder().decode(files.get('index.html'));
  expect(html).not.toContain('<script>');
  expect(html).toContain('page 2: added');
});
