import { basename, dirname, resolve } from 'node:path';
import { OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import { openWorld } from '../world.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { writeDiagnostics } from './report.ts';
import { printable, type Terminal } from './terminal.ts';

/** What `octavo check` needs of src/inspect. */
export interface Inspector<Facts> {
  inspect(bytes: Uint8Array): Promise<Facts>;
  describe(facts: Facts): string;
}

/** `octavo check`: prints what is in a PDF; returns the exit status. */
export async function checkCommand<Facts>(
  file: string,
  flags: { readonly json?: boolean },
  terminal: Terminal,
  loadInspector: () => Promise<Inspector<Facts>>,
): Promise<number> {
  const path = resolve(terminal.cwd, file);
  const folder = dirname(path);
  const found = await openWorld({ root: folder, output: folder, environment: terminal.environment }).read(
    basename(path),
  );
  if (!found.ok) {
    throw found.reason === 'missing'
      ? new UsageError(`there is no file ${file}`, 'Check the path.')
      : new UsageError(
          `${file} ${found.reason === 'directory' ? 'is a folder' : found.reason === 'large' ? 'is too large' : 'cannot be read'}`,
        );
  }
  const inspector = await loadInspector();
  try {
    const facts = await inspector.inspect(found.bytes);
    if (flags.json) terminal.stdout.write(jsonText({ ok: true, file, facts, diagnostics: [] }));
    else terminal.stdout.write(`${printable(inspector.describe(facts)).trimEnd()}\n`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    const diagnostics: readonly Diagnostic[] = [error.diagnostic];
    if (flags.json) terminal.stdout.write(jsonText({ ok: false, file, diagnostics }));
    else await writeDiagnostics(diagnostics, terminal, { strict: false });
    return EXIT.failed;
  }
}
