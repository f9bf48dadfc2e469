import { basename, dirname, join } from 'node:path';
import { compose } from '../compose/compose.ts';
import { INDEX, writeHtml } from '../html/html.ts';
import { plural } from '../model/plural.ts';
import { measureOnScreen } from '../paginate/screen.ts';
import type { Job, Product } from './job.ts';
import { originOf, startBrowser } from './origin.ts';
import { readTexts } from './read-texts.ts';
import { reportOf, type Shop } from './shop.ts';
import { makeProduct } from './steps.ts';

/** The way through to the HTML edition: the same manuscript and layout, measured on screens instead of printed. */
export function makeHtml(job: Job, pdf: Product | undefined, shop: Shop): Promise<readonly Product[] | undefined> {
  const { publication, edition } = job;
  const { world, press, options } = shop;
  const form = options.html === 'single' ? 'single' : 'folder';
  const begun = performance.now();
  return makeProduct({ publication: publication.name, edition: edition.name }, options, shop.report, async (steps) => {
    const tell = reportOf(steps, shop);
    startBrowser(shop);
    const manuscript = await steps.run('read', () =>
      readTexts(job, world, tell, { onImages: steps.counted('read'), signal: options.signal }),
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
