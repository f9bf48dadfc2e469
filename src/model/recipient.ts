import type { PasswordSource } from './protection.ts';
import type { Span } from './span.ts';

/** An item of the agenda, or a paper, that somebody does not get. */
export type LeftOut = {
  /** What stands in its place. */
  readonly reason?: string;
} & (
  | {
      /** Its number in the agenda. */
      readonly item: string;
    }
  | {
      /** Its file, relative to the project root. */
      readonly paper: string;
    }
);

/** Somebody who gets a copy of their own. */
export interface Recipient {
  readonly name: string;
  /** Part of the output file's name, unique among the recipients: `ada-example`. */
  readonly file: string;
  readonly leaveOut: readonly LeftOut[];
  /** Opens this copy only, in the place of the edition's password. */
  readonly open?: PasswordSource;
  readonly span: Span;
}
