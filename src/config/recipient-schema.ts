import { z } from 'zod';
import { PERMISSIONS, type PasswordSource, type Permission, type Protection } from '../model/protection.ts';

/** What a recipient does not get, as written: the number of an item, or a block with that or a paper’s file, and the reason. */
export type LeftOutFile =
  | string
  | { readonly item: string; readonly reason?: string | undefined }
  | { readonly paper: string; readonly reason?: string | undefined };

/** A recipient as written: a name, or a block. */
export type RecipientFile =
  | string
  | {
      readonly name: string;
      readonly file?: string | undefined;
      readonly leaveOut?: readonly LeftOutFile[] | undefined;
      readonly open?: PasswordSource | undefined;
    };

/** `encrypt` of an edition as written. */
export interface ProtectionFile {
  readonly open?: PasswordSource | undefined;
  readonly owner?: PasswordSource | undefined;
  readonly permissions?: readonly Permission[] | undefined;
}

/** Letters of a file's name for a copy, as names of publications have them. */
const FILE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
/** Longest part of a file's name that a recipient's may be: file systems bear 255 bytes in all. */
const FILE_LENGTH = 80;

const named = z.string().regex(/\S/);

/** A password is never written in the file itself. */
const password = (description: string): z.ZodType<PasswordSource | undefined> =>
  z
    .strictObject({
      env: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .meta({
          description: 'Name of the environment variable that holds it.',
          examples: ['BOARD_PASSWORD'],
          expected: 'the name of an environment variable',
        }),
    })
    .meta({
      description,
      examples: [{ env: 'BOARD_PASSWORD' }],
      expected:
        'a block with “env”, the environment variable that holds it: a password written here would go wherever this file goes',
    })
    .optional();

const reason = z
  .string()
  .meta({ description: 'Why; stands in that copy in its place.', examples: ['Conflict of interest'] })
  .optional();

const leftOut = z
  .union([
    named,
    z.strictObject({
      item: named.meta({ description: 'Number of the item in the agenda.', examples: ['5'] }),
      reason,
    }),
    z.strictObject({
      paper: named.meta({ description: 'Path of the paper’s file, as in `parts`.', examples: ['papers/offer.pdf'] }),
      reason,
    }),
  ])
  .meta({
    expected: 'the number of an item in quotation marks, or a block with “item” or “paper” and “reason”',
    examples: [{ item: '5', reason: 'Conflict of interest' }],
  });

const recipient: z.ZodType<RecipientFile> = z
  .union([
    named,
    z.strictObject({
      name: named.meta({ description: 'Name as it stands on every page of the copy.', examples: ['Ada Example'] }),
      file: z
        .string()
        .regex(FILE_NAME)
        .max(FILE_LENGTH)
        .meta({
          description: 'Part of the copy’s file name. Default: the name in small letters, `ada-example`.',
          examples: ['ada'],
          expected: 'made of letters a–z, digits, and - . _ between them',
        })
        .optional(),
      leaveOut: z
        .array(leftOut)
        .meta({
          description:
            'Items of the agenda by number, and papers by file, that are not in this copy, as for a conflict of interest. Nothing of them is in the file; number and reason stay, all other pages keep their numbers.',
          examples: [[{ item: '5', reason: 'Conflict of interest' }]],
          expected: 'a list of numbers of items, or of blocks with “item” or “paper”',
        })
        .optional(),
      open: password('Password that opens this copy, in the place of the edition’s. The edition must have `encrypt`.'),
    }),
  ])
  .meta({
    expected: 'a name, or a block with “name”',
    examples: [{ name: 'Ada Example', leaveOut: ['5'] }],
  });

/** `recipients` of a publication. */
export const recipientKeys: { readonly recipients: z.ZodType<readonly RecipientFile[] | undefined> } = {
  recipients: z
    .array(recipient)
    .meta({
      description:
        'People who get a copy each, `output/<name>.<edition>.<recipient>.pdf`, with their name and the time on every page and in the metadata. Copies are made of `web`, or of the editions that say `recipients: true`.',
      examples: [['Ada Example', { name: 'Ben Example', leaveOut: [{ item: '5', reason: 'Conflict of interest' }] }]],
      expected: 'a list of names or of blocks with “name”',
    })
    .optional(),
};

/** What an edition may say of copies and locks. */
export const lockShape: {
  readonly recipients: z.ZodType<boolean | undefined>;
  readonly encrypt: z.ZodType<ProtectionFile | undefined>;
} = {
  recipients: z
    .boolean()
    .meta({
      description:
        'Whether each of the `recipients` gets a copy of this edition. Default: of `web` alone. An edition that extends another does not take this over.',
      examples: [true],
    })
    .optional(),
  encrypt: z
    .strictObject({
      open: password('Password that opens the file. Without it anybody can, and `permissions` hold.'),
      owner: password('Password that lifts the restrictions. Without it nobody can.'),
      permissions: z
        .array(z.enum(PERMISSIONS))
        .meta({
          description: `What readers may do, of ${PERMISSIONS.map((each) => `\`${each}\``).join(', ')}. Reading aloud is always allowed. Programs keep to this of their own accord.`,
          examples: [['print']],
          default: [...PERMISSIONS],
          expected: `a list with some of ${PERMISSIONS.join(', ')}`,
        })
        .optional(),
    })
    .meta({
      description:
        'Locks the file with AES-256. PDF/A and PDF/X forbid it: the edition’s `standard` must be `ua-1`, `ua-2` or `[]`. Keys are random, so a locked file is never the same twice.',
      examples: [{ open: { env: 'BOARD_PASSWORD' }, permissions: ['print'] }],
      expected: 'a block with “open”, “owner” and “permissions”',
    })
    .optional(),
};

/** How an edition is locked, with every default. */
export function protectionOf({ open, owner, permissions }: ProtectionFile): Protection {
  return { permissions: permissions ?? PERMISSIONS, ...(open && { open }), ...(owner && { owner }) };
}
