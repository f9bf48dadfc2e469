import type { Report } from '../model/diagnostic.ts';
import type { Press } from '../paginate/supervisor.ts';
import type { Validator } from '../validate/validate.ts';
import type { World } from '../world.ts';
import type { Around, Browser, BuildOptions } from './job.ts';
import type { WholeBook } from './numbering.ts';
import type { Steps } from './steps.ts';
import type { Withheld } from './withholding.ts';

/** What the making of one product shares with that of others. */
export interface Shop {
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

/** Takes diagnostics of one product's stages; tells first what was found before them. */
export function reportOf(steps: Steps, { withheld }: Shop): Report {
  for (const diagnostic of withheld.diagnostics) steps.report(diagnostic);
  return withheld.onFiles(steps.report);
}
