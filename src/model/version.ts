import { createRequire } from 'node:module';

/** Octavo's own version, from package.json. */
export const VERSION: string = (createRequire(import.meta.url)('octavo/package.json') as { version: string }).version;

/** The program as Info, XMP and the colophon name it. */
export const CREATOR_TOOL: string = `Octavo ${VERSION}`;
