import { deflateSync } from 'node:zlib';
import { PDFDict, PDFDocument, PDFName, PDFRef } from 'pdf-lib';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { bookmark, content, paper, saved, take as takeFile, written, type Taken } from './foreign.ts';
import type { ExhibitBookmark } from '../../src/model/exhibit.ts';

/** Where the table of all files below comes to lie, with what came of each. */
const TABLE = new URL('../../output/test/exhibits.md', import.meta.url);
/** Longest that any of them may take, milliseconds, on a machine that does much else. */
const PATIENCE_MS = 15_000;

const rows: string[] = [];

/** Takes a file in and enters it into the table. */
async function take(...given: Parameters<typeof takeFile>): Promise<Taken> {
  const begun = performance.now();
  const taken = await takeFile(...given);
  const milliseconds = Math.round(performance.now() - begun);
  const pages = taken.exhibit?.pages.length;
  const name = expect.getState().currentTestName!.replaceAll('|', ' ');
  const came = pages === undefined ? 'refused' : `${pages} ${pages === 1 ? 'page' : 'pages'}`;
  rows.push(`| ${name} | ${came} | ${taken.codes.join(', ') || '–'} | ${milliseconds} |`);
  expect(milliseconds).toBeLessThan(PATIENCE_MS);
  expect(pages !== undefined || taken.codes.length === 1).toBe(true);
  return taken;
}

afterAll(() => {
  mkdirSync(new URL('.', TABLE), { recursive: true });
  const head = '| file | what came of it | diagnostics | ms |\n| --- | --- | --- | ---: |';
  writeFileSync(TABLE, `${[head, ...rows].join('\n')}\n`);
});

const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');

describe('what is no PDF', () => {
  test.each([
    ['a JPEG called .pdf', text('\xff\xd8\xff\xe0\0\x10JFIF\0'), /is no PDF: it is a JPEG picture/, /`image:`/],
    ['a PNG', text('\x89PNG\r\n\x1a\n'), /a PNG picture/, /`image:`/],
    ['a Word document', text('PK\x03\x04\x14\0\x06\0word/document.xml'), /an Office document/, /Save it as PDF/],
    ['a web page', text('<!doctype html><title>404</title>'), /a web page/, /again/],
    ['a text', text('See attached.'), /a text file/, /again/],
    ['noise', Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) & 0xff), /data of an unknown kind/, /again/],
  ])('%s', async (_, bytes, message, hint) => {
    const { exhibit, diagnostics } = await take(bytes);
    expect(exhibit).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      severity: 'warning',
      code: 'exhibit-not-pdf',
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
      span: { file: 'packet.yaml', line: 7 },
    });
    expect(diagnostics[0]!.message).toContain('papers/audit.pdf');
  });

  test('an empty file', async () => {
    expect((await take(new Uint8Array())).codes).toEqual(['exhibit-empty']);
  });
});

test('a sound file is taken in as it is, byte for byte, without a word', async () => {
  const bytes = await saved(paper(3));
  const { exhibit, diagnostics } = await take(bytes);
  expect(diagnostics).toEqual([]);
  expect(exhibit!.pages.map((page) => page.text)).toEqual(['Page 1', 'Page 2', 'Page 3']);
  expect(Buffer.compare(exhibit!.bytes, bytes)).toBe(0);
});

describe('encrypted', () => {
  const locked = async (permissions = {}): Promise<Uint8Array> => {
    const document = await paper(2);
    document.encrypt({ userPassword: 'sesame', ownerPassword: 'owner', permissions });
    return document.save({ useObjectStreams: false });
  };

  test('without a password it is refused', async () => {
    const { exhibit, diagnostics } = await take(await locked());
    expect(exhibit).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'exhibit-encrypted', message: expect.stringMatching(/only with a password/) as string },
    ]);
  });

  test('with another password it is refused, and the message does not hold it', async () => {
    const { exhibit, diagnostics } = await take(await locked(), { password: 'open-it' });
    expect(exhibit).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'exhibit-encrypted', message: expect.stringMatching(/password given/) as string },
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain('open-it');
  });

  test('with the password it opens, is no longer encrypted, and what the owner forbids is told', async () => {
    const { exhibit, diagnostics } = await take(await locked({ printing: false, copying: false }), {
      password: 'sesame',
    });
    expect(exhibit!.pages.map((page) => page.text)).toEqual(['Page 1', 'Page 2']);
    expect(Buffer.from(exhibit!.bytes).includes('/Encrypt')).toBe(false);
    expect((await PDFDocument.load(exhibit!.bytes)).getPageCount()).toBe(2);
    expect(diagnostics).toMatchObject([{ severity: 'note', code: 'exhibit-restricted' }]);
    expect(diagnostics[0]!.message).toMatch(/printing.*copying/);
  });

  test('with the owner’s password there is nothing to tell', async () => {
    const { exhibit, codes } = await take(await locked({ printing: false }), { password: 'owner' });
    expect(exhibit!.pages).toHaveLength(2);
    expect(codes).toEqual([]);
  });
});

describe('damaged outside', () => {
  const broken = async (mend: (source: string) => string): Promise<Uint8Array> =>
    text(mend(Buffer.from(await saved(paper(3))).toString('latin1')));

  test.each([
    ['startxref leads elsewhere', (source: string) => source.replace(/startxref\s+\d+/, 'startxref\n17')],
    ['startxref is missing', (source: string) => source.replace(/startxref[^]*/, '%%EOF')],
    [
      'the table is wrong about objects',
      (source: string) =>
        source
          .replace('%PDF-1.7\n', '%PDF-1.7\n% moved by an editor\n')
          .replace(/startxref\s+(\d+)/, (_, at: string) => `startxref\n${Number(at) + 21}`),
    ],
    ['junk before the header', (source: string) => `HTTP/1.1 200 OK\r\nServer: x\r\n\r\n${source}`],
    ['the trailer is gone', (source: string) => source.replace(/xref\n0[^]*/, '')],
  ])('%s: repaired, with all pages and a warning', async (_, mend) => {
    const { exhibit, diagnostics } = await take(await broken(mend));
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'exhibit-repaired' }]);
    expect(exhibit!.pages.map((page) => page.text)).toEqual(['Page 1', 'Page 2', 'Page 3']);
    expect((await PDFDocument.load(exhibit!.bytes)).getPageCount()).toBe(3);
  });
});

describe('cut off', () => {
  test.each([0.3, 0.5, 0.7, 0.9])('at %f: what is lost is named, what is left is whole', async (part) => {
    const whole = await saved(paper(10));
    const { exhibit, diagnostics } = await take(whole.subarray(0, Math.floor(whole.length * part)));
    expect(diagnostics).toHaveLength(1);
    if (exhibit?.pages.length === 10) {
      expect(diagnostics[0]!.code).toBe('exhibit-repaired');
      return;
    }
    expect(diagnostics[0]!.code).toBe('exhibit-truncated');
    const said = /(\d+) of (\d+) pages could be saved/.exec(diagnostics[0]!.message);
    if (!exhibit) return;
    expect(said![2]).toBe('10');
    expect(Number(said![1])).toBe(exhibit.pages.length);
    for (const page of exhibit.pages) expect(page.text).toMatch(/^Page \d+$/);
    expect((await PDFDocument.load(exhibit.bytes)).getPageCount()).toBe(exhibit.pages.length);
  });

  test('only the table is cut away: nothing is lost, and it is repaired', async () => {
    const whole = Buffer.from(await saved(paper(4)));
    const { exhibit, codes } = await take(whole.subarray(0, whole.lastIndexOf('xref\n0') + 40));
    expect(codes).toEqual(['exhibit-repaired']);
    expect(exhibit!.pages).toHaveLength(4);
  });

  test('before anything: one diagnostic', async () => {
    const { exhibit, codes } = await take((await saved(paper(4))).subarray(0, 60));
    expect(exhibit).toBeUndefined();
    expect(codes).toEqual(['exhibit-truncated']);
  });

  test('content that a page speaks of and that is not there is seen', async () => {
    const document = await paper(5);
    for (const index of [1, 3]) {
      const parts = document.getPage(index).node.normalizedEntries().Contents!;
      document.context.delete(parts.get(0) as PDFRef);
    }
    const { exhibit, diagnostics } = await take(await saved(document));
    expect(diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'exhibit-truncated',
        message: expect.stringMatching(/3 of 5 pages could be saved: pages 2 and 4 are lost/) as string,
      },
    ]);
    expect(exhibit!.pages.map((page) => page.text)).toEqual(['Page 1', 'Page 3', 'Page 5']);
  });

  test('a page of which a part is not there keeps the others', async () => {
    const document = await paper(1, (own, context) => {
      const parts = own.getPage(0).node.normalizedEntries().Contents!;
      parts.push(PDFRef.of(9999));
      parts.push(context.obj(null));
    });
    const { exhibit, diagnostics } = await take(await saved(document));
    expect(exhibit!.pages.map((page) => page.text)).toEqual(['Page 1']);
    expect(diagnostics).toMatchObject([
      { code: 'exhibit-damaged', message: expect.stringMatching(/on page 1$/) as string },
    ]);
  });

  test('a picture that is not there is named with its page', async () => {
    const document = await paper(2, (own, context) => {
      own
        .getPage(1)
        .node.Resources()!
        .set(PDFName.of('XObject'), context.obj({ Im1: PDFRef.of(9999) }));
    });
    const { exhibit, diagnostics } = await take(await saved(document));
    expect(exhibit!.pages).toHaveLength(2);
    expect(diagnostics).toMatchObject([
      { code: 'exhibit-damaged', message: expect.stringMatching(/on page 2$/) as string },
    ]);
  });
});

describe('trees', () => {
  test('no pages', async () => {
    const { exhibit, codes } = await take(
      written(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']),
    );
    expect(exhibit).toBeUndefined();
    expect(codes).toEqual(['exhibit-no-pages']);
  });

  test('a page tree that leads back into itself', async () => {
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R 2 0 R 4 0 R] /Count 3 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
      '<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 5 0 R] /Count 2 >>',
      '<< /Type /Page /Parent 4 0 R /MediaBox [0 0 300 100] >>',
    ]);
    const { exhibit, codes } = await take(bytes);
    expect(codes).toEqual(['exhibit-repaired']);
    expect(exhibit!.pages.map(({ box }) => box.right)).toEqual([200, 300]);
    expect((await PDFDocument.load(exhibit!.bytes)).getPageCount()).toBe(2);
  });

  test('a page that is shown twice comes twice', async () => {
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R 4 0 R 3 0 R] /Count 3 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 100] >>',
    ]);
    const { exhibit } = await take(bytes);
    expect(exhibit!.pages.map(({ box }) => box.right)).toEqual([200, 300, 200]);
    expect((await PDFDocument.load(exhibit!.bytes)).getPageCount()).toBe(3);
  });

  test('arrays 5,000 deep, which those who read the file later have no room for, are gone', async () => {
    const bytes = written([
      `<< /Type /Catalog /Pages 2 0 R /Odd ${'['.repeat(5000)}${']'.repeat(5000)} >>`,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
    ]);
    const { exhibit, codes } = await take(bytes);
    expect(codes).toEqual(['exhibit-repaired']);
    expect(Buffer.from(exhibit!.bytes).toString('latin1')).not.toMatch(/(?:\[\s*){300}/);
  });

  test('a page tree of 5,000 levels is built anew, inherited things kept', async () => {
    const levels = 5000;
    const objects = ['<< /Type /Catalog /Pages 2 0 R >>'];
    for (let level = 0; level < levels; level++)
      objects.push(
        `<< /Type /Pages /Count 1 /Kids [${level + 3} 0 R]${level === 0 ? ' /MediaBox [0 0 300 400] /Rotate 450' : ''} >>`,
      );
    objects.push('<< /Type /Page /Parent 5001 0 R >>');
    const { exhibit, codes } = await take(written(objects));
    expect(codes).toEqual(['exhibit-repaired']);
    expect(exhibit!.pages).toMatchObject([{ rotate: 90, box: { left: 0, bottom: 0, right: 300, top: 400 } }]);
    const page = (await PDFDocument.load(exhibit!.bytes)).getPage(0);
    expect(page.getSize()).toEqual({ width: 300, height: 400 });
  });

  test('bookmarks in a ring end', async () => {
    const document = await paper(2, (own, context) => {
      const [a, b] = [bookmark(context, 'First', own.getPage(0)), bookmark(context, 'Second', own.getPage(1))];
      const root = context.register(context.obj({ Type: 'Outlines', First: a, Last: b }));
      const link = (from: PDFRef, key: string, to: PDFRef): void =>
        context.lookup(from, PDFDict).set(PDFName.of(key), to);
      link(a, 'Next', b);
      link(b, 'Next', a);
      link(b, 'First', a);
      own.catalog.set(PDFName.of('Outlines'), root);
    });
    const { exhibit, codes } = await take(await saved(document));
    expect(codes).toEqual(['exhibit-repaired']);
    expect(exhibit!.outline).toEqual([
      { title: 'First', page: 0, view: ['Fit'], children: [] },
      { title: 'Second', page: 1, view: ['Fit'], children: [] },
    ]);
  });

  test('bookmarks that are nested deeper than readers go are all there, and nothing is said of a ring', async () => {
    const LEVELS = 200;
    const item = (level: number): string =>
      `<< /Title (Level ${level}) /Dest [3 0 R /FitH ${level}]${level < LEVELS ? ` /First ${level + 4} 0 R` : ''} >>`;
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R /Outlines << /First 4 0 R >> >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
      ...Array.from({ length: LEVELS }, (_, i) => item(i + 1)),
    ]);
    const { exhibit, codes } = await take(bytes);
    expect(codes).toEqual(['exhibit-bookmarks-deep']);
    const rows = (list: readonly ExhibitBookmark[], depth: number): [string, number][] =>
      list.flatMap(({ title, children }) => [[title, depth], ...rows(children, depth + 1)]);
    expect(rows(exhibit!.outline, 1)).toEqual(
      Array.from({ length: LEVELS }, (_, i) => [`Level ${i + 1}`, Math.min(i + 1, 64)]),
    );
  });

  test('a name tree in a ring ends', async () => {
    const bytes = written([
      '<< /Type /Catalog /Pages 2 0 R /Names << /Dests 4 0 R >> /Outlines 5 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>',
      '<< /Kids [4 0 R] /Names [(a) << /D (a) >>] >>',
      '<< /First 6 0 R /Last 6 0 R >>',
      '<< /Title (Loop) /Dest (a) >>',
    ]);
    expect((await take(bytes)).exhibit!.outline).toEqual([{ title: 'Loop', children: [] }]);
  });
});

describe('bombs', () => {
  const bomb = deflateSync(Buffer.alloc(80 * 1024 * 1024, ' '));

  test('content that unpacks to more than any page', async () => {
    const document = await paper(2);
    content(document.getPage(1), bomb, { Filter: 'FlateDecode' });
    const { exhibit, diagnostics } = await take(await saved(document));
    expect(exhibit === undefined).toBe(true);
    expect(diagnostics).toMatchObject([
      { code: 'exhibit-too-large', message: expect.stringMatching(/page 2/) as string },
    ]);
  });

  test('streams in streams', async () => {
    const document = await paper(1);
    content(document.getPage(0), deflateSync(deflateSync(bomb)), {
      Filter: ['FlateDecode', 'FlateDecode', 'FlateDecode'],
    });
    expect((await take(await saved(document))).codes).toEqual(['exhibit-too-large']);
  });

  test('a form that unpacks to more than any page', async () => {
    const document = await paper(1, (own, context) => {
      const form = context.register(
        context.stream(bomb, { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 9, 9], Filter: 'FlateDecode' }),
      );
      own
        .getPage(0)
        .node.Resources()!
        .set(PDFName.of('XObject'), context.obj({ Fm: form }));
      content(own.getPage(0), '/Fm Do');
    });
    expect((await take(await saved(document))).codes).toEqual(['exhibit-too-large']);
  });

  test('more pages than the limit', async () => {
    const { exhibit, codes } = await take(await saved(paper(12)), { limits: { pages: 10 } });
    expect(exhibit).toBeUndefined();
    expect(codes).toEqual(['exhibit-too-large']);
  });

  test('more objects than the limit', async () => {
    expect((await take(await saved(paper(12)), { limits: { objects: 20 } })).codes).toEqual(['exhibit-too-large']);
  });
});

test('very large pages, and a thousand of them', async () => {
  const document = await paper(1000);
  document.getPage(0).setMediaBox(0, 0, 1920, 3205);
  const { exhibit, diagnostics } = await take(await saved(document));
  expect(diagnostics).toEqual([]);
  expect(exhibit!.pages).toHaveLength(1000);
  expect(exhibit!.pages[0]!.box).toEqual({ left: 0, bottom: 0, right: 1920, top: 3205 });
  expect(exhibit!.pages[999]!.text).toBe('Page 1000');
}, 60_000);

test('a form of a hundred pages is part of them, its values in their places', async () => {
  const document = await paper(100);
  const form = document.getForm();
  document.getPages().forEach((page, index) => {
    const field = form.createTextField(`name-${index}`);
    field.setText(`Value ${index + 1}`);
    field.addToPage(page, { x: 72, y: 500, width: 200, height: 24 });
    form.createCheckBox(`agreed-${index}`).addToPage(page, { x: 72, y: 450, width: 12, height: 12 });
  });
  const { exhibit, diagnostics } = await take(await document.save({ useObjectStreams: false }));
  expect(exhibit!.pages).toHaveLength(100);
  for (const [index, page] of exhibit!.pages.entries()) expect(page.text).toContain(`Value ${index + 1}`);
  expect(diagnostics.filter(({ severity }) => severity === 'warning')).toEqual([]);
  const fields = (await PDFDocument.load(exhibit!.bytes)).catalog.get(PDFName.of('AcroForm'));
  expect(fields).toBeUndefined();
}, 60_000);
