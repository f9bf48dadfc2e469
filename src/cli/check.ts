import type { Command } from 'commander';
import { OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { CLAIMED, judgeCommand, veraPdfPlace } from './judge.ts';
import { readPdf } from './read-pdf.ts';
import { writeDiagnostics } from './report.ts';
import { printable, type Terminal } from './terminal.ts';

/** Options of `octavo check` as the command line gives them. */
interface CheckFlags {
  /** Names with commas; {@link CLAIMED} for those that each file claims. */
  readonly standard?: string;
  readonly fetchVerapdf?: boolean;
  readonly json?: boolean;
}

/** A word that `--standard` takes for its names: `ua-1,a-2a`, not a FILE. */
const NAMES = /^(?:pdf\/)?(?:[a-z]{1,2}-\d[a-z]?)(?:,(?:pdf\/)?[a-z]{1,2}-\d[a-z]?)*,?$/i;

/** Adds `octavo check` to the program; `done` takes its exit status. */
export function addCheck(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('check')
    .summary('show what is in a PDF, or hold it to standards')
    .description(
      'Prints pages, boxes, labels, bookmarks, fonts, images with their resolution, tags, metadata and attachments of a PDF. With --standard it says instead whether files keep standards for accessibility and archives: by veraPDF where it is there, else by checks of Octavo’s own.',
    )
    .argument('[FILE...]', 'the PDF; with --standard any number')
    .option(
      '-s, --standard [names]',
      'hold files to these standards: ua-1,a-2a … (without names: those that each claims)',
    )
    .option('--fetch-verapdf', 'fetch veraPDF into Octavo’s cache first, by Maven, unless it is there')
    .option('--json', 'print it as one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  octavo check output/my-report.web.pdf
  octavo check --standard output/*.pdf
  octavo check --standard ua-1,a-2a annual-report.pdf

Exit status: 0 shown, or nothing is broken; 1 a file breaks a standard; 2 wrong command line.`,
    )
    .action(async (files: string[], flags: CheckFlags) => done(await run(files, flags, terminal)));
}

/** What the words of the command line ask for. */
async function run(files: readonly string[], flags: CheckFlags, terminal: Terminal): Promise<number> {
  const { standard, fetchVerapdf = false, ...rest } = flags;
  if (files.length === 0 && !fetchVerapdf) throw new UsageError('no FILE is named', 'Name a PDF.');
  if (standard === undefined && files.length > 1) {
    throw new UsageError('several files are shown one at a time', 'Name one FILE, or add --standard.');
  }
  if (fetchVerapdf) await (await import('../validate/verapdf.ts')).fetchVeraPdf(veraPdfPlace(terminal));
  if (files.length === 0) return EXIT.ok;
  return standard === undefined
    ? checkCommand(files[0]!, rest, terminal, () => import('../inspect/inspect.ts'))
    : judgeCommand(files, { ...rest, standard }, terminal);
}

/** Words of a command line with what a bare `--standard` stands for, so that it does not take the FILE after it for names. */
export function spellStandard(words: readonly string[]): string[] {
  return words.map((word, i) =>
    (word === '--standard' || word === '-s') && !NAMES.test(words[i + 1] ?? '') ? `--standard=${CLAIMED}` : word,
  );
}

/** What `octavo check` needs of src/inspect. */
export interface Inspector<Facts> {
  inspect(bytes: Uint8Array): Promise<Facts>;
  describe(facts: Facts): string;
}

/** `octavo check` without `--standard`: prints what is in a PDF; returns the exit status. */
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
