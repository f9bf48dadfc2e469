import { PDFDict, PDFDocument, PDFName } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { diagnosticsOf } from '../../src/validate/diagnose.ts';
import { ownChecks } from '../../src/validate/own-checks.ts';
import { claimedStandards, parseStandards, type JudgedName } from '../../src/validate/standards.ts';
import { broken, conforming, type Break } from './broken.ts';

/** What our own checks say of a file. */
async function said(bytes: Uint8Array, standard: JudgedName): Promise<readonly Diagnostic[]> {
  const [verdict] = await ownChecks(bytes, [standard]);
  expect(verdict!.passes).toBe(verdict!.faults.length === 0 && verdict!.error === undefined);
  return diagnosticsOf(verdict!, bytes);
}

describe('our own checks', () => {
  test('find nothing in a file that conforms', async () => {
    const bytes = await conforming();
    expect(await said(bytes, 'ua-1')).toEqual([]);
    expect(await said(bytes, 'a-2a')).toEqual([]);
  });

  test.each<[Break, JudgedName, string, RegExp, string]>([
    [
      'alt',
      'ua-1',
      'conformance-figure-alt',
      /^page \d, Figure in .*Document: .* \(ISO 14289-1, 7\.3\)$/,
      'Describe it',
    ],
    [
      'contents',
      'ua-1',
      'conformance-link-contents',
      /^page \d, a link: .* \(ISO 14289-1, 7\.18\.5\)$/,
      'where it leads',
    ],
    [
      'heading',
      'ua-1',
      'conformance-heading-skipped',
      /^page \d, H5 in .*“.+”\): .*\(ISO 14289-1, 7\.4\.2\)$/,
      'one level',
    ],
    ['tabs', 'ua-1', 'conformance-tab-order', /^pages? \d.*: .* \(ISO 14289-1, 7\.18\.3\)$/, 'Tabs'],
    ['language', 'ua-1', 'conformance-language', /names no language \(ISO 14289-1, 7\.2\)$/, 'lang'],
    ['language', 'a-2a', 'conformance-language', /names no language \(ISO 19005-2, 6\.7\.4\)$/, 'lang'],
    [
      'unicode',
      'a-2a',
      'conformance-font-unicode',
      /^page.*, the face \w.*: .* \(ISO 19005-2, 6\.2\.11\.7\.2\)$/,
      'ToUnicode',
    ],
    ['intent', 'a-2a', 'conformance-output-intent', /\(ISO 19005-2, 6\.2\.3\)$/, 'ICC'],
    ['script', 'a-2a', 'conformance-action', /JavaScript \(ISO 19005-2, 6\.5\.1\)$/, 'Take the action out'],
  ])('tell of %s by %s: page, thing, clause and remedy', async (way, standard, code, message, hint) => {
    const [only, ...others] = await said(await broken(way), standard);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ severity: 'error', code });
    expect(only!.message).toMatch(message);
    expect(only!.hint).toContain(hint);
    expect(only!.why).toBeTruthy();
  });

  test.each([
    ['WinAnsiEncoding', []],
    [undefined, ['conformance-font-unicode']],
  ])('take a simple font with the encoding %s for one that tells its text, or not', async (encoding, codes) => {
    const document = await PDFDocument.load(await conforming(), { updateMetadata: false });
    const font = await document.embedFont('Helvetica');
    document.getPage(0).drawText('Text', { font });
    await font.embed();
    const dict = document.context.lookup(font.ref, PDFDict);
    if (encoding === undefined) dict.delete(PDFName.of('Encoding'));
    else expect(dict.get(PDFName.of('Encoding'))).toBe(PDFName.of(encoding));
    const found = await said(await document.save({ updateFieldAppearances: false }), 'a-2a');
    expect(found.map(({ code }) => code).filter((code) => code === 'conformance-font-unicode')).toEqual(codes);
  });

  test('say that a file does not claim what it is held to, and that its version is another', async () => {
    const messages = (await said(await conforming(), 'a-4')).map((each) => each.message);
    expect(messages).toContain('the file does not claim PDF/A-4 (ISO 19005-4, 6.7.3)');
    expect(messages).toContain('the file is PDF 1.7 (ISO 19005-4, 6.1.2)');
  });

  test('fail what is no PDF with one line', async () => {
    const found = await said(new TextEncoder().encode('no PDF'), 'a-2b');
    expect(found).toMatchObject([{ severity: 'error', code: 'conformance-unjudged' }]);
  });
});

describe('names of standards', () => {
  test('are taken as people write them', () => {
    expect(parseStandards('UA-1, pdf/a-2a,ua-1')).toEqual(['ua-1', 'a-2a']);
  });
  test.each([
    ['a-9', 'there is no standard “a-9”'],
    ['', 'no standard is named'],
    ['a-2a,x-4', 'PDF/X-4 is a standard for print'],
  ])('“%s” is refused', (list, message) => {
    expect(() => parseStandards(list)).toThrow(message);
  });
  test('a file’s claims are told from those for print', () => {
    expect(claimedStandards(['PDF/A-2A', 'PDF/UA-1', 'PDF/X-4'])).toEqual(['ua-1', 'a-2a']);
  });
});
