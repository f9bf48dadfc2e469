import { OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import { EXIT, jsonText } from './command.ts';
import { readPdf } from './read-pdf.ts';
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
  const bytes = await readPdf(file, terminal);
  const inspector = await loadInspector();
  try {
    const facts = await inspector.inspect(bytes);
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
