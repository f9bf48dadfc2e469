import { describe, expect, test } from 'vitest';
import { definitionsAt } from '../../src/read/definition-list.ts';
import { redact } from '../../src/read/redact.ts';
import { bare, readFiles } from '../harness/read.ts';

const html = async (markdown: string): Promise<string> => bare((await readFiles(markdown)).html[0]).replace(/\n/g, '');

describe('definition lists', () => {
  test('terms and what they mean, as PHP Markdown Extra writes them', async () => {
    expect(
      await html(
        'Board\n: The *Board* of Directors.\n\nMember\nFull member\n:   A person who\npays.\n: Or a friend.\n',
      ),
    ).toBe(
      '<dl><dt>Board</dt><dd>The <em>Board</em> of Directors.</dd>' +
        '<dt>Member</dt><dt>Full member</dt><dd>A person whopays.</dd><dd>Or a friend.</dd></dl>',
    );
  });

  test('a definition with a paragraph of its own, a list and more paragraphs', async () => {
    const made = await html(
      '**Quorum**\n\n: Half of all members:\n\n    - present\n    - or on the line\n\n    No fewer.\n\nAfter.\n',
    );
    expect(made).toBe(
      '<dl><dt><strong>Quorum</strong></dt><dd><p>Half of all members:</p><ul><li>present</li><li>or on the line</li></ul><p>No fewer.</p></dd></dl><p>After.</p>',
    );
  });

  test('the next term needs no empty line before it', async () => {
    expect(await html('One\n: first\nTwo\n: second\n')).toBe(
      '<dl><dt>One</dt><dd>first</dd><dt>Two</dt><dd>second</dd></dl>',
    );
  });

  test.each([
    ['a colon inside a line', 'Note: this is text\n'],
    ['a colon without a space', 'Text\n:not one\n'],
    ['a colon with nothing before it', ': alone\n'],
    ['a heading before the colon', '# Heading\n: text\n'],
    ['a long line before the colon', `${'word '.repeat(40)}\n: text\n`],
    ['code', '    Term\n    : code\n'],
  ])('%s makes none', async (_, markdown) => {
    expect(await html(markdown)).not.toContain('<dl');
  });

  test('what is wrong in a definition is told at its line', async () => {
    const { codes } = await readFiles('Board\n: See\n  [nothing]().\n');
    expect(codes).toEqual(['link-empty report.md:3:3']);
  });

  test('what is closed in a definition is taken out', () => {
    const source = 'Pay\n: ::: closed personnel\n  Secret.\n  :::\n\nOpen\n: Told.\n';
    const open = redact(new Map([['a.md', new TextEncoder().encode(source)]]), { files: new Map(), blocks: true }).get(
      'a.md',
    )!.text;
    expect(open).not.toContain('Secret');
    expect(open).toContain('Told');
  });

  test('many lines that are nearly lists cost no more than they are long', () => {
    const many = 'term\nterm\n\n'.repeat(50_000);
    const before = performance.now();
    expect(definitionsAt(many)).toBeUndefined();
    expect(definitionsAt('a\n: b\n\n'.repeat(50_000))!.length).toBeLessThan(6_000);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
