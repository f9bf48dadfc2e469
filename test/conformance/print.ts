import { dirname } from 'node:path';
import { assemble } from '../../src/assemble/assemble.ts';
import { compose } from '../../src/compose/compose.ts';
import { load } from '../../src/config/load.ts';
import { finish } from '../../src/finish/finish.ts';
import type { Book } from '../../src/model/book.ts';
import { Diagnostics, type Diagnostic } from '../../src/model/diagnostic.ts';
import type { StandardName } from '../../src/model/standard.ts';
import { paginate } from '../../src/paginate/paginate.ts';
import { Press } from '../../src/paginate/supervisor.ts';
import { read } from '../../src/read/read.ts';
import { cacheFolder, openWorld, type World } from '../../src/world.ts';

/** A document printed once, to be finished for any standards. */
export interface PrintedBook {
  readonly book: Book;
  /** As Chromium printed it. */
  readonly bytes: Uint8Array;
  readonly world: World;
  /** What the document says, as the layout reads it to everyone: text in reading order. */
  readonly text: string;
}

/** Prints documents one after another in one browser. Call {@link close} at the end. */
export class Printer {
  readonly #diagnostics = new Diagnostics();
  readonly #press = new Press({ cache: cacheFolder(process.env), report: this.#diagnostics.report });

  async print(file: string): Promise<PrintedBook> {
    const { report } = this.#diagnostics;
    const [loaded] = await load([file], { cwd: dirname(file), report });
    if (!loaded) throw new Error(`${file} cannot be loaded`);
    const { root, publication } = loaded;
    const edition = publication.editions[0]!;
    const environment = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' };
    const world = openWorld({ root, output: root, environment });
    const manuscript = await read(publication, edition, world, report);
    const origin = { digest: '0'.repeat(64), browser: 'Chromium' };
    const composition = await compose(publication, edition, manuscript, origin, world, report);
    const printed = await paginate(composition, this.#press, report, { label: publication.name });
    const book = await assemble(publication, edition, composition, printed, world.now(), report);
    return { book, bytes: printed.bytes, world, text: printed.text };
  }

  /** What was reported so far with these severities. */
  reported(severity: Diagnostic['severity']): readonly Diagnostic[] {
    return this.#diagnostics.all.filter((diagnostic) => diagnostic.severity === severity);
  }

  close(): Promise<void> {
    return this.#press.close();
  }
}

/** Finishes a printed book for standards; what is reported as an error fails. */
export async function finishFor(
  { book, world }: PrintedBook,
  standard: readonly StandardName[],
  attachments?: Book['attachments'],
): Promise<Uint8Array> {
  const diagnostics = new Diagnostics();
  const finished = await finish(
    { ...book, edition: { ...book.edition, standard }, ...(attachments && { attachments }) },
    world,
    diagnostics.report,
  );
  const errors = diagnostics.all.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => error.message).join('\n'));
  return finished.file();
}
