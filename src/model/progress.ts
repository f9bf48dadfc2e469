/** The stages a person sees pass, in order. */
export type Stage = 'read' | 'compose' | 'paginate' | 'assemble' | 'finish';

/** A step of one product's way through; `count` of `total` where a stage counts (images, pages). */
export interface Progress {
  readonly publication: string;
  readonly edition: string;
  readonly stage: Stage;
  readonly state: 'start' | 'count' | 'end';
  readonly count?: number;
  readonly total?: number;
  /** A few words: `31 pages`. */
  readonly detail?: string;
}
export type OnProgress = (progress: Progress) => void;
