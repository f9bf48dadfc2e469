import { formatSpan, type Span } from './span.ts';

/** `error` fails the build, `warning` fails it under `--strict`, `note` never does. */
export type Severity = 'error' | 'warning' | 'note';

/**
 * One thing a person should know, as a value: what is wrong, where, why it matters and how to mend it.
 * Stages report any number of them and go on; nothing is thrown for a user's mistake.
 */
export interface Diagnostic {
  readonly severity: Severity;
  /** Stable kebab-case name, e.g. `image-missing`; tests and editors key on it. */
  readonly code: string;
  /** What is wrong, one sentence without a full stop at its end. */
  readonly message: string;
  /** Where; absent when the fault is in no file (a time-out, the command line). */
  readonly span?: Span;
  /** Why it matters, one sentence. */
  readonly why?: string;
  /** How to mend it, one imperative sentence. */
  readonly hint?: string;
}

/** Takes diagnostics as they are found. */
export type Report = (diagnostic: Diagnostic) => void;

/** How many diagnostics of one code are kept before the rest is counted only: a broken document must not bury its other faults. */
export const SAME_CODE_LIMIT = 200;

/** Gathers what the stages of one build report. */
export class Diagnostics {
  readonly #all: Diagnostic[] = [];
  readonly #perCode = new Map<string, number>();

  /** Takes one diagnostic; the bound form is what stages are given. An exact repetition is dropped. */
  readonly report: Report = (diagnostic) => {
    const count = (this.#perCode.get(diagnostic.code) ?? 0) + 1;
    this.#perCode.set(diagnostic.code, count);
    if (count > SAME_CODE_LIMIT) return;
    const text = JSON.stringify(diagnostic);
    if (this.#all.some((other) => other.code === diagnostic.code && JSON.stringify(other) === text)) return;
    this.#all.push(diagnostic);
  };

  /** All of them in order of file, line and column; those without a place come first. */
  get all(): readonly Diagnostic[] {
    const over: Diagnostic[] = [];
    for (const [code, count] of this.#perCode) {
      if (count > SAME_CODE_LIMIT) {
        over.push({
          severity: 'note',
          code: 'more-of-the-same',
          message: `${count - SAME_CODE_LIMIT} more diagnostics “${code}” are not shown`,
        });
      }
    }
    return [...this.#all, ...over].sort(
      (a, b) =>
        (a.span?.file ?? '').localeCompare(b.span?.file ?? '', 'en') ||
        (a.span?.line ?? 0) - (b.span?.line ?? 0) ||
        (a.span?.column ?? 0) - (b.span?.column ?? 0),
    );
  }

  /** True when the build must not be called built: an error, or under `strict` a warning. */
  failed(strict: boolean): boolean {
    return this.#all.some((d) => d.severity === 'error' || (strict && d.severity === 'warning'));
  }
}

/** The diagnostic as text for a terminal: place, severity, what, then why and how on lines of their own. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const place = diagnostic.span ? `${formatSpan(diagnostic.span)}: ` : '';
  const lines = [`${place}${diagnostic.severity}: ${diagnostic.message} [${diagnostic.code}]`];
  if (diagnostic.why) lines.push(`  why: ${diagnostic.why}`);
  if (diagnostic.hint) lines.push(`  mend: ${diagnostic.hint}`);
  return lines.join('\n');
}

/**
 * A fault that ends the work at once and is still a user's to mend (no such file, a browser that does not start).
 * Whoever catches it at the edge reports `diagnostic`; its stack is never shown.
 */
export class OctavoError extends Error {
  override readonly name = 'OctavoError';
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Omit<Diagnostic, 'severity'>, options?: ErrorOptions) {
    super(diagnostic.message, options);
    this.diagnostic = { severity: 'error', ...diagnostic };
  }
}

/** A diagnostic that does not know its place yet. */
export type Finding = Omit<Diagnostic, 'span'>;
