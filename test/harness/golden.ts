import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
/** Where a failing case leaves what it got beside what was expected. */
const FAILURES: string = join(ROOT, 'output', 'test');

/** True when goldens are to be written (`npm run accept`); never where CI is set, for nobody looks at what changes there. */
export function accepting(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  if (environment['OCTAVO_ACCEPT'] !== '1') return false;
  if (environment['CI']) throw new Error('goldens are not written where CI is set');
  return true;
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
    const place = join(FAILURES, relative(join(ROOT, 'test'), path));
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(`${place}.actual`, text);
    if (expected !== undefined) writeFileSync(`${place}.expected`, expected);
  }
  const hint = `${relative(ROOT, path)} (npm run accept -- ${basename(path).replace(/\..*$/, '')} takes the new text)`;
  expect(expected, `there is no golden ${hint}`).toBeDefined();
  expect(text, hint).toBe(expected);
}

/** Goldens in a folder to which no case belongs any more. `cases` are the names that do. */
export function orphans(folder: string, cases: readonly string[]): readonly string[] {
  return readdirSync(folder).filter(
    (file) => file.endsWith('.golden') && !cases.includes(file.slice(0, -'.golden'.length)),
  );
}
