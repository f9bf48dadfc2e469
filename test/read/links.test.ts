import { describe, expect, test } from 'vitest';
import { bare, readFiles } from '../harness/read.ts';

const link = async (markdown: string, publication: object = {}, files: Record<string, string> = {}) => {
  const {
    html,
    codes,
    test: made,
  } = await readFiles(
    { 'report.md': markdown, ...files },
    { publication: { parts: [{ kind: 'markdown', file: 'report.md' }], ...publication } },
  );
  return { html: bare(html[0]), codes, diagnostics: made.diagnostics.all };
};

describe('links', () => {
  test.each([
    ['openinfra.org', 'https://openinfra.org'],
    ['openstack.org/users', 'https://openstack.org/users'],
    ['www.example.co.uk/a?b#c', 'https://www.example.co.uk/a?b#c'],
    ['(name@host.org)', 'mailto:name@host.org'],
    ['name@lists.host.org', 'mailto:name@lists.host.org'],
    ['//x.org/y', 'https://x.org/y'],
  ])('%s is mended with a warning', async (from, to) => {
    const { html, codes } = await link(`a [b](${from})`);
    expect(html).toBe(`<p>a <a href="${to}">b</a></p>`);
    expect(codes).toEqual(['link-scheme report.md:1:3']);
  });

  test.each(['https://x.org/#:~:text=a%20b,c.', 'http://x.org', 'mailto:a@b.org', 'tel:+4930123'])(
    '%s stays',
    async (address) => {
      const { html, codes } = await link(`[b](${address})`);
      expect(html).toBe(`<p><a href="${address}">b</a></p>`);
      expect(codes).toEqual([]);
    },
  );

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java&#x09;script:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'vbscript:x',
    '&#106;avascript:x',
  ])('%s is removed, its words stay', async (address) => {
    for (const markdown of [`[b](<${address}>)`, `<a href="${address}">b</a>`]) {
      const { html, codes } = await link(markdown);
      expect(html).toBe('<p><span>b</span></p>');
      expect(codes).toEqual(['link-scheme-refused report.md:1:1']);
    }
  });

  test('bare addresses are links', async () => {
    expect((await link('see https://x.org/y, a@b.org')).html).toBe(
      '<p>see <a href="https://x.org/y">https://x.org/y</a>, <a href="mailto:a@b.org">a@b.org</a></p>',
    );
  });

  test('a link to nowhere is an error with a hint', async () => {
    const { html, codes, diagnostics } = await link(
      '# The Budget\n\n[x](#the-buget) [y](#the-budget) [z](#THE-BUDGET)',
    );
    expect(codes).toEqual(['link-target-missing report.md:3:1']);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', hint: 'Is #the-budget meant?' });
    expect(html).toContain('<span>x</span> <a href="#the-budget">y</a> <a href="#the-budget">z</a>');
  });

  test('an empty link is an error', async () => {
    const { html, codes } = await link('[x]()');
    expect(codes).toEqual(['link-empty report.md:1:1']);
    expect(html).toBe('<p><span>x</span></p>');
  });

  test('ids as GitHub makes them find headings whose ids are ASCII', async () => {
    const { html, codes } = await link('# Überblick 日本\n\n[x](#überblick-日本) [y](#%C3%BCberblick-日本)');
    expect(codes).toEqual([]);
    expect(html.match(/href="#uberblick"/g)).toHaveLength(2);
  });

  test('links between parts lead to headings and ids', async () => {
    const files = {
      'b/two.md': '# Second\n\n<a id="spot"></a>text\n\n[back](../report.md#first)\n',
      'c.md': 'no heading\n',
    };
    const parts = ['report.md', 'b/two.md', 'c.md'].map((file) => ({ kind: 'markdown', file }));
    const { html, codes } = await link(
      '# First\n\n[a](b/two.md) [b](./b/two.md#spot) [c](#second) [d](c.md) [e](b/two.md#none)',
      { parts },
      files,
    );
    expect(codes).toEqual(['link-target-missing report.md:3:59']);
    expect(html).toContain(
      '<a href="#second">a</a> <a href="#spot">b</a> <a href="#second">c</a> <a href="#c">d</a> <span>e</span>',
    );
  });

  test('in a part, its own heading comes before another’s of the same words', async () => {
    const parts = ['report.md', 'b.md'].map((file) => ({ kind: 'markdown', file }));
    const { manuscript } = await readFiles(
      { 'report.md': '# Same\n', 'b.md': '# Same\n\n[x](#same)\n' },
      { publication: { parts: parts as never } },
    );
    const { textOf } = await import('../../src/read/tree.ts');
    const paragraph = manuscript.parts[1]!.content.children.find((child) => 'name' in child && child.name === 'p')!;
    expect(textOf(paragraph)).toBe('x');
    expect('children' in paragraph && paragraph.children[0]).toMatchObject({ attribs: { href: '#same-1' } });
  });

  test('what is not in the publication leads to its place on the web, or is left out', async () => {
    const web = await link('[x](/legal/x/) [y](other.md#z)', { url: 'https://x.org/a/b' });
    expect(web.html).toBe('<p><a href="https://x.org/legal/x/">x</a> <a href="https://x.org/a/other.md#z">y</a></p>');
    expect(web.diagnostics.map((d) => d.severity)).toEqual(['note', 'note']);
    const none = await link('[x](/legal/x/) [y](other.md)');
    expect(none.html).toBe('<p><span>x</span> <span>y</span></p>');
    expect(none.codes).toEqual(['link-unresolved report.md:1:1', 'link-unresolved report.md:1:16']);
  });

  test('a file that is there is no domain', async () => {
    const { codes } = await link('[x](readme.md) [y](notes.org)', {}, { 'notes.org': 'x' });
    expect(codes).toEqual(['link-unresolved report.md:1:1', 'link-unresolved report.md:1:16']);
  });

  test('an anchor without address is a place', async () => {
    const { html, codes } = await link('<a name="here"></a>text [x](#here)');
    expect(codes).toEqual([]);
    expect(html).toBe('<p><span id="here"></span>text <a href="#here">x</a></p>');
  });
});
