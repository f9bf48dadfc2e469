import { OctavoError, type Finding, type Report } from '../model/diagnostic.ts';
import type { Exhibit } from '../model/exhibit.ts';
import type { Ground, GroundQuestion } from '../model/ground.ts';
import { threadProgram } from '../model/installation.ts';
import type { Span } from '../model/span.ts';
import { runJob, type Outcome } from '../world/threads.ts';
import * as say from './findings.ts';
import type { AnnotationChoice, Compared, CompareJob, Glance, Intake, OpenJob, Raster, Seen, SeenPage } from './job.ts';
import { keyOf, packIntake, unpackIntake, type Keep } from './kept.ts';
import { LIMITS, MILLISECONDS_A_MEBIBYTE, type Limits } from './limits.ts';
import { notPdf } from './sniff.ts';
import type { StandInFiles } from './stand-in-faces.ts';

export type { AnnotationChoice, ComparedPair, Glance, Raster, SeenPage } from './job.ts';
export type { Limits } from './limits.ts';
export { STAND_IN_FILES, type StandInFiles } from './stand-in-faces.ts';

/** The program of threads in which other people's PDFs are read. */
const PROGRAM: string = threadProgram('exhibit');

/** Pages of a book that one thread looks at for their grounds: a thousand take some seconds, and stay far within its time. */
const PAGES_LOOKED_AT = 1000;

/** A PDF to take in. */
export interface ExhibitSource {
  readonly bytes: Uint8Array;
  /** Relative to the project root. */
  readonly file: string;
  /** Where the publication asks for it. */
  readonly span: Span;
  readonly password?: string;
}

/** How to take it in. */
export interface ExhibitOptions {
  /** What becomes of notes, highlights and stamps; default `keep`. Links always stay, form fields always become part of the page. */
  readonly annotations?: AnnotationChoice;
  /** Files of faces that stand in for those that exhibits name and do not bring ({@link STAND_IN_FILES}); default none. */
  readonly faces?: StandInFiles | Promise<StandInFiles>;
  /** ICC profile by which CMYK is taken where the file does not say for which press it is; default: it stays as it is. */
  readonly cmyk?: Uint8Array;
  /** Where what came of it is kept for the next time; default nowhere. What is locked is never kept. */
  readonly keep?: Keep;
  /** Pages are looked at no closer than this takes, so that most need not be painted; default: their ink and words come as they are. */
  readonly glance?: Glance;
  readonly signal?: AbortSignal | undefined;
  /** Narrower bounds than {@link LIMITS}. */
  readonly limits?: Partial<Limits>;
}

/**
 * Takes somebody else's PDF in, in a thread with bounds on time and memory. Every file ends in an exhibit, with warnings and notes of
 * what was mended or taken away, or in one warning that says why it was refused (then undefined): `exhibit-not-pdf`, `exhibit-empty`,
 * `exhibit-no-pages`, `exhibit-encrypted`, `exhibit-truncated`, `exhibit-unreadable`, `exhibit-too-large`, `exhibit-timeout`. Rejects
 * only when the signal fires.
 */
export async function openExhibit(
  source: ExhibitSource,
  report: Report,
  options: ExhibitOptions = {},
): Promise<Exhibit | undefined> {
  const { bytes, file, span, password } = source;
  const tell = (finding: Finding): undefined => {
    report({ ...finding, message: `“${file}” ${finding.message}`, span });
  };
  if (bytes.length === 0)
    return tell({
      severity: 'warning',
      code: 'exhibit-empty',
      message: 'is empty: not a byte is in it',
      hint: 'Ask for it again.',
    });
  const other = notPdf(bytes);
  if (other)
    return tell({
      severity: 'warning',
      code: 'exhibit-not-pdf',
      message: `is no PDF: it is ${other.what}`,
      hint: other.hint,
    });
  const milliseconds = LIMITS.milliseconds + Math.floor((bytes.length / 1024 / 1024) * MILLISECONDS_A_MEBIBYTE);
  const limits = { ...LIMITS, milliseconds, ...options.limits };
  const job = {
    kind: 'open',
    bytes,
    annotations: options.annotations ?? 'keep',
    limits,
    ...(options.cmyk && { cmyk: options.cmyk }),
    ...(options.glance && { glance: options.glance }),
    ...(password !== undefined && { password }),
  } as const;
  const outcome = await outcomeOf(job, options);
  if (outcome.kind !== 'done') return tell(stopped(outcome, limits));
  const { exhibit, findings } = outcome.result;
  for (const finding of findings) tell(finding);
  return exhibit && { file, span, ...exhibit };
}

/** Carries an outcome past the cache that must not keep it: a job that ran out of time may not do so again. */
class Stopped extends Error {
  readonly outcome: Exclude<Outcome<Intake>, { kind: 'done' }>;
  constructor(outcome: Exclude<Outcome<Intake>, { kind: 'done' }>) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/** Takes a file in, or finds what came of it in an earlier build. */
async function outcomeOf(job: OpenJob, { keep, faces, signal }: ExhibitOptions): Promise<Outcome<Intake>> {
  const whole = async (): Promise<OpenJob> => ({ ...job, ...(faces && { faces: await faces }) });
  const take = (): Promise<Outcome<Intake>> => runJob(PROGRAM, whole(), { ...job.limits, signal });
  const key = keep && keyOf(job, faces !== undefined, keep.program);
  if (!keep || key === undefined) return take();
  try {
    const packed = await keep.cached(key, async () => {
      const outcome = await take();
      if (outcome.kind !== 'done') throw new Stopped(outcome);
      return packIntake(outcome.result, job.bytes);
    });
    return { kind: 'done', result: unpackIntake(packed, job.bytes) };
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

function stopped(outcome: Exclude<Outcome<Intake>, { kind: 'done' }>, limits: Limits): Finding {
  switch (outcome.kind) {
    case 'time':
      return {
        severity: 'warning',
        code: 'exhibit-timeout',
        message: `is left out: it was not read within ${limits.milliseconds / 1000} seconds`,
        why: 'A file that takes this long is damaged, or made to stop whoever reads it.',
        hint: 'Print it to a new PDF in a reader that opens it.',
      };
    case 'memory':
      return say.tooLarge(`more in it than ${limits.memoryBytes / 1024 / 1024} MiB of memory hold`);
    case 'fault':
      return say.unreadable('it is too damaged to be read');
  }
}

/**
 * Paints pages (indices from 0) of an exhibit at so many pixels an inch, as they lie in their own space: not turned, their box only, with what
 * annotations show. A very large page comes at fewer ppi, which the result tells. Undefined when one cannot be painted within the bounds, which
 * hold for all of them together.
 */
export async function rasterise(
  exhibit: Pick<Exhibit, 'bytes'>,
  pages: readonly number[],
  ppi: number,
  options: { readonly signal?: AbortSignal | undefined; readonly milliseconds?: number } = {},
): Promise<Raster[] | undefined> {
  const job = { kind: 'raster', bytes: exhibit.bytes, pages, ppi } as const;
  const outcome = await runJob<Raster[]>(PROGRAM, job, { ...LIMITS, ...options });
  return outcome.kind === 'done' ? outcome.result : undefined;
}

/** A PDF to look at, and what opens it. */
export interface LookSource {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly password?: string;
}

/** Pages looked at in one job, within its time and memory: a page of text takes 10 ms, one of maps half a second. */
const LOOK_AT_ONCE = 100;
const ANEW = 'Print it to a new PDF in a reader that opens it.';
const LOCKED = 'Put the password into an environment variable and name that: --password-env NAME.';

/**
 * On what ground places on pages of a PDF stand, looked at in threads of {@link PAGES_LOOKED_AT} pages; undefined when one goes beyond the bounds.
 * Rejects when the signal fires.
 */
export async function groundsIn(
  bytes: Uint8Array,
  questions: readonly GroundQuestion[],
  signal?: AbortSignal,
): Promise<Ground[][] | undefined> {
  const all: Ground[][] = [];
  for (let at = 0; at < questions.length; at += PAGES_LOOKED_AT) {
    const job = { kind: 'grounds', bytes, questions: questions.slice(at, at + PAGES_LOOKED_AT) } as const;
    const outcome = await runJob<Ground[][]>(PROGRAM, job, { ...LIMITS, signal });
    if (outcome.kind !== 'done') return undefined;
    all.push(...outcome.result);
  }
  return all;
}

/**
 * All pages of any PDF as a reader sees them, looked at in threads. Throws OctavoError `pdf-unreadable`, named, for one that does not open with
 * its password or without, is no PDF, has no pages, or goes beyond the bounds, which hold for every hundred pages; reports `pdf-cut-off` for one
 * of which the end is missing. Rejects when the signal fires.
 */
export async function lookAt(
  { name, bytes, password }: LookSource,
  report: Report,
  signal?: AbortSignal,
): Promise<SeenPage[]> {
  const job = { kind: 'look', bytes, limit: LOOK_AT_ONCE, ...(password !== undefined && { password }) } as const;
  const refuse = (reason: string, hint: string): OctavoError =>
    new OctavoError({ code: 'pdf-unreadable', message: `${name} cannot be looked at: ${reason}`, hint });
  if (bytes.length === 0) throw refuse('not a byte is in it', 'Ask for it again.');
  const other = notPdf(bytes);
  if (other) throw refuse(`it is no PDF: it is ${other.what}`, 'Name the PDF.');
  const ended = new AbortController();
  const stop = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]);
  const look = async (from: number): Promise<Seen> => {
    const outcome = await runJob<Seen>(PROGRAM, { ...job, from }, { ...LIMITS, signal: stop });
    if (outcome.kind === 'done') return outcome.result;
    const { reason, hint } = whyNot(outcome);
    throw refuse(reason, hint);
  };
  try {
    const first = await look(0);
    if (!first.ends) report(say.cutOff(name, first.pageCount));
    const starts = Array.from(
      { length: Math.ceil(first.pageCount / LOOK_AT_ONCE) - 1 },
      (_, i) => (i + 1) * LOOK_AT_ONCE,
    );
    const others = await Promise.all(starts.map(look));
    return [first, ...others].flatMap((seen) => seen.pages);
  } finally {
    // Where one stretch cannot be looked at, none of the others is of use.
    ended.abort();
  }
}

/** Paints pages of two PDFs and compares them; undefined when that goes beyond the bounds. Rejects when the signal fires. */
export async function compareLooks(
  job: Omit<CompareJob, 'kind'>,
  signal?: AbortSignal,
): Promise<Compared['pairs'] | undefined> {
  const outcome = await runJob<Compared>(PROGRAM, { kind: 'compare', ...job }, { ...LIMITS, signal });
  return outcome.kind === 'done' ? outcome.result.pairs : undefined;
}

function whyNot(outcome: Exclude<Outcome<unknown>, { kind: 'done' }>): {
  readonly reason: string;
  readonly hint: string;
} {
  switch (outcome.kind) {
    case 'time':
      return { reason: `${LOOK_AT_ONCE} pages take longer than ${LIMITS.milliseconds / 1000} seconds`, hint: ANEW };
    case 'memory':
      return { reason: 'more is in it than memory holds', hint: ANEW };
    case 'fault':
      return { reason: outcome.reason, hint: /password/.test(outcome.reason) ? LOCKED : ANEW };
  }
}
