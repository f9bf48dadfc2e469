import { composeMarks } from '../compose/recipient-sheet.ts';
import type { Finished, FileOrder } from '../finish/finish.ts';
import type { RecipientMarks } from '../model/book.ts';
import type { Report } from '../model/diagnostic.ts';
import type { PasswordSource } from '../model/protection.ts';
import type { Edition, Publication } from '../model/publication.ts';
import type { Recipient } from '../model/recipient.ts';
import { printMarks } from '../paginate/recipient-marks.ts';
import type { Press } from '../paginate/supervisor.ts';
import type { World } from '../world.ts';

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

/** What copies are made of. */
interface CopiesPlan {
  readonly publication: Publication;
  readonly edition: Edition;
  readonly recipients: readonly Recipient[];
}

/** What copies are made with. */
export interface CopiesTools {
  readonly press: Press;
  readonly world: World;
  /** Where passwords stand. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Leads the names of the files. */
  readonly label: string;
  readonly signal?: AbortSignal | undefined;
}

/** The recipients who get a copy of the whole book: those for whom nothing is left out. */
export function wholeRecipients(publication: Publication, edition: Edition): readonly Recipient[] {
  return hasCopies(edition) ? (publication.recipients ?? []).filter(({ leaveOut }) => leaveOut.length === 0) : [];
}

/** Prints the marks of all recipients and finds the passwords. Reports `password-missing`; throws what {@link Press.run} throws. */
export async function planCopies(
  { publication, edition, recipients }: CopiesPlan,
  { press, world, environment, label, signal }: CopiesTools,
  report: Report,
): Promise<Copies> {
  const order = lockOrders(edition, environment, report);
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
export function hasCopies({ copies, name, press }: Edition): boolean {
  return !press && (copies ?? name === EDITION_WITH_COPIES);
}

/** Finds the passwords that each file is locked with: a recipient's own where there is one, else the edition's. */
function lockOrders(
  { protection, name }: Edition,
  environment: CopiesTools['environment'],
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

/** A copy that was written. */
export interface WrittenCopy {
  readonly recipient: string;
  readonly path: string;
  readonly pages: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** Writes the copies one by one, so that no more than one is in memory. */
export async function writeCopies(
  { recipients, orders }: Copies,
  finished: Finished,
  pages: number,
  { world, label, signal }: CopiesTools,
): Promise<readonly WrittenCopy[]> {
  const written: WrittenCopy[] = [];
  for (const [index, recipient] of recipients.entries()) {
    signal?.throwIfAborted();
    const begun = performance.now();
    const bytes = await finished.file(orders[index]);
    const path = await world.write(`${label}.${recipient.file}.pdf`, bytes);
    const milliseconds = Math.round(performance.now() - begun);
    written.push({ recipient: recipient.name, path, pages, bytes: bytes.length, milliseconds });
  }
  return written;
}
