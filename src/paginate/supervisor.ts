import { OctavoError, type Report } from '../model/diagnostic.ts';
import { findChromium } from './chromium.ts';
import { after, launch, type RunningBrowser } from './launch.ts';
import { openTab, type OpenedTab, type Tab } from './tab.ts';

export interface PressOptions {
  /** Absolute path of the cache, where the browser and its profiles live. */
  readonly cache: string;
  /** A browser to use instead of the pinned one. */
  readonly executable?: string;
  readonly report: Report;
  /** Takes a line for a person who waits. */
  readonly onNotice?: (text: string) => void;
}

/** How one job is run. */
export interface JobOptions {
  /** Time for one attempt, from the fresh tab to the answer, milliseconds. Default {@link JOB_LIMIT_MS}. */
  readonly timeoutMs?: number;
  /** Ends the job. */
  readonly signal?: AbortSignal | undefined;
}

/** Jobs in the browser at once: one lays out while another's bytes are read back; more only share the same cores and memory. */
export const JOBS_AT_ONCE = 2;
/** Jobs that may wait: whoever queues more does not wait for answers, and each waiting one holds its document. */
export const QUEUE_LIMIT = 1000;
/** Jobs after which a fresh browser takes over: what a browser leaks in that many is still small, a start costs 0.2 s. */
export const RESTART_AFTER = 50;
/** Times a job is begun: a browser may die by accident once; a document that kills two would kill a third. */
export const ATTEMPTS = 2;
/** Default time for a job, milliseconds: a thousand pages take seconds; what takes five minutes does not end. */
export const JOB_LIMIT_MS: number = 5 * 60 * 1000;
/** Time for a tab to close before its browser is given up, milliseconds: a page in an endless layout may not listen. */
const TAB_CLOSE_LIMIT_MS = 2_000;
/** How long a failed job waits for news that its browser died, milliseconds: the pipe breaks before the process is reaped. */
const DEATH_NEWS_MS = 500;

/** A running browser and the jobs in it. */
interface Held {
  readonly running: RunningBrowser;
  jobs: number;
  begun: number;
  /** Takes no new job; ends with its last one. */
  retired: boolean;
  /** The tab of its first job, opened while files are still read: that takes a tenth of a second. */
  first: Promise<OpenedTab> | undefined;
}

/** The browser or its page died under a job. Never leaves this file. */
class Died extends Error {}

/**
 * The supervised browser of one build run; several editions and files share it. It starts with the first job, is replaced after
 * a crash or {@link RESTART_AFTER} jobs, and is gone after {@link Press.close}.
 */
export class Press {
  readonly #options: PressOptions;
  readonly #all = new Set<Held>();
  readonly #waiting: (() => void)[] = [];
  readonly #closing = new AbortController();
  #starting: Promise<Held> | undefined;
  #current: Held | undefined;
  #active = 0;
  #closed: Promise<void> | undefined;
  #chromium: ReturnType<typeof findChromium> | undefined;

  constructor(options: PressOptions) {
    this.#options = options;
  }

  /**
   * Runs a job in a fresh tab, at most {@link JOBS_AT_ONCE} at a time, and returns what it returns. A job whose browser died is begun once more,
   * so it must not leave traces of its first attempt. What the job throws is thrown.
   *
   * Throws OctavoError `browser-crashed` when the browser died under it twice, `browser-timeout` when it took longer than its limit,
   * `cancelled` on abort or when the press closes, `browser-queue` when {@link QUEUE_LIMIT} jobs wait, and what starting a browser throws.
   */
  async run<T>(label: string, job: (tab: Tab) => Promise<T>, options: JobOptions = {}): Promise<T> {
    const signal = options.signal ? AbortSignal.any([options.signal, this.#closing.signal]) : this.#closing.signal;
    const cancelled = new OctavoError({ code: 'cancelled', message: `${label} was cancelled` });
    const stop = listen(signal, cancelled);
    try {
      await this.#turn(label, signal, stop.promise);
      try {
        return await attempts(`while making ${label}`, () =>
          this.#attempt(label, job, options.timeoutMs ?? JOB_LIMIT_MS, stop.promise),
        );
      } finally {
        this.#next();
      }
    } finally {
      stop.end();
    }
  }

  /**
   * The browser's product string, like `HeadlessChrome/153.0.8010.0`; starts it when none runs. Throws OctavoError `browser-crashed` when it
   * died twice before it answered, and what starting a browser throws.
   */
  version(): Promise<string> {
    return attempts('as it started', async () => {
      const held = await this.#take();
      try {
        return await held.running.browser.version();
      } catch (error) {
        const why = await whyFailed(error, held.running, undefined);
        if (why instanceof Died) this.#retire(held);
        throw why;
      } finally {
        this.#leave(held);
      }
    });
  }

  /** The process that takes the next job, when one runs. For tests and measurements. */
  processId(): number | undefined {
    return this.#current?.running.pid;
  }

  /** Ends all jobs as cancelled and all browsers; leaves no process and no profile. Idempotent; never rejects. */
  close(): Promise<void> {
    return (this.#closed ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    await this.#starting?.catch(() => undefined);
    this.#current = undefined;
    await Promise.all([...this.#all].map((held) => held.running.end()));
    this.#all.clear();
  }

  /** Waits for one of {@link JOBS_AT_ONCE} places. */
  async #turn(label: string, signal: AbortSignal, stop: Promise<never>): Promise<void> {
    if (signal.aborted) return stop;
    if (this.#active < JOBS_AT_ONCE) {
      this.#active++;
      return;
    }
    if (this.#waiting.length >= QUEUE_LIMIT) {
      throw new OctavoError({
        code: 'browser-queue',
        message: `${label} cannot wait for the browser: ${QUEUE_LIMIT} jobs wait already`,
      });
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    try {
      await Promise.race([stop, promise]);
    } catch (error) {
      const index = this.#waiting.indexOf(resolve);
      // When its turn came in the same moment, the place goes to the next.
      if (index < 0) this.#next();
      else this.#waiting.splice(index, 1);
      throw error;
    }
  }

  /** Hands a place on to the job that waits longest, or frees it. */
  #next(): void {
    const enter = this.#waiting.shift();
    if (enter) enter();
    else this.#active--;
  }

  /** One try: a browser, a fresh tab, the job, within its limit. */
  async #attempt<T>(label: string, job: (tab: Tab) => Promise<T>, timeoutMs: number, stop: Promise<never>): Promise<T> {
    const taking = this.#take();
    const held = await Promise.race([stop, taking]).catch((error: unknown) => {
      // A browser that starts for a job cancelled meanwhile is free for the next.
      void taking.then(
        (late) => this.#leave(late),
        () => undefined,
      );
      throw error;
    });
    const limit = deadline(timeoutMs, label);
    const gone = rejectAfter(held.running.gone, new Died('the browser ended'));
    let opened: OpenedTab | undefined;
    try {
      const opening = held.first ?? openTab(held.running.browser);
      held.first = undefined;
      opening.then(
        (tab) => (opened = tab),
        () => undefined,
      );
      const { tab, crashed: lost } = await Promise.race([stop, limit.promise, gone, opening]);
      const work = job(tab);
      return await Promise.race([
        stop,
        limit.promise,
        gone,
        rejectAfter(lost, new Died('the page’s process ended')),
        work,
      ]);
    } catch (error) {
      const why = await whyFailed(error, held.running, opened);
      if (why instanceof Died) this.#retire(held);
      throw why;
    } finally {
      limit.end();
      await this.#closeTab(held, opened);
      this.#leave(held);
    }
  }

  /** Closes a job's tab; a browser whose tab does not close takes no more jobs and is killed when its last has ended. */
  async #closeTab(held: Held, opened: OpenedTab | undefined): Promise<void> {
    if (!opened) {
      this.#retire(held);
      return;
    }
    const closed = await Promise.race([
      opened.close().then(
        () => true,
        () => false,
      ),
      after(TAB_CLOSE_LIMIT_MS).then(() => false),
    ]);
    if (!closed) this.#retire(held);
  }

  /** A browser with room for one more job, started when there is none. */
  async #take(): Promise<Held> {
    for (;;) {
      if (this.#closing.signal.aborted) throw new OctavoError({ code: 'cancelled', message: 'the browser is closed' });
      const current = this.#current;
      if (current) {
        current.jobs++;
        current.begun++;
        if (current.begun >= RESTART_AFTER) this.#retire(current);
        return current;
      }
      this.#starting ??= this.#start().finally(() => (this.#starting = undefined));
      await this.#starting;
    }
  }

  async #start(): Promise<Held> {
    // A failure to find it is not remembered: the next job may come after the fault is mended.
    const chromium = await (this.#chromium ??= findChromium(this.#options).catch((error: unknown) => {
      this.#chromium = undefined;
      throw error;
    }));
    const running = await launch(chromium, this.#options.cache);
    const first = openTab(running.browser);
    // Whether it opens is seen by the job that takes it.
    first.catch(() => undefined);
    const held: Held = { running, jobs: 0, begun: 0, retired: false, first };
    this.#all.add(held);
    this.#current = held;
    void held.running.gone.then(() => this.#retire(held));
    return held;
  }

  #retire(held: Held): void {
    held.retired = true;
    if (this.#current === held) this.#current = undefined;
    if (held.jobs === 0) this.#drop(held);
  }

  #leave(held: Held): void {
    held.jobs--;
    if (held.retired && held.jobs === 0) this.#drop(held);
  }

  #drop(held: Held): void {
    void held.running.kill().then(() => this.#all.delete(held));
  }
}

/** The error, or {@link Died} when news comes that the browser or page died: a death first shows as a call that failed. */
async function whyFailed(error: unknown, running: RunningBrowser, opened: OpenedTab | undefined): Promise<unknown> {
  if (!(error instanceof Error && /^(TargetCloseError|ProtocolError|ConnectionClosedError)$/.test(error.name)))
    return error;
  const dead = await Promise.race([
    running.gone.then(() => true),
    ...(opened ? [opened.crashed.then(() => true)] : []),
    after(DEATH_NEWS_MS).then(() => !running.browser.connected),
  ]);
  return dead ? new Died(error.message, { cause: error }) : error;
}

/** A promise that rejects with `error` once `event` settles. */
function rejectAfter(event: Promise<void>, error: Error): Promise<never> {
  const result = event.then((): never => {
    throw error;
  });
  result.catch(() => undefined);
  return result;
}

/** Tries once more what a browser died under; `when` tells people what that was. Throws OctavoError `browser-crashed` after the last try. */
async function attempts<T>(when: string, attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      if (count === ATTEMPTS) throw crashed(when, error);
    }
  }
}

function crashed(when: string, cause: Error): OctavoError {
  return new OctavoError(
    {
      code: 'browser-crashed',
      message: `the browser died ${ATTEMPTS} times ${when}`,
      why: 'It may have run out of memory, or the document brings it down.',
      hint: 'Free memory or give the machine more, or build parts of the publication by themselves to find the one.',
    },
    { cause },
  );
}

/** A promise that rejects with `error` on abort, and stops listening at `end`. */
function listen(signal: AbortSignal, error: Error): { readonly promise: Promise<never>; end(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const onAbort = () => reject(error);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return { promise, end: () => signal.removeEventListener('abort', onAbort) };
}

/** A promise that rejects with `browser-timeout` after the limit, unless ended. */
function deadline(milliseconds: number, label: string): { readonly promise: Promise<never>; end(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const timer = setTimeout(() => {
    const seconds = Math.round(milliseconds / 100) / 10;
    reject(
      new OctavoError({
        code: 'browser-timeout',
        message: `the browser did not finish ${label} within ${seconds} s`,
        why: 'A very large table, a deep nesting or a machine under load can take this long.',
        hint: 'Build parts of the publication by themselves to find the one.',
      }),
    );
  }, milliseconds);
  return { promise, end: () => clearTimeout(timer) };
}
