import { Diagnostics, OctavoError, type Report } from '../model/diagnostic.ts';
import type { Stage } from '../model/progress.ts';
import type { BuildOptions } from './job.ts';

/** Runs the stages of one product and tells of them. */
export interface Steps {
  /** Takes diagnostics of this product. */
  readonly report: Report;
  /** Runs one stage; `detail` says what came of it in a few words. Throws when the build is stopped. */
  run<T>(name: Stage, work: () => Promise<T> | T, detail?: (result: T) => string): Promise<T>;
  /** Takes a stage's own count. */
  counted(name: Stage): (count: number, total: number) => void;
  /** True when a diagnostic keeps the product from being written. */
  failed(): boolean;
}

/**
 * Makes one product: `work` is given the steps and goes through them. Undefined when the product cannot be made; the reason is reported,
 * which is `cancelled` for a build that is stopped.
 */
export async function makeProduct<T>(
  product: { readonly publication: string; readonly edition: string },
  options: Pick<BuildOptions, 'strict' | 'signal' | 'onProgress'>,
  report: Report,
  work: (steps: Steps) => Promise<T | undefined>,
): Promise<T | undefined> {
  const mine = new Diagnostics();
  const tell: Report = (diagnostic) => {
    mine.report(diagnostic);
    report(diagnostic);
  };
  const steps: Steps = {
    report: tell,
    async run(name, stage, detail) {
      options.signal?.throwIfAborted();
      const step = { ...product, stage: name };
      options.onProgress?.({ ...step, state: 'start' });
      try {
        const result = await stage();
        options.onProgress?.({ ...step, state: 'end', ...(detail && { detail: detail(result) }) });
        return result;
      } catch (error) {
        options.onProgress?.({ ...step, state: 'fail' });
        throw error;
      }
    },
    counted: (name) => (count, total) =>
      options.onProgress?.({ ...product, stage: name, state: 'count', count, total }),
    failed: () => {
      options.signal?.throwIfAborted();
      return mine.failed(options.strict ?? false);
    },
  };
  try {
    return await work(steps);
  } catch (error) {
    const label = `${product.publication}.${product.edition}`;
    if (error instanceof OctavoError) tell(error.diagnostic);
    else if (options.signal?.aborted) tell({ severity: 'error', code: 'cancelled', message: `${label} was cancelled` });
    else throw error;
    return undefined;
  }
}
