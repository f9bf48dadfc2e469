import { deflateSync, inflateSync } from 'node:zlib';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, type PDFPage } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { streamData } from '../../src/finish/stream-data.ts';
import { content, paper, saved, take, written } from './foreign.ts';

/** Lines of text that no packing makes short. */
const LINES = Array.from({ length: 200 }, (_, i) => {
  const word = Math.sin(i + 1)
    .toString(36)
    .slice(3);
  return `BT /F1 8 Tf 72 ${780 - 3 * i} Td (Line ${i + 1} ${word}) Tj ET\n`;
}).join('');
const PACKED = deflateSync(Buffer.from(LINES));

/** With another byte in its midst, which no decoder gets past. */
const BROKEN = Buffer.concat([PACKED.subarray(0, 1500), Buffer.alloc(64, 0xff), PACKED.subarray(1564)]);
const CHECKSUM = Buffer.concat([PACKED.subarray(0, -4), Buffer.from('abcd')]);
const NO_CHECKSUM = PACKED.subarray(0, -4);
const CUT = PACKED.subarray(0, 1500);

/** A page of which the content is packed as given. */
async function packed(bytes: Uint8Array): Promise<Uint8Array> {
  return saved(
    paper(1, (document) => {
      const page = document.getPage(0);
      nameFont(page);
      content(page, bytes, { Filter: 'FlateDecode' });
    }),
  );
}

function nameFont(page: PDFPage): void {
  const fonts = page.node.Resources()!.lookup(PDFName.of('Font'), PDFDict);
  fonts.set(PDFName.of('F1'), fonts.get(fonts.keys()[0]!)!);
}

/** How many of the lines a page shows. */
const linesOf = (text: string): number => text.match(/Line \d+/g)?.length ?? 0;

/** Undoes the content of a file's only page as a strict reader does, and throws where that cannot be. */
async function readStrictly(bytes: Uint8Array): Promise<void> {
  const document = await PDFDocument.load(bytes);
  const { node } = document.getPage(0);
  const contents = node.lookup(PDFName.of('Contents'));
  const parts = contents instanceof PDFArray ? contents.asArray() : [node.get(PDFName.of('Contents'))];
  for (const part of parts) {
    const stream = document.context.lookup(part) as PDFRawStream;
    if (stream.dict.has(PDFName.of('Filter'))) inflateSync(stream.getContents());
  }
}

describe('content of which the packing is damaged', () => {
  test.each([
    ['in its midst', BROKEN],
    ['by being cut off', CUT],
  ])('%s: what came before is there, the damage is told, and later readers find none', async (_, bytes) => {
    const { exhibit, diagnostics } = await take(await packed(bytes));
    expect(linesOf(exhibit!.pages[0]!.text)).toBeGreaterThan(40);
    expect(linesOf(exhibit!.pages[0]!.text)).toBeLessThan(200);
    expect(diagnostics).toMatchObject([
      { code: 'exhibit-damaged', message: expect.stringMatching(/content cannot be unpacked.* on page 1$/) as string },
    ]);
    await readStrictly(exhibit!.bytes);
  });

  test.each([
    ['wrong', CHECKSUM],
    ['absent', NO_CHECKSUM],
  ])('its checksum is %s: nothing is lost, and nothing is told', async (_, bytes) => {
    const { exhibit, diagnostics } = await take(await packed(bytes));
    expect(linesOf(exhibit!.pages[0]!.text)).toBe(200);
    expect(diagnostics).toEqual([]);
    await readStrictly(exhibit!.bytes);
  });
});

test('a form that is packed as nobody knows, or holds nothing, is one that shows nothing', async () => {
  const bytes = await saved(
    paper(1, (document, context) => {
      const form = (data: string, filter: string) =>
        context.register(
          context.stream(data, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 9, 9], Filter: filter }),
        );
      const page = document.getPage(0);
      const forms = { A: form('x', 'OwnDecode'), B: form('', 'FlateDecode') };
      page.node.Resources()!.set(PDFName.of('XObject'), context.obj(forms));
      content(page, '/A Do /B Do');
    }),
  );
  const { exhibit } = await take(bytes);
  expect(exhibit!.pages[0]!.text).toBe('Page 1');
  const document = await PDFDocument.load(exhibit!.bytes);
  const forms = document.getPage(0).node.Resources()!.lookup(PDFName.of('XObject'), PDFDict);
  for (const key of forms.keys()) {
    const form = forms.lookup(key) as PDFRawStream;
    expect(form.dict.has(PDFName.of('Filter'))).toBe(false);
    expect(form.getContents()).toHaveLength(0);
  }
});

test('what a book is made of may be damaged, too: a character map gives what can be read of it', async () => {
  const { context } = await PDFDocument.create();
  const stream = (bytes: Uint8Array, filter: string): PDFRawStream =>
    PDFRawStream.of(context.obj({ Filter: filter }), bytes);
  expect(
    linesOf(
      Buffer.from(streamData(stream(CHECKSUM, 'FlateDecode')))
        .toString('latin1')
        .replaceAll('(', '\n'),
    ),
  ).toBe(200);
  expect(streamData(stream(BROKEN, 'FlateDecode')).length).toBeGreaterThan(1000);
  expect(streamData(stream(Buffer.from('x'), 'OwnDecode'))).toHaveLength(0);
});

test('a catalog that does not say that it is one', async () => {
  const { exhibit, codes } = await take(
    written(['<< /Pages 2 0 R >>', '<< /Kids [3 0 R] /Count 1 >>', '<< /Parent 2 0 R /MediaBox [0 0 200 100] >>']),
  );
  expect(codes).toEqual(['exhibit-repaired']);
  expect((await PDFDocument.load(exhibit!.bytes)).getPage(0).getSize()).toEqual({ width: 200, height: 100 });
});
