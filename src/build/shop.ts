import { resolve } from 'node:path';
import { relocate } from '../config/place.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Edition, Publication } from '../model/publication.ts';
import { supplementsOf } from '../model/supplement.ts';
import type { Press } from '../paginate/supervisor.ts';
import type { Validator } from '../validate/validate.ts';
import { openWorld, type World } from '../world.ts';
import type { Around, Browser, BuildOptions, Job } from './job.ts';
import type { WholeBook } from './numbering.ts';
import { browserOf } from './origin.ts';
import type { Steps } from './steps.ts';
import { withholdFrom, type Withheld } from './withholding.ts';

/** What all products of a build are made with. */
export interface Site {
  readonly press: Press;
  /** Who judges PDFs before they are written; nobody where that is not asked for. */
  readonly validator: Validator | undefined;
  readonly options: BuildOptions;
  readonly around: Around;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly report: Report;
}

/** A publication as it was loaded; `root` is its folder, absolute. */
export interface Source {
  readonly root: string;
  readonly publication: Publication;
}

/** What one product is made with. */
export interface Shop extends Omit<Site, 'cwd'> {
  readonly world: World;
  readonly browser: () => Promise<Browser>;
  readonly withheld: Omit<Withheld, 'publication' | 'world'>;
  /** The full book, where an edition without closed parts has its page numbers. */
  readonly whole: WholeBook | undefined;
}

/** A product to make, and with what. */
export interface Work {
  readonly job: Job;
  readonly shop: Shop;
}

/** Opens what an edition of a publication is made with: nothing in it gives what the edition withholds. */
export async function openShop(
  { root, publication: whole }: Source,
  edition: Edition,
  { cwd, ...site }: Site,
): Promise<Work> {
  const { around, environment, options, press } = site;
  const files = openWorld({ root, output: resolve(cwd, options.out ?? 'output'), environment });
  const { publication, world, ...withheld } = await withholdFrom(whole, edition, files);
  const supplements = supplementsOf(whole.parts);
  const job: Job = { root, publication, edition, supplements, keepsFolios: withheld.keepsFolios };
  const shop: Shop = {
    ...site,
    world: around.enter?.(world, job) ?? world,
    browser: () => browserOf(press, options.browser === undefined),
    report: relocate(site.report, root, cwd),
    withheld,
    whole: withheld.keepsFolios ? { publication: whole, world: files, reasons: withheld.reasons } : undefined,
  };
  return { job, shop };
}

/** Takes diagnostics of one product's stages; tells first what was found before them. */
export function reportOf(steps: Steps, { withheld }: Shop): Report {
  for (const diagnostic of withheld.diagnostics) steps.report(diagnostic);
  return withheld.onFiles(steps.report);
}
