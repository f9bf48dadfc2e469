import { execFileSync } from 'node:child_process';
import { Diagnostics } from '../../src/model/diagnostic.ts';
import type { Resource } from '../../src/model/manuscript.ts';
import { Press, type PressOptions } from '../../src/paginate/supervisor.ts';
import { cacheFolder } from '../../src/world.ts';

/** The cache that tests share with the program, so that the browser is unpacked once. */
export const testCache: string = cacheFolder(process.env);

/** A press over the shared cache, with what it reported. */
export function openPress(options: Partial<PressOptions> = {}): {
  readonly press: Press;
  readonly diagnostics: Diagnostics;
} {
  const diagnostics = new Diagnostics();
  return { press: new Press({ cache: testCache, report: diagnostics.report, ...options }), diagnostics };
}

/** For documents that need nothing beside themselves. */
export const noResources = (): Promise<Resource | undefined> => Promise.resolve(undefined);

/** The diagnostic's code that a promise is rejected with; `answered` when it is not rejected, the error's text when it is another error. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'answered';
  } catch (error) {
    return (error as { diagnostic?: { code: string } }).diagnostic?.code ?? String(error);
  }
}

/**
 * Processes of a process group that still run, with their arguments (POSIX). Dead ones that nobody has reaped do not count, nor do those that were
 * killed and whose memory is gone already: `ps` has only their name, in brackets.
 */
export function processGroup(leader: number): readonly { readonly pid: number; readonly args: string }[] {
  return execFileSync('ps', ['-e', '-o', 'pid=,pgid=,stat=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && Number(match[2]) === leader && !match[3]!.startsWith('Z'))
    .map((match) => ({ pid: Number(match![1]), args: match![4]! }))
    .filter(({ args }) => !/^\[[^\]]*\]$/.test(args));
}

/** Waits until `condition` holds, at most `milliseconds`; returns whether it came to hold. */
export async function eventually(condition: () => boolean, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
