import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Octavo asks for its own package by name, as others do: the answer is the same from a source and from any file of a bundle. */
const MANIFEST: string = createRequire(import.meta.url).resolve('octavo/package.json');

/** The folder that holds `assets/`, `layouts/`, `package.json` and the program. */
export const PACKAGE_ROOT: string = dirname(MANIFEST);

/** Modules that run end in this: `.ts` where the sources run, `.js` where they were bundled. */
const MODULE_ENDING: string = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** The folder of the program that runs: `src/` in a checkout, `dist/` in the package. */
export const PROGRAM_ROOT: string = join(PACKAGE_ROOT, MODULE_ENDING === '.ts' ? 'src' : 'dist');

/** Absolute path of the module `thread` of a stage, which is the program of its threads; the build of the package keeps it a file of its own. */
export function threadProgram(stage: string): string {
  return join(PROGRAM_ROOT, stage, `thread${MODULE_ENDING}`);
}
