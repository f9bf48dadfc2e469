import { PDFContext, PDFDict, PDFName, PDFNumber, PDFObjectParser, PDFRawStream, PDFRef } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { quickenParser } from '../../src/model/pdf-parse.ts';

quickenParser();

const parsed = (text: string) =>
  PDFObjectParser.forBytes(Buffer.from(text, 'latin1'), PDFContext.create()).parseObject();

describe('tokens of files', () => {
  test.each([
    ['0', 0],
    ['-0', -0],
    ['+17', 17],
    ['-98', -98],
    ['34.5', 34.5],
    ['-.002', -0.002],
    ['4.', 4],
    ['00012', 12],
    ['0.1', 0.1],
    ['123456.789012345', 123456.789012345],
    ['0.30000000000000004441', 0.30000000000000004],
    ['4294967296', 4294967296],
    ['12345678901234568', 12345678901234568],
  ])('the number %s', (text, value) => {
    expect((parsed(`${text} `) as PDFNumber).asNumber()).toBe(value);
    expect(parsed(text)).toBeInstanceOf(PDFNumber);
  });

  test.each(['--5', '.', '-', '5-3', '+'])('%s is no number', (text) => {
    expect(() => parsed(`${text} `)).toThrow(/number/i);
  });

  test('references, and numbers that only look like one', () => {
    expect(parsed('12 0 R')).toBe(PDFRef.of(12, 0));
    expect(parsed('12\r\n7 %\n R')).toBe(PDFRef.of(12, 7));
    expect(parsed('[1 0 R 1 0 2 0 R 3]').toString()).toBe('[ 1 0 R 1 0 2 0 R 3 ]');
    expect(parsed('[1 0 5 .5 -5 6]').toString()).toBe('[ 1 0 5 0.5 -5 6 ]');
  });

  test.each([
    ['/Name', '/Name'],
    ['/A#20B', '/A#20B'],
    ['/#41', '/A'],
    ['/ ', '/'],
    ['/Lime#', '/Lime#23'],
    ['/a/b', '/a'],
    ['/\u00e9t\u00e9(', '/#E9t#E9'],
  ])('the name %s', (text, written) => {
    expect(parsed(text).toString()).toBe(written);
  });

  test('names that share a place in the table do not become each other', () => {
    const all = Array.from({ length: 30_000 }, (_, i) => `/N${i}`);
    const names = parsed(`[${all.join('')}]`);
    expect(names.toString()).toBe(`[ ${all.join(' ')} ]`);
    expect(parsed('/N29999')).toBe(PDFName.of('N29999'));
  });

  test('comments and white space of every kind', () => {
    expect(parsed('\0\t\f% a comment >> (\r<<%x\n/A%y\n1/B[%z\n]>>').toString()).toBe('<<\n/A 1\n/B [ ]\n>>');
  });

  test('a stream has the bytes of the file', () => {
    const stream = parsed('<</Length 5>>stream\nab\0cdendstream') as PDFRawStream;
    expect(Buffer.from(stream.getContents()).toString('latin1')).toBe('ab\0cd');
    expect(stream.dict).toBeInstanceOf(PDFDict);
  });

  test('words and what is none', () => {
    expect(['true', 'false', 'null'].map((word) => parsed(word).toString())).toEqual(['true', 'false', 'null']);
    for (const text of ['', 'endobj', '}', ')']) expect(() => parsed(text)).toThrow();
  });

  test('numbers that are shared stay what they are', () => {
    const [a, b] = [PDFNumber.of(7), PDFNumber.of(7)];
    expect(a).toBe(b);
    expect(PDFNumber.of(-0).toString()).toBe(PDFNumber.of(-0).asNumber() === 0 ? '0' : '');
    expect(Object.is(PDFNumber.of(-0).asNumber(), -0)).toBe(true);
  });
});
