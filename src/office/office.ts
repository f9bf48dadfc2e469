import type { Finding, Report } from '../model/diagnostic.ts';
import type { OfficeText } from '../model/office.ts';
import type { OfficePart } from '../model/part.ts';
import { runJob, threadBeside, type Outcome } from '../world/threads.ts';
import type { OfficeAnswer, OfficeJob } from './job.ts';
import { LIMITS, type Limits } from './limits.ts';

/** The program of threads in which Office files are read. */
const PROGRAM: string = threadBeside(import.meta.url);

/**
 * Turns an Office file into text of a publication in `lang` (BCP 47), in a thread with bounds on time and memory. Every file ends in text, with warnings of what was left out,
 * or in one warning that says why it was refused (then undefined): `office-unreadable`, `office-encrypted`, `office-too-large`,
 * `office-timeout`, `office-old`. Rejects only when the signal fires.
 */
export async function openOffice(
  bytes: Uint8Array,
  { file, format, span }: Pick<OfficePart, 'file' | 'format' | 'span'>,
  lang: string,
  report: Report,
  options: { readonly signal?: AbortSignal | undefined; readonly limits?: Partial<Limits> } = {},
): Promise<OfficeText | undefined> {
  const limits = { ...LIMITS, ...options.limits };
  const tell = (finding: Finding): void => report({ ...finding, message: `“${file}” ${finding.message}`, span });
  const job: OfficeJob = { format, bytes, lang };
  const outcome = await runJob<OfficeAnswer>(PROGRAM, job, { ...limits, signal: options.signal });
  if (outcome.kind !== 'done') {
    tell(stopped(outcome, limits));
    return undefined;
  }
  for (const finding of outcome.result.findings) tell(finding);
  return outcome.result.text;
}

function stopped(outcome: Exclude<Outcome<OfficeAnswer>, { kind: 'done' }>, limits: Limits): Finding {
  const hint = 'Open it in its program, and save it as PDF or anew.';
  switch (outcome.kind) {
    case 'time':
      return {
        severity: 'warning',
        code: 'office-timeout',
        message: `is left out: it was not read within ${limits.milliseconds / 1000} seconds`,
        hint,
      };
    case 'memory':
      return {
        severity: 'warning',
        code: 'office-too-large',
        message: `is left out: it has more in it than ${limits.memoryBytes / 1024 / 1024} MiB of memory hold`,
        hint,
      };
    case 'fault':
      return {
        severity: 'warning',
        code: 'office-unreadable',
        message: 'is left out: it is too damaged to be read',
        hint,
      };
  }
}
