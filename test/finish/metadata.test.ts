import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/inspect.ts';
import { finished } from './book.ts';

describe('metadata', () => {
  it('is the same in Info and in XMP', async () => {
    const bytes = await finished();
    const file = await getDocument({ data: Uint8Array.from(bytes), verbosity: 0 }).promise;
    const { info, metadata } = await file.getMetadata();
    expect(info).toMatchObject({
      Title: 'Minutes & papers',
      Author: 'Ada Example; Jürgen Beispiel',
      Subject: 'What was <said> — and done',
      Keywords: 'board, minutes',
      Creator: 'Octavo 0.1.0',
      Producer: 'Skia/PDF m153',
      CreationDate: 'D:20250314092653Z',
      ModDate: 'D:20250314092653Z',
    });
    expect(metadata.get('dc:title')).toBe('Minutes & papers');
    expect(metadata.get('dc:creator')).toEqual(['Ada Example', 'Jürgen Beispiel']);
    expect(metadata.get('dc:description')).toBe('What was <said> — and done');
    expect(metadata.get('dc:subject')).toEqual(['board', 'minutes']);
    expect(metadata.get('pdf:keywords')).toBe('board, minutes');
    expect(metadata.get('xmp:creatortool')).toBe('Octavo 0.1.0');
    expect(metadata.get('xmp:createdate')).toBe('2025-03-14T09:26:53Z');
    const facts = (await inspect(bytes)).metadata;
    expect(facts.disagreements).toEqual([]);
    expect(facts.languages).toEqual(['en-GB']);
  });

  it('agrees whatever a title or a name has in it', async () => {
    const metadata = {
      title: '  Tabs\tand\nlines \u0007 ]]> &amp; "quoted" \\ (paren \uD800 \uFFFF',
      authors: ['', 'O’Brien <ob@example.org>', '  '],
      subject: '',
      keywords: ['a', 'a', '', 'b\u2028c'],
    };
    const facts = (await inspect(await finished({ metadata }))).metadata;
    expect(facts.disagreements).toEqual([]);
    expect(facts.title).toBe('Tabs and lines ]]> &amp; "quoted" \\ (paren \uFFFD');
    expect(facts.info['Title']).toBe(facts.title);
    expect(facts.authors).toEqual(['O’Brien <ob@example.org>']);
    expect(facts.keywords).toBe('a, b c');
    expect(facts.info).not.toHaveProperty('Subject');
  });

  it('dates from the book alone', async () => {
    const text = Buffer.from(await finished()).toString('latin1');
    expect(text).not.toMatch(/2026/);
  });
});
