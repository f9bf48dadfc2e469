import type { JudgedName } from './standards.ts';

/** One place where a rule is broken. */
export interface Place {
  /** Page of the file, from 0; absent where the fault is on none. */
  readonly page?: number;
  /** Number of the indirect object that is at fault. */
  readonly object?: number;
  /** What is at fault, in plain words: `a link`, `the face Arial`; absent where there is no more to say than the page. */
  readonly subject?: string;
  /** The structure element at fault and those around it, innermost first: `Figure`, `P`, `Document`. */
  readonly path?: readonly string[];
}

/** One rule that a file breaks. */
export interface Fault {
  readonly standard: JudgedName;
  /** As the standard counts: `7.18.5`. */
  readonly clause: string;
  /** Number of veraPDF's test of that clause; absent for our own checks. */
  readonly test?: number;
  /** What was found, in our words; or where `cited`, the rule in the standard's. */
  readonly message: string;
  readonly cited: boolean;
  /** How often it is broken. */
  readonly count: number;
  /** Where, as far as it is known; not more than a bounded number. */
  readonly places: readonly Place[];
}

/** What somebody says of one file by one standard. */
export interface Verdict {
  readonly standard: JudgedName;
  /** Who: `veraPDF 1.30.2`, `Octavo 1.2.3, own checks`. */
  readonly by: string;
  readonly passes: boolean;
  readonly faults: readonly Fault[];
  /** Why there is no judgement: the validator gave up on the file, in words. */
  readonly error?: string;
}
