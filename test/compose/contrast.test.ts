import { describe, expect, test } from 'vitest';
import { darkTheme, parseColour } from '../../src/compose/colour.ts';
import { checkContrast, type ContrastPair } from '../../src/compose/contrast.ts';
import { loadLayout } from '../../src/compose/layout.ts';
import { contrast } from '../../src/model/colour.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { makePublication } from '../harness/publication.ts';

const theme = {
  ink: '#16191d',
  paper: '#ffffff',
  accent: '#0b4f8a',
  'accent-tint': '#e8f0f7',
  'ink-soft': '#565d66',
  rule: '#c3cad2',
};
const pairs: readonly ContrastPair[] = [
  ['ink', 'paper', 4.5],
  ['accent', 'paper', 4.5],
  ['#ffffff', 'accent', 4.5],
];

function reported(overrides: Readonly<Record<string, string>>, held = pairs): Diagnostic[] {
  const all: Diagnostic[] = [];
  checkContrast({ ...theme, ...overrides }, held, 'publication.yaml', (diagnostic) => all.push(diagnostic));
  return all;
}

describe('contrast of a theme', () => {
  test('passes as the layouts have it', () => {
    expect(reported({})).toEqual([]);
  });

  test('is measured after overrides; the warning names ratio, rule and the nearest colour that passes', () => {
    const [text, onIt, ...more] = reported({ accent: '#f0a030' });
    expect(more).toEqual([]);
    expect(text).toMatchObject({
      severity: 'warning',
      code: 'contrast-low',
      message: '“accent” #f0a030 and “paper” #ffffff have a contrast of 2.14 : 1; 4.5 : 1 is the least',
    });
    expect(text!.why).toContain('1.4.3');
    expect(onIt!.message).toContain('“accent” #f0a030 and “#ffffff” #ffffff');
    const suggested = /"(#[0-9a-f]{6})"/.exec(text!.hint!)![1]!;
    expect(contrast(parseColour(suggested)!, [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(parseColour(suggested)!, [255, 255, 255])).toBeLessThan(4.8);
    expect(reported({ accent: suggested })).toEqual([]);
  });

  test('may be 3 : 1 for large text and what carries meaning', () => {
    expect(reported({ rule: '#949494' }, [['rule', 'paper', 3]])).toEqual([]);
    expect(reported({ rule: '#959595' }, [['rule', 'paper', 3]])[0]!.message).toContain('2.99 : 1');
    expect(reported({ rule: '#959595' }, [['rule', 'paper', 3]])[0]!.why).toContain('1.4.11');
  });

  test('is suggested lighter on a dark ground', () => {
    const [found] = reported({ paper: '#101010', ink: '#404040' }, [['ink', 'paper', 4.5]]);
    const suggested = parseColour(/"(#[0-9a-f]{6})"/.exec(found!.hint!)![1]!)!;
    expect(suggested[0]).toBeGreaterThan(0x40);
    expect(contrast(suggested, [16, 16, 16])).toBeGreaterThanOrEqual(4.5);
  });

  test('is not judged of colours that are no hexadecimal ones', () => {
    expect(reported({ accent: 'rebeccapurple' })).toEqual([]);
  });
});

test('every layout of ours asks for it, after the publication’s own colours', async () => {
  for (const layout of ['report', 'article']) {
    const at = await makePublication({
      files: { 'report.md': '# One\n' },
      publication: { layout, layoutIsDefault: false, theme: { 'ink-soft': '#9a9a9a' } },
    });
    const wanted = { name: layout, options: {}, theme: at.publication.theme, source: 'report.md' };
    const found = await loadLayout(wanted, at.world, at.diagnostics.report);
    await at.remove();
    const all: Diagnostic[] = [];
    checkContrast(found.theme, found.contrast, 'report.md', (diagnostic) => all.push(diagnostic));
    expect(all.map((each) => each.message)).toEqual([
      '“ink-soft” #9a9a9a and “paper” #ffffff have a contrast of 2.81 : 1; 4.5 : 1 is the least',
    ]);
  }
});

describe('colours for a dark screen', () => {
  test.each(['#0b4f8a', '#4a2545', '#000000', '#ffe100', '#ff0000'])('pass with the accent %s', (accent) => {
    const dark = darkTheme({ ...theme, accent });
    const on = (front: string, ground: string): number =>
      contrast(parseColour(dark[front]!)!, parseColour(dark[ground]!)!);
    for (const front of ['ink', 'ink-soft', 'accent']) expect(on(front, 'paper'), front).toBeGreaterThanOrEqual(4.5);
    expect(on('ink', 'accent-tint')).toBeGreaterThanOrEqual(4.5);
  });

  test('are not made of a theme that is dark already', () => {
    expect(darkTheme({ ...theme, paper: '#101418' })).toEqual({});
  });
});

test.each([
  ['rebeccapurple', [102, 51, 153]],
  ['hsl(210 50% 40%)', [51, 102, 153]],
  ['#abc', [170, 187, 204]],
  ['oklch(1 0 0)', [255, 255, 255]],
  ['rgb(10 20 30 / 50%)', undefined],
  ['no colour', undefined],
])('%s is read as a colour', (text, rgb) => {
  expect(parseColour(text)).toEqual(rgb);
});

test('colours are judged however they are written, through properties too', () => {
  const found: string[] = [];
  const theme = { brand: 'oklch(0.9 0.1 200)', accent: 'var(--brand)', paper: 'white' };
  checkContrast(theme, [['accent', 'paper', 4.5]], 'report.md', (diagnostic) => void found.push(diagnostic.code));
  expect(found).toEqual(['contrast-low']);
});
