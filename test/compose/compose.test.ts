import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { compose } from '../../src/compose/compose.ts';
import type { Composition } from '../../src/model/composition.ts';
import { OctavoError } from '../../src/model/diagnostic.ts';
import type { Publication } from '../../src/model/publication.ts';
import { read } from '../../src/read/read.ts';
import { makePublication, type TestPublication } from '../harness/publication.ts';

const made: TestPublication[] = [];
afterEach(async () => {
  for (const publication of made.splice(0)) await publication.remove();
});

/** Composes Markdown (or several files) with the report layout unless told otherwise. */
async function composed(
  files: string | Record<string, string>,
  publication: Partial<Publication> = {},
): Promise<{ composition: Composition; at: TestPublication }> {
  const at = await makePublication({
    files: typeof files === 'string' ? { 'report.md': files } : files,
    publication: { layoutIsDefault: false, ...publication },
  });
  made.push(at);
  const manuscript = await read(at.publication, at.edition, at.world, at.diagnostics.report);
  const origin = { digest: 'ab'.repeat(32), browser: 'Chromium 1' };
  return {
    composition: await compose(at.publication, at.edition, manuscript, origin, at.world, at.diagnostics.report),
    at,
  };
}

const levels = (composition: Composition): string[] => composition.headings.map((h) => `${h.level} ${h.title}`);
const filler = 'Words that fill a page. '.repeat(90);

describe('heading levels', () => {
  test('never skip in the structure, whatever the source skipped', async () => {
    const { composition } = await composed('# A\n\n### B\n\n#### C\n\n### D\n\n# E\n\n#### F\n');
    expect(levels(composition)).toEqual(['2 A', '3 B', '4 C', '3 D', '2 E', '3 F']);
  });

  test('begin below the title even when the source begins deep', async () => {
    const { composition } = await composed('#### First\n\ntext\n\n## Second\n\n#### Third\n\n###### Fourth\n');
    expect(levels(composition)).toEqual(['2 First', '2 Second', '3 Third', '4 Fourth']);
  });

  test('keep the looks of their rank', async () => {
    const { composition } = await composed('#### First\n\n## Second\n\n#### Third\n');
    expect(composition.html).toMatch(/<h2[^>]*class="rank-2 first"[^>]*>First</);
    expect(composition.html).toMatch(/<h2[^>]*class="rank-1"[^>]*>Second</);
    expect(composition.html).toMatch(/<h3[^>]*class="rank-2 first"[^>]*>Third</);
  });

  test('a heading set wholly bold is a heading, not bold', async () => {
    const { composition } = await composed(
      '# **Loud**\n\n## **[Linked](https://example.org)**\n\n## One **word** bold\n',
    );
    expect(composition.html).toMatch(/<h2[^>]*>Loud<\/h2>/);
    expect(composition.html).toMatch(/<h3[^>]*><a[^>]*>Linked<\/a><\/h3>/);
    expect(composition.html).toMatch(/One <strong>word<\/strong> bold/);
  });

  test('an empty heading is left out with a warning at its line', async () => {
    const { composition, at } = await composed('# A\n\ntext\n\n##\n\nmore\n');
    expect(levels(composition)).toEqual(['2 A']);
    expect(at.codes()).toContain('heading-empty report.md:5:1');
  });
});

describe('chapters', () => {
  test('open on fresh pages where they fill them', async () => {
    const { composition } = await composed(`# One\n\n${filler}\n\n# Two\n\n${filler}\n`);
    expect(composition.html.match(/data-page="body"/g)).toHaveLength(2);
    expect(composition.html.match(/class="opening"/g)).toHaveLength(2);
  });

  test('run on where most of them are short', async () => {
    const { composition } = await composed('# One\n\nshort\n\n# Two\n\nshort\n');
    expect(composition.html.match(/data-page="body"/g)).toHaveLength(1);
    expect(composition.html).not.toContain('class="opening"');
  });

  test('start on a recto where asked', async () => {
    const { composition } = await composed('# One\n\na\n\n# Two\n\nb\n', { options: { chapters: 'recto' } });
    expect(composition.html.match(/data-start="recto"/g)).toHaveLength(2);
  });

  test('carry no number of ours beside one of their own', async () => {
    const own = await composed(`# Article I. Purpose\n\n${filler}\n\n# Article II. Members\n\n${filler}\n`);
    expect(own.composition.html).not.toContain('class="kicker"');
    const ours = await composed(`# 2024, a year\n\n${filler}\n\n# Next\n\n${filler}\n`);
    expect(ours.composition.html.match(/class="kicker"/g)).toHaveLength(2);
  });

  test('take a few lines before the first of them onto its page', async () => {
    const { composition } = await composed(`A note.\n\n# One\n\n${filler}\n\n# Two\n\n${filler}\n`);
    expect(composition.html.match(/data-page="body"/g)).toHaveLength(2);
    expect(composition.html.indexOf('A note.')).toBeLessThan(composition.html.indexOf('class="opening"'));
  });

  test('hold the notes that they call', async () => {
    const { composition } = await composed('# One\n\nx[^a]\n\n# Two\n\ny[^b]\n\n[^a]: Note a\n\n[^b]: Note b\n');
    const { html } = composition;
    expect(html.indexOf('Note a')).toBeLessThan(html.indexOf('>Two</h2>'));
    expect(html.indexOf('Note b')).toBeGreaterThan(html.indexOf('>Two</h2>'));
    expect(html).toMatch(/<li[^>]*value="2"/);
  });
});

describe('title, cover and contents', () => {
  test('a lone first heading that is the title is not said twice', async () => {
    const { composition } = await composed('# Minutes of May\n\n## Present\n\nAll.\n', {
      title: 'Minutes of May',
      layout: 'article',
    });
    expect(composition.html.match(/Minutes of May<\/h1>/g)).toHaveLength(1);
    expect(levels(composition)).toEqual(['2 Present']);
  });

  test('a short lone document is an article unless a layout is named', async () => {
    const short = await composed('# A\n\ntext\n', { layoutIsDefault: true });
    expect(short.composition.html).not.toContain('data-page="cover"');
    const named = await composed('# A\n\ntext\n', { layoutIsDefault: false });
    expect(named.composition.html).toContain('data-page="cover"');
  });

  test('the contents list goes as deep as fits a page', async () => {
    const sections = (n: number): string => Array.from({ length: n }, (_, i) => `## Section ${i}\n\ntext\n`).join('\n');
    const few = await composed(`# One\n\n${sections(10)}\n\n# Two\n\n${sections(10)}`);
    expect(few.composition.html.match(/data-folio-of/g)).toHaveLength(22);
    const many = await composed(`# One\n\n${sections(40)}\n\n# Two\n\n${sections(40)}\n\n# Three\n\ntext\n`);
    expect(many.composition.html.match(/data-folio-of/g)).toHaveLength(3);
    const told = await composed(`# One\n\n${sections(40)}\n\n# Two\n\ntext\n`, { options: { contents: 2 } });
    expect(told.composition.html.match(/data-folio-of/g)).toHaveLength(42);
  });
});

describe('layouts', () => {
  const base = { 'report.md': '# A\n\ntext\n' };

  test('options are checked against the layout’s schema', async () => {
    const places = { 'options.chapters': { file: 'report.md', line: 3, column: 12 } };
    const { at } = await composed(base['report.md'], {
      ...{ options: { chapters: 'sideways', colour: true, page: 'A99' }, places },
    });
    expect(at.codes()).toEqual(
      expect.arrayContaining([
        'layout-option-invalid report.md:3:12',
        'layout-option-unknown report.md:1:1',
        'page-size report.md:1:1',
      ]),
    );
  });

  test('a theme token is overridden in a line; an unknown one is named', async () => {
    const { composition, at } = await composed(base['report.md'], { theme: { accent: '#123456', acent: 'red' } });
    expect(composition.html).toContain('--accent: #123456;');
    expect(at.of('theme-token-unknown')[0]?.hint).toContain('accent');
  });

  test('a theme value cannot end its declaration', async () => {
    const { composition, at } = await composed(base['report.md'], { theme: { accent: 'red; } body { display: none' } });
    expect(at.codes()).toContain('theme-token-invalid report.md:1:1');
    expect(composition.html).not.toContain('display: none');
  });

  test('a folder of the user’s works like ours', async () => {
    const { composition } = await composed(
      {
        ...base,
        'mine/layout.json': '{"extends": "report", "template": "mine.njk", "styles": ["mine.css"]}',
        'mine/mine.njk': '{% extends "report/report.njk" %}{% block back %}<p>Ours</p>{% endblock %}',
        'mine/mine.css': 'p { color: red }',
        'mine/theme.json': '{"accent": "#00ff00"}',
      },
      { layout: './mine' },
    );
    expect(composition.html).toContain('<p>Ours</p>');
    expect(composition.html).toContain('--accent: #00ff00;');
    const href = /href="(\/layout\/[^"]*mine\.css)"/.exec(composition.html)?.[1];
    expect(new TextDecoder().decode((await composition.resource(href ?? ''))?.bytes)).toContain('color: red');
  });

  test.each([
    [
      'an unknown name',
      '{% extends "base/document.njk" %}\n{% block front %}\n{{ publication.nosuch.deep }}\n{% endblock %}',
      3,
    ],
    [
      'a call of nothing',
      '{% extends "base/document.njk" %}\n\n{% block front %}{{ publication.nosuch() }}{% endblock %}',
      3,
    ],
    ['a broken tag', '{% extends "base/document.njk" %}\n{% block front %}\n\n{% if %}\n{% endblock %}', 4],
  ])('an error in a template names its file and line: %s', async (_, template, line) => {
    const fault = await composed(
      { ...base, 'mine/layout.json': '{"extends": "report", "template": "mine.njk"}', 'mine/mine.njk': template },
      { layout: './mine' },
    ).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(OctavoError);
    expect((fault as OctavoError).diagnostic).toMatchObject({
      code: 'template-invalid',
      span: { file: 'mine/mine.njk', line },
    });
  });

  test.each([
    ['missing', {}, 'layout-missing'],
    ['not JSON', { 'mine/layout.json': '{\n "extends": "report",\n}' }, 'layout-invalid'],
    ['with a wrong key', { 'mine/layout.json': '{"extnds": "report"}' }, 'layout-invalid'],
    ['a cycle', { 'mine/layout.json': '{"extends": "./../mine"}' }, 'layout-cycle'],
  ])('a layout that cannot be used says why: %s', async (_, files, code) => {
    const fault = await composed({ ...base, ...files }, { layout: './mine' }).catch((error: unknown) => error);
    expect((fault as OctavoError).diagnostic.code).toBe(code);
  });
});

describe('faces', () => {
  test('come for the scripts that a text has, and only for them', async () => {
    const latin = await composed('# Plain\n\ntext\n');
    expect(latin.composition.html).not.toContain('/font/noto');
    const names = await composed('# Names\n\n김민준, 田中結衣, Ελένη, שרה, 🎉\n');
    for (const folder of ['noto-sans-kr', 'noto-sans-jp', 'noto-sans-hebrew', 'noto-emoji']) {
      expect(names.composition.html).toContain(`/font/${folder}/400.css`);
    }
    expect(names.at.of('glyph-missing')).toEqual([]);
  });

  test('a character that no face has is named', async () => {
    const { at } = await composed('# Runes\n\n\u{1F8F0}\u{13000}\n');
    expect(
      at
        .of('glyph-missing')
        .map((d) => d.message)
        .join(),
    ).toContain('U+13000');
  });
});

describe('justified text', () => {
  test('is hyphenated by its language, names and code left whole', async () => {
    const { composition } = await composed(
      '# Chapter\n\nExtraordinary internationalization of OpenStack with `extraordinary` code, <span lang="de">Donaudampfschifffahrt</span> and <span lang="zxx">extraordinary</span> things\n',
      { options: { text: 'justified' } },
    );
    const shown = composition.html.replaceAll('\u00AD', '·');
    expect(shown).toContain('Ex·tra·or·di·nary');
    expect(shown).toContain('OpenStack');
    expect(shown).toContain('>extraordinary</code>');
    expect(shown).toContain('Do·nau·dampf');
    expect(shown).toMatch(/lang="zxx"[^>]*>extraordinary</);
    expect(shown).toContain('>Chapter</h2>');
  });

  test('ragged text has no soft hyphens', async () => {
    const { composition } = await composed('# Chapter\n\nExtraordinary internationalization\n');
    expect(composition.html).not.toContain('\u00AD');
  });
});

describe('blocks', () => {
  test('spacers of line breaks go, logos stand in a row, a byline is one', async () => {
    const { composition } = await composed({
      'report.md':
        '# A\n\n***Jo Doe, Chair***\n\n<br/>\n<br/>\n\ntext\n\n<div style="width:35%"><a href="https://a.example"><img src="/a.svg" alt="A"></a></div>\n\n<div style="width:35%"><a href="https://b.example"><img src="/a.svg" alt="B"></a></div>\n',
      'static/a.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
    });
    expect(composition.html).not.toMatch(/<br/);
    expect(composition.html).toMatch(/<p[^>]*class="byline/);
    expect(composition.html).toMatch(/class="logos"/);
  });

  test('a drawing that is no logo is a figure', async () => {
    const { composition } = await composed({
      'report.md':
        '# A\n\n![Gifts by year](/chart.svg)\n\n<div><img src="/chart.svg" alt="Gifts"></div>\n\n![Our logo](/chart.svg)\n',
      'static/chart.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"/>',
    });
    expect(composition.html.match(/class="logo"/g)).toHaveLength(1);
    expect(composition.html).toMatch(/class="logo"[^>]*>\s*<img[^>]*alt="Our logo"/);
  });

  test('an alert is told by its word, a paragraph that begins with Table: is the caption', async () => {
    const { composition } = await composed(
      '# A\n\n> [!WARNING]\n> Mind the *gap*.\n\n> [!note]\n>\n> Later.\n\n> [!OTHER]\n> Quoted.\n\nTable: Gifts by *year*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
    );
    const plain = composition.html.replace(/ data-source="[^"]*"/g, '');
    expect(plain).toMatch(
      /<div class="admonition warning[^"]*"><p class="admonition-label">Warning<\/p>\s*<p>Mind the <em>gap<\/em>/,
    );
    expect(plain).toMatch(/<div class="admonition note"><p class="admonition-label">Note<\/p>\s*<p>Later/);
    expect(plain).toMatch(/<blockquote>\s*<p>\[!OTHER\]/);
    expect(plain).toMatch(/<table[^>]*><caption>Gifts by <em>year<\/em><\/caption>/);
    expect(plain).not.toContain('Table:');
  });

  test('an image takes the width that is written after it', async () => {
    const { composition } = await composed({
      'report.md':
        '# A\n\n![Gifts](/chart.svg){width=50%}\n\nText ![Gifts](/chart.svg){.small width="12mm"} and {width=1%}.\n',
      'static/chart.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"/>',
    });
    expect(composition.html).toMatch(/<figure[^>]*><img[^>]*style="width: 50%"/);
    expect(composition.html).toMatch(/<img[^>]*style="width: 12mm"[^>]*> and \{width=1%\}/);
  });

  test('what is done and what is open is said in words’ own signs', async () => {
    const { composition } = await composed('# A\n\n- [x] paid\n- [ ] sent\n');
    expect(composition.html).toMatch(/<span class="task">☑<\/span> paid/);
    expect(composition.html).toMatch(/<span class="task">☐<\/span> sent/);
    expect(composition.html).toContain('/font/noto-sans-symbols-2/400.css');
  });

  test('columns of figures are set as figures', async () => {
    const { composition } = await composed(
      '# A\n\n| Item | 2024 | Note |\n|---|---|---|\n| a | 1,200 | yes |\n| b | −3.5% | no |\n',
    );
    expect(composition.html.match(/class="figures"/g)).toHaveLength(3);
  });

  test('columns are counted with the cells that reach into them', async () => {
    const rows = [
      '<tr><th>Quarter</th><th colspan="2">In</th><th>Out</th></tr>',
      '<tr><td rowspan="2">First</td><td>100</td><td>200</td><td>300</td></tr>',
      '<tr><td>110</td><td>210</td><td>310</td></tr>',
    ];
    const { composition } = await composed(`# A\n\n<table>${rows.join('')}</table>\n`);
    const figures = [...composition.html.matchAll(/<t[dh][^>]*class="figures"[^>]*>([^<]*)</g)].map(
      (match) => match[1],
    );
    expect(figures).toEqual(['In', 'Out', '100', '200', '300', '110', '210', '310']);
  });

  test('a raster is set no larger than it is sharp, unless its author sized it', async () => {
    const png = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    const at = await makePublication({
      files: { 'report.md': 'text\n\n![a](a.png)\n\n<img src="a.png" alt="b" style="width: 90%">\n', 'a.png': png },
      publication: { layoutIsDefault: false },
    });
    made.push(at);
    const manuscript = await read(at.publication, at.edition, at.world, at.diagnostics.report);
    const origin = { digest: 'ab'.repeat(32), browser: 'Chromium 1' };
    const { html } = await compose(at.publication, at.edition, manuscript, origin, at.world, at.diagnostics.report);
    expect(html).toMatch(/alt="a"[^>]*style="width: 192px"/);
    expect(html).toMatch(/alt="b"[^>]*style="width:\s*90%;?"/);
  });
});
