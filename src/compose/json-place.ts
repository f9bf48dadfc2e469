/** Where in a JSON text something is: of a syntax error by the engine's own word, of a key by its first mention. Line 1, column 1 when it can't be told. */
export function jsonPlace(text: string, what: Error | PropertyKey | undefined): { line: number; column: number } {
  let offset = -1;
  if (what instanceof Error) {
    const position = /position (\d+)/.exec(what.message);
    if (position) offset = Number(position[1]);
  } else if (what !== undefined) offset = text.indexOf(`"${String(what)}"`);
  if (offset < 0) return { line: 1, column: 1 };
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
