import { contentHash } from '../world.ts';
import type { Intake, OpenJob } from './job.ts';

/** Where what comes of exhibits is kept from one build to the next. */
export interface Keep {
  /** {@link World.cached}. */
  readonly cached: (key: string, make: () => Promise<Uint8Array>) => Promise<Uint8Array>;
  /** Digest of the program: another one's work is not taken. */
  readonly program: string;
}

/** Bytes of the number that says how long the head is. */
const LENGTH = 4;

/** What came of an exhibit, without its bytes; `same`: they are those of the file. */
interface Head {
  readonly findings: Intake['findings'];
  readonly exhibit?: Omit<NonNullable<Intake['exhibit']>, 'bytes'>;
  readonly same: boolean;
}

/** Whether a file says anywhere that it is locked (ISO 32000-1, 7.6.1); what says so may be a text. */
export function mentionsEncryption(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('/Encrypt');
}

/** Key of a job's outcome, `faces`: whether it is given those that stand in for others, of which the program knows; undefined for a file that is locked, of which nothing is kept unlocked. */
export function keyOf(job: OpenJob, faces: boolean, program: string): string | undefined {
  const { bytes, annotations, limits, cmyk, glance, password } = job;
  if (password !== undefined || mentionsEncryption(bytes)) return undefined;
  const options = JSON.stringify([annotations, limits, faces, cmyk && contentHash(cmyk), glance]);
  return contentHash('exhibit', program, options, bytes);
}

/** An outcome as bytes: what is known as JSON led by its length, then the PDF where it is not the file as it came. */
export function packIntake({ exhibit, findings }: Intake, source: Uint8Array): Uint8Array {
  const { bytes, facts } = exhibit ? apart(exhibit) : { bytes: new Uint8Array() };
  const same = Buffer.compare(bytes, source) === 0;
  const head: Head = { findings, same, ...(facts && { exhibit: facts }) };
  const written = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(LENGTH);
  length.writeUInt32LE(written.length);
  return Buffer.concat([length, written, ...(same ? [] : [bytes])]);
}

function apart({ bytes, ...facts }: NonNullable<Intake['exhibit']>): {
  readonly bytes: Uint8Array;
  readonly facts?: NonNullable<Head['exhibit']>;
} {
  return { bytes, facts };
}

/** The outcome that {@link packIntake} made bytes of. */
export function unpackIntake(packed: Uint8Array, source: Uint8Array): Intake {
  const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const end = LENGTH + buffer.readUInt32LE(0);
  const { findings, exhibit, same } = JSON.parse(buffer.toString('utf8', LENGTH, end)) as Head;
  // No Buffer, of which a slice would be the same memory.
  const bytes = Uint8Array.from(same ? source : packed.subarray(end));
  return { findings, ...(exhibit && { exhibit: { ...exhibit, bytes } }) };
}
