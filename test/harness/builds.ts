import { mkdtempSync, mkdirSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { build, type BuildOptions, type BuildResult } from '../../src/build.ts';
import type { Progress } from '../../src/model/progress.ts';
import { Press } from '../../src/paginate/supervisor.ts';
import { processGroup } from './press.ts';

/** A folder of files to build from, gone after {@link Folder.remove}. */
export interface Folder {
  /** Absolute. */
  readonly path: string;
  /** Where products go: `output` in it. */
  readonly output: string;
  /** Names of all files in the output folder. */
  products(): string[];
  remove(): void;
}

/** Writes files (path → content) into a temporary folder. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const path = mkdtempSync(join(tmpdir(), 'octavo-build-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  const output = join(path, 'output');
  return {
    path,
    output,
    products: () => globSync('**/*', { cwd: output }).sort(),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A build that was watched: what came of it and which browsers it ran. */
export interface Watched {
  readonly result: BuildResult;
  /** Process ids of every browser that was seen, in order. */
  readonly browsers: readonly number[];
  /** Processes of these browsers that still run. */
  readonly left: () => readonly string[];
}

/**
 * Builds while looking at the browser at every step and every few milliseconds. `onStep` is told of each step and of the browser that
 * runs then, `onBrowser` of each browser as it is seen first.
 */
export async function watch(
  options: BuildOptions,
  onStep: (step: Progress, browser: number | undefined) => void = () => undefined,
  onBrowser: (browser: number) => void = () => undefined,
): Promise<Watched> {
  const run = vi.spyOn(Press.prototype, 'run');
  const version = vi.spyOn(Press.prototype, 'version');
  const browsers: number[] = [];
  const look = (): number | undefined => {
    const press = [...run.mock.contexts, ...version.mock.contexts][0] as Press | undefined;
    const pid = press?.processId();
    if (pid !== undefined && !browsers.includes(pid)) {
      browsers.push(pid);
      onBrowser(pid);
    }
    return pid;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  try {
    const result = await build({ ...options, onProgress: (step) => onStep(step, look()) });
    return {
      result,
      browsers,
      left: () => browsers.flatMap((pid) => processGroup(pid).map((each) => each.args.slice(0, ARGUMENTS_SHOWN))),
    };
  } finally {
    clearInterval(timer);
    run.mockRestore();
    version.mockRestore();
  }
}

/** A browser that starts and dies between two looks would not be seen; none starts in less. */
const LOOK_EVERY_MS = 10;
/** Characters of a process's arguments that say which it is. */
const ARGUMENTS_SHOWN = 120;
