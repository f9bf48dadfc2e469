/**
 * A place in a source file that a person can go to.
 *
 * `file` is relative to the project root with forward slashes; `line` and `column` count from 1
 * (column in UTF-16 code units, as editors count).
 */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The span as editors and terminals link it: `file:line:column`. */
export function formatSpan(span: Span): string {
  return `${span.file}:${span.line}:${span.column}`;
}

/**
 * The attribute by which an element of a manuscript remembers its source, as `part:line:column`
 * where `part` is the index of the manuscript part. Written by `read`, taken off by nobody: the printed
 * page ignores it, and the layout oracle names the source of what overflows by it.
 */
export const SOURCE_ATTRIBUTE = 'data-source';

/** Reads {@link SOURCE_ATTRIBUTE} back; `files[part]` names the file. Undefined when it is absent or malformed. */
export function parseSource(value: string | undefined, files: readonly string[]): Span | undefined {
  const match = /^(\d+):(\d+):(\d+)$/.exec(value ?? '');
  const file = match ? files[Number(match[1])] : undefined;
  return match && file !== undefined ? { file, line: Number(match[2]), column: Number(match[3]) } : undefined;
}
