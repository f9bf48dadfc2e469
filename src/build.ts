import { basename, dirname, join, resolve } from 'node:path';
import { assemble } from './assemble/assemble.ts';
import { attachmentsOf } from './assemble/attachments.ts';
import { compose } from './compose/compose.ts';
import { composeCover } from './compose/cover-spread.ts';
import { load } from './config/load.ts';
import { relocate } from './config/place.ts';
import { planCopies, wholeRecipients, writeCopies, type CopiesTools } from './copies.ts';
import { finish } from './finish/finish.ts';
import { INDEX, writeHtml } from './html/html.ts';
import { readTexts, settleExhibits, type Settled } from './intake.ts';
import { writeLeftOut } from './left-out.ts';
import type { PageGeometry } from './model/composition.ts';
import { Diagnostics, OctavoError, type Report } from './model/diagnostic.ts';
import type { Manuscript } from './model/manuscript.ts';
import { widerInner } from './model/press.ts';
import type { Edition, Publication } from './model/publication.ts';
import { paginate } from './paginate/paginate.ts';
import { measureOnScreen } from './paginate/screen.ts';
import { Press } from './paginate/supervisor.ts';
import { browserOf, originOf, startBrowser } from './origin.ts';
import { prove } from './proof.ts';
import { makeProduct, type Steps } from './steps.ts';
import { folioRecord, numberingBefore, type WholeBook } from './numbering.ts';
import { asWanted, readRecord, recordText } from './supplements.ts';
import { keepsFolios, withholdFrom, type Withheld } from './withholding.ts';
import { openValidator, type Validator } from './validate/validate.ts';
import { cacheFolder, openWorld, type World } from './world.ts';
import type { Around, Browser, BuildOptions, BuildResult, Job, Product } from './job.ts';

export type { Around, Browser, BuildOptions, BuildResult, Job, Product } from './job.ts';

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
      const job: Job = { root, publication, edition };
      const shop: Shop = {
        world: around.enter?.(world, job) ?? world,
        press,
        browser: () => browserOf(press, options.browser === undefined),
        report: relocate(all.report, root, cwd),
        withheld,
        whole: keepsFolios(whole, edition) ? { publication: whole, world: files } : undefined,
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

/** What the making of one product shares with that of others. */
interface Shop {
  readonly world: World;
  readonly press: Press;
  readonly browser: () => Promise<Browser>;
  readonly report: Report;
  readonly withheld: Omit<Withheld, 'publication' | 'world'>;
  /** The full book, where an edition without closed parts has its page numbers. */
  readonly whole: WholeBook | undefined;
  readonly options: BuildOptions;
  readonly around: Around;
  /** Who judges PDFs before they are written; nobody where that is not asked for. */
  readonly validator: Validator | undefined;
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
  const queue = [...jobs];
  const worker = async (): Promise<void> => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      products.push(...((await make(await job())) ?? []));
    }
  };
  await Promise.all(Array.from({ length: PRODUCTS_AT_ONCE }, worker));
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

/**
 * The way through, for one edition of one publication. Undefined when a diagnostic keeps it from being written. `known`: its exhibits, where they were
 * taken in before.
 */
function makePdf(job: Job, shop: Shop, known?: Settled): Promise<readonly Product[] | undefined> {
  const { world, press, options } = shop;
  const pack = options.supplement ?? 0;
  const label = `${job.publication.name}.${job.edition.name}${pack > 0 ? `.supplement-${pack}` : ''}`;
  const named = { publication: job.publication.name, edition: job.edition.name };
  const begun = performance.now();
  return makeProduct(named, options, shop.report, async (steps) => {
    const tell = reportOf(steps, shop);
    const wanted = asWanted(job.publication, options.supplement, tell);
    if (!wanted) return undefined;
    startBrowser(shop);
    const { supplement } = wanted;
    const [manuscript, settled] = await steps.run(
      'read',
      () =>
        Promise.all([
          readTexts({ ...job, publication: wanted.publication }, world, tell, {
            onImages: steps.counted('read'),
            signal: options.signal,
          }),
          known ?? settleExhibits(wanted.publication.parts, job.edition, world, tell, options.signal),
        ]),
      ([m]) => `${m.parts.length} ${m.parts.length === 1 ? 'part' : 'parts'}, ${m.assets.size} images`,
    );
    const { exhibits, edition } = settled;
    const origin = await originOf(wanted.publication, shop);
    const { signal } = options;
    const { publication, options: numbering } = await numberingBefore(
      { ...wanted, alone: pack > 0, edition, exhibits, origin, label, whole: shop.whole },
      { world, press, report: tell, signal },
    );
    const composition = await steps.run(
      'compose',
      () =>
        compose(publication, edition, manuscript, origin, world, tell, {
          medium: 'page',
          exhibits,
          ...numbering,
          ...(options.html && { html: htmlPath(publication.name, options.html) }),
        }),
      (c) => `${c.headings.length} headings`,
    );
    const shown = shop.around.composed?.(composition, job, await shop.browser()) ?? composition;
    const printed = await steps.run(
      'paginate',
      () =>
        paginate(shown, press, tell, {
          label,
          onImages: steps.counted('paginate'),
          ...(options.signal && { signal: options.signal }),
        }),
      (p) => `${p.map.pages.length} pages`,
    );
    const wider = widerInner(edition.press, leastInnerOf(composition.geometries), printed.map.pages.length);
    if (wider) {
      const again = { ...edition, press: wider };
      return makePdf({ ...job, edition: again }, shop, { exhibits, edition: again });
    }
    const titled = { ...publication, title: composition.title };
    const environment = shop.around.environment ?? process.env;
    const tools: CopiesTools = { press, world, environment, label, ...(signal && { signal }) };
    const recipients = wholeRecipients(publication, edition);
    const copies = await planCopies({ publication, edition, recipients }, tools, tell);
    const book = await steps.run('assemble', async () => ({
      ...copies.book,
      ...(await assemble(titled, edition, composition, printed, world.now(), tell)),
      attachments: await attachmentsOf(publication, edition, world, tell),
    }));
    const pages = book.map.pages.length;
    const [finished, bytes, cover] = await steps.run(
      'finish',
      async () => {
        const made = await finish(book, world, tell);
        const around = pack > 0 ? undefined : await makeCover(publication, edition, manuscript, pages, shop, tell);
        return [made, await made.file(copies.own), around] as const;
      },
      ([, b]) => `${Math.ceil(b.length / 1024)} KiB`,
    );
    if (shop.validator)
      await prove(bytes, edition.standard, composition, { ...shop, validator: shop.validator, steps, tell });
    if (steps.failed()) return undefined;
    const files = [
      { kind: 'pdf', path: `${label}.pdf`, bytes, pages },
      ...(cover ? [{ kind: 'cover', path: `${label}.cover.pdf`, bytes: cover, pages: 1 } as const] : []),
    ] as const;
    const made = await Promise.all(
      files.map(async (file) => ({
        ...file,
        ...named,
        path: await world.write(file.path, file.bytes),
        bytes: file.bytes.length,
        milliseconds: Math.round(performance.now() - begun),
      })),
    );
    if (printed.runs) {
      const record = folioRecord(publication, edition);
      const earlier = readRecord(await world.readProduct(record));
      await world.write(record, recordText(printed.runs, supplement, earlier));
    }
    const [{ minuted = [] }, { runs = [] }] = [composition, printed];
    const full = { publication, edition, exhibits, runs, minuted, origin, pack: pack > 0 };
    const others = [...(await writeCopies(copies, finished, pages, tools)), ...(await writeLeftOut(full, tools, tell))];
    return [...made, ...others.map((copy) => ({ kind: 'pdf', ...named, ...copy }) as const)];
  });
}

/** The cover of a book of `pages` pages as a file of its own, where the edition asks for one. */
async function makeCover(
  publication: Publication,
  edition: Edition,
  manuscript: Manuscript,
  pages: number,
  { world, press, options }: Shop,
  tell: Report,
): Promise<Uint8Array | undefined> {
  const settings = edition.press;
  const cover = settings?.cover;
  if (!cover) return undefined;
  const asked = { ...edition, press: { ...settings, cover } };
  const composition = await composeCover(publication, asked, manuscript, pages, world, tell);
  if (!composition) return undefined;
  const printed = await paginate(composition, press, tell, {
    label: `${publication.name}.${edition.name}.cover`,
    ...(options.signal && { signal: options.signal }),
  });
  // One sheet around the book: nothing binds it to another.
  const sheet: Edition = {
    ...edition,
    press: { ...settings, binding: 'none', spineBleed: true },
  };
  const book = await assemble(publication, sheet, composition, printed, world.now(), tell);
  return (await finish(book, world, tell)).file();
}

/** Least inner margin of pages that have one, millimetres from the trim. */
function leastInnerOf(geometries: readonly PageGeometry[]): number {
  const inner = geometries.filter(({ margins }) => margins.inner > 0);
  return Math.min(...inner.map(({ margins, bleed = 0 }) => ((margins.inner - bleed) * 25.4) / 96));
}

/** The way through to the HTML edition: the same manuscript and layout, measured on screens instead of printed. */
function makeHtml(job: Job, pdf: Product | undefined, shop: Shop): Promise<readonly Product[] | undefined> {
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
      (f) => `${f.size} ${f.size === 1 ? 'file' : 'files'}`,
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

/** Takes diagnostics of one product's stages; tells first what was found before them. */
function reportOf(steps: Steps, { withheld }: Shop): Report {
  for (const diagnostic of withheld.diagnostics) steps.report(diagnostic);
  return withheld.onFiles(steps.report);
}

/** Where the HTML edition lies in the output folder. */
function htmlPath(name: string, form: 'folder' | 'single' | true): string {
  return form === 'single' ? `${name}.single.html` : `${name}.html/${INDEX}`;
}
