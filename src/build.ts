import { resolve } from 'node:path';
import { makeHtml } from './build/html-edition.ts';
import type { Around, BuildOptions, BuildResult, Job, Product } from './build/job.ts';
import { browserOf } from './build/origin.ts';
import { makePdf } from './build/pdf.ts';
import type { Shop } from './build/shop.ts';
import { withholdFrom } from './build/withholding.ts';
import { load } from './config/load.ts';
import { relocate } from './config/place.ts';
import { Diagnostics, OctavoError } from './model/diagnostic.ts';
import { fewAtOnce } from './model/few-at-once.ts';
import type { Edition, Publication } from './model/publication.ts';
import { Press } from './paginate/supervisor.ts';
import { openValidator } from './validate/validate.ts';
import { cacheFolder, openWorld } from './world.ts';

export type { Around, Browser, BuildOptions, BuildResult, Job, Product } from './build/job.ts';

/** Products made at a time: one is laid out in the browser while another is finished; the machine's cores bound the rest. */
const PRODUCTS_AT_ONCE = 2;

/**
 * Builds every edition of every publication. Never throws for a user's mistake: see {@link BuildResult.diagnostics}. A product with an
 * error (under `strict` a warning) is not written; the others are.
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  return buildWithin({}, options);
}

/** {@link build} for those around it. */
export async function buildWithin(around: Around, options: BuildOptions): Promise<BuildResult> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const environment = around.environment ?? process.env;
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
      cache: cacheFolder(environment),
      report: all.report,
      ...(options.browser !== undefined && { executable: resolve(cwd, options.browser) }),
    });
    const validator = options.validate
      ? await openValidator({ cache: cacheFolder(environment), environment })
      : undefined;
    const workFor = async (root: string, whole: Publication, edition: Edition): Promise<Work> => {
      const files = openWorld({ root, output: resolve(cwd, options.out ?? 'output'), environment });
      const { publication, world, ...withheld } = await withholdFrom(whole, edition, files);
      const job: Job = { root, publication, edition, keepsFolios: withheld.keepsFolios };
      const shop: Shop = {
        world: around.enter?.(world, job) ?? world,
        press,
        browser: () => browserOf(press, options.browser === undefined),
        report: relocate(all.report, root, cwd),
        withheld,
        whole: withheld.keepsFolios ? { publication: whole, world: files, reasons: withheld.reasons } : undefined,
        options,
        around,
        validator,
      };
      return { job, shop };
    };
    try {
      const publications = loaded.map((each) => ({
        ...each,
        publication: around.settle?.(each.publication) ?? each.publication,
      }));
      const jobs = publications.flatMap(({ root, publication }) =>
        publication.editions.map((edition) => () => workFor(root, publication, edition)),
      );
      products.push(...(await makeAll(jobs, ({ job, shop }) => makePdf(job, shop))));
      if (options.html) {
        // After the PDFs, for each links to the one that was made.
        const pages = publications.map(
          ({ root, publication }) =>
            () =>
              workFor(root, publication, HTML_EDITION),
        );
        products.push(
          ...(await makeAll(pages, ({ job, shop }) =>
            makeHtml(job, companion(products, job, shop.withheld.less), shop),
          )),
        );
      }
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

/** A product to make, and with what. */
interface Work {
  readonly job: Job;
  readonly shop: Shop;
}

/** The edition for screens: pictures have two pixels for a CSS pixel, as fine as screens are. It is put on the web, so nothing of closed sessions is in it. */
const HTML_EDITION: Edition = { name: 'html', ppi: 192, quality: 82, linearise: false, standard: [], closed: false };

/** Makes all, a few at a time; those that could not be made are left out. */
async function makeAll(
  jobs: readonly (() => Promise<Work>)[],
  make: (work: Work) => Promise<readonly Product[] | undefined>,
): Promise<Product[]> {
  const products: Product[] = [];
  await fewAtOnce(jobs, PRODUCTS_AT_ONCE, async (job) => {
    products.push(...((await make(await job())) ?? []));
  });
  return products;
}

/**
 * The PDF that an HTML edition links to: the one for reading on screens, else the first there is. Where `closed` is true, for the
 * publication holds what is of closed sessions, only one that is without it.
 */
function companion(products: readonly Product[], { publication }: Job, closed: boolean): Product | undefined {
  const own = publication.editions
    .filter((edition) => !closed || edition.closed === false)
    .map(({ name }) =>
      products.find(
        (each) =>
          each.kind === 'pdf' &&
          each.recipient === undefined &&
          each.publication === publication.name &&
          each.edition === name,
      ),
    );
  return own.find((each) => each?.edition === 'web') ?? own.find((each) => each !== undefined);
}
