import { PDFName, type PDFDocument, type PDFRef } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { untoldCodesTold } from '../../src/exhibit/untold-codes.ts';
import { parseToUnicode } from '../../src/model/to-unicode.ts';
import { inspect } from '../../src/inspect/inspect.ts';
import { pageText } from '../../src/inspect/text.ts';
import { A4, content, paper, saved, take } from './foreign.ts';

// TeX's faces and old programs' symbol faces say nowhere in the file which characters they show; their own programs or their names do.

/** What a page says that shows codes in a font whose dictionary is `font` and whose program `program` makes; and its fonts' faults. */
async function told(
  font: Record<string, unknown>,
  program: (document: PDFDocument) => Record<string, PDFRef>,
  shown: string,
  map?: string,
): Promise<{ readonly text: string; readonly faults: readonly string[] }> {
  const bytes = await saved(
    paper(0, (document) => {
      const { context } = document;
      const name = font['BaseFont'] as string;
      const descriptor = context.register(
        context.obj({ Type: 'FontDescriptor', FontName: name, Flags: 4, ...program(document) }),
      );
      const toUnicode = map === undefined ? {} : { ToUnicode: context.register(context.stream(map)) };
      const whole = { Type: 'Font', Subtype: 'Type1', ...font, ...toUnicode, FontDescriptor: descriptor };
      const page = document.addPage(A4);
      const ref = context.register(context.obj(whole as unknown as Record<string, never>));
      page.node.setFontDictionary(PDFName.of('F'), ref);
      content(page, `BT /F 20 Tf 72 700 Td <${shown}> Tj ET`);
    }),
  );
  const { exhibit } = await take(bytes);
  expect((await inspect(exhibit!.bytes)).fonts).toHaveLength(1);
  const [page] = await pageText(exhibit!.bytes);
  return {
    text: page!.lines.map((line) => line.text).join('\n'),
    faults: exhibit!.faults.filter(({ rule }) => rule.includes('characters')).map(({ rule }) => rule),
  };
}

const type1 =
  (encoding: string) =>
  (document: PDFDocument): Record<string, PDFRef> => ({
    FontFile: document.context.register(
      document.context.stream(`%!PS-AdobeFont-1.0: X\n/FontName /X def\n${encoding}\ncurrentfile eexec\nnoise`),
    ),
  });

/** An INDEX of a CFF program, offsets of two bytes. */
function index(items: readonly (string | Buffer)[]): Buffer {
  if (items.length === 0) return Buffer.alloc(2);
  const data = items.map((item) => Buffer.from(item as string, 'latin1'));
  const head = Buffer.alloc(3 + 2 * (data.length + 1));
  head.writeUInt16BE(data.length);
  head[2] = 2;
  let at = 1;
  for (const [i, item] of [...data, Buffer.alloc(0)].entries()) {
    head.writeUInt16BE(at, 3 + 2 * i);
    at += item.length;
  }
  return Buffer.concat([head, ...data]);
}

/** A CFF program whose glyphs, empty, have these string identifiers (391 and on: `names`) at these codes. */
function compact(glyphs: readonly (readonly [code: number, sid: number])[], names: readonly string[]): Buffer {
  const integer = (value: number): number[] => [28, value >> 8, value & 0xff];
  const top = (charset: number, encoding: number, outlines: number): Buffer =>
    Buffer.from([...integer(charset), 15, ...integer(encoding), 16, ...integer(outlines), 17]);
  const front = (dictionary: Buffer): Buffer =>
    Buffer.concat([Buffer.from([1, 0, 4, 2]), index(['X']), index([dictionary]), index(names), index([])]);
  const size = front(top(0, 0, 0)).length;
  const charset = Buffer.from([0, ...glyphs.flatMap(([, sid]) => [sid >> 8, sid & 0xff])]);
  const encoding = Buffer.from([0, glyphs.length, ...glyphs.map(([code]) => code)]);
  const outlines = index([...glyphs, 0].map(() => Buffer.from([14])));
  const place = size + charset.length;
  return Buffer.concat([front(top(size, place, place + encoding.length)), charset, encoding, outlines]);
}

test('a composite font’s map gets an entry for every code that is shown, unless most have none', () => {
  const space = {
    ranges: [['0000', 'FFFF']],
    vertical: false,
    codes: () => [],
    isWhole: () => true,
    hex: (code: number) => code.toString(16).padStart(4, '0'),
  } as const;
  const map = 'beginbfchar\n<0001> <0061>\n<0002> <0062>\nendbfchar\nendcmap';
  const told = untoldCodesTold(map, new Set([1, 2, 3]), space)!;
  expect([...parseToUnicode(told).text]).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, '\u2060'],
  ]);
  expect(untoldCodesTold(map, new Set([1, 2]), space)).toBeUndefined();
  expect(untoldCodesTold(map, new Set([1, 3, 4, 5]), space)).toBeUndefined();
});

describe('characters that only a font’s own program tells', () => {
  test('a Type 1 program’s encoding, TeX’s names in it', async () => {
    const encoding =
      '/Encoding 256 array 0 1 255 {1 index exch /.notdef put} for\ndup 11 /alpha put\ndup 8#14 /ffi put\ndup 15 /bullet put\n' +
      'dup 33 /arrowright put\ndup 80 /summationdisplay put\nreadonly def';
    const font = { BaseFont: 'ABCDEF+CMMI10', FirstChar: 11, LastChar: 80, Widths: Array(70).fill(500) as number[] };
    const { text, faults } = await told(font, type1(encoding), '0B0C0F2150');
    expect(text).toBe('αffi•→∑');
    expect(faults).toEqual([]);
  });

  test('the standard encoding by its name', async () => {
    const font = { BaseFont: 'ABCDEF+Old', FirstChar: 65, LastChar: 174, Widths: Array(110).fill(500) as number[] };
    expect(await told(font, type1('/Encoding StandardEncoding def'), '41AE')).toEqual({ text: 'Afi', faults: [] });
  });

  test('a name that tells nothing is a fault', async () => {
    const encoding = '/Encoding 256 array\ndup 11 /alpha put\ndup 12 /C12 put\nreadonly def';
    const font = { BaseFont: 'ABCDEF+Own', FirstChar: 11, LastChar: 12, Widths: [500, 500] };
    const { faults } = await told(font, type1(encoding), '0B0C');
    expect(faults).toEqual(['font Own does not say which characters it shows (no ToUnicode)']);
  });

  test.each([
    ['are told beside what its map tells', ['parenleftbig', 'zzz'], '∑x(\u2060', []],
    [
      'of which too many tell nothing are a fault',
      ['zzz', 'zzzz'],
      undefined,
      ['font CMEX10 does not say which characters it shows (its ToUnicode lacks some)'],
    ],
  ] as const)('codes of a font that its map lacks %s', async (_, [third, fourth], read, faults) => {
    const encoding = `/Encoding 256 array\ndup 1 /a put\ndup 2 /b put\ndup 3 /${third} put\ndup 4 /${fourth} put\nreadonly def`;
    const font = { BaseFont: 'ABCDEF+CMEX10', FirstChar: 1, LastChar: 4, Widths: [500, 500, 500, 500] };
    const map = 'begincmap\n2 beginbfchar\n<01> <2211>\n<02> <0078>\nendbfchar\nendcmap';
    const all = await told(font, type1(encoding), '01020304', map);
    expect(all.faults).toEqual(faults);
    if (read !== undefined) expect(all.text).toBe(read);
  });

  test('a CFF program’s charset and encoding', async () => {
    const program = (document: PDFDocument): Record<string, PDFRef> => ({
      FontFile3: document.context.register(
        // 34 is A, 150 onesuperior, 228 zcaron among the names that all programs share.
        document.context.stream(
          compact(
            [
              [1, 34],
              [2, 150],
              [3, 228],
              [4, 391],
              [5, 392],
            ],
            ['omega', 'Gcaron'],
          ),
          { Subtype: 'Type1C' },
        ),
      ),
    });
    const font = { BaseFont: 'ABCDEF+Compact', FirstChar: 1, LastChar: 5, Widths: Array(5).fill(500) as number[] };
    expect(await told(font, program, '0102030405')).toEqual({ text: 'A¹žωǦ', faults: [] });
  });
});

test.each([
  ['SymbolMT', '44B7B3', 'Δ•≥'],
  ['Wingdings-Regular', '4AFC6C', '☺✓●'],
  ['ZapfDingbats', '21346C', '✁✔●'],
])('%s shows what everybody’s copy shows', async (name, shown, text) => {
  const wide = { FirstChar: 0, LastChar: 255, Widths: Array(256).fill(500) as number[] };
  const font = { Subtype: 'TrueType', BaseFont: `ABCDEF+${name}`, ...wide };
  const program = (document: PDFDocument): Record<string, PDFRef> => ({
    FontFile2: document.context.register(document.context.stream(Buffer.alloc(12))),
  });
  expect(await told(font, program, shown)).toEqual({ text, faults: [] });
});
