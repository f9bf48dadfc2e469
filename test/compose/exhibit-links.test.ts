import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { leadIntoExhibits } from '../../src/compose/exhibit-links.ts';
import { toHtml } from '../../src/compose/tree.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Exhibit } from '../../src/model/exhibit.ts';
import type { PdfPart } from '../../src/model/part.ts';
import type { Publication } from '../../src/model/publication.ts';
import { bare, readFiles } from '../harness/read.ts';

const span = { file: 'publication.yaml', line: 4, column: 5 };
const part = (key: string, pages?: PdfPart['pages']): PdfPart => ({
  ...{
    kind: 'pdf',
    file: 'papers/audit.pdf',
    key,
    span,
    fit: 'keep',
    rotate: 0,
    annotations: 'keep',
    conform: 'refuse',
  },
  ...(pages && { pages }),
});
const NAMES = [
  ['chapter.2', 1],
  // As files write it: in UTF-8, and in UTF-16 with its mark.
  [Buffer.from('Anhänge').toString('latin1'), 3],
  ['\u00FE\u00FF\u0000W\u0000e\u0000g', 2],
] as const;
const exhibit = { pages: Array.from({ length: 5 }, () => ({})), names: NAMES } as unknown as Exhibit;

/** Where a link in a text leads whose address ends with a fragment, with what is told and what is on pages. */
function follow(fragment: string, parts: readonly PdfPart[] = [part('7')]) {
  const content = parseDocument(
    `<p><a href="#octavo-paper-7" data-source="0:3:9" data-exhibit-place="${fragment}">the audit</a></p>`,
  );
  const told: Diagnostic[] = [];
  const places = leadIntoExhibits({
    publication: { parts } as unknown as Publication,
    manuscript: { parts: [{ file: 'note.md', content }], assets: new Map() },
    exhibits: parts.map(() => exhibit),
    report: (each) => void told.push(each),
  });
  const html = toHtml(content);
  expect(html).not.toContain('data-exhibit-place');
  return { to: /href="#([^"]*)"/.exec(html)![1]!, told, places };
}

describe('a link to somebody else’s PDF leads to the place that its address names', () => {
  test.each([
    ['page=1', 'octavo-paper-7'],
    ['page=3', 'octavo-paper-7-3'],
    ['PAGE=3&zoom=150', 'octavo-paper-7-3'],
    // That is no place: the paper begins.
    ['zoom=150', 'octavo-paper-7'],
  ])('a page: #%s', (fragment, to) => {
    const { to: found, told, places } = follow(fragment);
    expect([found, told]).toEqual([to, []]);
    expect([...places.ids]).toEqual(fragment === 'zoom=150' ? [] : [to]);
  });

  test.each([
    ['nameddest=chapter.2', 'octavo-paper-7-2', NAMES[0][0]],
    ['chapter.2', 'octavo-paper-7-2', NAMES[0][0]],
    ['Anhänge', 'octavo-paper-7-4', NAMES[1][0]],
    ['Weg', 'octavo-paper-7-3', NAMES[2][0]],
  ])('a named destination: #%s', (fragment, run, name) => {
    const { to, told, places } = follow(fragment);
    expect([to, told]).toEqual(['octavo-place-1', []]);
    expect(places.on(run)).toEqual([to]);
    expect(places.of('octavo-paper-7').places).toEqual(new Map([[to, name]]));
  });

  test('where the page is, when a file comes in parts', () => {
    const parts = [part('7', [{ from: 4, to: 5 }]), part('8', [{ from: 1, to: 2 }])];
    expect(follow('page=5', parts).to).toBe('octavo-paper-7-2');
    expect(follow('page=2', parts).to).toBe('octavo-paper-8-2');
    const { to, places } = follow('chapter.2', parts);
    expect(places.on('octavo-paper-8-2')).toEqual([to]);
  });

  test.each([
    ['page=9', '“papers/audit.pdf” has 5 pages, but a link leads to page “9”', /the last is 5/],
    ['page=iv', '“papers/audit.pdf” has 5 pages, but a link leads to page “iv”', /the last is 5/],
    ['nowhere', '“papers/audit.pdf” has no destination “nowhere”', /^It has “chapter.2”, “Anhänge”, “Weg”\.$/],
    ['page=3', 'a link leads to page 3 of “papers/audit.pdf”, which “pages” does not take', /^Take the page in/],
    ['Weg', 'a link leads to page 3 of “papers/audit.pdf”, which “pages” does not take', /^Take the page in/],
  ])('and to its beginning where there is no such place in the book, which is told: #%s', (fragment, message, hint) => {
    const { to, told } = follow(fragment, [part('7', [{ from: 1, to: 2 }])]);
    expect(to).toBe('octavo-paper-7');
    const link = { file: 'note.md', line: 3, column: 9 };
    expect(told).toMatchObject([{ severity: 'warning', code: 'link-place-missing', message, span: link }]);
    expect(told[0]!.hint).toMatch(hint);
  });
});

test('the fragment comes from the address in the text, decoded', async () => {
  const parts = [{ kind: 'markdown', file: 'report.md' } as const, part('7')];
  const { html, codes } = await readFiles(
    { 'report.md': '[a](papers/audit.pdf#page=2) [b](papers/audit.pdf) [c](papers/audit.pdf#Anh%C3%A4nge)' },
    { publication: { parts } },
  );
  expect(codes).toEqual([]);
  expect([...html[0]!.matchAll(/data-exhibit-place="([^"]*)"/g)].map(([, place]) => place)).toEqual([
    'page=2',
    'Anhänge',
  ]);
  expect(bare(html[0]).match(/href="#octavo-paper-7"/g)).toHaveLength(3);
});
