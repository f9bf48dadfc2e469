import { expect, test } from 'vitest';
import { sourceLines, type Sought } from '../../src/html/source-lines.ts';

const html = `<html><body><article>
<h1>Title of the layout</h1>
<h2 data-source="0:3:1">Harvest</h2>
<p data-source="0:5:1">Words of the <em data-source="0:5:14">first</em> para\u00adgraph.</p>
<figure><img data-source="0:7:1" src="/a.png" alt="A mill"></figure>
<ul data-source="0:9:1"><li data-source="0:9:1"><p data-source="0:9:3">Again</p></li><li data-source="0:10:1">Again</li></ul>
<p data-source="1:2:1">Last words with <img data-source="1:2:17" src="/b.png"> in them.</p>
</article></body></html>`;
const find = sourceLines({ html, files: ['one.md', 'two.md'] });

const sought: readonly Sought[] = [
  { type: 'Document', text: '' },
  { type: 'H1', text: 'Title of the layout' },
  { type: 'H2', text: 'Harvest' },
  { type: 'P', text: 'Words of the first paragraph.' },
  { type: 'Figure', text: '' },
  { type: 'Figure', text: '', alternative: 'A mill' },
  { type: 'LBody', text: 'Again' },
  { type: 'LBody', text: 'Again' },
  { type: 'P', text: 'Last words with in them.' },
  { type: 'Figure', text: '' },
];

test.each<[number, string | undefined]>([
  [0, undefined],
  [2, 'one.md:3:1'],
  [3, 'one.md:5:1'],
  // A figure without alternative: the next picture after what was read before it.
  [4, 'one.md:7:1'],
  [5, 'one.md:7:1'],
  // The same words twice: each in its turn.
  [6, 'one.md:9:1'],
  [7, 'one.md:10:1'],
  [8, 'two.md:2:1'],
  [9, 'two.md:2:17'],
])('element %i', (index, place) => {
  const span = find(sought, index);
  expect(span && `${span.file}:${span.line}:${span.column}`).toBe(place);
});

test('words that no source has lead nowhere', () => {
  expect(find([{ type: 'P', text: 'Words that the layout adds' }], 0)).toBeUndefined();
});
