import { describe, expect, test } from 'vitest';
import { bare, readFiles } from '../harness/read.ts';

const line = async (markdown: string, lang = 'en', smart = true) =>
  bare((await readFiles(markdown, { publication: { lang, smart } })).html[0]).replace(/^<p>|<\/p>$/g, '');

describe('smart punctuation', () => {
  test.each([
    ['"Yes," he said.', '“Yes,” he said.'],
    ['("quoted")', '(“quoted”)'],
    ['"outer \'inner\' outer"', '“outer ‘inner’ outer”'],
    ['"\'Tis" and \'twas', '“’Tis” and ’twas'],
    ["the '90s and rock 'n' roll", 'the ’90s and rock ’n’ roll'],
    ["it's the boys' room", 'it’s the boys’ room'],
    ["'the boys' room' he said", '‘the boys’ room’ he said'],
    ["'single' words", '‘single’ words'],
    ['“curly and "straight" in it”', '“curly and “straight” in it”'],
    ['\'she said "no" twice\'', '‘she said “no” twice’'],
    ['"a "b" c"', '“a ‘b’ c”'],
    ['a -- b --- c', 'a – b — c'],
    ['1990--2000', '1990–2000'],
    ['use --strict', 'use --strict'],
    ['----', '<hr>'],
    ['wait... what....', 'wait… what....'],
    ['6\'2" tall', '6’2″ tall'],
    ['word"', 'word”'],
  ])('%s', async (from, to) => {
    expect(await line(from)).toBe(to);
  });

  test('quotes pair over emphasis, links, code and line ends', async () => {
    expect(await line('"*x*" "**y** z" "[l](https://x.org)" "`c`" "a\nb"')).toBe(
      '“<em>x</em>” “<strong>y</strong> z” “<a href="https://x.org">l</a>” “<code>c</code>” “a\nb”',
    );
  });

  test.each([
    ['de', "\"a 'b' c\" geht's", '„a ‚b‘ c“ geht’s'],
    ['de-CH', '"a \'b\' c"', '«a ‹b› c»'],
    ['fr', '"a" l\'an ; oui ! non ?', '«\u202Fa\u202F» l’an\u202F; oui\u202F! non\u202F?'],
    ['fr', 'ainsi : « a »', 'ainsi&nbsp;: «\u202Fa\u202F»'],
    ['es', '"a \'b\' c"', '«a “b” c»'],
    ['it', '"a" l\'anno', '«a» l’anno'],
    ['nl', '"a \'b\'"', '“a ‘b’”'],
    ['sv', '"a"', '”a”'],
    ['pl', '"a"', '„a”'],
    ['pt-BR', '"a"', '“a”'],
  ])('%s: %s', async (lang, from, to) => {
    expect(await line(from, lang)).toBe(to);
  });

  test('the language of a span holds inside it', async () => {
    expect(await line('"a" <span lang="de">"b"</span>')).toBe('“a” <span lang="de">„b“</span>');
  });

  test('code, addresses and attributes stay', async () => {
    expect(await line('`"a" -- ...` <kbd>"k"</kbd> https://x.org/a--b <https://x.org/c...d>')).toBe(
      '<code>"a" -- ...</code> <kbd>"k"</kbd> <a href="https://x.org/a--b">https://x.org/a--b</a> <a href="https://x.org/c...d">https://x.org/c...d</a>',
    );
    expect(await line('<span title="a -- b">x</span>')).toBe('<span title="a -- b">x</span>');
  });

  test('a backslash keeps the sign; the switch turns all off', async () => {
    expect(await line('\\"a\\" it\\\'s \\-- a\\.\\.\\.')).toBe('"a" it\'s -- a...');
    expect(await line('"a" -- b... it\'s', 'en', false)).toBe('"a" -- b... it\'s');
    expect(await line('\\"a\\"', 'en', false)).toBe('"a"');
  });

  test('paragraphs do not reach into each other', async () => {
    expect(await line('"open\n\n"b"')).toBe('“open</p>\n<p>“b”');
  });
});
