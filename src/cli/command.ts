import type { Diagnostic } from '../model/diagnostic.ts';

/** Exit statuses: a promise to scripts. */
export const EXIT = {
  /** Everything was built, or what was asked for was shown. */
  ok: 0,
  /** A diagnostic of severity error, or under `--strict` a warning. */
  failed: 1,
  /** The command line itself was wrong: no such command, option or FILE. */
  usage: 2,
  /** Stopped by Ctrl-C or a signal (128 + SIGINT, as shells count). */
  stopped: 130,
} as const;

/** A wrong command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }

  /** The fault as JSON output shows it. */
  get diagnostic(): Diagnostic {
    return {
      severity: 'error',
      code: 'usage',
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
    };
  }
}

/** What `--json` prints, whatever happened: one document on standard output. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
