/** A Markdown file taken apart: its front matter (between two lines of `---` at the very top) and the text after it. */
export interface SplitSource {
  /** YAML text without its fences; undefined when the file has none. May be empty. */
  readonly yaml?: string;
  /** Line of the file on which the YAML text begins, from 1. */
  readonly yamlLine: number;
  /** The Markdown after the front matter. */
  readonly body: string;
  /** Line of the file on which `body` begins, from 1. */
  readonly bodyLine: number;
}

/** Splits front matter from Markdown; a byte-order mark goes, CRLF and CR become LF so that lines count alike everywhere. */
export function splitFrontMatter(source: string): SplitSource {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const match = /^---[ \t]*\n([\s\S]*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|$)/m.exec(text);
  if (!match || match.index !== 0) return { body: text, yamlLine: 1, bodyLine: 1 };
  const lines = match[0].split('\n').length - (match[0].endsWith('\n') ? 1 : 0);
  return { yaml: match[1]!, yamlLine: 2, body: text.slice(match[0].length), bodyLine: lines + 1 };
}
