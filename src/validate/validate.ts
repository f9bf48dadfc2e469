import { OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import { openWorld, withTemporaryFolder } from '../world.ts';
import { OWN_CHECKS, ownChecks } from './own-checks.ts';
import type { JudgedName } from './standards.ts';
import type { Verdict } from './verdict.ts';
import type { JavaPlace } from './java.ts';
import { findVeraPdf, judgeFiles, type VeraPdf } from './verapdf.ts';

export { diagnosticsOf } from './diagnose.ts';
export { claimedStandards, JUDGED, judgedAmong, parseStandards, type JudgedName } from './standards.ts';
export type { Verdict } from './verdict.ts';

/** A file to judge. */
export interface Judged {
  readonly bytes: Uint8Array;
  readonly standards: readonly JudgedName[];
}

/** Somebody who judges files by standards. */
export interface Validator {
  /** Why veraPDF does not judge, and what would let it; absent where it does. */
  readonly absence?: Diagnostic;
  /** A verdict for each standard of each file, in their order. */
  judge(files: readonly Judged[], signal?: AbortSignal): Promise<readonly (readonly Verdict[])[]>;
}

/** How a validator is found. */
export interface ValidatorOptions extends JavaPlace {
  /** Without veraPDF an error instead of our own checks. */
  readonly required?: boolean;
}

/** What tells how to get veraPDF. */
const GET_VERAPDF =
  'Install a JDK (11 or later) and Maven and run “octavo check --fetch-verapdf” once, or let OCTAVO_VERAPDF be the class path of a veraPDF that is installed.';

/** veraPDF where it is there, else our own checks. Throws an {@link OctavoError} where it must be there and is not. */
export async function openValidator(options: ValidatorOptions): Promise<Validator> {
  const found = await findVeraPdf(options);
  if (typeof found !== 'string') return new VeraPdfValidator(found);
  const absence = { code: 'verapdf-absent', message: `veraPDF cannot be asked: ${found}`, hint: GET_VERAPDF } as const;
  if (options.required) throw new OctavoError(absence);
  return {
    absence: {
      severity: 'note',
      ...absence,
      message: `${absence.message}; ${OWN_CHECKS} judge in its place`,
      why: 'They see what often goes wrong; that they find nothing is no proof.',
    },
    ...ownValidator,
  };
}

/** Our own checks, which say the same on every machine. */
export const ownValidator: Validator = {
  judge: (files) => Promise.all(files.map(({ bytes, standards }) => ownChecks(bytes, standards))),
};

/** Asks veraPDF, one machine at a time: each takes as much memory as it is allowed. */
class VeraPdfValidator implements Validator {
  readonly #veraPdf: VeraPdf;
  #last: Promise<unknown> = Promise.resolve();

  constructor(veraPdf: VeraPdf) {
    this.#veraPdf = veraPdf;
  }

  judge(files: readonly Judged[], signal?: AbortSignal): Promise<readonly (readonly Verdict[])[]> {
    const work = this.#last.then(() => this.#judge(files, signal));
    this.#last = work.catch(() => undefined);
    return work;
  }

  #judge(files: readonly Judged[], signal: AbortSignal | undefined): Promise<readonly (readonly Verdict[])[]> {
    signal?.throwIfAborted();
    return withTemporaryFolder('octavo-validate-', async (folder) => {
      const world = openWorld({ root: folder, output: folder });
      const jobs = await Promise.all(
        files.map(async ({ bytes, standards }, i) => {
          const path = await world.write(`${i}.pdf`, bytes);
          return standards.map((standard) => ({ standard, path }));
        }),
      );
      const verdicts = [...(await judgeFiles(this.#veraPdf, jobs.flat(), signal))];
      return jobs.map((own) => verdicts.splice(0, own.length));
    });
  }
}
