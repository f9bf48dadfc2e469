import { Command, CommanderError } from 'commander';
import { OctavoError } from '../model/diagnostic.ts';
import { VERSION } from '../model/version.ts';
import { archiveCommand, type ArchiveFlags } from './archive.ts';
import { buildCommand, type BuildFlags } from './build.ts';
import { addCheck, spellStandard } from './check.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { addDiff } from './diff.ts';
import { addImpose } from './impose.ts';
import { newCommand } from './new.ts';
import { addPreflight } from './preflight.ts';
import { writeDiagnostics } from './report.ts';
import { printable, type Terminal } from './terminal.ts';
import { verifyCommand, type VerifyFlags } from './verify.ts';

/** Runs a command line (without node and script) and returns its exit status; never throws. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const json = argv.includes('--json');
  let status: number = EXIT.ok;
  const program = describeProgram(terminal, (code) => (status = code));
  try {
    // A bare --html must not take the FILE after it for its form.
    const words = argv[0] === 'build' ? argv.map((word) => (word === '--html' ? '--html=folder' : word)) : [...argv];
    await program.parseAsync(argv[0] === 'check' ? spellStandard(words) : words, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version were asked for; what else stops commander is a wrong command line, which it has written down already.
      if (error.exitCode === 0) return EXIT.ok;
      if (json) terminal.stdout.write(jsonText(failure(new UsageError(error.message.replace(/^error: /, '')))));
      return EXIT.usage;
    }
    if (error instanceof UsageError) {
      if (json) terminal.stdout.write(jsonText(failure(error)));
      else await writeUsage(error, terminal);
      return EXIT.usage;
    }
    if (error instanceof OctavoError) {
      if (json) terminal.stdout.write(jsonText(failure(error)));
      else await writeDiagnostics([error.diagnostic], terminal, { strict: false });
      return EXIT.failed;
    }
    writeFault(error, terminal);
    const diagnostic = {
      severity: 'error',
      code: 'fault',
      message: `a fault in Octavo itself: ${messageOf(error)}`,
    } as const;
    if (json) terminal.stdout.write(jsonText({ ok: false, products: [], diagnostics: [diagnostic] }));
    return EXIT.failed;
  }
}

/** Says on the error stream that Octavo itself is at fault: one line, and the stack only under `OCTAVO_DEBUG`. */
export function writeFault(error: unknown, { stderr, environment }: Pick<Terminal, 'stderr' | 'environment'>): void {
  const ask = environment['OCTAVO_DEBUG'] ? '' : ' Please report it, with what OCTAVO_DEBUG=1 shows.';
  stderr.write(printable(`octavo ${VERSION}: a fault in Octavo itself: ${messageOf(error)}.${ask}\n`));
  if (environment['OCTAVO_DEBUG'] && error instanceof Error) stderr.write(`${printable(error.stack ?? '')}\n`);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replace(/\.$/, '') || 'no message';
}

function failure({ diagnostic }: UsageError | OctavoError): object {
  return { ok: false, products: [], diagnostics: [diagnostic] };
}

async function writeUsage(error: UsageError, terminal: Terminal): Promise<void> {
  terminal.stderr.write(printable(`error: ${error.message}\n`));
  if (error.hint !== undefined) terminal.stderr.write(printable(`  mend: ${error.hint}\n`));
}

function describeProgram(terminal: Terminal, done: (status: number) => void): Command {
  const program = new Command('octavo')
    .description('Markdown in, a publication out: tagged, linked, print-ready PDF.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
      getErrHelpWidth: () => terminal.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(octavo --help shows what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  octavo new report my-report      begin a report in the folder my-report
  octavo build my-report           build it: output/my-report.web.pdf
  octavo build notes.md            build a single Markdown file
  octavo archive my-report         a bag to keep: output/my-report.archive
  octavo check output/notes.web.pdf

Exit status: 0 built, 1 errors (under --strict warnings too), 2 wrong command line.`,
    );

  program
    .command('build')
    .summary('make PDFs of publications')
    .description(
      'Makes a PDF of every edition of every publication. Without FILE, of the publication.yaml in this folder.',
    )
    .argument('[FILE...]', 'Markdown files, publication.yaml files, or folders that hold one')
    .option(
      '-e, --edition <name>',
      'only this edition: web, print, archive or one of the publication’s own (may be given again, or with commas)',
      collect,
    )
    .option('-l, --layout <name>', 'another layout: report, article, packet, or the path of a folder')
    .option('-o, --out <dir>', 'folder to write to (default: output)')
    .option(
      '--supplement <number>',
      'only this supplement of late papers, to be filed with the book; 0: the book without any',
    )
    .option('--html [form]', 'the HTML edition too: a folder that works offline, or with --html=single one file')
    .option('--validate', 'hold each PDF to its standards before it is written, by veraPDF where it is there')
    .option('--strict', 'warnings fail the build too')
    .option('--json', 'print nothing but one JSON document: ok, products, diagnostics')
    .option('--browser <path>', 'use this Chromium; pages may differ from those of the one that comes with Octavo')
    .addHelpText(
      'after',
      `
Examples:
  octavo build                               the publication.yaml in this folder
  octavo build report.md                     one file whose front matter is enough
  octavo build --edition web,print report    two editions of the publication in the folder report
  octavo build --strict --out public *.md    several at once; a warning fails them`,
    )
    .action(async (files: string[], flags: BuildFlags) => {
      // Stages are loaded when they are needed, so that help, version and wrong usage answer at once.
      const build: typeof import('../build.ts').build = async (options) => (await import('../build.ts')).build(options);
      done(await buildCommand(files, flags, terminal, build));
    });

  program
    .command('archive')
    .summary('make bags to keep')
    .description(
      'Builds the archive edition and puts it into a bag (BagIt, RFC 8493) with all that it was made of, from which the same bytes can be made again: output/<name>.archive. For the PDF alone: octavo build --edition archive.',
    )
    .argument('[FILE...]', 'Markdown files, publication.yaml files, or folders that hold one')
    .option('--as <form>', 'folder, zip or tar (default: folder)')
    .option('-l, --layout <name>', 'another layout: report, article, packet, or the path of a folder')
    .option('-o, --out <dir>', 'folder to write to (default: output)')
    .option('--verapdf', 'let veraPDF judge the PDF; its verdict and version become a part of the bag')
    .option('--strict', 'warnings fail it too')
    .option('--json', 'print nothing but one JSON document: ok, products, diagnostics')
    .option('--browser <path>', 'use this Chromium; pages may differ from those of the one that comes with Octavo')
    .addHelpText('after', '\nExamples:\n  octavo archive\n  octavo archive --as zip report.md')
    .action(async (files: string[], flags: ArchiveFlags) => {
      const archive: typeof import('../archive/archive.ts').archive = async (options) =>
        (await import('../archive/archive.ts')).archive(options);
      done(await archiveCommand(files, flags, terminal, archive));
    });

  program
    .command('verify')
    .summary('check a bag')
    .description(
      'Says whether a bag is whole and unchanged, and with --rebuild whether the same PDF comes out of it again.',
    )
    .argument('<bag>', 'a folder, a zip or a tar')
    .option('--rebuild', 'build the PDF anew from the bag, without the network, and compare its bytes')
    .option('--json', 'print it as one JSON document')
    .addHelpText('after', '\nExample:\n  octavo verify --rebuild output/my-report.archive')
    .action(async (bag: string, flags: VerifyFlags) => {
      const verify: typeof import('../archive/verify.ts').verify = async (options) =>
        (await import('../archive/verify.ts')).verify(options);
      done(await verifyCommand(bag, flags, terminal, verify));
    });

  program
    .command('new')
    .summary('begin a publication')
    .description('Writes a publication that builds, to be filled with your own text.')
    .argument('<kind>', 'what to begin: report, packet')
    .argument('<dir>', 'an empty folder, or one that does not exist yet')
    .addHelpText('after', '\nExample:\n  octavo new report my-report')
    .action(async (kind: string, directory: string) => done(await newCommand(kind, directory, terminal)));

  addCheck(program, terminal, done);
  addPreflight(program, terminal, done);
  addImpose(program, terminal, done);
  addDiff(program, terminal, done);

  return program;
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return [...(before ?? []), ...names];
}
