import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { completeTables } from '../../src/compose/table-grid.ts';
import { toHtml } from '../../src/compose/tree.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';

/** A table with all that this test says nothing about taken out, and the codes of what was reported. */
function completed(rows: string, keep: RegExp = /colspan|rowspan/): { html: string; codes: string[] } {
  const document = parseDocument(`<table data-source="0:7:1">${rows}</table>`);
  const found: Diagnostic[] = [];
  completeTables(document, ['report.md'], (diagnostic) => void found.push(diagnostic));
  for (const { span } of found) expect(span).toEqual({ file: 'report.md', line: 7, column: 1 });
  const html = toHtml(document.children)
    .replace(/^<table[^>]*>|<\/table>$/g, '')
    .replace(/ ([\w-]+)(?:="[^"]*")?/g, (attribute, name: string) => (keep.test(name) ? attribute : ''));
  return { html, codes: found.map(({ code }) => code) };
}

describe('a table becomes a full grid', () => {
  test('one that is full stays as it is', () => {
    const rows = '<tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>';
    expect(completed(rows)).toEqual({ html: rows, codes: [] });
  });

  test('rows that are short get empty cells', () => {
    expect(completed('<tr><td>a</td></tr><tr><td>b</td><td>c</td><td>d</td></tr>')).toEqual({
      html: '<tr><td>a</td><td colspan="2"></td></tr><tr><td>b</td><td>c</td><td>d</td></tr>',
      codes: ['table-uneven'],
    });
  });

  test('a place before a cell that reaches down is filled too', () => {
    const { html } = completed('<tr><td>a</td><td>b</td><td rowspan="2">c</td></tr><tr><td>d</td></tr>');
    expect(html).toBe('<tr><td>a</td><td>b</td><td rowspan="2">c</td></tr><tr><td>d</td><td></td></tr>');
  });

  test('a span that reaches over another cell is cut', () => {
    expect(
      completed(
        '<tr><td>a</td><td>b</td><td rowspan="2">c</td></tr><tr><td>d</td><td colspan="2">e</td></tr><tr><td>f</td><td>g</td><td>h</td></tr>',
      ),
    ).toEqual({
      html: '<tr><td>a</td><td>b</td><td rowspan="2">c</td></tr><tr><td>d</td><td>e</td></tr><tr><td>f</td><td>g</td><td>h</td></tr>',
      codes: ['table-overlap'],
    });
  });

  test('a span ends with its group of rows', () => {
    expect(
      completed(
        '<thead><tr><th rowspan="4">a</th></tr></thead><tbody><tr><td rowspan="0">b</td></tr><tr></tr></tbody><tbody><tr><td>c</td></tr></tbody>',
      ).html,
    ).toBe('<thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody><tbody><tr><td>c</td></tr></tbody>');
  });

  test('rows and columns in which no cell begins go', () => {
    expect(
      completed(
        '<tr><td rowspan="2" colspan="9">a</td><td>b</td></tr><tr><td rowspan="3">c</td></tr><tr></tr><tr></tr>',
      ).html,
    ).toBe('<tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>');
    expect(completed('').html).toBe('');
  });

  test('what spans a thousand times a thousand places is looked at in no time', () => {
    const rows = '<tr><td rowspan="65534" colspan="1000">a</td></tr>'.repeat(2000);
    expect(completed(rows).codes).toEqual(['table-too-large']);
  });
});

describe('header cells', () => {
  const scopes = (rows: string): string[] =>
    [...completed(rows, /scope/).html.matchAll(/<th scope="(\w+)">(\w+)/g)].map(
      ([, scope, word]) => `${word} ${scope}`,
    );

  test('head columns beside an empty corner, and rows before data', () => {
    expect(
      scopes(
        '<tr><td></td><th>A</th><th>B</th></tr><tr><th>r</th><td>1</td><td>2</td></tr><tr><th>s</th><td></td><td></td></tr>',
      ),
    ).toEqual(['A col', 'B col', 'r row', 's row']);
  });

  test('over the whole width, or in the middle of a table, head what is below', () => {
    expect(
      scopes(
        '<tr><td>1</td><td>2</td></tr><tr><th colspan="2">G</th></tr><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>',
      ),
    ).toEqual(['G col', 'A col', 'B col']);
  });

  test('keep what their author says', () => {
    expect(scopes('<tr><th scope="row">A</th><th scope="other">B</th></tr>')).toEqual(['A row', 'B col']);
  });
});
