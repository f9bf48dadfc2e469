import { cp, mkdir, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { OctavoError } from '../model/diagnostic.ts';
import { PACKAGE_ROOT } from '../model/installation.ts';
import { EXIT, UsageError } from './command.ts';
import { printable, type Terminal } from './terminal.ts';

/** Where the beginnings of publications lie. */
const BEGINNINGS: string = join(PACKAGE_ROOT, 'assets', 'new');

/** `octavo new`: writes a publication that builds into a folder that is empty or not there yet; returns the exit status. */
export async function newCommand(kind: string, directory: string, terminal: Terminal): Promise<number> {
  const kinds = (await readdir(BEGINNINGS)).sort();
  if (!kinds.includes(kind)) throw new UsageError(`there is no beginning “${kind}”`, `Known: ${kinds.join(', ')}.`);
  const folder = resolve(terminal.cwd, directory);
  if ((await entries(folder, directory)).length > 0) {
    throw new OctavoError({
      code: 'folder-not-empty',
      message: `the folder ${directory} is not empty`,
      why: 'Files in it could be overwritten.',
      hint: 'Name a folder that is empty or does not exist yet.',
    });
  }
  try {
    await mkdir(folder, { recursive: true });
    await cp(resolve(BEGINNINGS, kind), folder, { recursive: true, force: false });
  } catch (error) {
    throw new OctavoError(
      {
        code: 'output-unwritable',
        message: `cannot write ${directory}: ${(error as Error).message}`,
        hint: 'Check the folder’s permissions and free space.',
      },
      { cause: error },
    );
  }
  const shown = relative(terminal.cwd, folder) || '.';
  terminal.stdout.write(
    printable(`${shown} holds a new ${kind}. Build it:\n  octavo build ${/\s/.test(shown) ? `"${shown}"` : shown}\n`),
  );
  return EXIT.ok;
}

async function entries(folder: string, shown: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UsageError(`${shown} is no folder`, 'Name a folder that is empty or does not exist yet.');
  }
}
