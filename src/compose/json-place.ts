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

/** The known name nearest to a misspelt one, by edits (Damerau's without transpositions); the first known one when none is near. */
export function closest(name: string, known: readonly string[]): string {
  let best = known[0] ?? '';
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    let row = Array.from({ length: candidate.length + 1 }, (_, i) => i);
    for (let i = 1; i <= name.length; i++) {
      const next = [i];
      for (let j = 1; j <= candidate.length; j++) {
        next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (name[i - 1] === candidate[j - 1] ? 0 : 1));
      }
      row = next;
    }
    if (row[candidate.length]! < least) [best, least] = [candidate, row[candidate.length]!];
  }
  return best;
}
