import { basename, dirname, join } from 'node:path';
import { compose } from '../compose/compose.ts';
import { INDEX, writeHtml } from '../html/html.ts';
import { lastSupplement, partsAsOf } from '../model/supplement.ts';
import { plural } from '../model/plural.ts';
import type { Edition } from '../model/publication.ts';
import { measureOnScreen } from '../paginate/screen.ts';
import type { Job, Product } from './job.ts';
import { originOf, startBrowser } from './origin.ts';
import { readTexts } from './read-texts.ts';
import { reportOf, type Shop } from './shop.ts';
import { makeProduct } from './steps.ts';

/** The edition for screens: pictures have two pixels for a CSS pixel, as fine as screens are. It is put on the web, so nothing of closed sessions is in it. */
export const HTML_EDITION: Edition = {
  name: 'html',
  ppi: 192,
  quality: 82,
  linearise: false,
  standard: [],
  closed: false,
};

/** The way through to the HTML edition: the same manuscript and layout, measured on screens instead of printed. It links to one of the PDFs in `made`. */
export function makeHtml(job: Job, made: readonly Product[], shop: Shop): Promise<readonly Product[] | undefined> {
  const { edition } = job;
  const publication = {
    ...job.publication,
    parts: partsAsOf(job.publication.parts, lastSupplement(job.publication.parts)),
  };
  const { world, press, options } = shop;
  const pdf = companion(made, job, shop.withheld.less);
  const form = options.html === 'single' ? 'single' : 'folder';
  const begun = performance.now();
  return makeProduct({ publication: publication.name, edition: edition.name }, options, shop.report, async (steps) => {
    const tell = reportOf(steps, shop);
    startBrowser(shop);
    const manuscript = await steps.run('read', () =>
      readTexts({ publication, edition }, world, tell, { onImages: steps.counted('read'), signal: options.signal }),
    );
    const origin = await originOf(publication, shop);
    const composition = await steps.run('compose', () =>
      compose(publication, edition, manuscript, origin, world, tell, {
        medium: 'screen',
        ...(pdf && { pdf: `${form === 'folder' ? '../' : ''}${basename(pdf.path)}` }),
      }),
    );
    const files = await steps.run(
      'html',
      async () => {
        const seen = await measureOnScreen(composition, press, `${publication.name}.html`, options.signal);
        return writeHtml(composition, seen, form);
      },
      (f) => plural(f.size, 'file'),
    );
    if (steps.failed()) return undefined;
    const path = htmlPath(publication.name, form);
    const product: Product = {
      kind: 'html',
      publication: publication.name,
      edition: edition.name,
      path:
        form === 'single'
          ? await world.write(path, files.get(INDEX)!)
          : join(await world.writeFolder(dirname(path), files, INDEX), INDEX),
      bytes: [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
      milliseconds: Math.round(performance.now() - begun),
    };
    return [product];
  });
}

/** Where the HTML edition lies in the output folder. */
export function htmlPath(name: string, form: 'folder' | 'single' | true): string {
  return form === 'single' ? `${name}.single.html` : `${name}.html/${INDEX}`;
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
