import { expect, test } from 'vitest';
import { noticeHeading, type SupplementPack } from '../../src/compose/supplement.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Publication } from '../../src/model/publication.ts';

const PACK: SupplementPack = { number: 2, changes: [], sheets: [], held: new Set() };
const LAYOUT = { file: 'publication.yaml', line: 3, column: 9 };
const PUBLICATION = {
  source: 'publication.yaml',
  layout: './mine',
  places: { layout: LAYOUT },
} as unknown as Publication;

test('a layout that shows no notice of a supplement is told of, where the publication names it', () => {
  const found: Diagnostic[] = [];
  const headings = (html: string) =>
    noticeHeading(PACK, html, PUBLICATION, { supplement: 'Supplement' }, (d) => void found.push(d));
  expect(headings('<h1 id="octavo-supplement">Supplement 2</h1>')).toMatchObject([{ title: 'Supplement 2' }]);
  expect(found).toEqual([]);
  expect(headings('<main></main>')).toEqual([]);
  expect(found).toMatchObject([{ severity: 'warning', code: 'supplement-unannounced', span: LAYOUT }]);
});
