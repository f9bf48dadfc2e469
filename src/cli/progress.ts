import { Listr, ListrLogger, ProcessOutput, type ListrTask } from 'listr2';
import type { OnProgress, Progress, Stage } from '../model/progress.ts';
import { printable, type Terminal } from './terminal.ts';

/** Shows a build go on. */
export interface ProgressView {
  readonly take: OnProgress;
  /** Ends the view; nothing is written to the terminal by it afterwards. */
  close(): Promise<void>;
}

/** The stages in their order; their names are what a person reads, as in ARCHITECTURE and the folders of `src`. */
export const STAGES: readonly Stage[] = ['read', 'compose', 'paginate', 'assemble', 'finish'];
/** Those of an HTML edition, which is not printed. */
const HTML_STAGES: readonly Stage[] = ['read', 'compose', 'html'];

/** The view that suits, with a stage more where products are validated: a list that moves on a screen, a line for each finished stage elsewhere. */
export function progressView(terminal: Terminal, validates: boolean): ProgressView {
  const screen = terminal.stderr === process.stderr && process.stderr.isTTY && process.stdout.isTTY;
  return screen && !terminal.environment['CI'] && terminal.environment['TERM'] !== 'dumb'
    ? new ListView(validates ? [...STAGES, 'validate'] : STAGES)
    : new LineView(terminal);
}

/** A plain line on the error stream for each stage that ended: `annual-report.web: paginate (31 pages)`. */
export class LineView implements ProgressView {
  readonly #terminal: Terminal;
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly take: OnProgress = (progress) => {
    if (progress.state !== 'end') return;
    this.#terminal.stderr.write(printable(`${nameOf(progress)}: ${titleOf(progress)}\n`));
  };

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** One product's stages on the screen. */
class ProductList {
  readonly product: string;
  readonly #stages: ReadonlyMap<Stage, { title: string; readonly end: PromiseWithResolvers<void> }>;
  readonly #retitle = new Map<Stage, (title: string) => void>();

  constructor(product: string, stages: readonly Stage[]) {
    this.product = product;
    this.#stages = new Map(stages.map((stage) => [stage, { title: stage, end: Promise.withResolvers<void>() }]));
    // A list may be given up before it is shown, when nobody waits for its stages yet.
    for (const { end } of this.#stages.values()) end.promise.catch(() => undefined);
  }

  take(progress: Progress): void {
    const stage = this.#stages.get(progress.stage);
    if (!stage) return;
    stage.title = titleOf(progress);
    this.#retitle.get(progress.stage)?.(stage.title);
    if (progress.state === 'end') stage.end.resolve();
    if (progress.state === 'fail') this.giveUp();
  }

  /** What has not ended never will. */
  giveUp(): void {
    for (const { end } of this.#stages.values()) end.reject(new Error('not finished'));
  }

  /** Shows the list until its last stage has ended or it is given up. */
  async show(): Promise<void> {
    const subtasks: ListrTask[] = [...this.#stages].map(([name, stage]) => ({
      title: name,
      task: (_context, task) => {
        this.#retitle.set(name, (title) => (task.title = title));
        task.title = stage.title;
        return stage.end.promise;
      },
    }));
    const list = new Listr(
      [{ title: printable(this.product), task: (_context, task) => task.newListr(subtasks, { exitOnError: true }) }],
      {
        exitOnError: false,
        // Ctrl-C is the command's: it stops the build and waits for the browser to end, where this library would leave at once.
        registerSignalListeners: false,
        rendererOptions: {
          // Results go to standard output, so that it can be piped; what moves goes to the error stream.
          logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
          showErrorMessage: false,
          collapseSubtasks: true,
        },
      },
    );
    await list.run().catch(() => undefined);
  }
}

/**
 * Lists of stages on the screen, one product after the other in the order in which they began. Products are made side by side; those behind
 * the one that is shown catch up as soon as it is through.
 */
class ListView implements ProgressView {
  readonly #stages: readonly Stage[];
  readonly #lists: ProductList[] = [];
  #closed = false;
  /** Lists shown so far. */
  #shown = 0;
  #showing: Promise<void> | undefined;

  constructor(stages: readonly Stage[]) {
    this.#stages = stages;
  }

  readonly take: OnProgress = (progress) => {
    if (this.#closed) return;
    const product = nameOf(progress);
    let list = this.#lists.find((each) => each.product === product);
    if (!list)
      this.#lists.push((list = new ProductList(product, progress.edition === 'html' ? HTML_STAGES : this.#stages)));
    list.take(progress);
    this.#showing ??= this.#showAll();
  };

  async close(): Promise<void> {
    this.#closed = true;
    for (const list of this.#lists) list.giveUp();
    await this.#showing;
  }

  async #showAll(): Promise<void> {
    while (this.#shown < this.#lists.length) {
      await this.#lists[this.#shown]!.show();
      this.#shown += 1;
    }
    this.#showing = undefined;
  }
}

function nameOf({ publication, edition }: Progress): string {
  return `${publication}.${edition}`;
}

function titleOf({ stage, count, total, detail }: Progress): string {
  const counted = count === undefined ? undefined : total === undefined ? String(count) : `${count} of ${total}`;
  const words = detail ?? counted;
  return printable(words === undefined ? stage : `${stage} (${words})`);
}
