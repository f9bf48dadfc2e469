import { createHash } from 'node:crypto';

/** Hash functions that a manifest may use (RFC 8493, 2.4), strongest first; the last two are read and no longer trusted. */
export const ALGORITHMS = ['sha512', 'sha384', 'sha256', 'sha1', 'md5'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];
/** Those that a bag's integrity may rest on (RFC 8493, 2.4 and 5.3). */
export const TRUSTED: ReadonlySet<Algorithm> = new Set<Algorithm>(['sha512', 'sha384', 'sha256']);
/** Digits of each one's checksum. */
const DIGITS: Readonly<Record<Algorithm, number>> = { sha512: 128, sha384: 96, sha256: 64, sha1: 40, md5: 32 };

/** Checksum of bytes, hexadecimal. */
export function checksum(algorithm: Algorithm, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/** Order of names by code point, the same under every locale. */
export function byName(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** A manifest of files (RFC 8493, 2.1.3): a line each, in order of their names. */
export function formatManifest(algorithm: Algorithm, files: ReadonlyMap<string, Uint8Array>): string {
  return [...files.keys()]
    .sort(byName)
    .map((path) => `${checksum(algorithm, files.get(path)!)}  ${encodePath(path)}\n`)
    .join('');
}

/** A path as manifests write it: what would end a line is percent-encoded, and the percent sign with it (RFC 8493, 2.1.3). */
function encodePath(path: string): string {
  return path.replaceAll(/[%\r\n]/g, (character) => (character === '%' ? '%25' : character === '\r' ? '%0D' : '%0A'));
}

function decodePath(text: string): string {
  return text.replaceAll(/%(25|0d|0a)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** One line of a manifest. */
export interface ManifestEntry {
  readonly path: string;
  readonly checksum: string;
  /** From 1. */
  readonly line: number;
}

/** What is wrong with a line of a manifest. */
export interface ManifestFault {
  readonly line: number;
  readonly kind: 'malformed' | 'outside' | 'repeated';
  readonly text: string;
}

/** Reads a manifest; lines that cannot be used are faults and no entries. Paths that leave the bag are never entries. */
export function parseManifest(
  algorithm: Algorithm,
  text: string,
): { readonly entries: readonly ManifestEntry[]; readonly faults: readonly ManifestFault[] } {
  const entries = new Map<string, ManifestEntry>();
  const faults: ManifestFault[] = [];
  const lines = text.split(/\r\n|\r|\n/);
  for (const [index, written] of lines.entries()) {
    if (written === '' && index === lines.length - 1) continue;
    const line = index + 1;
    const match = /^([0-9a-f]+)[ \t]+\*?(.+)$/i.exec(written);
    const path = match ? decodePath(match[2]!).replace(/^\.\//, '') : '';
    if (match?.[1]!.length !== DIGITS[algorithm]) faults.push({ line, kind: 'malformed', text: written });
    else if (leavesBag(path)) faults.push({ line, kind: 'outside', text: path });
    else if (entries.has(path)) faults.push({ line, kind: 'repeated', text: path });
    else entries.set(path, { path, checksum: match[1].toLowerCase(), line });
  }
  return { entries: [...entries.values()], faults };
}

/** True for a path that could mean a place outside the bag on any system: absolute, upwards, of a home, a drive or a stream. */
export function leavesBag(path: string): boolean {
  return (
    path === '' ||
    path.includes('\0') ||
    path.includes('\\') ||
    /^(?:\/|~|[A-Za-z]:)/.test(path) ||
    path.split('/').some((step) => step === '..' || step === '.' || step === '')
  );
}
