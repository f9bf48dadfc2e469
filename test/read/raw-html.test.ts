import { describe, expect, test } from 'vitest';
import { filterStyle } from '../../src/read/inline-style.ts';
import { bare, readFiles } from '../harness/read.ts';

const clean = async (markdown: string) => {
  const { html, codes } = await readFiles(markdown);
  return { html: bare(html[0]), codes };
};

describe('raw HTML', () => {
  test('that is harmless stays', async () => {
    const markdown =
      '<section>\n<div class="row two">\n\n**a** <abbr title="x">b</abbr> H<sub>2</sub>O <kbd>k</kbd> <mark>m</mark> <span lang="fr">f</span><br>\n\n</div>\n</section>\n\n' +
      '<table><tr><th scope="col" colspan="2">h</th></tr></table>\n\n<dl><dt>t</dt><dd>d</dd></dl>\n\n<ruby>漢<rt>かん</rt></ruby>\n';
    const { html, codes } = await clean(markdown);
    expect(codes).toEqual([]);
    expect(html).toBe(
      '<section>\n<div class="row two">\n<p><strong>a</strong> <abbr title="x">b</abbr> H<sub>2</sub>O <kbd>k</kbd> <mark>m</mark> <span lang="fr">f</span><br></p>\n</div>\n</section>\n' +
        '<table><tr><th scope="col" colspan="2">h</th></tr></table>\n<dl><dt>t</dt><dd>d</dd></dl>\n<p><ruby>漢<rt>かん</rt></ruby></p>',
    );
  });

  test('the logo blocks of the corpus keep their style', async () => {
    const { html, codes } = await clean(
      '<div style="width: 35%; min-width: 220px; max-width: 300px; margin: 30px 0 -10px 0;">\n  <a href="https://x.org" target="_blank" rel="noreferrer">x</a>\n</div>\n',
    );
    expect(codes).toEqual([]);
    expect(html).toBe(
      '<div style="width: 35%; min-width: 220px; max-width: 300px; margin: 30px 0 -10px 0">\n  <a href="https://x.org">x</a>\n</div>',
    );
  });

  test.each([
    ['<script>alert(1)</script>\n', ['html-removed report.md:1:1']],
    ['a <script>alert(1)</script> b', ['html-removed report.md:1:3']],
    ['<style>p { color: red }</style>\n', ['html-removed report.md:1:1']],
    ['<iframe src="https://x.org"></iframe>\n', ['html-removed report.md:1:1']],
    ['<object data="x"></object>\n', ['html-removed report.md:1:1']],
    ['<embed src="x">\n', ['html-removed report.md:1:1']],
    ['<form action="/x"><input name="y"></form>\n', ['html-removed report.md:1:1', 'html-removed report.md:1:19']],
    [
      '<p onclick="x()" onmouseover="y()">t</p>\n',
      ['attribute-removed report.md:1:1', 'attribute-removed report.md:1:1'],
    ],
    ['<meta http-equiv="refresh" content="0;url=https://x.org">\n', []],
    ['<link rel="stylesheet" href="https://x.org/x.css">\n', ['html-removed report.md:1:1']],
    ['<base href="https://x.org">\n', ['html-removed report.md:1:1']],
    [
      '<p style="position: fixed; background: url(https://x.org/x); color: red">t</p>\n',
      ['style-removed report.md:1:1', 'style-removed report.md:1:1'],
    ],
    ['\n\n<svg onload="x()"><circle/></svg>\n', ['html-removed report.md:3:1']],
  ])('%s', async (markdown, expected) => {
    const { html, codes } = await clean(markdown);
    expect(codes).toEqual(expected);
    expect(html).not.toMatch(
      /script|alert|style>|iframe|object|embed|form|input|onclick|onmouse|meta|link|base|url\(|position|svg|onload|https/i,
    );
  });

  test('nothing of a document can forge our marks', async () => {
    const { html } = await clean(
      '<p data-source="0:99:1" data-footnotes data-pagebreak class="octavo-run Octavo x" id="octavo-run">a</p>\n\n<hr data-pagebreak>\n',
    );
    expect(html).toBe('<p class="x">a</p>\n<hr>');
    const second = await readFiles('<p data-source="0:99:1">a</p>\n');
    expect(second.html[0]).toContain('data-source="0:1:1"');
  });

  test('a script left open takes nothing with it but its block', async () => {
    const { html } = await clean('a <script>b\n\nafter');
    expect(html).toBe('<p>a b</p>\n<p>after</p>');
    expect((await clean('a <textarea>b <style>c\n\nafter')).html).toContain('<p>after</p>');
  });

  test('what can never end is an error', async () => {
    expect((await clean('a\n\n<!-- open\n\nlost')).codes).toEqual(['html-unclosed report.md:3:1']);
    expect((await clean('<script>\n\nlost')).codes).toContain('html-unclosed report.md:1:1');
    expect((await clean('<div>\n\nafter')).codes).toEqual(['html-unclosed report.md:1:1']);
  });

  test('what is no HTML is shown', async () => {
    const { html, codes } = await clean('- Get back to <sponsor prospect>\n\n<div id="x"\n*hi*\n');
    expect(html).toContain('Get back to &lt;sponsor prospect&gt;');
    expect(html).toContain('&lt;div id=“x”');
    expect(codes).toEqual(['html-unknown report.md:1:15', 'html-unfinished report.md:3:1']);
  });

  test('a page break is a rule of its own kind; other comments go', async () => {
    expect((await clean('a\n\n<!-- pagebreak -->\n\nb <!-- note --> c')).html).toBe(
      '<p>a</p>\n<hr data-pagebreak>\n<p>b  c</p>',
    );
  });

  test('details are opened, old elements renamed, alignment kept', async () => {
    const { html } = await clean(
      '<details><summary>s</summary>t</details>\n\n<center>c</center>\n\n<p align="right">r</p>\n',
    );
    expect(html).toBe(
      '<details open><summary>s</summary>t</details>\n<div style="text-align: center">c</div>\n<p style="text-align: right">r</p>',
    );
  });

  test('simple MathML stays', async () => {
    const { html } = await clean('x <math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>');
    expect(html).toBe('<p>x <math><mfrac><mi>a</mi><mn>2</mn></mfrac></math></p>');
  });

  test('a block inside a paragraph makes it no paragraph', async () => {
    expect((await clean('a <div>b</div>')).html).toBe('<p>a </p><div>b</div>');
    expect((await clean('a <b><div>b</div></b>')).html).toBe('<div>a <b><div>b</div></b></div>');
  });
});

describe('inline styles', () => {
  test.each([
    ['color: rgb(1, 2, 3); border: 1px solid #ccc', 'color: rgb(1, 2, 3); border: 1px solid #ccc'],
    ['WIDTH: calc(100% - 10px) !important', 'width: calc(100% - 10px)'],
    ['display: none; display: flex; display: contents', 'display: none; display: flex'],
    ['color: expression(alert(1)); width: 1px', 'width: 1px'],
    ['background: #f1f1f1; padding: 1rem', 'background: #f1f1f1; padding: 1rem'],
    ['background: u\\72l(x)', ''],
    ['color: var(--x); content: "x"; @import x', ''],
    ['width: 1px/* */; margin-left: auto', 'width: 1px; margin-left: auto'],
    ['background-image: image-set("x")', ''],
  ])('%s', (from, to) => {
    expect(filterStyle(from).style).toBe(to);
  });
});
