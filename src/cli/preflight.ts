import { basename, dirname, extname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { PreflightResult, Profile } from '../preflight/preflight.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { OctavoError } from '../model/diagnostic.ts';
import { openWorld, type World } from '../world.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { readPdf } from './read-pdf.ts';
import { writeDiagnostics } from './report.ts';
import { plural } from '../model/plural.ts';
import { printable, styled, type Terminal } from './terminal.ts';

/** Options of `octavo preflight` as the command line gives them. */
interface PreflightFlags {
  readonly profile: string;
  readonly json?: boolean;
  readonly html?: string;
  readonly ghostscript: boolean;
}

/** What `octavo preflight` needs of src/preflight. */
interface Preflighter {
  readonly profileNamed: (name: string, world: Pick<World, 'bundled'>) => Promise<Profile>;
  readonly parseProfile: (text: string, file: string) => Profile;
  readonly preflight: (
    bytes: Uint8Array,
    profile: Profile,
    options: { readonly environment: Terminal['environment']; readonly ghostscript?: boolean },
  ) => Promise<PreflightResult>;
  readonly reportPage: (result: PreflightResult, options: { readonly file: string; readonly style: string }) => string;
  readonly pageRuns: (numbers: readonly number[], most?: number) => string;
}

/** Runs of pages shown with a finding on a terminal. */
const RUNS_SHOWN = 6;

/** Adds `octavo preflight` to the program; `done` takes its exit status. */
export function addPreflight(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('preflight')
    .summary('say what a printer would say of a PDF')
    .description(
      'Judges any PDF for print: boxes and bleed, fonts, resolution of pictures, colours, total ink, thin lines, small type, overprint, transparency.',
    )
    .argument('<file>', 'the PDF')
    .option(
      '-p, --profile <name>',
      'for which print: commercial, newsprint, print-on-demand, office, or the path of a .json of your own',
      'commercial',
    )
    .option('--json', 'print nothing but one JSON document')
    .option('--html <file>', 'write a report as an HTML page too')
    .option('--no-ghostscript', 'estimate total ink even where Ghostscript could measure it')
    .addHelpText(
      'after',
      `
Examples:
  octavo preflight output/report.print.pdf
  octavo preflight advert.pdf --profile newsprint --html preflight.html

Exit status: 0 no finding is an error, 1 one is, 2 wrong command line.`,
    )
    .action(async (file: string, flags: PreflightFlags) => {
      const load = async (): Promise<Preflighter> => import('../preflight/preflight.ts');
      done(await preflightCommand(file, flags, terminal, load));
    });
}

/** `octavo preflight`: tells what was found; returns the exit status. */
async function preflightCommand(
  file: string,
  flags: PreflightFlags,
  terminal: Terminal,
  loadPreflighter: () => Promise<Preflighter>,
): Promise<number> {
  const bytes = await readPdf(file, terminal);
  const preflighter = await loadPreflighter();
  const folder = terminal.cwd;
  const world = openWorld({ root: folder, output: folder, environment: terminal.environment });
  let result: PreflightResult;
  try {
    const profile = await profileOf(flags.profile, preflighter, world, terminal);
    const { environment } = terminal;
    result = await preflighter.preflight(bytes, profile, { environment, ghostscript: flags.ghostscript });
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    if (error.diagnostic.code.startsWith('preflight-profile'))
      throw new UsageError(error.diagnostic.message, error.diagnostic.hint);
    const diagnostics: readonly Diagnostic[] = [error.diagnostic];
    if (flags.json) terminal.stdout.write(jsonText({ ok: false, file, diagnostics }));
    else await writeDiagnostics(diagnostics, terminal, { strict: false });
    return EXIT.failed;
  }
  let written: string | undefined;
  if (flags.html !== undefined) {
    const style = Buffer.from((await world.bundled('assets/preflight/report.css')) ?? '').toString('utf8');
    const path = resolve(terminal.cwd, flags.html);
    const page = preflighter.reportPage(result, { file: basename(file), style });
    written = await openWorld({
      root: dirname(path),
      output: dirname(path),
      environment: terminal.environment,
    }).write(basename(path), page);
  }
  if (flags.json) {
    const { findings, ...facts } = result;
    terminal.stdout.write(jsonText({ ...facts, file, diagnostics: findings }));
  } else {
    const told = result.findings.map((finding): Diagnostic => {
      const { severity, code, why, hint, pages, places } = finding;
      const where =
        pages.length === 0
          ? ''
          : `, ${pages.length === 1 ? 'page' : 'pages'} ${preflighter.pageRuns(pages, RUNS_SHOWN)}`;
      const [first] = places;
      const detail = first?.detail === undefined ? '' : ` (${places.length > 1 ? 'the first: ' : ''}${first.detail})`;
      return {
        severity,
        code,
        message: `${finding.message}${where}${detail}`,
        ...(why && { why }),
        ...(hint && { hint }),
      };
    });
    await writeDiagnostics(told, terminal, { strict: false });
    const most = Math.max(...result.inks.map((ink) => ink.total));
    const ink = result.inks.length === 0 ? '' : `, most ink ${most} % (${result.inkMethod})`;
    const verdict = result.ok
      ? styled('ready', 'green', terminal.stdout, terminal.environment)
      : styled('not ready', 'red', terminal.stdout, terminal.environment);
    terminal.stdout.write(
      printable(`${file}: `) +
        `${verdict} for ${printable(result.profile)}, ${plural(result.pageCount, 'page')}${printable(ink)}\n`,
    );
    if (written !== undefined) terminal.stdout.write(printable(`${relative(terminal.cwd, written)}\n`));
  }
  return result.ok ? EXIT.ok : EXIT.failed;
}

async function profileOf(
  name: string,
  { profileNamed, parseProfile }: Preflighter,
  world: Pick<World, 'bundled'>,
  terminal: Terminal,
): Promise<Profile> {
  if (extname(name) !== '.json') return profileNamed(name, world);
  return parseProfile(Buffer.from(await readPdf(name, terminal)).toString('utf8'), name);
}
