import { z } from 'zod';
import type { FolioRule, SupplementRule } from '../model/publication.ts';

const text = z.string();

/** Largest number that a production starts from. */
const BATES_LIMIT = 999_999_999;
/** Most digits of a Bates number; eight number every page that a production has. */
const BATES_DIGITS = 12;

/** What a packet of papers says of itself, as written. */
export interface PacketFile {
  readonly body?: string | undefined;
  readonly meeting?: string | undefined;
  readonly place?: string | undefined;
  readonly time?: string | undefined;
  readonly version?: string | undefined;
  readonly status?: string | undefined;
  readonly notice?: string | undefined;
  readonly quorum?: string | undefined;
  readonly bates?:
    { readonly prefix: string; readonly start?: number | undefined; readonly digits?: number | undefined } | undefined;
}

/** `packet`, `folios` and `supplements` of a publication. */
export const packetKeys: {
  readonly packet: z.ZodType<PacketFile | undefined>;
  readonly folios: z.ZodType<FolioRule | undefined>;
  readonly supplements: z.ZodType<SupplementRule | undefined>;
} = {
  packet: z
    .strictObject({
      body: text.meta({ description: 'Who meets.', examples: ['Board of Directors'] }).optional(),
      meeting: text.meta({ description: 'Which meeting it is.', examples: ['Regular meeting'] }).optional(),
      place: text.meta({ description: 'Where the body meets.', examples: ['Town hall, room 2'] }).optional(),
      time: text
        .meta({
          description:
            'When it begins, as 18:30, 6:30 pm or 18 h 30; the agenda reckons the times of items from it. The day is the publication’s `date`.',
          examples: ['18:30'],
        })
        .optional(),
      version: text.meta({ description: 'Version of the packet.', examples: ['2'] }).optional(),
      status: text.meta({ description: 'Mark of its state, on the cover.', examples: ['Draft'] }).optional(),
      notice: text
        .meta({
          description: 'Notice of the meeting, on a page of its own; an empty line begins a paragraph.',
          examples: ['Notice is given that the Board meets on 14 March.'],
        })
        .optional(),
      quorum: text
        .meta({ description: 'Who must be there for the meeting to decide.', examples: ['Four of seven directors'] })
        .optional(),
      bates: z
        .strictObject({
          prefix: z
            .string()
            .max(24)
            .meta({ description: 'What stands before the number.', examples: ['ABC-'] }),
          start: z
            .int()
            .min(0)
            .max(BATES_LIMIT)
            .meta({ description: 'Number of the first page.', examples: [123], default: 1 })
            .optional(),
          digits: z
            .int()
            .min(1)
            .max(BATES_DIGITS)
            .meta({ description: 'Digits of the number, filled up with zeros.', examples: [6], default: 6 })
            .optional(),
        })
        .meta({
          description: 'Stamps every page with a number of a production, `ABC-000123`.',
          examples: [{ prefix: 'ABC-', start: 123 }],
          expected: 'a block with “prefix”, “start” and “digits”',
        })
        .optional(),
    })
    .meta({
      description:
        'What the papers for a meeting say of themselves: cover, notice, stamps. Texts alone are a packet by it.',
      examples: [{ body: 'Board of Directors', meeting: 'Regular meeting', place: 'Town hall' }],
      expected: 'a block of facts about the meeting',
    })
    .optional(),
  folios: z
    .enum(['physical', 'after-front', 'roman-front'])
    .meta({
      description:
        'How pages count: `physical` from the first sheet on, as viewers do and courts ask; `after-front` from the text on, with cover and contents unnumbered; `roman-front` the same with the front matter in roman numerals. Default: `physical` for a packet of papers, `roman-front` for others.',
      examples: ['physical'],
      expected: 'one of physical, after-front, roman-front',
    })
    .optional(),
  supplements: z
    .enum(['insert', 'continue'])
    .meta({
      description:
        'How pages of late papers count, so that no page printed before changes its number: `insert` them in their places as 41a, 41b, … (after 41z comes 41aa, then 41bb, as page labels count), or `continue` behind the last page of the book.',
      examples: ['continue'],
      default: 'insert',
      expected: 'one of insert, continue',
    })
    .optional(),
};
