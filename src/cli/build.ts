import { relative, resolve } from 'node:path';
import type { BuildOptions, BuildResult, Product } from '../build.ts';
import { exists } from '../world.ts';
import { EXIT, jsonText, UsageError } from './command.ts';
import { progressView } from './progress.ts';
import { writeDiagnostics } from './report.ts';
import { stoppable } from './stop.ts';
import { plural } from '../model/plural.ts';
import { printable, seconds, size, styled, type Terminal } from './terminal.ts';

/** Options of `octavo build` as the command line gives them. */
export interface BuildFlags {
  readonly edition?: readonly string[];
  readonly layout?: string;
  readonly out?: string;
  readonly validate?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly browser?: string;
  /** `folder` or `single`. */
  readonly html?: string;
  /** A whole number. */
  readonly supplement?: string;
}

/** The name that is looked for where no FILE is given. */
const PUBLICATION_FILE = 'publication.yaml';

/** `octavo build`: builds, shows how it goes on and what came of it; returns the exit status. */
export async function buildCommand(
  files: readonly string[],
  flags: BuildFlags,
  terminal: Terminal,
  build: (options: BuildOptions) => Promise<BuildResult>,
): Promise<number> {
  const { html } = flags;
  if (html !== undefined && html !== 'folder' && html !== 'single') {
    throw new UsageError(`--html is given “${html}”`, 'Write --html for a folder or --html=single for one file.');
  }
  const { supplement } = flags;
  if (supplement !== undefined && !/^\d{1,3}$/.test(supplement)) {
    throw new UsageError(`--supplement is given “${supplement}”`, 'Write its number, or 0 for the book without any.');
  }
  return runBuild(files, flags, terminal, (options) =>
    build({
      ...options,
      ...(flags.edition && flags.edition.length > 0 ? { editions: flags.edition } : {}),
      ...(supplement === undefined ? {} : { supplement: Number(supplement) }),
      ...(flags.validate ? { validate: true } : {}),
      ...(html === undefined ? {} : { html: html === 'single' ? html : true }),
    }),
  );
}

/** What `build` and `archive` have in common: what is asked for is there, the view, Ctrl-C, diagnostics and products. */
export async function runBuild(
  files: readonly string[],
  flags: Omit<BuildFlags, 'edition' | 'html'>,
  terminal: Terminal,
  build: (options: Omit<BuildOptions, 'validate'>) => Promise<BuildResult>,
): Promise<number> {
  const { cwd } = terminal;
  const named = files.length > 0 ? files : [PUBLICATION_FILE];
  for (const file of named) {
    if (await exists(resolve(cwd, file))) continue;
    throw files.length > 0
      ? new UsageError(`there is no file or folder ${file}`, 'Check the path.')
      : new UsageError(
          `there is no ${PUBLICATION_FILE} in this folder`,
          'Name a Markdown file, or begin with “octavo new report DIR”.',
        );
  }
  if (flags.browser !== undefined && !(await exists(resolve(cwd, flags.browser)))) {
    throw new UsageError(
      `there is no browser at ${flags.browser}`,
      'Leave --browser out to use the browser that comes with Octavo.',
    );
  }
  const strict = flags.strict === true;
  const view = flags.json ? undefined : progressView(terminal, flags.validate === true);
  const outcome = await stoppable(async (signal) => {
    try {
      return await build({
        files: named,
        cwd,
        strict,
        signal,
        ...(flags.layout === undefined ? {} : { layout: flags.layout }),
        ...(flags.out === undefined ? {} : { out: flags.out }),
        ...(flags.browser === undefined ? {} : { browser: flags.browser }),
        ...(view ? { onProgress: view.take } : {}),
      });
    } finally {
      await view?.close();
    }
  });
  if (outcome.stopped) {
    terminal.stderr.write('stopped\n');
    return EXIT.stopped;
  }
  const { ok, products, diagnostics } = outcome.value;
  if (flags.json) {
    terminal.stdout.write(jsonText({ ok, products, diagnostics }));
  } else {
    await writeDiagnostics(diagnostics, terminal, { strict });
    for (const product of products) writeProduct(product, terminal);
  }
  return ok ? EXIT.ok : EXIT.failed;
}

/** Says what was made, a line each: `output/report.web.pdf  11 pages, 102 KB, 3.0 s`. */
function writeProduct({ path, pages, bytes, milliseconds }: Product, { cwd, stdout, environment }: Terminal): void {
  const shown = relative(cwd, path);
  const name = styled(printable(shown.startsWith('..') ? path : shown), 'green', stdout, environment);
  const facts = [...(pages === undefined ? [] : [plural(pages, 'page')]), size(bytes), seconds(milliseconds)];
  stdout.write(`${name}  ${facts.join(', ')}\n`);
}
