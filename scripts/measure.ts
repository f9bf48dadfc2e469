import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** How often memory is looked at, milliseconds. */
const SAMPLE_MS = 40;
/** Bytes of a memory page, as Linux counts resident sets. */
const MEMORY_PAGE = 4096;
/** Generations of processes below the one that is watched. */
const GENERATIONS = 64;

/** Resident memory of a process and all below it, bytes; 0 where there is no /proc. */
async function treeMemory(root: number): Promise<number> {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    parents.set(Number(name), Number(fields[1]));
    resident.set(Number(name), Number(fields[21]) * MEMORY_PAGE);
  }
  const below = (pid: number): boolean => {
    for (let at: number | undefined = pid, depth = 0; at && depth < GENERATIONS; at = parents.get(at), depth++)
      if (at === root) return true;
    return false;
  };
  return [...resident].reduce((sum, [pid, bytes]) => sum + (below(pid) ? bytes : 0), 0);
}

/** Runs a script with arguments in a fresh process, whose output is JSON, and watches the memory of its tree, bytes. Throws when it fails. */
export async function measured<T>(script: string, args: readonly string[]): Promise<T & { readonly peak: number }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = 0;
  const timer = setInterval(
    () => void treeMemory(child.pid!).then((bytes) => (peak = Math.max(peak, bytes))),
    SAMPLE_MS,
  );
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with status ${String(code)}`);
  return { ...(JSON.parse(Buffer.concat(chunks).toString()) as T), peak };
}

/** The middle one of some values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
