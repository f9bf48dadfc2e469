import { basename, dirname, resolve } from 'node:path';
import { openWorld } from '../world.ts';
import { UsageError } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Bytes of a file that a command line names. Throws a {@link UsageError} when there are none. */
export async function readPdf(file: string, terminal: Pick<Terminal, 'cwd' | 'environment'>): Promise<Uint8Array> {
  const path = resolve(terminal.cwd, file);
  const folder = dirname(path);
  const found = await openWorld({ root: folder, output: folder, environment: terminal.environment }).read(
    basename(path),
  );
  if (found.ok) return found.bytes;
  throw found.reason === 'missing'
    ? new UsageError(`there is no file ${file}`, 'Check the path.')
    : new UsageError(
        `${file} ${found.reason === 'directory' ? 'is a folder' : found.reason === 'large' ? 'is too large' : 'cannot be read'}`,
      );
}
