/** The stages a person sees pass, in order; an HTML edition goes from `compose` to `html`; `validate` is passed where it is asked for. */
export type Stage = 'read' | 'compose' | 'paginate' | 'assemble' | 'finish' | 'validate' | 'html';

/**
 * A step of one product's way through; `count` of `total` where a stage counts (images, pages). `fail`: the product is given up
 * at this stage, and no further step of it comes.
 */
export interface Progress {
  readonly publication: string;
  readonly edition: string;
  readonly stage: Stage;
  readonly state: 'start' | 'count' | 'end' | 'fail';
  readonly count?: number;
  readonly total?: number;
  /** A few words: `31 pages`. */
  readonly detail?: string;
}
export type OnProgress = (progress: Progress) => void;
