import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { openWorld } from '../world.ts';
import { EXIT, jsonText } from './command.ts';
import { readPdf } from './read-pdf.ts';
import { stoppable } from './stop.ts';
import { printable, type Terminal } from './terminal.ts';

/** Options of `octavo diff` as the command line gives them. */
interface DiffFlags {
  readonly json?: boolean;
  /** Folder for pictures. */
  readonly pictures?: string;
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
    .option('--json', 'print it as one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  octavo diff sent.pdf output/packet.web.pdf
  octavo diff sent.pdf output/packet.web.pdf --pictures output/changes

Exit status: 0 no page differs, 1 pages differ or a file cannot be read, 2 wrong command line.`,
    )
    .action(async (old: string, now: string, flags: DiffFlags) => done(await diffCommand(old, now, flags, terminal)));
}

async function diffCommand(old: string, now: string, flags: DiffFlags, terminal: Terminal): Promise<number> {
  const [before, after] = [
    { name: old, bytes: await readPdf(old, terminal) },
    { name: now, bytes: await readPdf(now, terminal) },
  ];
  const { diffPdfs, picturesOf } = await import('../diff/diff.ts');
  const outcome = await stoppable(async (signal) => {
    const diff = await diffPdfs(before, after, signal);
    if (flags.pictures === undefined) return { diff };
    const { diffReport, REPORT_PAGE } = await import('../diff/report.ts');
    const pictures = await picturesOf(before, after, diff.changes.slice(0, PICTURES_LIMIT), signal);
    const folder = resolve(terminal.cwd, flags.pictures);
    const world = openWorld({ root: dirname(folder), output: dirname(folder), environment: terminal.environment });
    const files = diffReport(diff, { old: basename(old), new: basename(now) }, pictures);
    return { diff, report: join(await world.writeFolder(basename(folder), files, REPORT_PAGE), REPORT_PAGE) };
  });
  if (outcome.stopped) {
    terminal.stderr.write('stopped\n');
    return EXIT.stopped;
  }
  const { diff, report } = outcome.value;
  if (flags.json) terminal.stdout.write(jsonText({ ok: true, old, new: now, ...diff, ...(report && { report }) }));
  else {
    const { describeDiff } = await import('../diff/describe.ts');
    terminal.stdout.write(printable(describeDiff(diff)));
    if (report) terminal.stdout.write(`${printable(report)}\n`);
  }
  return diff.equal ? EXIT.ok : EXIT.failed;
}
