import { afterEach, describe, expect, test } from 'vitest';
import { compose } from '../../src/compose/compose.ts';
import { OctavoError } from '../../src/model/diagnostic.ts';
import { read } from '../../src/read/read.ts';
import { makePublication, type TestPublication } from '../harness/publication.ts';

let at: TestPublication | undefined;
afterEach(async () => at?.remove());

/** What a layout's template prints, or the code of the diagnostic that stops it. */
async function printed(expression: string): Promise<string> {
  at = await makePublication({
    files: {
      'report.md': '# One\n\ntext\n',
      'mine/layout.json': '{"extends": "base", "template": "mine.njk"}',
      'mine/mine.njk': `[${expression}]`,
    },
    publication: { layout: './mine', layoutIsDefault: false },
  });
  const manuscript = await read(at.publication, at.edition, at.world, at.diagnostics.report);
  try {
    const origin = { digest: 'ab'.repeat(32), browser: 'Chromium 1' };
    const made = await compose(at.publication, at.edition, manuscript, origin, at.world, at.diagnostics.report);
    return made.html;
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    return error.diagnostic.code;
  }
}

describe('a template of a layout that came with a publication', () => {
  // Each of these printed the number of this process while templates could reach what values inherit.
  test.each([
    '{{ "".constructor.constructor("return process.pid")() }}',
    '{{ range.constructor("return process.pid")() }}',
    '{{ publication["constr" + "uctor"]["constructor"]("return process.pid")() }}',
    '{{ publication.__proto__.constructor.constructor("return process.pid")() }}',
    '{{ constructor.constructor("return process.pid")() }}',
    '{{ cycler("a").next.constructor("return process.pid")() }}',
    '{{ [].slice.constructor("return process.pid")() }}',
    '{% macro m() %}{% endmacro %}{{ m.constructor("return process.pid")() }}',
    '{{ publication.title.replace.constructor("return process.pid")() }}',
  ])('runs no program: %s', async (expression) => {
    expect(await printed(expression)).toBe('template-invalid');
  });

  test('has values, lengths, and what texts and lists are asked for', async () => {
    expect(
      await printed('{{ publication.title }} {{ runs.length }} {{ "a b".split(" ").length }} {{ [1, 2].join("+") }}'),
    ).toBe('[Test 1 2 1+2]');
    expect(await printed('{% set c = cycler("a", "b") %}{{ c.next() }}{{ c.next() }}')).toBe('[ab]');
    expect(await printed('{% for run in runs %}{{ loop.index }}{{ loop.last }}{% endfor %}')).toBe('[1true]');
  });
});
