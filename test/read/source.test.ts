import { isTag } from 'domhandler';
import { describe, expect, test } from 'vitest';
import { parseSource } from '../../src/model/span.ts';
import { eachElement } from '../../src/read/tree.ts';
import { readFiles } from '../harness/read.ts';

/** `name line:column` of each element that knows its source. */
async function places(markdown: string): Promise<string[]> {
  const { manuscript } = await readFiles({ 'report.md': markdown, 'x.png': '' });
  const found: string[] = [];
  eachElement(manuscript.parts[0]!.content, (element) => {
    const span = parseSource(element.attribs['data-source'], ['report.md']);
    if (span && isTag(element)) found.push(`${element.name} ${span.line}:${span.column}`);
  });
  return found;
}

describe('every block, link and image knows its line and column', () => {
  test('blocks at the top, front matter counted', async () => {
    expect(
      await places(
        '---\ntitle: x\n---\n\n# A\n\npara\nover lines\n\n   indented\n\nSetext\n===\n\n***\n\n```js\ncode\n```\n\n    more code\n',
      ),
    ).toEqual(['h1 5:1', 'p 7:1', 'p 10:4', 'h1 12:1', 'hr 15:1', 'pre 17:1', 'code 17:1', 'pre 21:5', 'code 21:5']);
  });

  test('lists in lists, loose and tight, with what is in them', async () => {
    const markdown =
      '- a\n  - b\n    - [c](https://x.org)\n\n      para [d](https://y.org)\n- e\n\n1. one\n\n   two [f](https://z.org)\n2. three\n   - four\n';
    expect(await places(markdown)).toEqual([
      'ul 1:1',
      'li 1:1',
      'ul 2:3',
      'li 2:3',
      'ul 3:5',
      'li 3:5',
      'p 3:7',
      'a 3:7',
      'p 5:7',
      'a 5:12',
      'li 6:1',
      'ol 8:1',
      'li 8:1',
      'p 8:4',
      'p 10:4',
      'a 10:8',
      'li 11:1',
      'p 11:4',
      'ul 12:4',
      'li 12:4',
    ]);
  });

  test('task lists', async () => {
    expect(
      await places('- [ ] open [x](https://x.org)\n- [x] x [y](https://y.org)\n\n- [x] x [z](https://z.org)\n'),
    ).toEqual(['ul 1:1', 'li 1:1', 'p 1:3', 'a 1:12', 'li 2:1', 'p 2:3', 'a 2:9', 'li 4:1', 'p 4:3', 'a 4:9']);
  });

  test('quotes in quotes, lazy lines, lists in quotes', async () => {
    expect(
      await places('> q [a](https://a.org)\n> > inner\nlazy [b](https://b.org)\n>\n> - x\n>   y [c](https://c.org)\n'),
    ).toEqual(['blockquote 1:1', 'p 1:3', 'a 1:5', 'blockquote 2:3', 'p 2:5', 'a 3:6', 'ul 5:3', 'li 5:3', 'a 6:7']);
  });

  test('tables, cells with escaped pipes', async () => {
    expect(
      await places('| a | b \\| c | [d](https://d.org) |\n|---|---|---|\n| x | y | z [e](https://e.org) |\n'),
    ).toEqual(['table 1:1', 'tr 1:1', 'a 1:16', 'tr 3:1', 'a 3:13']);
  });

  test('emphasis, repeated words, several lines', async () => {
    expect(
      await places(
        'x x **x [x](https://x.org)** x ~~*[x](https://x.org)*~~\nx `[x](y)` <https://x.org> https://x.org ![x](x.png)',
      ),
    ).toEqual(['p 1:1', 'a 1:9', 'a 1:35', 'a 2:12', 'a 2:28', 'span 2:42']);
  });

  test('raw HTML, block and inline', async () => {
    expect(
      await places(
        '<div>\n  <p>a</p>\n  <a href="https://x.org">b</a>\n</div>\n\ntext <a href="https://y.org"><img src="x.png" alt="i"></a>\n',
      ),
    ).toEqual(['div 1:1', 'p 2:3', 'a 3:3', 'p 6:1', 'a 6:6', 'span 6:30']);
  });

  test('footnotes', async () => {
    expect(await places('a[^n]\n\n[^n]: one\n\n    two [x](https://x.org)\n')).toEqual([
      'p 1:1',
      'a 1:2',
      'section 3:1',
      'li 3:1',
      'p 3:7',
      'p 5:5',
      'a 5:9',
      'a 3:1',
    ]);
  });

  test('line ends of Windows count as one', async () => {
    expect(await places('a\r\n\r\nb\r\n')).toEqual(['p 1:1', 'p 3:1']);
  });

  test('the second part is named by its index', async () => {
    const { html } = await readFiles({ 'a.md': 'x', 'b.md': '\n\ny' });
    expect(html[1]).toBe('<p data-source="1:3:1">y</p>\n');
  });
});
