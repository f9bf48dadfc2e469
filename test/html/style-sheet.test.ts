import { describe, expect, test } from 'vitest';
import {
  faceRules,
  replaceAddresses,
  topLevelRules,
  withoutComments,
  withoutPages,
} from '../../src/html/style-sheet.ts';

describe('a style sheet', () => {
  test('is taken apart into its rules, whatever strings and blocks hold', () => {
    expect(
      topLevelRules(`@import "a;b.css"; a::before { content: "}{"; } @media x { b { c: d } } e { f: \\} }`),
    ).toEqual(['@import "a;b.css";', 'a::before { content: "}{"; }', '@media x { b { c: d } }', 'e { f: \\} }']);
  });

  test('loses its comments and not its strings', () => {
    expect(withoutComments(`a { b: "/* no */" } /* yes } */ c { d: e }`)).toBe(`a { b: "/* no */" }  c { d: e }`);
  });

  test('loses what speaks of sheets of paper, also inside conditions', () => {
    const css = `@page body { @bottom { content: "x" } } @media print { @page { size: A4 } a { b: c } } d { e: f }`;
    expect(withoutPages(css).replaceAll(/\s+/g, ' ')).toBe('@media print { a { b: c } } d { e: f }');
  });

  test('tells its faces with their ranges', () => {
    const css = `@font-face { font-family: 'A'; src: url(./f/a.woff2) format('woff2'), url(./f/a.woff); unicode-range: U+0041-005A,U+26,U+4??; }
      @font-face { font-family: B; src: url(b.woff) }`;
    expect(faceRules(css)).toEqual([
      {
        text: expect.stringContaining("'A'") as string,
        source: './f/a.woff2',
        ranges: [
          [0x41, 0x5a],
          [0x26, 0x26],
          [0x400, 0x4ff],
        ],
      },
    ]);
  });

  test('has its addresses replaced, whichever way they are written', async () => {
    const seen: string[] = [];
    const css = await replaceAddresses(`a{b:url(x.png)} c{d:url( "y z.png" )} e{f:url('q')}`, (address) => {
      seen.push(address);
      return Promise.resolve(`new/${seen.length}`);
    });
    expect(seen).toEqual(['x.png', 'y z.png', 'q']);
    expect(css).toBe('a{b:url("new/1")} c{d:url("new/2")} e{f:url("new/3")}');
  });
});
