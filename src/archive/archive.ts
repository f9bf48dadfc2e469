import {
  buildWithin,
  type Around,
  type Browser,
  type BuildOptions,
  type BuildResult,
  type Job,
  type Product,
} from '../build.ts';
import type { Composition } from '../model/composition.ts';
import { Diagnostics, OctavoError, type Diagnostic } from '../model/diagnostic.ts';
import { openWorld, type World } from '../world.ts';
import { DECLARATION_FILE, makeBag, RECORD_FILE, SOURCE_FOLDER } from './bag.ts';
import { buildRecord, fontFacts, type Validation } from './build-record.ts';
import { tar, zip, type BagForm } from './pack.ts';
import { recordingWorld, sha256, type DependencyFile } from './record.ts';
import { remoteFiles } from './remote-files.ts';
import { byOwnChecks, byVeraPdf, nonconformance, type Validate } from './validation.ts';

/** The edition that is kept. */
export const ARCHIVE_EDITION = 'archive';

/** The full book, whose pages such an edition counts, may not be in its bag; without it nobody could build the edition again. */
const NO_FULL_BOOK: Diagnostic = {
  severity: 'error',
  code: 'bag-keeps-folios',
  message: `the ${ARCHIVE_EDITION} edition has the page numbers of the full book, which its bag cannot hold`,
  why: 'A bag holds all that its PDF is made of, and nothing of closed parts; the numbers come from their pages.',
  hint: 'Say “withheld: renumber” for this edition, or archive the full book.',
};

/** What to archive and how. */
export interface ArchiveOptions extends Omit<BuildOptions, 'editions' | 'html' | 'validate'> {
  /** A folder, a zip or a tar; default a folder. */
  readonly as?: BagForm;
  /** veraPDF judges in the place of our own checks, and what breaks its standards has no bag. Its version is a part of the bag. */
  readonly verapdf?: boolean;
  /** Judges the PDF instead of veraPDF and our own checks. */
  readonly validate?: Validate;
}

/** A product that is being made, with everything it was made of so far. */
interface Made {
  readonly job: Job;
  readonly world: ReturnType<typeof recordingWorld>;
  /** SHA-256 of everything that was handed to the page. */
  readonly shown: Set<string>;
  browser?: Browser;
}

/** Takes part in a build to remember what every product was made of. */
class Keeper implements Around {
  readonly made: Made[] = [];

  readonly enter = (world: World, job: Job): World => {
    const recording = recordingWorld(world);
    this.made.push({ job, world: recording, shown: new Set() });
    return recording;
  };

  readonly composed = (composition: Composition, job: Job, browser: Browser): Composition => {
    const made = this.made.find((each) => each.job === job);
    if (!made) return composition;
    made.browser = browser;
    return {
      ...composition,
      resource: async (path) => {
        const resource = await composition.resource(path);
        if (resource) made.shown.add(sha256(resource.bytes));
        return resource;
      },
    };
  };
}

/**
 * Builds the archive edition of every publication and puts each into a bag (RFC 8493) with all it was made of:
 * `output/<name>.archive/`, `.archive.zip` or `.archive.tar`. The same sources, tool and date give the same bytes.
 *
 * Never throws for a user's mistake, as {@link buildWithin}; a publication whose PDF is not made has no bag.
 */
export async function archive(options: ArchiveOptions): Promise<BuildResult> {
  const { as = 'folder', verapdf = false, validate, ...rest } = options;
  const mine = new Diagnostics();
  let judge = validate ?? byOwnChecks;
  if (verapdf) {
    try {
      judge = await byVeraPdf();
    } catch (error) {
      if (!(error instanceof OctavoError)) throw error;
      return { ok: false, products: [], diagnostics: [error.diagnostic] };
    }
  }
  const keeper = new Keeper();
  const result = await buildWithin(keeper, { ...rest, editions: [ARCHIVE_EDITION] });
  const products: Product[] = [];
  for (const product of result.products) {
    // A bag keeps the publication, not what was sent to whom.
    if (product.recipient !== undefined) continue;
    const made = keeper.made.find(({ job }) => job.publication.name === product.publication);
    if (!made?.browser) continue;
    if (made.job.keepsFolios) {
      mine.report(NO_FULL_BOOK);
      continue;
    }
    try {
      const validation = await judge(made.world.record.products.get(pdfName(made.job))!, made.job.edition.standard);
      const fault = nonconformance(product.publication, validation);
      if (fault) mine.report({ ...fault, severity: verapdf ? 'error' : 'warning' });
      if (fault && verapdf) continue;
      products.push(await bag(product, { ...made, browser: made.browser }, as, validation));
    } catch (error) {
      if (!(error instanceof OctavoError)) throw error;
      mine.report(error.diagnostic);
    }
  }
  return {
    ok: result.ok && !mine.failed(options.strict ?? false),
    products,
    diagnostics: [...result.diagnostics, ...mine.all],
  };
}

/** Writes the bag of one product. */
async function bag(
  product: Product,
  made: Made & { readonly browser: Browser },
  as: BagForm,
  validation: Validation,
): Promise<Product> {
  const begun = performance.now();
  const { job, world } = made;
  const { publication, edition } = job;
  const name = `${publication.name}.${edition.name}`;
  const pdf = world.record.products.get(pdfName(job))!;
  const date = world.now();
  const faces = [...world.record.dependencies.values()].filter(
    (file: DependencyFile) => file.path.endsWith('.woff2') && made.shown.has(file.sha256),
  );
  const remote = await remoteFiles(world.record.sources, world);
  const record = buildRecord({
    job,
    browser: made.browser,
    date,
    world: world.record,
    fonts: await fontFacts(faces, (dependency) => versionOf(dependency, world)),
    remote,
    product: { path: `data/${name}.pdf`, bytes: pdf, pages: product.pages ?? 0 },
    validation,
  });
  const payload = new Map<string, Uint8Array>([
    [`data/${name}.pdf`, pdf],
    [RECORD_FILE, new TextEncoder().encode(`${JSON.stringify(record, undefined, 2)}\n`)],
    ...[...world.record.sources].map(([path, bytes]) => [`${SOURCE_FOLDER}${path}`, bytes] as const),
    ...[...world.record.bundled].map(([path, bytes]) => [`data/octavo/${path}`, bytes] as const),
    ...remote.map(({ path, bytes }) => [path, bytes] as const),
  ]);
  const files = makeBag(publication, payload, date);
  const real = openWorld({ root: world.root, output: world.output });
  const packed = as === 'zip' ? zip(name, files, date) : as === 'tar' ? await tar(name, files, date) : undefined;
  const path = packed
    ? await real.write(`${name}.${as}`, packed)
    : await real.writeFolder(name, files, DECLARATION_FILE);
  return {
    ...product,
    kind: 'bag',
    path,
    bytes: packed?.length ?? [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
    milliseconds: product.milliseconds + Math.round(performance.now() - begun),
  };
}

/** The PDF of a product in the output folder. */
function pdfName({ publication, edition }: Job): string {
  return `${publication.name}.${edition.name}.pdf`;
}

/** The version of one of our dependencies; the recording world must not take this question for a part of the build. */
async function versionOf(dependency: string, world: World): Promise<string> {
  const manifest = await openWorld({ root: world.root, output: world.output }).dependency(dependency, 'package.json');
  return manifest ? (JSON.parse(new TextDecoder().decode(manifest)) as { version: string }).version : 'unknown';
}
