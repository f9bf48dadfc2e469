import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../bin/octavo.js', import.meta.url));
/** Paragraphs of a document that takes a second or more to lay out and print: long enough to be stopped in the middle. */
const LONG = 12_000;
/** How long processes may take to leave the process table after their parent has ended. */
const SETTLE_MS = 2000;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'octavo-stop-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** A process: its number may be given again, its number and start together are not. */
interface Process {
  readonly id: string;
  readonly parent: number;
  readonly pid: number;
}

/** Every process that runs, by /proc (proc(5): state, parent and start time are fields 3, 4 and 22 of stat). */
async function processes(): Promise<readonly Process[]> {
  const all = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return { pid: Number(name), parent: Number(fields[1]), id: `${name}@${fields[19]}`, state: fields[0] };
      }),
  );
  return all.filter(({ state }) => state !== undefined && state !== '' && state !== 'Z' && state !== 'X');
}

/** A process and all that descend from it. */
async function family(pid: number): Promise<readonly string[]> {
  const all = await processes();
  const found = all.filter((each) => each.pid === pid);
  for (const member of found) found.push(...all.filter((each) => each.parent === member.pid));
  return found.map((each) => each.id);
}

/** Starts a build, and signals it as soon as its error stream holds `when`. */
async function stop(
  signal: NodeJS.Signals,
  when: string,
): Promise<{ code: number | null; err: string; during: readonly string[] }> {
  const child = spawn(process.execPath, [LAUNCHER, 'build', 'long.md'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  let during: readonly string[] = [];
  let sent = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    if (sent || !err.includes(when)) return;
    sent = true;
    void family(child.pid!).then((all) => {
      during = all;
      child.kill(signal);
    });
  });
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { code, err, during };
}

/** Those of some processes that still run. */
async function living(ids: readonly string[]): Promise<readonly string[]> {
  return (await processes()).map((each) => each.id).filter((id) => ids.includes(id));
}

describe.skipIf(process.platform !== 'linux')('a build that is stopped', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('by %s leaves no browser and no file', async (signal) => {
    await writeFile(
      join(cwd, 'long.md'),
      `# Long\n\n${'A paragraph of some words, again and again.\n\n'.repeat(LONG)}`,
    );
    const { code, err, during } = await stop(signal, 'compose');
    expect(err).toContain('stopped');
    expect(code).toBe(130);
    // The browser was there, or this test would show nothing.
    expect(during.length).toBeGreaterThan(2);
    const deadline = performance.now() + SETTLE_MS;
    let left = await living(during);
    while (left.length > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      left = await living(during);
    }
    expect(left).toEqual([]);
    expect(await readdir(cwd, { recursive: true })).toEqual(['long.md']);
  });
});
