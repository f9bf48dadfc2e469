/** A place in the file: line and column from 1, the column in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * A stretch of Markdown that knows where in the file each of its lines begins, container markers taken off.
 *
 * marked gives tokens only their `raw`; a container (list item, block quote, footnote) lexes its text with markers and indentation
 * removed, line for line. So a container's text is a `SourceText` of its own, made from its parent's, and any offset in it can be led
 * back to the file.
 */
export class SourceText {
  readonly text: string;
  /** Offset of each line in `text`. */
  readonly #starts: number[];
  readonly #lines: number[] | number;
  readonly #columns: number[] | undefined;

  /**
   * `lines` and `columns` say where each line of `text` begins in the file; for text taken straight from the file `lines` is the number
   * of its first line, and columns begin at 1.
   */
  constructor(text: string, lines: number[] | number, columns?: number[]) {
    this.text = text;
    this.#starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
    this.#lines = lines;
    this.#columns = columns;
  }

  /** Index of the line that holds `offset`, by bisection. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where `offset` lies in the file. */
  place(offset: number): Place {
    const index = this.lineAt(offset);
    const within = offset - this.#starts[index]!;
    const line =
      typeof this.#lines === 'number' ? this.#lines + index : (this.#lines[index] ?? this.#lines.at(-1) ?? 1);
    return { line, column: (this.#columns?.[index] ?? 1) + within };
  }

  /** Offset at which a line begins; the text's end when there is no such line. */
  lineStart(index: number): number {
    return this.#starts[index] ?? this.text.length;
  }

  /**
   * The text inside a container that begins at `offset`: `inner` is its text line for line, markers taken off. A line that is not the end
   * of its outer line (tabs were expanded) is placed by its first character that is no space.
   */
  inside(offset: number, inner: readonly string[]): SourceText {
    const lines: number[] = [];
    const columns: number[] = [];
    const first = this.lineAt(offset);
    for (let k = 0; k < inner.length; k++) {
      const from = k === 0 ? offset : this.lineStart(first + k);
      const end = this.text.indexOf('\n', from);
      const outer = this.text.slice(from, end === -1 ? undefined : end);
      const text = inner[k]!;
      const { line, column } = this.place(Math.min(from, this.text.length));
      let removed = outer.length - text.length;
      if (!outer.endsWith(text)) {
        const indent = text.length - text.trimStart().length;
        removed = outer.length - outer.trimStart().length - indent;
        const found = outer.indexOf(text.trim());
        if (found !== -1) removed = found - indent;
      }
      lines.push(line);
      columns.push(column + removed);
    }
    return new SourceText(inner.join('\n'), lines, columns);
  }
}

/**
 * How far from where a token is expected its text is looked for, in characters. marked drops or adds line ends between some tokens, so
 * tokens are near; looking through the whole text for each would make long documents quadratic.
 */
export const RESYNC_WINDOW = 2_000;

/** Walks over a text token by token and says at which offset each begins. */
export class SourceCursor {
  readonly source: SourceText;
  /** Where the next token is expected. */
  offset: number;

  constructor(source: SourceText, offset = 0) {
    this.source = source;
    this.offset = offset;
  }

  /** Offset of a token with this `raw`; the cursor moves past it. */
  take(raw: string): number {
    const { text } = this.source;
    let at = this.offset;
    if (!text.startsWith(raw, at)) {
      const line = raw.trim().split('\n', 1)[0]!;
      const found = line === '' ? -1 : text.slice(at, at + RESYNC_WINDOW).indexOf(line);
      if (found !== -1) at += found - Math.max(0, raw.indexOf(line));
    }
    this.offset = Math.min(text.length, at + raw.length);
    return Math.max(0, at);
  }
}
