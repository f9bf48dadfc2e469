import { posix } from 'node:path';
import type { World } from '../world.ts';

/** Files that one pattern may mean: a packet has hundreds of papers, and a pattern over a whole disk is a mistake. */
const MATCH_LIMIT = 1000;
/** Folders that `**` goes down. */
const DEPTH_LIMIT = 12;

/**
 * The files that a pattern means, sorted by path with numbers in order. `*` stands for any characters of a name, `?` for one, `**` for
 * folders in folders. Names that begin with a dot, and folders of installed packages, must be named to be found.
 */
export async function matchFiles(pattern: string, world: World): Promise<readonly string[]> {
  const found = new Set<string>();
  const walk = async (folder: string, steps: readonly string[], depth: number): Promise<void> => {
    const [step, ...rest] = steps;
    if (step === undefined || found.size >= MATCH_LIMIT || depth > DEPTH_LIMIT) return;
    if (step === '**') {
      await walk(folder, rest, depth);
      for (const name of await world.list(folder))
        if (!hidden(name)) await walk(posix.join(folder, name), steps, depth + 1);
      return;
    }
    if (!/[*?]/.test(step) && rest.length > 0) return walk(posix.join(folder, step), rest, depth);
    const matches = matcher(step);
    for (const name of await world.list(folder)) {
      if (!matches(name) || (hidden(name) && !hidden(step))) continue;
      const path = posix.join(folder, name);
      if (rest.length > 0) await walk(path, rest, depth + 1);
      else if (found.size < MATCH_LIMIT) found.add(path);
    }
  };
  await walk(
    '.',
    pattern.split('/').filter((step) => step !== '' && step !== '.'),
    0,
  );
  return [...found].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function hidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** A name's test without a pattern that could search without end: pieces between `*` are looked for one after the other. */
function matcher(step: string): (name: string) => boolean {
  const pieces = step.split(/\*+/);
  const at = (name: string, piece: string, from: number): boolean =>
    from + piece.length <= name.length && piece.split('').every((char, i) => char === '?' || char === name[from + i]);
  return (name) => {
    const first = pieces[0]!;
    const last = pieces.at(-1)!;
    if (pieces.length === 1) return name.length === first.length && at(name, first, 0);
    if (name.length < first.length + last.length || !at(name, first, 0) || !at(name, last, name.length - last.length))
      return false;
    let from = first.length;
    const end = name.length - last.length;
    for (const piece of pieces.slice(1, -1)) {
      while (from + piece.length <= end && !at(name, piece, from)) from++;
      if (from + piece.length > end) return false;
      from += piece.length;
    }
    return true;
  };
}
