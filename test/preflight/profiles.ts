import { readFile } from 'node:fs/promises';
import { profileNamed, type Profile } from '../../src/preflight/profile.ts';

/** Files that come with Octavo. */
export const bundled = (path: string): Promise<Uint8Array> => readFile(new URL(`../../${path}`, import.meta.url));

/** A profile that comes with Octavo. */
export const profile = (name: string): Promise<Profile> => profileNamed(name, { bundled });
