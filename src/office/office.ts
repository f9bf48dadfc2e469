import type { Finding, Report } from '../model/diagnostic.ts';
import { threadProgram } from '../model/installation.ts';
import type { OfficeText } from '../model/office.ts';
import type { OfficePart } from '../model/part.ts';
import { runJob, type Outcome } from '../world/threads.ts';
import type { OfficeAnswer, OfficeJob } from './job.ts';
import { LIMITS, type Limits } from './limits.ts';

/** The program of threads in which Office files are read. */
const PROGRAM: string = threadProgram('office');

/**
 * Turns an Office file into text of a publication in `lang` (BCP 47), in a thread with bounds on time and memory. Every file ends in text, with warnings of what was left out,
 * or in one warning that says why it was refused (then undefined): `office-unreadable`, `office-encrypted`, `office-too-large`,
 * `office-timeout`, `office-old`. A text that means to close some of itself is an error, `office-closed`. Rejects only when the signal fires.
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
  const { text, findings } = outcome.result;
  for (const finding of findings) tell(finding);
  if (text && beginsClosed(text.html))
    tell({
      severity: 'error',
      code: 'office-closed',
      message: 'has a line “::: closed”, which closes nothing in an Office file',
      why: 'What is meant to be closed would be in every edition.',
      hint: 'Make two files of it, and say “closed: true” beside one; or write the text in Markdown.',
    });
  return text;
}

/** Whether a block of a text reads like the first line of a closed block of Markdown; see `model/closed-block.ts`. */
function beginsClosed(html: string): boolean {
  if (!html.includes(':::')) return false;
  const lines = html.replaceAll(/<\/(?:p|h[1-6]|li|t[dh])>|<br\b[^>]*>/g, '\n').replaceAll(/<[^>]*>/g, '');
  return /^[^\S\n]*:{3,}[^\S\n]*(?:\{[^}\n]*\.)?closed\b/im.test(lines);
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
