import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Duplex, Folds, ImposeOptions, Imposed, Scheme, SheetSize } from '../impose/impose.ts';
import { OctavoError } from '../model/diagnostic.ts';
import { parseLength } from '../model/length.ts';
import { openWorld } from '../world.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { readPdf } from './read-pdf.ts';
import { writeDiagnostics } from './report.ts';
import { plural } from '../model/plural.ts';
import { printable, size, styled, type Terminal } from './terminal.ts';

/** Options of `octavo impose` as the command line gives them. */
interface ImposeFlags {
  readonly scheme: string;
  readonly sheet: string;
  readonly creep?: string;
  readonly marks?: boolean;
  readonly signature?: string;
  readonly folds?: string;
  readonly nup?: string;
  readonly duplex?: string;
  readonly gutter?: string;
  readonly bleed?: string;
  readonly fit?: boolean;
  readonly bind?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Adds `octavo impose` to the program; `done` takes its exit status. */
export function addImpose(program: Command, terminal: Terminal, done: (status: number) => void): void {
  program
    .command('impose')
    .summary('put a PDF’s pages on sheets for printing and folding')
    .description(
      'Arranges the pages of any PDF on press sheets: a saddle-stitched booklet, signatures for binding, several pages a side, or piles to cut and stack.',
    )
    .argument('<file>', 'the PDF')
    .requiredOption('--scheme <name>', 'booklet, signatures, nup or cut-and-stack')
    .requiredOption('--sheet <size>', 'A4, A3, SRA4, SRA3, Letter, Tabloid, 12x18in …, or its sides such as 320x450mm')
    .option('--creep <length>', 'how far a leaf pushes those inside it out: the thickness of the paper, such as 0.1mm')
    .option('--marks', 'crop and fold marks')
    .option('--signature <pages>', 'pages in a signature (default: 16)')
    .option('--folds <number>', 'folds of each sheet: 1, 2 or 3 for 4, 8 or 16 pages on it (default: 1)')
    .option('--nup <grid>', 'columns and rows for nup and cut-and-stack (default: 2x2)')
    .option('--duplex <edge>', 'edge about which the printer turns sheets: long or short (default: the one that fits)')
    .option('--gutter <length>', 'paper between two pages at the spine, to be milled off')
    .option('--bleed <length>', 'most bleed taken from pages that have some (default: 3mm)')
    .option('--fit', 'make pages smaller where they do not fit')
    .option('--bind <side>', 'side of the spine on the front cover: left or right (default: left)')
    .option('-o, --out <file>', 'file to write (default: FILE.<scheme>.pdf beside FILE)')
    .option('--json', 'print nothing but one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  octavo impose report.pdf --scheme booklet --sheet A3
  octavo impose book.pdf --scheme signatures --signature 16 --sheet SRA3 --creep 0.1mm --marks
  octavo impose cards.pdf --scheme cut-and-stack --nup 3x4 --sheet SRA3 --marks`,
    )
    .action(async (file: string, flags: ImposeFlags) => {
      done(await imposeCommand(file, flags, terminal, () => import('../impose/impose.ts')));
    });
}

/** What `octavo impose` needs of src/impose. */
interface Imposer {
  readonly SCHEMES: readonly Scheme[];
  readonly SHEET_SIZES: Readonly<Record<string, SheetSize>>;
  readonly GRID_LIMIT: number;
  readonly sheetSize: (text: string) => SheetSize | undefined;
  impose(bytes: Uint8Array, options: ImposeOptions): Promise<Imposed>;
}

/** `octavo impose`: writes a PDF's pages on sheets; returns the exit status. */
async function imposeCommand(
  file: string,
  flags: ImposeFlags,
  terminal: Terminal,
  loadImposer: () => Promise<Imposer>,
): Promise<number> {
  const imposer = await loadImposer();
  const options = optionsOf(flags, imposer);
  const bytes = await readPdf(file, terminal);
  const source = resolve(terminal.cwd, file);
  const out =
    flags.out === undefined
      ? join(dirname(source), `${basename(source, extname(source))}.${options.scheme}.pdf`)
      : resolve(terminal.cwd, flags.out);
  if (out === source)
    throw new UsageError('the sheets would be written over FILE itself', 'Name another file with --out.');
  const started = performance.now();
  const imposed = await imposer.impose(bytes, options).catch((error: unknown): Imposed => {
    if (!(error instanceof OctavoError)) throw error;
    return { pages: 0, sheets: 0, signatures: 0, blanks: 0, diagnostics: [error.diagnostic] };
  });
  const { file: product, diagnostics, ...facts } = imposed;
  const failed = !product || diagnostics.some((each) => each.severity === 'error');
  if (product && !failed) {
    const folder = dirname(out);
    await openWorld({ root: folder, output: folder, environment: terminal.environment }).write(basename(out), product);
  }
  if (flags.json) {
    terminal.stdout.write(jsonText({ ok: !failed, ...(failed ? {} : { path: out }), ...facts, diagnostics }));
  } else {
    await writeDiagnostics(diagnostics, terminal, { strict: false });
    if (product && !failed) {
      const shown = relative(terminal.cwd, out);
      const name = styled(
        printable(shown.startsWith('..') ? out : shown),
        'green',
        terminal.stdout,
        terminal.environment,
      );
      terminal.stdout.write(`${name}  ${summary(imposed, product, performance.now() - started)}\n`);
    }
  }
  return failed ? EXIT.failed : EXIT.ok;
}

function summary(imposed: Imposed, product: Uint8Array, milliseconds: number): string {
  const { sheets, signatures, pages, blanks, duplex, scale = 1 } = imposed;
  return [
    `${plural(pages, 'page')} on ${plural(sheets, 'sheet')}`,
    ...(signatures > 1 ? [plural(signatures, 'signature')] : []),
    ...(blanks > 0 ? [`${blanks} blank`] : []),
    ...(scale < 1 ? [`at ${Math.round(scale * 100)} %`] : []),
    `print on both sides, ${duplex}-edge binding`,
    size(product.length),
    `${(milliseconds / 1000).toFixed(1)} s`,
  ].join(', ');
}

function optionsOf(flags: ImposeFlags, { SCHEMES, SHEET_SIZES, GRID_LIMIT, sheetSize }: Imposer): ImposeOptions {
  const scheme = SCHEMES.find((each) => each === flags.scheme);
  if (!scheme) throw new UsageError(`there is no scheme “${flags.scheme}”`, `Known: ${SCHEMES.join(', ')}.`);
  const sheet = sheetSize(flags.sheet);
  if (!sheet) {
    throw new UsageError(
      `there is no sheet “${flags.sheet}”`,
      `Known: ${Object.keys(SHEET_SIZES).join(', ')}; or give its sides, as in 320x450mm.`,
    );
  }
  const creep = length(flags.creep, '--creep');
  const gutter = length(flags.gutter, '--gutter');
  const bleed = length(flags.bleed, '--bleed');
  const signature = flags.signature === undefined ? undefined : Number(flags.signature);
  if (signature !== undefined && (!Number.isInteger(signature) || signature < 4 || signature % 4 !== 0)) {
    throw new UsageError(`--signature ${flags.signature} is no multiple of 4`, 'Give pages, as in --signature 16.');
  }
  const folds = oneOf(flags.folds, ['1', '2', '3'], '--folds');
  const duplex = oneOf(flags.duplex, ['long', 'short'], '--duplex') as Duplex | undefined;
  const binding = oneOf(flags.bind, ['left', 'right'], '--bind') as 'left' | 'right' | undefined;
  const grid = flags.nup === undefined ? undefined : gridOf(flags.nup, GRID_LIMIT);
  return {
    scheme,
    sheet,
    marks: flags.marks === true,
    fit: flags.fit === true,
    ...(creep !== undefined && { creep }),
    ...(gutter !== undefined && { gutter }),
    ...(bleed !== undefined && { bleed }),
    ...(signature !== undefined && { signature }),
    ...(folds !== undefined && { folds: Number(folds) as Folds }),
    ...(duplex && { duplex }),
    ...(binding && { binding }),
    ...(grid && { grid }),
  };
}

function length(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const points = parseLength(text);
  if (points === undefined)
    throw new UsageError(`${option} ${text} is no length`, 'Give one such as 0.1mm or 0.125in.');
  return points;
}

function oneOf(text: string | undefined, known: readonly string[], option: string): string | undefined {
  if (text !== undefined && !known.includes(text))
    throw new UsageError(`${option} ${text} is not known`, `Known: ${known.join(', ')}.`);
  return text;
}

function gridOf(text: string, most: number): readonly [number, number] {
  const [, columns = 0, rows = 0] = /^(\d{1,3})[x×](\d{1,3})$/.exec(text)?.map(Number) ?? [];
  if (columns < 1 || rows < 1 || columns > most || rows > most)
    throw new UsageError(`--nup ${text} is no grid`, `Give columns and rows up to ${most}, as in --nup 2x2.`);
  return [columns, rows];
}
