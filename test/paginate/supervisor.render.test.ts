import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../src/paginate/chromium.ts';
import { JOBS_AT_ONCE, QUEUE_LIMIT, RESTART_AFTER, type Press } from '../../src/paginate/supervisor.ts';
import type { Tab } from '../../src/paginate/tab.ts';
import { codeOf, eventually, noResources, openPress, processGroup, testCache } from '../harness/press.ts';

const posix = process.platform !== 'win32';
const open: Press[] = [];
const fresh = (): Press => {
  const { press } = openPress();
  open.push(press);
  return press;
};
afterEach(() => Promise.all(open.splice(0).map((press) => press.close())));

/** A job that shows its tab works. */
const hello = async (tab: Tab): Promise<string> => {
  await tab.open('<p>hello', noResources);
  return tab.evaluate(() => document.body.innerText);
};
/** A job whose page computes for ever. */
const endless = async (tab: Tab): Promise<never> => {
  await tab.open('<p>x', noResources);
  return tab.evaluate((): never => {
    for (;;);
  });
};
const kill = (press: Press): void => void process.kill(press.processId()!, 'SIGKILL');
const renderers = (press: Press) =>
  processGroup(press.processId()!).filter(({ args }) => args.includes('--type=renderer'));
const forEver = (): Promise<never> => new Promise(() => undefined);

describe('a press', () => {
  it('starts its browser with the first job and says which it is', async () => {
    const press = fresh();
    expect(press.processId()).toBeUndefined();
    expect(await press.run('first', hello)).toBe('hello');
    const pid = press.processId();
    expect(pid).toBeGreaterThan(0);
    expect(await press.version()).toMatch(/^HeadlessChrome\/\d+\.\d+\.\d+\.\d+$/);
    expect(await press.run('second', hello)).toBe('hello');
    expect(press.processId()).toBe(pid);
  });

  it('starts one browser for jobs that come together, and runs so many at once and no more', async () => {
    const press = fresh();
    const pids = new Set<number | undefined>();
    let now = 0;
    let most = 0;
    const order: number[] = [];
    const jobs = Array.from({ length: 6 }, (_, index) =>
      press.run(`job ${index}`, async (tab) => {
        most = Math.max(most, ++now);
        order.push(index);
        pids.add(press.processId());
        const answer = await hello(tab);
        await new Promise((resolve) => setTimeout(resolve, 200));
        now--;
        return answer;
      }),
    );
    expect(await Promise.all(jobs)).toEqual(Array(6).fill('hello'));
    expect(most).toBe(JOBS_AT_ONCE);
    expect(pids.size).toBe(1);
    expect(new Set(order)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    // Whoever waits longest is next; of those that run together, either may be first.
    expect(order.indexOf(5)).toBeGreaterThanOrEqual(4);
  });

  it('replaces its browser after a number of jobs', async () => {
    const press = fresh();
    await press.run('first', hello);
    const pid = press.processId()!;
    for (let job = 2; job < RESTART_AFTER; job++) await press.run('many', () => Promise.resolve());
    expect(press.processId()).toBe(pid);
    await press.run('last', hello);
    expect(await press.run('next', hello)).toBe('hello');
    expect(press.processId()).not.toBe(pid);
    expect(await eventually(() => processGroup(pid).length === 0, 5000)).toBe(true);
  });

  it('lets a job’s own fault through and does not repeat it', async () => {
    const press = fresh();
    let begun = 0;
    const work = press.run('faulty', () => {
      begun++;
      return Promise.reject(new Error('a fault of the job'));
    });
    await expect(work).rejects.toThrow('a fault of the job');
    expect(begun).toBe(1);
    const page = press.run('faulty page', async (tab) => {
      await tab.open('<p>x', noResources);
      await tab.evaluate(() => {
        throw new Error('a fault in the page');
      });
    });
    await expect(page).rejects.toThrow('a fault in the page');
    expect(await press.run('next', hello)).toBe('hello');
  });

  it('refuses jobs when too many wait already', async () => {
    const press = fresh();
    const stop = new AbortController();
    const waiting = Array.from({ length: JOBS_AT_ONCE + QUEUE_LIMIT }, () =>
      codeOf(press.run('waiting', forEver, { signal: stop.signal })),
    );
    expect(await codeOf(press.run('one too many', hello))).toBe('browser-queue');
    stop.abort();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['cancelled']));
    expect(await press.run('next', hello)).toBe('hello');
  });
});

describe.runIf(posix)('a browser that dies', () => {
  it('in the middle of a job is replaced, and the job is begun again', async () => {
    const press = fresh();
    const pids: (number | undefined)[] = [];
    const answer = await press.run('killed once', async (tab) => {
      pids.push(press.processId());
      await tab.open('<p>x', noResources);
      if (pids.length === 1) kill(press);
      return tab.evaluate(() => document.body.innerText);
    });
    expect(answer).toBe('x');
    expect(pids).toHaveLength(2);
    expect(pids[1]).not.toBe(pids[0]);
    expect(await eventually(() => processGroup(pids[0]!).length === 0, 5000)).toBe(true);
  });

  it('while it prints is replaced as well', async () => {
    const press = fresh();
    let begun = 0;
    const bytes = await press.run('killed in print', async (tab) => {
      await tab.open('<table>' + '<tr><td>x<td>y'.repeat(3000), noResources);
      if (++begun === 1) setTimeout(() => kill(press), 100);
      return tab.print();
    });
    expect(begun).toBe(2);
    expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
  });

  it('twice under one job ends the job with a diagnostic that names it, and the next one works', async () => {
    const press = fresh();
    let begun = 0;
    const work = press.run('annual report, web', async () => {
      begun++;
      kill(press);
      await forEver();
    });
    await expect(work).rejects.toThrow('the browser died 2 times while making annual report, web');
    expect(await codeOf(work)).toBe('browser-crashed');
    expect(begun).toBe(2);
    expect(await press.run('next', hello)).toBe('hello');
  });

  it('between two jobs is not noticed', async () => {
    const press = fresh();
    await press.run('first', hello);
    kill(press);
    expect(await press.run('second', hello)).toBe('hello');
  });

  it('in its page’s process alone counts as dead, and nobody waits for it', async () => {
    const press = fresh();
    let begun = 0;
    const work = press.run('lost page', async (tab) => {
      if (++begun === 2) return hello(tab);
      const waiting = endless(tab);
      setTimeout(() => {
        for (const { pid } of renderers(press)) process.kill(pid, 'SIGKILL');
      }, 300);
      return waiting;
    });
    expect(await work).toBe('hello');
    expect(begun).toBe(2);
  });

  it('takes a neighbour’s job down only to begin it again', async () => {
    const press = fresh();
    let begun = 0;
    const neighbour = press.run('neighbour', async (tab) => {
      begun++;
      if (begun === 1) await forEver();
      return hello(tab);
    });
    expect(await eventually(() => begun === 1, 10_000)).toBe(true);
    let killed = false;
    const killer = press.run('killer', async (tab) => {
      if (!killed) {
        killed = true;
        kill(press);
      }
      return hello(tab);
    });
    expect(await Promise.all([neighbour, killer])).toEqual(['hello', 'hello']);
  });
});

describe('a job that does not end', () => {
  it('is ended by its limit with a message that names both, and so is its page', async () => {
    const press = fresh();
    const work = press.run('annual report, print', endless, { timeoutMs: 1500 });
    await expect(work).rejects.toThrow('the browser did not finish annual report, print within 1.5 s');
    expect(await codeOf(work)).toBe('browser-timeout');
    const [pid] = open
      .map((other) => (other === press ? press.processId() : undefined))
      .filter((id) => id !== undefined);
    // Either its page’s process is gone, or the whole browser is.
    if (posix && pid !== undefined) expect(await eventually(() => renderers(press).length === 0, 5000)).toBe(true);
    expect(await press.run('next', hello)).toBe('hello');
  });

  it('leaves its neighbour alone', async () => {
    const press = fresh();
    let begun = 0;
    const neighbour = press.run('neighbour', async (tab) => {
      begun++;
      await tab.open('<p>whole', noResources);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return tab.evaluate(() => document.body.innerText);
    });
    expect(await codeOf(press.run('endless', endless, { timeoutMs: 1000 }))).toBe('browser-timeout');
    expect(await neighbour).toBe('whole');
    expect(begun).toBe(1);
  });

  it('is ended by a signal within moments', async () => {
    const press = fresh();
    await press.run('warm', hello);
    const stop = new AbortController();
    const work = codeOf(press.run('endless', endless, { signal: stop.signal }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const begun = Date.now();
    stop.abort();
    expect(await work).toBe('cancelled');
    expect(Date.now() - begun).toBeLessThan(4000);
    expect(await press.run('next', hello)).toBe('hello');
  });

  it('keeps no place from those that wait, nor do those that were cancelled while they waited', async () => {
    const press = fresh();
    const stop = new AbortController();
    const running = Array.from({ length: JOBS_AT_ONCE }, () =>
      codeOf(press.run('running', forEver, { timeoutMs: 1000 })),
    );
    const waiting = Array.from({ length: 3 }, () => codeOf(press.run('waiting', hello, { signal: stop.signal })));
    const last = Promise.all([press.run('last', hello), press.run('last', hello), press.run('last', hello)]);
    stop.abort();
    expect(await Promise.all(waiting)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(await Promise.all(running)).toEqual(Array(JOBS_AT_ONCE).fill('browser-timeout'));
    expect(await last).toEqual(['hello', 'hello', 'hello']);
  });

  it('is not begun at all when its signal has spoken before', async () => {
    const press = fresh();
    let begun = false;
    const job = (): Promise<void> => {
      begun = true;
      return Promise.resolve();
    };
    expect(await codeOf(press.run('never', job, { signal: AbortSignal.abort() }))).toBe('cancelled');
    expect(begun).toBe(false);
    expect(press.processId()).toBeUndefined();
  });
});

describe('a press that closes', () => {
  // A cache of its own, for others may work in the shared one at the same time; the unpacked browser is lent to it.
  const cache = mkdtempSync(join(tmpdir(), 'octavo-press-'));
  const profiles = (): string[] => readdirSync(join(cache, 'chromium', 'profiles'));
  const lend = async (): Promise<Press> => {
    const { executable } = await findChromium({ cache: testCache, report: () => undefined });
    const shared = relative(join(testCache, 'chromium'), executable).split(sep)[0]!;
    mkdirSync(join(cache, 'chromium', 'profiles'), { recursive: true });
    if (!existsSync(join(cache, 'chromium', shared))) {
      symlinkSync(join(testCache, 'chromium', shared), join(cache, 'chromium', shared), 'junction');
    }
    const { press } = openPress({ cache });
    open.push(press);
    return press;
  };
  afterAll(() => rmSync(cache, { recursive: true, force: true }));

  it.runIf(posix)('leaves no process and no profile, and may be closed again', async () => {
    const press = await lend();
    await press.run('job', hello);
    const pid = press.processId()!;
    expect(profiles()).toHaveLength(1);
    await Promise.all([press.close(), press.close()]);
    await press.close();
    expect(processGroup(pid)).toEqual([]);
    expect(profiles()).toEqual([]);
    expect(await codeOf(press.run('late', hello))).toBe('cancelled');
    expect(await codeOf(press.version())).toBe('cancelled');
  });

  it.runIf(posix)('in the middle of jobs ends them as cancelled, whatever their pages do', async () => {
    const press = fresh();
    const jobs = [endless, endless, hello, hello].map((job) => codeOf(press.run<unknown>('job', job)));
    expect(await eventually(() => press.processId() !== undefined && renderers(press).length >= 2, 10_000)).toBe(true);
    const pid = press.processId()!;
    const begun = Date.now();
    await press.close();
    expect(Date.now() - begun).toBeLessThan(8000);
    expect(await Promise.all(jobs)).toEqual(Array(4).fill('cancelled'));
    expect(processGroup(pid)).toEqual([]);
  });

  it('while its browser starts leaves none', async () => {
    const press = await lend();
    const job = codeOf(press.run('job', hello));
    expect(await eventually(() => profiles().length > 0, 10_000)).toBe(true);
    await press.close();
    expect(await job).toBe('cancelled');
    expect(press.processId()).toBeUndefined();
    expect(profiles()).toEqual([]);
  });

  it.runIf(posix)('is not there to clear up after one that was killed: the next does, in time', async () => {
    const ended = spawnSync(process.execPath, ['--version']).pid;
    const folder = join(cache, 'chromium', 'profiles');
    const long = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const name of [`.profile-${ended}-old`, `.profile-${process.pid}-old`, `.profile-${ended}-new`]) {
      mkdirSync(join(folder, name), { recursive: true });
      if (name.endsWith('old')) utimesSync(join(folder, name), long, long);
    }
    const press = await lend();
    await press.run('job', hello);
    await press.close();
    // One that another process still uses stays, however old; a fresh one may be another machine's, over a shared disk.
    expect(profiles().toSorted()).toEqual([`.profile-${ended}-new`, `.profile-${process.pid}-old`].toSorted());
  });

  it('that never ran a job has nothing to do', async () => {
    await expect(fresh().close()).resolves.toBeUndefined();
  });
});
