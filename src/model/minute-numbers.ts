/** Numbers that what a paper minutes has in the full book, in the paper's order: an edition without some of it keeps them. */
export interface MinuteNumbers {
  /** Key of the paper's part. */
  readonly key: string;
  readonly resolutions: readonly number[];
  readonly actions: readonly number[];
}
