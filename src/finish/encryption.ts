import { createCipheriv, createHash } from 'node:crypto';
import type { PDFHexString, PDFString } from 'pdf-lib';
import type { Permission } from '../model/protection.ts';
import type { Lock } from './variation.ts';

/** What one file is locked with. */
export interface LockOrder {
  /** Opens the file; absent: anybody does. */
  readonly open?: string;
  /** Lifts the restrictions; absent: nobody can. */
  readonly owner?: string;
  readonly permissions: readonly Permission[];
}

/** Bytes from a source that nobody can foretell. */
export type Random = (length: number) => Uint8Array;

const KEY_BYTES = 32;
const SALT_BYTES = 8;
const BLOCK_BYTES = 16;
/** A password counts up to here (ISO 32000-2, 7.6.4.3.3). */
const PASSWORD_BYTES = 127;
/** Least rounds of the hash, and what its last byte is held against (7.6.4.3.4, algorithm 2.B). */
const HASH_ROUNDS = 64;
const HASH_SLACK = 32;
/** Times that a round repeats its input. */
const HASH_REPEATS = 64;
const HASHES = ['sha256', 'sha384', 'sha512'] as const;
const NO_BYTES = new Uint8Array();
const ZERO_IV = new Uint8Array(BLOCK_BYTES);

/** Bits of P by permission (ISO 32000-2, Table 22); printing is allowed in full or not at all. */
const BITS: Readonly<Record<Permission, number>> = {
  print: 0x004 | 0x800,
  change: 0x008,
  copy: 0x010,
  annotate: 0x020,
  fill: 0x100,
  assemble: 0x400,
};
/** Reserved bits that are set, and reading by assistive technology, which nothing may forbid (ISO 14289-1, 7.16). */
const ALWAYS = 0xfffff0c0 | 0x200;

/**
 * Locks a file with AES-256 (ISO 32000-2, 7.6.4, revision 6). Key, salts and initial vectors are random, so that a locked file is never the
 * same twice: anything derived from content and password would let people test guesses faster than the password's own hash does.
 */
export function lock({ open = '', owner, permissions }: LockOrder, random: Random): Lock {
  const key = random(KEY_BYTES);
  const user = entries(prepared(open), NO_BYTES, key, random);
  const masters = entries(owner === undefined ? random(KEY_BYTES) : prepared(owner), user.check, key, random);
  const allowed = permissions.reduce((bits, each) => bits | BITS[each], ALWAYS) | 0;
  const hex = (bytes: Uint8Array): string => `<${Buffer.from(bytes).toString('hex')}>`;
  const cipher = (bytes: Uint8Array): Buffer => {
    const vector = random(BLOCK_BYTES);
    const aes = createCipheriv('aes-256-cbc', key, vector);
    return Buffer.concat([vector, aes.update(bytes), aes.final()]);
  };
  return {
    dictionary:
      '/Filter/Standard/V 5/R 6/Length 256/CF<</StdCF<</AuthEvent/DocOpen/CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF' +
      `/U${hex(user.check)}/UE${hex(user.key)}/O${hex(masters.check)}/OE${hex(masters.key)}` +
      `/P ${allowed}/Perms${hex(permissionsEntry(allowed, key, random))}/EncryptMetadata true`,
    cipher: {
      string: (string: PDFString | PDFHexString) => hex(cipher(string.asBytes())),
      data: cipher,
    },
  };
}

/** A password as it is hashed: normal form by SASLprep (RFC 4013), UTF-8, cut. */
function prepared(password: string): Uint8Array {
  const normal = password
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/[\u00ad\u1806\u200b-\u200d\u2060\ufeff]|\u034f|[\u180b-\u180d]|[\ufe00-\ufe0f]/g, '')
    .normalize('NFKC');
  return Buffer.from(normal, 'utf8').subarray(0, PASSWORD_BYTES);
}

/** What checks a password (U, O) and gives the file's key for it (UE, OE): algorithms 8 and 9. */
function entries(
  password: Uint8Array,
  user: Uint8Array,
  key: Uint8Array,
  random: Random,
): { readonly check: Uint8Array; readonly key: Uint8Array } {
  const [checking, opening] = [random(SALT_BYTES), random(SALT_BYTES)];
  const aes = createCipheriv('aes-256-cbc', hash(password, opening, user), ZERO_IV).setAutoPadding(false);
  return {
    check: Buffer.concat([hash(password, checking, user), checking, opening]),
    key: Buffer.concat([aes.update(key), aes.final()]),
  };
}

/** Algorithm 2.B. */
function hash(password: Uint8Array, salt: Uint8Array, user: Uint8Array): Uint8Array {
  let key: Uint8Array = createHash('sha256').update(password).update(salt).update(user).digest();
  for (let round = 0, last = 0; round < HASH_ROUNDS || last > round - HASH_SLACK; round++) {
    const once = Buffer.concat([password, key, user]);
    const repeated = Buffer.concat(Array.from({ length: HASH_REPEATS }, () => once));
    const aes = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false);
    const mixed = aes.update(repeated);
    // The first sixteen bytes as a number modulo 3: 256 leaves 1, so that the sum of the bytes leaves the same.
    const rest = mixed.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = createHash(HASHES[rest]!).update(mixed).digest();
    last = mixed.at(-1)!;
  }
  return key.subarray(0, KEY_BYTES);
}

/** Perms (algorithm 10): the permissions once more, so that nobody changes them unnoticed. */
function permissionsEntry(allowed: number, key: Uint8Array, random: Random): Uint8Array {
  const plain = Buffer.alloc(BLOCK_BYTES);
  plain.writeInt32LE(allowed, 0);
  plain.writeInt32LE(-1, 4);
  plain.write('Tadb', 8, 'latin1');
  plain.set(random(4), 12);
  const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([aes.update(plain), aes.final()]);
}
