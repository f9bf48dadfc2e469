import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { OfficeFormat } from '../../src/model/part.ts';
import { openOffice } from '../../src/office/office.ts';
import {
  LOOK,
  item,
  noteCall,
  paragraph,
  picture,
  wordFile,
  wordTable,
  workbookFile,
  zipped,
} from '../harness/office-files.ts';

const SPAN = { file: 'packet.yaml', line: 7, column: 5 };

/** What an Office file becomes, and what is said of it. */
async function take(bytes: Uint8Array, format: OfficeFormat, options: { lang?: string; milliseconds?: number } = {}) {
  const diagnostics: Diagnostic[] = [];
  const { lang = 'en', ...limits } = options;
  const file = `papers/paper.${format}`;
  const text = await openOffice(bytes, { file, format, span: SPAN }, lang, (each) => diagnostics.push(each), {
    limits,
  });
  return { html: text?.html, diagnostics, codes: diagnostics.map(({ code }) => code) };
}

/** A zip each of whose entries says that it unpacks to so many MiB. */
function claiming(zip: Uint8Array, mebibytes: number): Uint8Array {
  const bytes = Buffer.from(zip);
  for (let at = bytes.indexOf('PK\x01\x02'); at !== -1; at = bytes.indexOf('PK\x01\x02', at + 1))
    bytes.writeUInt32LE(mebibytes * 1024 * 1024, at + 24);
  return bytes;
}

/** Text of the cells of a table, row by row, whatever its tags. */
const cells = (html: string | undefined): string[][] =>
  [...(html ?? '').matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) => cell!.replace(/<[^>]+>/g, '')),
  );

const csv = (text: string): Uint8Array => Buffer.from(text);

describe('tables as text', () => {
  test.each([
    [
      'commas',
      'Item,2025\nTravel,"1,200.50"\nRent,900\n',
      [
        ['Item', '2025'],
        ['Travel', '1,200.50'],
        ['Rent', '900'],
      ],
    ],
    [
      'semicolons and decimal commas',
      'Posten;2025;2026\nReisen;1.200,50;3,4\nMiete;900,00;12,0\n',
      [
        ['Posten', '2025', '2026'],
        ['Reisen', '1.200,50', '3,4'],
        ['Miete', '900,00', '12,0'],
      ],
    ],
    [
      'tabs',
      'Name\tPlace\nAda\tBath, Avon\nBen\tYork\n',
      [
        ['Name', 'Place'],
        ['Ada', 'Bath, Avon'],
        ['Ben', 'York'],
      ],
    ],
    [
      'told by Excel',
      'sep=|\r\nA|B\r\n1;2|3\r\n',
      [
        ['A', 'B'],
        ['1;2', '3'],
      ],
    ],
    [
      'quotes, doubled and over lines',
      'A,B\n"say ""hi""","one\ntwo"\n',
      [
        ['A', 'B'],
        ['say &quot;hi&quot;', 'onetwo'],
      ],
    ],
  ])('%s', async (_, text, expected) => {
    const { html, codes } = await take(csv(text), 'csv');
    expect(cells(html)).toEqual(expected);
    expect(codes).toEqual([]);
    expect(html).toContain('<th scope="col"');
  });

  test.each([
    ['UTF-8 with its mark', Buffer.from('\uFEFFName,Stadt\nJosé,Köln\n'), []],
    ['UTF-16, little end first', Buffer.from('\uFEFFName,Stadt\nJosé,Köln\n', 'utf16le'), []],
    ['UTF-16, big end first', Buffer.from('\uFEFFName,Stadt\nJosé,Köln\n', 'utf16le').swap16(), []],
    ['Windows-1252', Buffer.from('Name,Stadt\nJosé,Köln\n', 'latin1'), ['office-encoding']],
  ])('in %s', async (_, bytes, codes) => {
    const taken = await take(bytes, 'csv');
    expect(cells(taken.html)).toEqual([
      ['Name', 'Stadt'],
      ['José', 'Köln'],
    ]);
    expect(taken.codes).toEqual(codes);
  });

  test('markup in a cell is text', async () => {
    const { html } = await take(csv('A,B\n<img src=x onerror=alert(1)>,<b>2</b>\n'), 'csv');
    expect(html).not.toMatch(/<(?:img|b)\b/);
  });

  test('a table longer than anybody reads is cut, and said to be', async () => {
    const { html, codes } = await take(csv(`n,m\n${'1,2\n'.repeat(5000)}`), 'csv');
    expect(codes).toEqual(['office-table-cut']);
    expect(cells(html)).toHaveLength(2001);
  });

  test('what is no text is refused', async () => {
    expect((await take(Buffer.alloc(4000), 'csv')).codes).toEqual(['office-unreadable']);
  });
});

describe('workbooks', () => {
  const bytes = workbookFile([
    {
      name: 'Plan',
      rows: [
        ['Budget of the society'],
        ['Line', 'Secret', 'Euros', 'Share', 'Day'],
        ['Rent', 'x', { v: 1234.5, look: LOOK.euro }, { v: 0.125, look: LOOK.percent }, { v: 46_066, look: LOOK.date }],
        ['Hidden', 'x', 1, 2, 3],
        ['Lamps', 'x', { v: -2000, look: LOOK.whole }, { v: 0.875, look: LOOK.percent }, undefined],
        [{ v: 'All of it', look: LOOK.bold }, undefined, { v: -765.5, look: LOOK.boldWhole, f: 'SUM(C3:C5)' }],
        ['Wrong', undefined, { error: '#REF!' }, { f: '1+1' }],
      ],
      merges: ['A1:E1'],
      hiddenColumns: [2],
      hiddenRows: [4],
    },
    {
      name: 'Names & more',
      rows: [
        ['Ada', undefined],
        ['Ben', 'Treasurer'],
      ],
      merges: ['A1:B1'],
    },
    { name: 'Drafts', state: 'veryHidden', rows: [['canary']] },
    { name: 'Empty', rows: [] },
  ]);

  test('each sheet that is seen is a table with its title, cells as they are shown', async () => {
    const { html } = await take(bytes, 'xlsx');
    expect([...html!.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title)).toEqual(['Plan', 'Names &amp; more']);
    expect(html).toContain('<caption>Budget of the society</caption>');
    expect(cells(html).slice(0, 4)).toEqual([
      ['Line', 'Euros', 'Share', 'Day'],
      ['Rent', '1,234.50 €', '12.5%', '2026-02-13'],
      ['Lamps', '\u22122,000', '87.5%', ''],
      ['All of it', '\u2212766', '', ''],
    ]);
    expect(html).toMatch(/<tr class="total"><th scope="row">All of it/);
  });

  test('numbers are written as the publication’s language does', async () => {
    const { html } = await take(bytes, 'xlsx', { lang: 'de' });
    expect(cells(html)[1]).toEqual(['Rent', '1.234,50 €', '12,5%', '2026-02-13']);
  });

  test('nothing that is hidden comes out, and what was left out is said', async () => {
    const { html, diagnostics } = await take(bytes, 'xlsx');
    expect(html).not.toMatch(/canary|Secret|Hidden/);
    expect(diagnostics).toMatchObject([
      {
        severity: 'note',
        code: 'office-hidden',
        message: expect.stringMatching(/“Drafts”, 1 row, 1 column$/) as string,
        span: SPAN,
      },
      { severity: 'warning', code: 'office-formula' },
      { severity: 'warning', code: 'office-error-values' },
    ]);
  });

  test('cells over several columns and rows', async () => {
    const { html } = await take(
      workbookFile([
        {
          name: 'Sheet1',
          rows: [
            ['Room', 'Hours', undefined],
            [undefined, 'from', 'to'],
            ['A', 9, 17],
            ['B', 10, 18],
          ],
          merges: ['A1:A2', 'B1:C1'],
        },
      ]),
      'xlsx',
    );
    expect(html).toContain('<th scope="col" rowspan="2">Room</th><th scope="colgroup" colspan="2"');
    expect(html!.match(/<thead>[^]*<\/thead>/)![0].match(/<tr>/g)).toHaveLength(2);
  });

  test('a large sheet is cut, and said to be', async () => {
    const rows = [['n', 'm'], ...Array.from({ length: 30_000 }, (_, i) => [i, 2 * i])];
    const { html, codes } = await take(workbookFile([{ name: 'All', rows }]), 'xlsx');
    expect(codes).toEqual(['office-table-cut']);
    expect(cells(html).length).toBeLessThanOrEqual(2001);
  });
});

describe('documents', () => {
  const body = [
    paragraph('Memo', 'Title'),
    paragraph('First', 'Heading1'),
    paragraph(`<w:r><w:t>Counted</w:t></w:r>${noteCall(1)}`),
    paragraph('<w:r><w:rPr><w:vanish/></w:rPr><w:t>canary-hidden</w:t></w:r><w:r><w:t>Seen.</w:t></w:r>'),
    paragraph(
      '<w:ins w:id="1"><w:r><w:t>added</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>canary-deleted</w:delText></w:r></w:del>',
    ),
    paragraph(
      '<w:commentRangeStart w:id="0"/><w:r><w:t>remarked</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
    ),
    paragraph('Second', 'Heading2'),
    item('one'),
    item('inner', 1),
    paragraph('Table 1. Rooms', 'Caption'),
    wordTable(
      [
        ['Room', 'Readers'],
        ['A', '21'],
      ],
      false,
    ),
    paragraph(picture('rPicture', 'A lamp')),
    paragraph('Figure 1. A lamp', 'Caption'),
    paragraph(picture('rFar', 'Far away', true)),
    paragraph('<w:hyperlink r:id="rLink"><w:r><w:t>more</w:t></w:r></w:hyperlink>'),
  ].join('');
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
    'base64',
  );
  const bytes = wordFile({
    body,
    notes: ['For eight weeks.'],
    relations: [
      ['rPicture', 'image', 'media/lamp.png'],
      ['rFar', 'image', 'https://elsewhere.example/canary.png', true],
      ['rLink', 'hyperlink', 'https://example.org/', true],
      ['rComments', 'comments', 'comments.xml'],
    ],
    extra: {
      'word/media/lamp.png': png,
      'word/vbaProject.bin': Buffer.from('canary-macro'),
      'word/comments.xml':
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0" w:author="Eve"><w:p><w:r><w:t>canary-comment</w:t></w:r></w:p></w:comment></w:comments>',
    },
  });

  test('headings below the title, lists in lists, tables with heads, captions, notes, links', async () => {
    const { html } = await take(bytes, 'docx');
    expect([...html!.matchAll(/<h(\d)>(.*?)<\/h/g)].map(([, level, text]) => `${level} ${text}`)).toEqual([
      '1 Memo',
      '2 First',
      '3 Second',
    ]);
    expect(html).toMatch(/<li>one<ul><li>inner<\/li><\/ul><\/li>/);
    expect(html).toMatch(/<table><caption>Table 1. Rooms<\/caption><thead><tr><th scope="col">Room<\/th>/);
    expect(html).toMatch(/<figure><img alt="A lamp" src="data:image\/png;base64,[^"]+"><figcaption>Figure 1. A lamp/);
    expect(html).toContain('<a href="https://example.org/">more</a>');
    expect(html).toContain('<a data-note-call="footnote-1">1</a>');
    expect(html).toMatch(/<section data-notes><ol><li data-note="footnote-1"><p> *For eight weeks\. *<\/p>/);
  });

  test('lines that would close some of it are an error: nothing of them works here', async () => {
    const colons = [paragraph('Open'), paragraph('::: closed personnel'), paragraph('Pay'), paragraph(':::')].join('');
    const split = paragraph('<w:r><w:t>::</w:t></w:r><w:r><w:b/><w:t>: Closed</w:t></w:r>');
    for (const body of [colons, split, wordTable([['::: {.closed}'], ['Pay']])])
      expect((await take(wordFile({ body }), 'docx')).diagnostics).toMatchObject([
        { code: 'office-closed', severity: 'error', span: SPAN },
      ]);
    const named = paragraph('Closed blocks begin with ::: closed and end with :::.');
    expect((await take(wordFile({ body: named }), 'docx')).codes).toEqual([]);
  });

  test('changes as if accepted; comments, hidden text, macros and pictures of others stay out, and that is said', async () => {
    const { html, diagnostics } = await take(bytes, 'docx');
    expect(html).toContain('added');
    expect(html).not.toMatch(/canary|Eve|elsewhere/);
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'note office-tracked',
      'note office-comments',
      'note office-hidden',
      'note office-macros',
      'warning office-left-out',
    ]);
  });
});

describe('hostile files', () => {
  const doctype = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document/>';
  test.each<[string, OfficeFormat, () => Uint8Array, string]>([
    ['no Office file at all', 'docx', () => Buffer.from('%PDF-1.7'), 'office-unreadable'],
    ['another zip', 'xlsx', () => zipped({ 'a.txt': 'x' }), 'office-unreadable'],
    ['cut off', 'docx', () => wordFile({ body: paragraph('x') }).subarray(0, 900), 'office-unreadable'],
    ['Office of before 2007', 'xlsx', () => Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'office-old'],
    [
      'under a password',
      'docx',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'office-encrypted',
    ],
    [
      'entities that reach out',
      'docx',
      () => wordFile({ body: '', extra: { 'word/document.xml': doctype } }),
      'office-unreadable',
    ],
    ['an entry that unpacks to 300 MB', 'docx', () => claiming(wordFile({ body: '' }), 300), 'office-too-large'],
    ['many entries that unpack to much', 'xlsx', () => claiming(workbookFile([]), 47), 'office-too-large'],
    [
      'more entries than any file',
      'xlsx',
      () => workbookFile([], Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`xl/media/${i}.bin`, 'x']))),
      'office-too-large',
    ],
  ])(
    '%s: one diagnostic',
    async (_, format, make, code) => {
      const { html, diagnostics } = await take(make(), format);
      expect(html).toBeUndefined();
      expect(diagnostics).toMatchObject([{ severity: 'warning', code, span: SPAN }]);
      expect(diagnostics[0]!.hint).toBeDefined();
    },
    30_000,
  );

  test('XML as deep as a well ends', async () => {
    const { codes } = await take(wordFile({ body: '<w:sdt><w:sdtContent>'.repeat(100_000) }), 'docx');
    expect(codes).toHaveLength(1);
  }, 40_000);

  test('a file that takes too long is given up', async () => {
    const body = paragraph('x').repeat(150_000);
    expect((await take(wordFile({ body }), 'docx', { milliseconds: 300 })).codes).toEqual(['office-timeout']);
  }, 30_000);
});
