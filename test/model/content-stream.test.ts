import { describe, expect, it } from 'vitest';
import { ContentScanner, isName, type Operand } from '../../src/model/content-stream.ts';

/** Operands as plain values: names with a slash, strings as text. */
function plain(operand: Operand): unknown {
  if (isName(operand)) return `/${operand.name}`;
  if (operand instanceof Uint8Array) return Buffer.from(operand).toString('latin1');
  if (Array.isArray(operand)) return (operand as readonly Operand[]).map(plain);
  if (operand instanceof Map)
    return Object.fromEntries([...(operand as ReadonlyMap<string, Operand>)].map(([k, v]) => [k, plain(v)]));
  return operand;
}

function scan(content: string | Uint8Array): unknown[] {
  const scanner = new ContentScanner(typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  const all: unknown[] = [];
  while (scanner.next()) all.push([scanner.operator, ...scanner.operands().map(plain)]);
  return all;
}

describe('content stream', () => {
  it('gives operators with their operands', () => {
    expect(scan('q\n1 0 0 -1 .5 +12.25 cm /F4 10 Tf% a comment ) Tj\n[<0041>-20 (b)]TJ true null d0 f* Q')).toEqual([
      ['q'],
      ['cm', 1, 0, 0, -1, 0.5, 12.25],
      ['Tf', '/F4', 10],
      ['TJ', ['\0A', -20, 'b']],
      ['d0', true, null],
      ['f*'],
      ['Q'],
    ]);
  });

  it('gives the strings of an operation alone, also of arrays, and takes none from a comment', () => {
    const scanner = new ContentScanner(
      Buffer.from('[(a\\)) -20 % (no)\n<0041>(b(c))] TJ /F 1 Tf <</K 1>> (d) Tj', 'latin1'),
    );
    const all: unknown[] = [];
    while (scanner.next()) all.push(scanner.strings().map(plain));
    expect(all).toEqual([['a)', '\0A', 'b(c)'], [], ['d']]);
  });

  it('reads strings with all their escapes', () => {
    expect(
      scan(String.raw`(a\(b\)(c)\\\n\101\7z\
d) Tj <4 1 4> Tj () Tj`),
    ).toEqual([
      ['Tj', 'a(b)(c)\\\nA\x07zd'],
      ['Tj', 'A@'],
      ['Tj', ''],
    ]);
  });

  it('reads marked content with properties', () => {
    expect(scan('/Span <</MCID 3/ActualText (x) /E [1 /A#42 <</D true>>]>> BDC EMC /P /Props BDC')).toEqual([
      ['BDC', '/Span', { MCID: 3, ActualText: 'x', E: [1, '/AB', { D: true }] }],
      ['EMC'],
      ['BDC', '/P', '/Props'],
    ]);
  });

  it('takes an inline image as one operation, whatever bytes are in it', () => {
    const head = Buffer.from('q BI /W 4 /H 1 /CS /G /BPC 8 ID ');
    const data = Buffer.from([0x20, 0x45, 0x49, 0x20, 0xff, 0x00, 0x28, 0x45, 0x49]);
    const scanner = new ContentScanner(Buffer.concat([head, data, Buffer.from('\nEI\nQ 1 w')]));
    const operators: string[] = [];
    while (scanner.next()) {
      operators.push(scanner.operator);
      if (scanner.operator !== 'BI') continue;
      expect(scanner.operands().map(plain)).toEqual(['/W', 4, '/H', 1, '/CS', '/G', '/BPC', 8]);
      expect(scanner.bytes.subarray(scanner.dataStart, scanner.dataEnd)).toEqual(data);
    }
    expect(operators).toEqual(['q', 'BI', 'Q', 'w']);
  });

  it('tells where each operation stands, so that it can be cut out', () => {
    const content = 'BT /F 1 Tf\n(x) Tj ET';
    const scanner = new ContentScanner(Buffer.from(content));
    const cut: string[] = [];
    while (scanner.next()) cut.push(content.slice(scanner.start, scanner.end));
    expect(cut).toEqual(['BT', '/F 1 Tf', '(x) Tj', 'ET']);
  });

  it('gives numbers, names and strings without reading all operands', () => {
    const scanner = new ContentScanner(Buffer.from('/A#20B 7 -2.5 (t) x'));
    expect(scanner.next()).toBe(true);
    expect([scanner.count, scanner.number(0), scanner.number(1), scanner.number(9), scanner.name()]).toEqual([
      2,
      7,
      -2.5,
      0,
      'A B',
    ]);
    expect(Buffer.from(scanner.string()!).toString()).toBe('t');
  });

  it.each([
    '(never closed',
    '<41',
    '<</A',
    '[[[[',
    '1 2',
    'BI /W 1 ID',
    ')>>]}',
    '/',
    '('.repeat(10_000),
    '['.repeat(10_000),
    '<<'.repeat(10_000),
    `${'1 '.repeat(10_000)}re`,
    'BI BI ID EI',
  ])('ends on damaged content: %.12s', (content) => {
    expect(() => scan(content)).not.toThrow();
    expect(() => scan(`${content} Q`)).not.toThrow();
  });

  it('is fast enough for whole books', () => {
    const content = Buffer.from(
      'q 3.125 0 0 3.125 140 140 cm BT /F4 10.66 Tf 1 0 0 -1 0 30 Tm <0015> Tj ET Q\n'.repeat(100_000),
    );
    const scanner = new ContentScanner(content);
    const from = performance.now();
    let count = 0;
    while (scanner.next()) count++;
    expect(count).toBe(800_000);
    // 8 MB, a thousand pages; a tenth of a second alone, so this fails on a change of order only.
    expect(performance.now() - from).toBeLessThan(5000);
  });
});
