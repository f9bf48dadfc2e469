import { describe, expect, test } from 'vitest';
import { bare, readFiles } from '../harness/read.ts';

const formulas = (html: string | undefined): number => html?.match(/<math[ >]/g)?.length ?? 0;

describe('formulas in TeX', () => {
  test('stand in a line as MathML', async () => {
    const { html, codes } = await readFiles('Since $E = mc^2$, *all* is $\\frac{a}{b}$.\n');
    expect(bare(html[0])).toContain('Since <math><mrow><mi>E</mi><mo>=</mo>');
    expect(bare(html[0])).toContain('<mfrac><mi>a</mi><mi>b</mi></mfrac></math>.');
    expect(codes).toEqual([]);
  });

  test('stand alone, over lines, in lists and cells', async () => {
    const { html } = await readFiles(
      '$$\nx = 1\n$$\n\n- item\n\n  $$y$$\n\n| a |\n|---|\n| $z$ |\n\nText $$w$$ goes on.\n',
    );
    expect(html[0]!.match(/<math display="block"/g)).toHaveLength(3);
    expect(html[0]).toMatch(/<p [^>]*class="formula"/);
    expect(formulas(html[0])).toBe(4);
  });

  test.each([
    'It costs $5 and $10.',
    'From $5 to US$10, then CA$.',
    'Budget ($) and actual ($)',
    'In $000s, and $’000',
    'About $5 million, or A$.',
    '$HOME/$USER and $PATH$x',
    '\\$x$ and `$x$`',
    'Between $5–$10, or $5/$6',
    '$ x $',
    '$$',
    '**$5** and **$6**',
    'a$b$c',
  ])('are not what is money or a name: %s', async (text) => {
    const { html, codes } = await readFiles(`Text. ${text}\n`);
    expect(formulas(html[0])).toBe(0);
    expect(codes).toEqual([]);
  });

  test('that are wrong say where, and stand as they are written', async () => {
    const { html, codes, test } = await readFiles(
      'One $a + \\foo{x}$ two.\n\n$$\nx +\n\\frac{1\n$$\n\n$$\nnever closed\n',
    );
    expect(codes).toEqual([
      'formula-mistaken report.md:1:10',
      'formula-mistaken report.md:5:8',
      'formula-mistaken report.md:8:1',
    ]);
    expect(html[0]).toContain('$a + \\foo{x}$');
    expect(formulas(html[0])).toBe(0);
    expect(test.diagnostics.all[0]!.message).toBe('the formula cannot be set: Unsupported function name: \\foo');
  });

  test.each([
    ['that never end', '\\def\\a{\\a\\a}\\a'],
    ['that nest without end', '{'.repeat(4000)],
    ['that are too long', 'x+'.repeat(4000)],
    ['that link', '\\href{javascript:alert(1)}{x}'],
    ['that load', '\\includegraphics{https://example.org/x.png}'],
  ])('%s are refused', async (_, tex) => {
    const { html } = await readFiles(`$$\n${tex}\n$$\n\nAnd $${tex}$.\n`);
    expect(html[0]).not.toMatch(/href=|src=|<img/);
    expect(formulas(html[0])).toBe(0);
  });

  test('hold no more than was asked for', async () => {
    const { html } = await readFiles('$\\text{<img src=x onerror=alert(1)>} \\color{red}{x} \\rule{1e9em}{1em}$\n');
    expect(html[0]).not.toMatch(/<img|1e9|1000000000/);
  });

  test('are text where the publication says so', async () => {
    const { html } = await readFiles('A $x$ and\n\n$$y$$\n', { publication: { formulas: false } });
    expect(formulas(html[0])).toBe(0);
    expect(html[0]).toContain('$x$');
  });
});
