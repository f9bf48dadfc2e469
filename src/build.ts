import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { assemble } from './assemble/assemble.ts';
import { compose } from './compose/compose.ts';
import { load } from './config/load.ts';
import { relocate } from './config/place.ts';
import { finish } from './finish/finish.ts';
import { Diagnostics, OctavoError, type Diagnostic, type Report } from './model/diagnostic.ts';
import type { OnProgress, Stage } from './model/progress.ts';
import type { Edition, Publication } from './model/publication.ts';
import { paginate } from './paginate/paginate.ts';
import { Press } from './paginate/supervisor.ts';
import { read } from './read/read.ts';
import { cacheFolder, openWorld, type World } from './world.ts';

/** What to build and how; paths are absolute or relative to `cwd`. */
export interface BuildOptions {
  /** Markdown files and `publication.yaml` files (or folders that hold one). */
  readonly files: readonly string[];
  /** Only these editions; default: those the publication names, else `web`. */
  readonly editions?: readonly string[];
  /** Overrides the layout that a publication names. */
  readonly layout?: string;
  /** Output folder; default `output` in `cwd`. */
  readonly out?: string;
  /** Warnings fail the build too. */
  readonly strict?: boolean;
  /** Path of a browser to use instead of the pinned one; a warning says that pages may differ. */
  readonly browser?: string;
  /** Default `process.cwd()`. */
  readonly cwd?: string;
  readonly onProgress?: OnProgress;
  /** Stops the build: no browser is left, no half-written file. */
  readonly signal?: AbortSignal;
}

/** One finished file. */
export interface Product {
  readonly publication: string;
  readonly edition: string;
  /** Absolute path. */
  readonly path: string;
  readonly pages: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** What came of a build. `ok` is false when a diagnostic fails it; products that were whole are written all the same, those with errors are not. */
export interface BuildResult {
  readonly ok: boolean;
  readonly products: readonly Product[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Products made at a time: one is laid out in the browser while another is finished; the machine's cores bound the rest. */
const PRODUCTS_AT_ONCE = 2;

/**
 * Builds every edition of every publication. Never throws for a user's mistake: see {@link BuildResult.diagnostics}. A product with an
 * error (under `strict` a warning) is not written; the others are.
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const all = new Diagnostics();
  const products: Product[] = [];
  const strict = options.strict ?? false;
  try {
    const loaded = await load(options.files, {
      cwd,
      report: all.report,
      ...(options.layout !== undefined && { layout: options.layout }),
      ...(options.editions !== undefined && { editions: options.editions }),
    });
    const press = new Press({
      cache: cacheFolder(process.env),
      report: all.report,
      ...(options.browser !== undefined && { executable: resolve(cwd, options.browser) }),
    });
    try {
      const jobs = loaded.flatMap(({ root, publication }) =>
        publication.editions.map((edition) => ({ root, publication, edition })),
      );
      const worker = async (): Promise<void> => {
        for (let job = jobs.shift(); job; job = jobs.shift()) {
          const world = openWorld({ root: job.root, output: resolve(cwd, options.out ?? 'output') });
          const product = await make(
            job.publication,
            job.edition,
            world,
            press,
            relocate(all.report, job.root, cwd),
            options,
          );
          if (product) products.push(product);
        }
      };
      await Promise.all(Array.from({ length: PRODUCTS_AT_ONCE }, worker));
    } finally {
      await press.close();
    }
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    all.report(error.diagnostic);
  }
  products.sort((a, b) => a.path.localeCompare(b.path, 'en'));
  return { ok: !all.failed(strict), products, diagnostics: all.all };
}

/** The way through, for one edition of one publication. Undefined when a diagnostic keeps it from being written. */
async function make(
  publication: Publication,
  edition: Edition,
  world: World,
  press: Press,
  report: Report,
  options: BuildOptions,
): Promise<Product | undefined> {
  const begun = performance.now();
  const mine = new Diagnostics();
  const tell: Report = (diagnostic) => {
    mine.report(diagnostic);
    report(diagnostic);
  };
  const stage = async <T>(name: Stage, work: () => Promise<T> | T, detail?: (result: T) => string): Promise<T> => {
    options.signal?.throwIfAborted();
    const step = { publication: publication.name, edition: edition.name, stage: name };
    options.onProgress?.({ ...step, state: 'start' });
    try {
      const result = await work();
      options.onProgress?.({ ...step, state: 'end', ...(detail && { detail: detail(result) }) });
      return result;
    } catch (error) {
      options.onProgress?.({ ...step, state: 'fail' });
      throw error;
    }
  };
  const counted = (name: Stage) => (count: number, total: number) =>
    options.onProgress?.({
      publication: publication.name,
      edition: edition.name,
      stage: name,
      state: 'count',
      count,
      total,
    });
  const label = `${publication.name}.${edition.name}`;
  try {
    const manuscript = await stage(
      'read',
      () => read(publication, edition, world, tell, counted('read')),
      (m) => `${m.parts.length} ${m.parts.length === 1 ? 'part' : 'parts'}, ${m.assets.size} images`,
    );
    const origin = { digest: await digest(publication, world), browser: productName(await press.version()) };
    const composition = await stage(
      'compose',
      () => compose(publication, edition, manuscript, origin, world, tell),
      (c) => `${c.headings.length} headings`,
    );
    const printed = await stage(
      'paginate',
      () =>
        paginate(composition, press, tell, {
          label,
          onImages: counted('paginate'),
          ...(options.signal && { signal: options.signal }),
        }),
      (p) => `${p.map.pages.length} pages`,
    );
    const book = await stage('assemble', () => assemble(publication, edition, composition, printed, world.now()));
    const bytes = await stage(
      'finish',
      () => finish(book, world, tell),
      (b) => `${Math.ceil(b.length / 1024)} KiB`,
    );
    if (mine.failed(options.strict ?? false)) return undefined;
    options.signal?.throwIfAborted();
    const path = await world.write(`${label}.pdf`, bytes);
    return {
      publication: publication.name,
      edition: edition.name,
      path,
      pages: printed.map.pages.length,
      bytes: bytes.length,
      milliseconds: Math.round(performance.now() - begun),
    };
  } catch (error) {
    if (error instanceof OctavoError) tell(error.diagnostic);
    else if (options.signal?.aborted) tell({ severity: 'error', code: 'cancelled', message: `${label} was cancelled` });
    else throw error;
    return undefined;
  }
}

/** SHA-256 over the publication's sources, each led by its name. */
async function digest(publication: Publication, world: World): Promise<string> {
  const hash = createHash('sha256');
  for (const file of new Set([publication.source, ...publication.parts.map((part) => part.file)])) {
    const result = await world.read(file);
    hash.update(file).update('\0');
    if (result.ok) hash.update(result.bytes);
  }
  return hash.digest('hex');
}

/** `HeadlessChrome/153.0.8010.0` as people write it. */
function productName(version: string): string {
  return version.replace(/^HeadlessChrome\//, 'Chromium ').replace(/^Chrome\//, 'Chrome ');
}
