import type { Diagnostic } from './model/diagnostic.ts';
import type { OnProgress } from './model/progress.ts';

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

/** Builds every edition of every publication. Never throws for a user's mistake: see {@link BuildResult.diagnostics}. */
export async function build(_options: BuildOptions): Promise<BuildResult> {
  throw new Error('in the making');
}
