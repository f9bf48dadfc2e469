import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { LookSource, PdfDiff } from '../diff/diff.ts';
import { OctavoError, type Diagnostic, type Report } from '../model/diagnostic.ts';
import { openWorld } from '../world.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { readPdf } from './read-pdf.ts';
import { writeDiagnostics } from './report.ts';
import { stoppable } from './stop.ts';
import { printable, type Terminal } from './terminal.ts';

/** Options of `octavo diff` as the command line gives them. */
interface DiffFlags {
  readonly json?: boolean;
  /** Folder for pictures. */
  readonly pictures?: string;
  /** Environment variable with a password. */
  readonly passwordEnv?: string;
}

/** Changed pages of which pictures are made: more than a person looks at. */
const PICTURES_LIMIT = 200;

/** Adds `octavo diff` to the program; `done` takes its exit status. */
export function addDiff(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('diff')
    .summary('tell which pages of two PDFs differ')
    .description(
      'Compares two PDFs as readers see them: which pages were added, removed, changed or moved, in words and looks. Any PDFs, not only Octavo’s.',
    )
    .argument('<old>', 'the PDF as it was')
    .argument('<new>', 'the PDF as it is')
    .option('--pictures <folder>', 'write a page with pictures of what differs, before and after')
    .option('--password-env <name>', 'the environment variable that holds the password of a locked file')
    .option('--json', 'print it as one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  octavo diff sent.pdf output/packet.web.pdf
  octavo diff sent.pdf output/packet.web.pdf --pictures output/changes

Folios, running heads and stamps make no page another: a page that was 41 and is 42 is the same.

Exit status, as of diff: 0 no page differs, 1 pages differ, 2 a file cannot be read or the command line is wrong.`,
    )
    .action(async (old: string, now: string, flags: DiffFlags) => done(await diffCommand(old, now, flags, terminal)));
}

async function diffCommand(old: string, now: string, flags: DiffFlags, terminal: Terminal): Promise<number> {
  const diagnostics: Diagnostic[] = [];
  const password = passwordOf(flags, terminal);
  const source = async (name: string): Promise<LookSource> => ({
    name,
    bytes: await readPdf(name, terminal),
    ...(password !== undefined && { password }),
  });
  const [before, after] = [await source(old), await source(now)];
  const report: Report = (diagnostic) => void diagnostics.push(diagnostic);
  const outcome = await stoppable(async (signal) => {
    try {
      return await compareFiles(before, after, flags, terminal, report, signal);
    } catch (error) {
      if (error instanceof OctavoError) report(error.diagnostic);
      else throw error;
      return undefined;
    }
  });
  if (outcome.stopped) {
    terminal.stderr.write('stopped\n');
    return EXIT.stopped;
  }
  const found = outcome.value;
  if (flags.json) terminal.stdout.write(jsonText({ ok: found !== undefined, old, new: now, ...found, diagnostics }));
  else {
    await writeDiagnostics(diagnostics, terminal, { strict: false });
    if (found) {
      const { describeDiff } = await import('../diff/describe.ts');
      terminal.stdout.write(printable(describeDiff(found)));
      if (found.report) terminal.stdout.write(`${printable(found.report)}\n`);
    }
  }
  return !found ? EXIT.usage : found.equal ? EXIT.ok : EXIT.failed;
}

/** Compares, and makes the folder with pictures where one is asked for; `report` is its page then. */
async function compareFiles(
  before: LookSource,
  after: LookSource,
  { pictures }: DiffFlags,
  { cwd, environment }: Terminal,
  report: Report,
  signal: AbortSignal,
): Promise<PdfDiff & { readonly report?: string }> {
  const { diffPdfs, picturesOf } = await import('../diff/diff.ts');
  const diff = await diffPdfs(before, after, report, signal);
  if (pictures === undefined) return diff;
  const { diffReport, REPORT_PAGE } = await import('../diff/report.ts');
  const painted = await picturesOf(before, after, diff.changes.slice(0, PICTURES_LIMIT), signal);
  const folder = resolve(cwd, pictures);
  const world = openWorld({ root: dirname(folder), output: dirname(folder), environment });
  const files = diffReport(diff, { old: basename(before.name), new: basename(after.name) }, painted);
  return { ...diff, report: join(await world.writeFolder(basename(folder), files, REPORT_PAGE), REPORT_PAGE) };
}

/** The password that stands in the variable that is named. */
function passwordOf({ passwordEnv }: DiffFlags, { environment }: Terminal): string | undefined {
  if (passwordEnv === undefined) return undefined;
  const password = environment[passwordEnv];
  if (password === undefined || password === '')
    throw new UsageError(`the environment variable ${passwordEnv} is not set`, 'Set it to the password of the file.');
  return password;
}
