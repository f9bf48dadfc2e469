import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const found: string = resolve(process.env['OCTAVO_CORPUS'] ?? resolve(here, '../../../shared/corpus'));

/** Folder of real documents, which are not ours to pass on; undefined where it is absent, and tests that need it skip by name. */
export const corpus: string | undefined = existsSync(found) ? found : undefined;
