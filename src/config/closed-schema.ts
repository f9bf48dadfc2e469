import { z } from 'zod';
import type { WithheldRule } from '../model/publication.ts';

/** What an edition says of closed sessions, as written. */
export interface ClosedFile {
  readonly closed?: boolean | undefined;
  readonly withheld?: WithheldRule | undefined;
}

/** The keys of {@link ClosedFile}. */
export const closedShape: {
  readonly closed: z.ZodType<boolean | undefined>;
  readonly withheld: z.ZodType<WithheldRule | undefined>;
} = {
  closed: z
    .boolean()
    .meta({
      description: 'Whether parts of closed sessions are in it. `false`: nothing of them is.',
      examples: [false],
      default: true,
    })
    .optional(),
  withheld: z
    .enum(['renumber', 'keep-folios'])
    .meta({
      description:
        'With `closed: false`: `keep-folios` gives every page the number that it has in the full book, and a page in the place of what is left out says which pages are withheld; `renumber` numbers the pages that are there.',
      examples: ['keep-folios'],
      default: 'renumber',
      expected: 'one of renumber, keep-folios',
    })
    .optional(),
};
