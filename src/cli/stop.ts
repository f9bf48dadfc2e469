import { EXIT } from './command.ts';

/** How long a build may take to stop: the browser is given 5 s to end itself, then it is killed. */
const GRACE_MS = 10_000;
/** Signals closer than this are one: Ctrl-C reaches both the launcher and us, and the launcher passes it on. */
const REPEAT_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that a signal stops: the first one aborts it and lets it tidy up; a second one, or work that does not end in
 * {@link GRACE_MS}, ends the process at once. Returns what came of it and whether a signal came.
 */
export async function stoppable<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly stopped: true } | { readonly stopped: false; readonly value: T }> {
  const controller = new AbortController();
  let first = 0;
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first > REPEAT_MS) process.exit(EXIT.stopped);
      return;
    }
    first = performance.now();
    controller.abort();
    setTimeout(() => process.exit(EXIT.stopped), GRACE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const value = await work(controller.signal);
    return controller.signal.aborted ? { stopped: true } : { stopped: false, value };
  } catch (error) {
    if (controller.signal.aborted) return { stopped: true };
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
