import { describe, expect, test } from 'vitest';
import { bare, readFiles } from '../harness/read.ts';

describe('footnotes', () => {
  test('stand in one section in the order of their calls, linked both ways', async () => {
    const { html, codes } = await readFiles('A[^b] and B[^a].\n\n[^a]: first\n[^b]: second\n');
    expect(codes).toEqual([]);
    expect(bare(html[0])).toBe(
      '<p>A<sup><a id="fnref-b" href="#fn-b" data-footnote-ref>1</a></sup> and B<sup><a id="fnref-a" href="#fn-a" data-footnote-ref>2</a></sup>.</p>\n' +
        '<section data-footnotes><ol>' +
        '<li id="fn-b"><p>second <a href="#fnref-b" data-footnote-backref>↑</a></p>\n</li>\n' +
        '<li id="fn-a"><p>first <a href="#fnref-a" data-footnote-backref>↑</a></p>\n</li>\n</ol></section>',
    );
  });

  test('a note called twice has two back-links and two ids', async () => {
    const { html } = await readFiles('A[^1] B[^1]\n\n[^1]: n\n');
    expect(html[0]).toContain('id="fnref-1"');
    expect(html[0]).toContain('id="fnref-1-1"');
    expect(bare(html[0])).toContain(
      '<a href="#fnref-1" data-footnote-backref>↑</a> <a href="#fnref-1-1" data-footnote-backref>↑<sup>2</sup></a>',
    );
  });

  test('hold paragraphs, lists and code; the text goes on after them', async () => {
    const { html } = await readFiles(
      'A[^1]\n\n[^1]: one\n    lazy\n\n    two\n\n    - item\n\n    ```\n    code\n    ```\n\nafter\n',
    );
    const text = bare(html[0]);
    expect(text).toContain('<p>after</p>\n<section');
    expect(text).toContain('<p>one\nlazy</p>\n<p>two</p>\n<ul>\n<li>item</li>\n</ul>\n<pre><code>code\n</code></pre>');
  });

  test('end where the address of a link is defined', async () => {
    const { html, codes } = await readFiles('A[^1] [b]\n\n[^1]: one\nlazy [sic]: yes\n[b]: https://b.example "B"\n');
    expect(codes).toEqual([]);
    expect(bare(html[0])).toContain('<a title="B" href="https://b.example">b</a>');
    expect(bare(html[0])).toContain('<p>one\nlazy [sic]: yes ');
  });

  test('a note may call another', async () => {
    const { html, codes } = await readFiles('A[^1]\n\n[^1]: see[^2]\n[^2]: end\n');
    expect(codes).toEqual([]);
    expect(bare(html[0])).toContain('<li id="fn-2"><p>end ');
  });

  test('a note defined in a quote serves a call before it', async () => {
    const { html, codes } = await readFiles('A[^q]\n\n> text\n>\n> [^q]: quoted\n');
    expect(codes).toEqual([]);
    expect(bare(html[0])).toContain('<li id="fn-q"><p>quoted ');
  });

  test('a call of nothing is an error and stays as text; a note without a call is a warning', async () => {
    const { html, codes, test: publication } = await readFiles('A [^none]\n\n[^un]: unused\n[^un]: again\n');
    expect(bare(html[0])).toBe('<p>A [^none]</p>');
    expect(codes).toEqual([
      'footnote-missing report.md:1:3',
      'footnote-unused report.md:3:1',
      'footnote-duplicate report.md:4:1',
    ]);
    expect(publication.of('footnote-missing')[0]!.severity).toBe('error');
  });

  test('labels in any script have ASCII ids; two parts may use one label', async () => {
    const { html } = await readFiles({ 'a.md': 'A[^注]\n\n[^注]: x\n', 'b.md': 'B[^注]\n\n[^注]: y\n' });
    const ids = html.flatMap((part) => [...part.matchAll(/<li[^>]* id="([^"]*)"/g)].map((match) => match[1]!));
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => /^fn-[\x21-\x7E]+$/.test(id))).toBe(true);
  });

  test('brackets with a caret in code are no call', async () => {
    const { codes } = await readFiles('`[^1]` and [^x](https://x.org)\n');
    expect(codes).toEqual([]);
  });
});
