import type { Composition } from '../model/composition.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { OnProgress } from '../model/progress.ts';
import type { Edition, Publication } from '../model/publication.ts';
import type { World } from '../world.ts';

/** What to build and how; paths are absolute or relative to `cwd`. */
export interface BuildOptions {
  /** Markdown files and `publication.yaml` files (or folders that hold one). */
  readonly files: readonly string[];
  /** Only these editions; default: those the publication names, else `web`. */
  readonly editions?: readonly string[];
  /** Only this supplement of a packet, by its number; 0: the book without any. Default: the book with all. */
  readonly supplement?: number;
  /** Overrides the layout that a publication names. */
  readonly layout?: string;
  /** Output folder; default `output` in `cwd`. */
  readonly out?: string;
  /** Writes the HTML edition too: a folder, or `single` for one file that holds everything. */
  readonly html?: true | 'single';
  /** Holds every PDF to the standards that it claims before it is written, by veraPDF where it is there; one that breaks them is not written. */
  readonly validate?: boolean;
  /** Warnings fail the build too. */
  readonly strict?: boolean;
  /** Path of a browser to use instead of the pinned one; a warning says that pages may differ. */
  readonly browser?: string;
  /** Default `process.cwd()`. */
  readonly cwd?: string;
  readonly onProgress?: OnProgress;
  /** Stops the build: no browser is left, no half-written file. */
  readonly signal?: AbortSignal | undefined;
}

/** One finished product. */
export interface Product {
  /** A PDF, the cover of one that a press binds, an HTML edition, or a bag with everything that an archive keeps. */
  readonly kind: 'pdf' | 'cover' | 'html' | 'bag';
  readonly publication: string;
  readonly edition: string;
  /** Name of the person whose copy it is. */
  readonly recipient?: string;
  /** Absolute path: of the PDF, of the HTML edition’s first page, of the bag. */
  readonly path: string;
  /** Pages of the PDF; an HTML edition has none. */
  readonly pages?: number;
  /** Of all its files. */
  readonly bytes: number;
  readonly milliseconds: number;
}

/** What came of a build. `ok` is false when a diagnostic fails it; products that were whole are written all the same, those with errors are not. */
export interface BuildResult {
  readonly ok: boolean;
  readonly products: readonly Product[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How a caller around the build takes part in it: the archive keeps what every product was made of, and makes products again. */
export interface Around {
  /** Stands for the process's environment: `SOURCE_DATE_EPOCH`, `OCTAVO_CACHE`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The publication to build in the place of the loaded one. */
  settle?(publication: Publication): Publication;
  /** The world in which a product is made. */
  enter?(world: World, job: Job): World;
  /** Told what a product was composed of; gives what is paginated. */
  composed?(composition: Composition, job: Job, browser: Browser): Composition;
}

/** The browser that paginates. */
export interface Browser {
  /** As people write it: `Chromium 153.0.8010.0`. */
  readonly product: string;
  /** The package that carries it and that one's version; absent for a browser that a person named. */
  readonly package?: string;
  readonly version?: string;
}

/** One product to make. */
export interface Job {
  /** Whether its pages have the numbers of the full book, which has more than its edition may hold. */
  readonly keepsFolios: boolean;
  /** Supplements of the full book, of which its edition may hold nothing. */
  readonly supplements: ReadonlySet<number>;
  /** Absolute path of the project root. */
  readonly root: string;
  readonly publication: Publication;
  readonly edition: Edition;
}
