/** Where a password stands: an environment variable. The publication's own text goes where its sources go, and a password in it would too. */
export interface PasswordSource {
  readonly env: string;
}

/** What a reader without the owner's password may do (ISO 32000-2, Table 22). Reading aloud is always allowed (ISO 14289-1, 7.16). */
export const PERMISSIONS = ['print', 'copy', 'annotate', 'fill', 'assemble', 'change'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** How an edition is locked. */
export interface Protection {
  /** Needed to open the file; absent: anybody opens it. */
  readonly open?: PasswordSource;
  /** Lifts the restrictions; absent: nothing does. */
  readonly owner?: PasswordSource;
  readonly permissions: readonly Permission[];
}
