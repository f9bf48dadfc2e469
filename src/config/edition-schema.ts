import { z } from 'zod';
import { MARK_PLACES, type MarkPlace } from '../model/publication.ts';
import { STANDARD_NAMES, type StandardName } from '../model/standard.ts';
import { closedShape, type ClosedFile } from './closed-schema.ts';
import { pressShape, type PressFile } from './press-schema.ts';
import { lockShape, type ProtectionFile } from './recipient-schema.ts';

/** `mark` of an edition as written. */
type MarkFile = boolean | string | { readonly text?: string | undefined; readonly place?: MarkPlace | undefined };

/** What one edition of `publication.yaml` may say; absent fields come from what it extends. */
export interface EditionFile extends ClosedFile, PressFile {
  readonly extends?: string | undefined;
  readonly ppi?: number | undefined;
  readonly quality?: number | undefined;
  readonly linearise?: boolean | undefined;
  readonly standard?: StandardName | readonly StandardName[] | undefined;
  readonly mark?: MarkFile | undefined;
  readonly recipients?: boolean | undefined;
  readonly encrypt?: ProtectionFile | undefined;
}

/** Resolutions and qualities that make sense: below, nothing can be read; above, no press resolves it. */
const PPI_RANGE = { min: 36, max: 2400 };
const text = z.string();

const standard = z.enum(STANDARD_NAMES);

/** One edition. */
export const edition: z.ZodType<EditionFile> = z.strictObject({
  extends: text
    .meta({
      description:
        'The edition whose settings this one starts from. Without it, an edition named like a built-in one starts from that, any other from `web`.',
      examples: ['web'],
    })
    .optional(),
  ppi: z
    .int()
    .min(PPI_RANGE.min)
    .max(PPI_RANGE.max)
    .meta({
      description:
        'Largest resolution of a raster image at the size it is placed, in pixels per inch; finer images are scaled down.',
      examples: [150],
      default: 150,
    })
    .optional(),
  quality: z
    .int()
    .min(1)
    .max(100)
    .meta({ description: 'JPEG quality of photographs that are coded again, 1–100.', examples: [82], default: 82 })
    .optional(),
  linearise: z
    .boolean()
    .meta({
      description: 'Whether the file is arranged so that its first page shows while the rest still downloads.',
      examples: [true],
      default: true,
    })
    .optional(),
  standard: z
    .union([standard, z.array(standard)])
    .meta({
      description:
        'Standards that the file keeps and says it keeps. `ua-1` or `ua-2` is for people who read with assistive technology, `a-2a`, `a-2u`, `a-3a`, `a-4` or `a-4f` for archives; one of each kind can go together when both are for the same PDF version. `a-3a` and `a-4f` carry the sources with them. `x-4` is for a press, and goes with no other. `[]` claims nothing.',
      expected: `one or more of ${STANDARD_NAMES.join(', ')}`,
      examples: [['ua-1', 'a-2a']],
      default: ['ua-1', 'a-2a'],
    })
    .optional(),
  ...closedShape,
  mark: z
    .union([
      z.boolean(),
      text,
      z.strictObject({
        text: text
          .meta({ description: 'The words. Default: the `status` of `packet`.', examples: ['Draft'] })
          .optional(),
        place: z
          .enum(MARK_PLACES)
          .meta({
            description:
              '`across` the page, or in the margin at its `head`. Other people’s pages have no margin of ours: the mark goes across them.',
            examples: ['head'],
            default: 'across',
            expected: `one of ${MARK_PLACES.join(', ')}`,
          })
          .optional(),
      }),
    ])
    .meta({
      description:
        'A word over every page that says what the file is: `true` for the `status` of `packet`, or words of your own. It is dark on light ground and light on dark, and hides nothing that is under it. With `place: head` it stands at the head of other people’s pages where that is bare paper, and goes across where it is not.',
      examples: ['Draft'],
      default: false,
      expected: 'true, false, the words, or a block with “text” and “place”',
    })
    .optional(),
  ...lockShape,
  ...pressShape,
});
