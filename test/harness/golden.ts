import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** The repository. */
export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
/** Where a failing case leaves what it got beside what was expected. */
const FAILURES: string = join(ROOT, 'output', 'test');

/** True when goldens are to be written (`npm run accept`); never where CI is set, for nobody looks at what changes there. */
export function accepting(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  if (environment['OCTAVO_ACCEPT'] !== '1') return false;
  if (environment['CI']) throw new Error('goldens are not written where CI is set');
  return true;
}

/** Where what came instead of a golden (absolute path) is left. */
export function failurePlace(path: string): string {
  return join(FAILURES, relative(join(ROOT, 'test'), path));
}

/** Compares text with a golden file; under `npm run accept` writes it instead. `path` is absolute. */
export function expectGolden(path: string, text: string): void {
  if (accepting()) {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
    return;
  }
  const expected = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (expected !== text) {
    const place = failurePlace(path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(`${place}.actual`, text);
    if (expected !== undefined) {
      writeFileSync(`${place}.expected`, expected);
      writeFileSync(`${place}.difference`, lineDifference(expected, text));
    }
  }
  // Goldens of a case lie in its folder.
  const folder = dirname(path);
  const name = basename(folder) === 'expected' ? basename(dirname(folder)) : basename(path).replace(/\..*$/, '');
  const hint = `${relative(ROOT, path)} (npm run accept -- ${name} takes the new text)`;
  expect(expected, `there is no golden ${hint}`).toBeDefined();
  expect(text, hint).toBe(expected);
}

/** Lines that went (`-`) and came (`+`), with the number of the line in the text that they went from or came to. */
export function lineDifference(expected: string, actual: string): string {
  const [a, b] = [expected.split('\n'), actual.split('\n')];
  let top = 0;
  while (top < a.length && top < b.length && a[top] === b[top]) top++;
  let [endA, endB] = [a.length, b.length];
  while (endA > top && endB > top && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  const out: string[] = [];
  for (let [i, j] = [top, top]; i < endA || j < endB;) {
    // The nearest line that both have, the two distances together as short as can be.
    let [skipA, skipB] = [endA - i, endB - j];
    for (let far = 0; far < skipA + skipB; far++) {
      for (let k = Math.max(0, far - (endB - j - 1)); k <= far && k < endA - i; k++) {
        if (a[i + k] === b[j + far - k] && k + (far - k) < skipA + skipB) [skipA, skipB] = [k, far - k];
      }
    }
    for (let k = 0; k < skipA; k++) out.push(`- ${i + k + 1}: ${a[i + k]}`);
    for (let k = 0; k < skipB; k++) out.push(`+ ${j + k + 1}: ${b[j + k]}`);
    [i, j] = [i + skipA, j + skipB];
    while (i < endA && j < endB && a[i] === b[j]) [i, j] = [i + 1, j + 1];
  }
  return `${out.join('\n')}\n`;
}

/** Goldens in a folder to which no case belongs any more. `cases` are the names that do. */
export function orphans(folder: string, cases: readonly string[]): readonly string[] {
  return readdirSync(folder).filter(
    (file) => file.endsWith('.golden') && !cases.includes(file.slice(0, -'.golden'.length)),
  );
}
