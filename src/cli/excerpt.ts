import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Span } from '../model/span.ts';
import { printable } from './terminal.ts';

/** Largest file read again to show a line of it, bytes: manuscripts are far smaller. */
const FILE_LIMIT = 8 * 1024 * 1024;
/** Characters shown of a line, so that it stays one line on a usual terminal. */
const WIDTH = 96;
/** Characters shown before the place in a line that is too long. */
const BEFORE = 40;

/** Characters that take two columns on a terminal (Unicode Standard Annex 11, W and F; roughly). */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}]/u;

/** Shows lines of source files under diagnostics; each file is read once. */
export class Excerpts {
  readonly #cwd: string;
  readonly #files = new Map<string, Promise<readonly string[]>>();

  /** @param cwd absolute path of the folder that spans are relative to */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** The line at a span with a caret under the column, as two lines; empty when the file cannot be shown. */
  async at(span: Span): Promise<readonly string[]> {
    let lines = this.#files.get(span.file);
    if (!lines) this.#files.set(span.file, (lines = readLines(resolve(this.#cwd, span.file))));
    const line = (await lines)[span.line - 1];
    return line === undefined || line.trim() === '' ? [] : excerpt(line, span);
  }
}

/** A line with a caret under `span.column`, cut to a window around it. */
export function excerpt(line: string, { line: number, column }: Pick<Span, 'line' | 'column'>): readonly string[] {
  const at = Math.min(column - 1, line.length);
  const start = line.length > WIDTH && at > WIDTH - BEFORE ? at - BEFORE : 0;
  const before = `${start > 0 ? '…' : ''}${line.slice(start, at)}`;
  const rest = line.slice(at, start + WIDTH);
  const shown = printable(before + rest).replaceAll('\t', ' ') + (start + WIDTH < line.length ? '…' : '');
  const indent = Array.from(before, (character) => (WIDE.test(character) ? '  ' : ' ')).join('');
  const gutter = String(number);
  return [`  ${gutter} │ ${shown.trimEnd()}`, `  ${' '.repeat(gutter.length)} │ ${indent}^`];
}

async function readLines(path: string): Promise<readonly string[]> {
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > FILE_LIMIT) return [];
      return (await file.readFile('utf8')).replace(/^\uFEFF/, '').split(/\r\n?|\n/);
    } finally {
      await file.close();
    }
  } catch {
    // The diagnostic says where; the line is a courtesy.
    return [];
  }
}
