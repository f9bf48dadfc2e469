import { resolve } from 'node:path';
import { HTML_EDITION, makeHtml } from './build/html-edition.ts';
import type { Around, BuildOptions, BuildResult, Product } from './build/job.ts';
import { makePdf } from './build/pdf.ts';
import { openShop, type Site, type Source, type Work } from './build/shop.ts';
import { load } from './config/load.ts';
import { Diagnostics, OctavoError } from './model/diagnostic.ts';
import { fewAtOnce } from './model/few-at-once.ts';
import type { Edition } from './model/publication.ts';
import { Press } from './paginate/supervisor.ts';
import { openValidator } from './validate/validate.ts';
import { cacheFolder } from './world.ts';

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
  const cache = cacheFolder(environment);
  const all = new Diagnostics();
  const products: Product[] = [];
  try {
    const loaded = await load(options.files, {
      cwd,
      report: all.report,
      ...(options.layout !== undefined && { layout: options.layout }),
      ...(options.editions !== undefined && { editions: options.editions }),
    });
    const validator = options.validate ? await openValidator({ cache, environment }) : undefined;
    const press = new Press({
      cache,
      report: all.report,
      ...(options.browser !== undefined && { executable: resolve(cwd, options.browser) }),
    });
    try {
      const site: Site = { press, validator, options, around, environment, cwd, report: all.report };
      const sources = loaded.map((source) => ({
        ...source,
        publication: around.settle?.(source.publication) ?? source.publication,
      }));
      const editions = sources.flatMap((source) => source.publication.editions.map((edition) => ({ source, edition })));
      products.push(...(await makeAll(editions, site, ({ job, shop }) => makePdf(job, shop))));
      if (options.html) {
        // After the PDFs, for each links to the one that was made.
        const made = [...products];
        const screens = sources.map((source) => ({ source, edition: HTML_EDITION }));
        products.push(...(await makeAll(screens, site, ({ job, shop }) => makeHtml(job, made, shop))));
      }
    } finally {
      await press.close();
    }
  } catch (error) {
    if (!(error instanceof OctavoError)) throw error;
    all.report(error.diagnostic);
  }
  products.sort((a, b) => a.path.localeCompare(b.path, 'en'));
  return { ok: !all.failed(options.strict ?? false), products, diagnostics: all.all };
}

/** Makes an edition of each, a few at a time; those that could not be made are left out. */
async function makeAll(
  wanted: readonly { readonly source: Source; readonly edition: Edition }[],
  site: Site,
  make: (work: Work) => Promise<readonly Product[] | undefined>,
): Promise<Product[]> {
  const products: Product[] = [];
  await fewAtOnce(wanted, PRODUCTS_AT_ONCE, async ({ source, edition }) => {
    products.push(...((await make(await openShop(source, edition, site))) ?? []));
  });
  return products;
}
