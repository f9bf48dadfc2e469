import { composeMarks } from './compose/recipient-sheet.ts';
import type { Finished, FileOrder } from './finish/finish.ts';
import type { RecipientMarks } from './model/book.ts';
import type { Report } from './model/diagnostic.ts';
import type { PasswordSource } from './model/protection.ts';
import type { Edition, Publication } from './model/publication.ts';
import type { Recipient } from './model/recipient.ts';
import { printMarks } from './paginate/recipient-marks.ts';
import type { Press } from './paginate/supervisor.ts';
import type { World } from './world.ts';

/** The edition that recipients get where none is said: the one that is read on screens. */
const EDITION_WITH_COPIES = 'web';

/** The files that one book is written to: its own, and a copy for each recipient. */
export interface Copies {
  readonly recipients: readonly Recipient[];
  /** What `finish` must know beside the book. */
  readonly book: { readonly marks?: RecipientMarks; readonly locked: boolean };
  readonly own: FileOrder;
  /** In the order of the recipients. */
  readonly orders: readonly FileOrder[];
}

/** What planning copies asks for. */
export interface CopiesPlan {
  readonly publication: Publication;
  readonly edition: Edition;
  readonly press: Press;
  readonly world: World;
  /** Where passwords stand. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Name of the product, for messages. */
  readonly label: string;
  readonly signal?: AbortSignal;
}

/** Prints the marks of all recipients and finds the passwords. Reports `password-missing`; throws what {@link Press.run} throws. */
export async function planCopies(plan: CopiesPlan, report: Report): Promise<Copies> {
  const { publication, edition, press, world, label, signal } = plan;
  const recipients = hasCopies(edition) ? (publication.recipients ?? []) : [];
  for (const { name, leaveOut, span } of recipients) {
    if (leaveOut.length > 0)
      report({
        severity: 'error',
        code: 'recipient-leave-out',
        message: `nothing can be left out for “${name}” yet`,
        span,
      });
  }
  const order = lockOrders(plan, report);
  const marks =
    recipients.length > 0
      ? await printMarks(await composeMarks(publication, recipients, world, report), press, label, signal)
      : undefined;
  return {
    recipients,
    book: { locked: edition.protection !== undefined, ...(marks && { marks }) },
    own: order(undefined),
    orders: recipients.map((recipient, index) => ({ recipient: index, ...order(recipient) })),
  };
}

/** Whether recipients get copies of an edition. */
function hasCopies({ copies, name, press }: Edition): boolean {
  return !press && (copies ?? name === EDITION_WITH_COPIES);
}

/** With what each file is locked. */
function lockOrders(
  { edition: { protection, name }, environment }: CopiesPlan,
  report: Report,
): (recipient: Recipient | undefined) => Pick<FileOrder, 'lock'> {
  if (!protection) return () => ({});
  const missing = new Set<string>();
  const password = (source: PasswordSource | undefined): string | undefined => {
    const value = source && environment[source.env];
    if (source && !value && !missing.has(source.env)) {
      missing.add(source.env);
      report({
        severity: 'error',
        code: 'password-missing',
        message: `the edition “${name}” is encrypted with the password in ${source.env}, which is not set`,
        why: 'Without it anybody could open the file.',
        hint: `Set the environment variable ${source.env}.`,
      });
    }
    return value;
  };
  return (recipient) => {
    const [open, owner] = [password(recipient?.open ?? protection.open), password(protection.owner)];
    const { permissions } = protection;
    return { lock: { permissions, ...(open !== undefined && { open }), ...(owner !== undefined && { owner }) } };
  };
}

/** A file of a book that was written. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** Writes the copies one by one, so that no more than one is in memory. `label` leads their names. */
export async function writeCopies(
  { recipients, orders }: Copies,
  finished: Finished,
  world: World,
  label: string,
  signal?: AbortSignal,
): Promise<readonly (WrittenFile & { readonly recipient: string })[]> {
  const written = [];
  for (const [index, recipient] of recipients.entries()) {
    signal?.throwIfAborted();
    const begun = performance.now();
    const bytes = await finished.file(orders[index]);
    const path = await world.write(`${label}.${recipient.file}.pdf`, bytes);
    const milliseconds = Math.round(performance.now() - begun);
    written.push({ recipient: recipient.name, path, bytes: bytes.length, milliseconds });
  }
  return written;
}
