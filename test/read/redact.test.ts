import { describe, expect, test } from 'vitest';
import { withoutClosedBlocks } from '../../src/model/closed-block.ts';
import { redact } from '../../src/read/redact.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function open(text: string, closedFiles: readonly string[] = []) {
  const closed = new Map(closedFiles.map((file) => [file, bytes('# Heading of pay\n')]));
  return redact(new Map([['papers/open.md', bytes(text)]]), { files: closed, blocks: true, folder: 'img' }).get(
    'papers/open.md',
  )!;
}

const textOf = (text: string, closedFiles?: readonly string[]): string => open(text, closedFiles).text;

describe('closed blocks', () => {
  test.each([
    ['a word for the reason', '::: closed personnel\nX\n:::\n', '::: withheld personnel\n:::\n'],
    ['an attribute', '::: closed {reason="legal advice"}\nX\n:::', '::: withheld legal advice\n:::'],
    ['a class and an attribute', '::: {.closed reason=tax}\nX\n:::', '::: withheld tax\n:::'],
    ['more colons, other case', ':::: Closed ::::\nX\n::::', '::: withheld\n:::'],
    ['Windows’ line ends', 'A\r\n\r\n::: closed\r\nX\r\n:::\r\nB', 'A\n\n::: withheld\n:::\nB'],
    ['containers inside', '::: closed\n::: note\nX\n:::\nX\n::: closed\nX\n:::\nX\n:::\nB', '::: withheld\n:::\nB'],
    ['colons in code inside', '::: closed\n```\n:::\n```\nX\n:::\nB', '::: withheld\n:::\nB'],
    ['an item of a list', '- A\n- ::: closed\n  X\n  :::\n- B', '- A\n- ::: withheld\n  :::\n- B'],
    ['a quotation', '> ::: closed\n> X\n> :::\n> B', '> ::: withheld\n> :::\n> B'],
    ['right after a paragraph', 'A\n::: closed\nX\n:::\nB', 'A\n::: withheld\n:::\nB'],
    ['a note', 'A[^a]\n\n[^a]: ::: closed\n    X\n    :::\nB', 'A[^a]\n\n[^a]: ::: withheld\n      :::\nB'],
    ['one class of several', '::: {.note .closed reason="1.5 m"}\nX\n:::', '::: withheld 1.5 m\n:::'],
    ['code that seems to end late', '```\n::: closed\nX\n:::\n```js\nB\n```', '```\n::: withheld\n:::\n```js\nB\n```'],
    ['code inside of something', '> ```\n> ::: closed\n> X\n> :::\n> ```', '> ```\n> ::: withheld\n> :::\n> ```'],
    ['code that was never closed above', '```\nA\n\n::: closed\nX\n:::\n', '```\nA\n\n::: withheld\n:::\n'],
  ])('are taken out: %s', (_, text, expected) => {
    expect(textOf(text)).toBe(expected);
    expect(withoutClosedBlocks(text)).not.toContain('X');
  });

  test('that nothing ends are closed to the end, and an error', () => {
    const { text, diagnostics } = open('A\n\n::: closed\nX\n\n# X\n');
    expect(text).toBe('A\n\n::: withheld\n:::');
    expect(diagnostics).toMatchObject([{ code: 'closed-unclosed', severity: 'error', span: { line: 3 } }]);
  });

  test('that may have ended too early, or whose name is misspelt, are errors', () => {
    expect(open('::: closed\nX\n:::\nX\n:::\n').diagnostics).toMatchObject([
      { code: 'closed-stray-end', severity: 'error', span: { line: 5 } },
    ]);
    expect(open('---\ntitle: A\n---\n::: close\nX\n:::\n').diagnostics).toMatchObject([
      { code: 'closed-misspelt', severity: 'error', span: { line: 4 } },
    ]);
  });

  test.each([
    ['a cell of a table', '| A |\n|---|\n| ::: closed X ::: |\n'],
    ['a heading', '# ::: closed\nX\n'],
    ['a line of text', 'A ::: {.closed} X :::\n'],
    ['a comment', '<!-- ::: closed X -->\n'],
    ['front matter', '---\nabstract: |\n  ::: closed\n  X\n  :::\n---\n'],
    ['another name', '::: closed-session\nX\n:::\n'],
  ])('that are not where blocks can be are errors: %s', (_, text) => {
    expect(open(text).diagnostics).toContainEqual(
      expect.objectContaining({ code: expect.stringMatching(/^closed-(?:inside|misspelt)$/), severity: 'error' }),
    );
  });

  test('that a manual shows as code are shown', () => {
    const text =
      'Write `::: closed` alone:\n\n```markdown\n::: closed\nA\n:::\n```\n\n~~~\n::: closed\n~~~\n\n::: closed\nX\n:::\n';
    const left = open(text);
    expect(left.text).toBe(text.replace('::: closed\nX\n:::', '::: withheld\n:::'));
    expect(left.diagnostics).toEqual([]);
  });

  test('leave colons alone where there are none', () => {
    const text = '::: note\nA\n:::\n\n:::\n';
    expect(open(text)).toMatchObject({ text, changed: false, diagnostics: [] });
  });

  test('lines are known by their number in the file', () => {
    const { text, lines } = open('---\ntitle: A\n---\nA\n::: closed\nX\nX\n:::\nB');
    expect(text.split('\n').map((line, index) => `${lines[index]} ${line}`)).toEqual([
      '1 ---',
      '2 title: A',
      '3 ---',
      '4 A',
      '5 ::: withheld',
      '5 :::',
      '9 B',
    ]);
  });
});

describe('what only closed text calls goes with it', () => {
  test('notes with all their lines, notes that they call, link definitions', () => {
    const text =
      'A[^a] [r]\n\n::: closed\nX[^x] [s]\n:::\n\n[^x]: X[^y]\n\n    X\n\n[^y]: X\n[^a]: A\n[r]: https://a.example\n[s]: https://x.example\n';
    const left = textOf(text);
    expect(left).not.toMatch(/X|\^[xy]|x\.example/);
    expect(left).toContain('[^a]: A');
    expect(left).toContain('[r]: https://a.example');
  });

  test('what open text calls too stays', () => {
    expect(textOf('A[^a]\n\n::: closed\nX[^a]\n:::\n\n[^a]: A\n')).toContain('[^a]: A');
  });

  test.each([
    ['notes that go on without indentation', '[^x]: X\nX X\n\nOpen'],
    ['notes in quotations', '> [^x]: X\n> X\n\nOpen'],
    ['notes in lists', '1. A\n\n   [^x]: X\n   X\n\n2. Open'],
    ['notes that call each other', '[^x]: X[^z]\n[^z]: X[^x]\n\nOpen'],
    ['addresses on the next line', '[s]:\nhttps://X.example\n"X"\n\nOpen'],
    ['titles over lines', '[s]: https://X.example "X\nX"\n\nOpen'],
    ['labels over lines', '[t\nu]: https://X.example\n\nOpen'],
    ['addresses in quotations', '> [s]: https://X.example\n> "X"\n\nOpen'],
    ['definitions that are there twice', '[s]: https://X.example\n[s]: https://X2.example\n\nOpen'],
    ['what open text only shows', '`[^x]` \\[^x] [s](https://open.example) <!-- [s] -->\n\n[^x]: X\n\n[s]: X\n\nOpen'],
  ])('%s', (_, definitions) => {
    const left = textOf(`A\n\n::: closed\nX[^x] [s] [t u]\n:::\n\n${definitions}\n`);
    expect(left).not.toMatch(/X/);
    expect(left).toContain('Open');
  });

  test('the sign of what begins with it stays', () => {
    const text = 'A[^a]\n\n::: closed\nX [s]\n:::\n\n- [s]: X\n- B\n\n[^a]: [s]: X\n';
    expect(textOf(text)).toBe('A[^a]\n\n::: withheld\n:::\n\n-\n- B\n\n[^a]:\n');
  });
});

test('links to closed places keep their words only', () => {
  const text =
    '[a](../closed/pay.md) [b](<../closed/pay.md#x> "X") [c](#heading-of-pay) [d][x] [x] <a href="../closed/pay.md">e</a> [f](#open)\n\n# Open\n\n[x]: ../closed/pay.md\n';
  const { text: left, diagnostics } = open(text, ['closed/pay.md']);
  expect(left).toBe('a b c d x e [f](#open)\n\n# Open\n\n');
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['link-closed']));
  expect(JSON.stringify(diagnostics)).not.toContain('pay');
});

test.each([
  ['over lines', 'A [b\nc](\n../closed/pay.md\n"X\nX") d\n', 'A b\nc d\n'],
  ['in a quotation', '> A [b\n> c](<../closed/pay.md>\n> "X") d', '> A b\n> c d'],
  ['around pictures', '[![X](../closed/pay.md)](../closed/pay.md) a', ' a'],
  ['as elements', '<img alt="X" src="../closed/pay.md"> a <a\nhref="../closed/&#112;ay.md">b\nc</a>', ' a b\nc'],
  ['with signs written otherwise', '[a](../closed/pay\\.md) [b](../closed/pa%79.md?x=X#y)', null],
  ['from the root', '![X](/closed/pay.md){width=50%} [a](/closed/pay.md "X") b', ' a b'],
  ['out of the project and back', '[a](../../project/closed/pay.md) b', 'a b'],
  ['of elements that name several', 'A <img alt="X > X" srcset="open.png 1x, ../closed/pay.md 2x"> b', 'A  b'],
  ['in styles', 'A <span style="background: url(../closed/pay.md)">b', 'A b'],
  ['behind others', 'A <video poster="open.png" src="../closed/pay.md" title="X">b', 'A b'],
  ['defined over lines', 'A [b][x]\n\n[x]:\n  ../closed/pay.md\n  "X"\nB', 'A b\n\nB'],
])('links to closed places are cut: %s', (_, text, expected) => {
  const { text: left, diagnostics } = open(text, ['closed/pay.md']);
  if (expected !== null) expect(left).toBe(expected);
  expect(left).not.toMatch(/X|pay|closed/);
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['link-closed']));
});

test('addresses that begin with / start from the folder for them, too', () => {
  const { text } = open('![X](/plan.png) [a](/plan.png) [b](/other.png)\n', ['img/plan.png']);
  expect(text).toBe(' a [b](/other.png)\n');
});

test('papers that a copy lacks take links to them along, and leave closed blocks', () => {
  const text = '[a](../closed/pay.md) [b](#heading-of-pay)\n\n::: closed\nB[^b]\n:::\n\n[^b]: B\n';
  const closed = { files: new Map([['closed/pay.md', bytes('# Heading of pay\n')]]), blocks: false };
  const left = redact(new Map([['papers/open.md', bytes(text)]]), closed).get('papers/open.md')!;
  expect(left.text).toBe('a b\n\n::: closed\nB[^b]\n:::\n\n[^b]: B\n');
});

test('a link that cannot be cut is an error', () => {
  const { diagnostics } = open('A\n\n[a `]` b](../closed/pay.md)\n', ['closed/pay.md']);
  expect(diagnostics).toMatchObject([{ code: 'link-closed-left', severity: 'error', span: { line: 3 } }]);
  const { diagnostics: others } = open(`A\n\n<a href="../closed/pay.md">${'b '.repeat(999)}</a>\n`, ['closed/pay.md']);
  expect(others).toMatchObject([{ code: 'link-closed-left', severity: 'error', span: { line: 3 } }]);
});
