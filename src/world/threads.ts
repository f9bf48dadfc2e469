import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parentPort, Worker } from 'node:worker_threads';

/** JavaScript heap of a thread, MiB: a million objects of pdf-lib take about 600. */
const THREAD_HEAP_MIB = 1024;
/**
 * Part of it for what was made just now, MiB: objects of a file that is read live until its end, and moving them about too soon took a tenth
 * of a thread's time.
 */
const THREAD_YOUNG_MIB = 128;
/** Threads at a time: each may take a gigabyte, and more than four only wait for each other's memory. */
const THREADS_LIMIT: number = Math.min(4, availableParallelism());
/** An idle thread keeps what it has loaded (PDFium's module takes 60 ms to compile) for the next job, and its memory; then it goes. */
const IDLE_MS = 5000;
/** Time between two looks at the memory. A decoder writes some 50 MB meanwhile. */
const MEMORY_LOOK_MS = 100;

/** What a thread answers: a result, or that it cannot go on and must be replaced. */
type Answer = { readonly result: unknown } | { readonly fault: string };

/** What came of a job. */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'time' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'fault'; readonly reason: string };

/** What came of a job that may have run beside others; `crowded`: one of them may have taken the memory. */
type Attempt = Outcome<unknown> | { readonly kind: 'crowded' };

/** Bounds of one job. */
export interface Bounds {
  readonly milliseconds: number;
  readonly memoryBytes: number;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly alone: boolean;
  readonly begin: () => void;
}

/** What to call with a thread's outcome, by thread. */
const settlers = new WeakMap<Worker, (outcome: Attempt) => void>();
const idle = new Map<Worker, { readonly program: string; readonly timer: NodeJS.Timeout }>();
const waiting: Waiting[] = [];
let running = 0;
let aloneNow = false;

/** Begins jobs that wait, as many as may run. */
function pump(): void {
  for (let next = waiting[0]; next; next = waiting[0]) {
    if (aloneNow || running >= THREADS_LIMIT || (next.alone && running > 0)) return;
    waiting.shift();
    running++;
    aloneNow = next.alone;
    next.begin();
  }
}

/** Makes the calling module the program of a thread: it does one job after the other until the thread is ended. */
export function serveJobs(work: (job: unknown) => Promise<unknown>): void {
  const port = parentPort;
  if (!port) throw new Error('this module runs in a thread');
  // What libraries print about broken files is for nobody.
  process.stdout.write = process.stderr.write = () => true;
  const answer = async (job: unknown): Promise<Answer> => {
    try {
      return { result: await work(job) };
    } catch (error) {
      // A module in wasm may be out of order after a trap, so that this thread does nothing more.
      return { fault: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
    }
  };
  port.on('message', (job: unknown) => {
    void answer(job).then((result) => {
      // Only a buffer that nothing else lies in can be handed over; others are copied.
      port.postMessage(result);
    });
  });
}

/** Threads take part in the compile cache where the process does, which they do not by themselves. */
function threadEnvironment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}

function borrow(program: string): Worker {
  const first = [...idle].find(([, each]) => each.program === program);
  if (first) {
    const [worker, { timer }] = first;
    clearTimeout(timer);
    idle.delete(worker);
    worker.ref();
    return worker;
  }
  const worker = new Worker(program, {
    // Kept from the terminal and never read: whoever reads what a thread prints waits for its end, idle or not.
    stdout: true,
    stderr: true,
    execArgv: [],
    env: threadEnvironment(),
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB, maxYoungGenerationSizeMb: THREAD_YOUNG_MIB },
  });
  // A thread that dies while idle, or while it is ended, is no news: nobody waits for it.
  const settle = (outcome: Attempt): void => settlers.get(worker)?.(outcome);
  worker.on('message', (answer: Answer) =>
    settle('result' in answer ? { kind: 'done', result: answer.result } : { kind: 'fault', reason: answer.fault }),
  );
  worker.on('error', (error: Error & { code?: string }) =>
    settle(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? { kind: 'memory' } : { kind: 'fault', reason: error.message }),
  );
  worker.on('exit', () => {
    idle.delete(worker);
    settle({ kind: 'fault', reason: 'its thread ended' });
  });
  return worker;
}

function giveBack(worker: Worker, program: string): void {
  worker.unref();
  const timer = setTimeout(() => {
    idle.delete(worker);
    void worker.terminate();
  }, IDLE_MS);
  timer.unref();
  idle.set(worker, { program, timer });
}

/**
 * Runs a job in a thread of `program` (a path, see `threadProgram`) that is ended when it takes too long or too much, and waits until the thread is
 * gone. One that ran out of memory beside others has a second try when no other job runs. The thread loads its program while a job that is a
 * promise is prepared. Rejects with the signal's reason when that fires, and as the promise does.
 */
export async function runJob<Result>(program: string, job: unknown, bounds: Bounds): Promise<Outcome<Result>> {
  // It is awaited when its turn comes.
  if (job instanceof Promise) job.catch(() => undefined);
  const first = await attempt(program, job, bounds, false);
  const last = first.kind === 'crowded' ? await attempt(program, job, bounds, true) : first;
  return (last.kind === 'crowded' ? { kind: 'memory' } : last) as Outcome<Result>;
}

/** Runs a job when it is its turn; `alone`: when no other job does. */
async function attempt(program: string, job: unknown, bounds: Bounds, alone: boolean): Promise<Attempt> {
  bounds.signal?.throwIfAborted();
  await new Promise<void>((begin) => {
    waiting.push({ alone, begin });
    pump();
  });
  try {
    bounds.signal?.throwIfAborted();
    return await inThread(program, job, bounds);
  } finally {
    running--;
    aloneNow = false;
    pump();
  }
}

async function inThread(program: string, job: unknown, bounds: Bounds): Promise<Attempt> {
  const worker = borrow(program);
  const before = process.memoryUsage.rss();
  let crowded = running > 1;
  let timer: NodeJS.Timeout | undefined;
  let look: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  try {
    const message = await job;
    const outcome = await new Promise<Attempt>((resolve, reject) => {
      timer = setTimeout(() => resolve({ kind: 'time' }), bounds.milliseconds);
      look = setInterval(() => {
        crowded ||= running > 1;
        if (process.memoryUsage.rss() - before > bounds.memoryBytes) resolve({ kind: crowded ? 'crowded' : 'memory' });
      }, MEMORY_LOOK_MS);
      abort = () => reject(bounds.signal?.reason as Error);
      bounds.signal?.addEventListener('abort', abort);
      settlers.set(worker, resolve);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(message);
    });
    if (outcome.kind === 'done') giveBack(worker, program);
    else await worker.terminate();
    return outcome;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    settlers.delete(worker);
    clearTimeout(timer);
    clearInterval(look);
    if (abort) bounds.signal?.removeEventListener('abort', abort);
  }
}
