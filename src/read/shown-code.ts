import { lex } from './lexer.ts';

/** A fence that begins code, with its sign and its words. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/**
 * The lines of a text, from 0, that surely are code which is shown, as in a manual of closed blocks. Only fenced code that stands in nothing
 * else and ends counts, and none in which other code seems to begin: there its author forgot where it ends, and what follows may be meant.
 */
export function shownCode(text: string): ReadonlySet<number> {
  const shown = new Set<number>();
  if (!text.includes(':::') || !/^ {0,3}(?:`{3}|~{3})/m.test(text)) return shown;
  let at = 0;
  for (const { type, raw } of tokensOf(text)) {
    const start = text.indexOf(raw, at);
    if (start === -1) continue;
    at = start + raw.length;
    if (type !== 'code' || !isWhole(raw)) continue;
    const first = text.slice(0, start).split('\n').length - 1;
    for (let line = first; line < first + raw.trimEnd().split('\n').length; line++) shown.add(line);
  }
  return shown;
}

/** A text that outgrows the stack has no code for us; it is reported when it is read. */
function tokensOf(text: string): ReturnType<typeof lex>['tokens'] {
  try {
    return lex(text, false).tokens;
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Whether fenced code ends, and nothing in it looks like the beginning of other code. */
function isWhole(raw: string): boolean {
  const lines = raw.trimEnd().split('\n');
  const fence = FENCE.exec(lines[0]!)?.[1];
  if (fence === undefined || lines.length < 2) return false;
  const begins = (line: string): boolean => FENCE.exec(line)?.[1]!.startsWith(fence) ?? false;
  return begins(lines.at(-1)!) && !lines.slice(1, -1).some(begins);
}
