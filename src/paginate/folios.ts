import type { Composition, Numbering, PrintedRun, RunOrigin } from '../model/composition.ts';
import { backOf, labelBehind, roman } from '../model/page-label.ts';
import type { MeasuredRun } from './oracle.ts';

/** What a run, or that of which it is a piece, was made from. */
export function originOf(
  { id, pieceOf }: Pick<MeasuredRun, 'id' | 'pieceOf'>,
  numbering: Numbering | undefined,
): RunOrigin | undefined {
  return numbering?.origins.get(pieceOf ?? id);
}

/**
 * Labels of a book's pages, asked for in order. Pages up to the first arabic run count in roman numerals, arabic ones from 1; under the rule
 * `physical` all pages count from 1 in arabic numerals. Runs that were numbered before keep their labels; what comes in between, late runs and
 * pages that such runs have more than before, has labels behind those ({@link labelBehind}), or goes on from the highest where supplements
 * continue.
 */
export class Labels {
  readonly #numbering: Numbering | undefined;
  readonly #taken: Set<string>;
  #arabic: boolean;
  #counted = 0;
  #highest = 0;
  #last = '';
  /** Of the run that was begun. */
  #run: { readonly printed?: PrintedRun | undefined; late: number } = { late: 0 };
  #page = 0;
  /** What the run before was printed with and does not need any more. */
  #free: string | undefined;

  constructor({ folios, numbering }: Pick<Composition, 'folios' | 'numbering'>) {
    this.#numbering = numbering;
    this.#arabic = folios === 'physical';
    const printed = [...(numbering?.printed.values() ?? [])].flatMap(({ blank, labels }) =>
      blank === undefined ? labels : [blank, ...labels],
    );
    this.#taken = new Set(printed);
    this.#highest = Math.max(0, ...printed.filter((label) => /^\d{1,9}$/.test(label)).map(Number));
  }

  /** Whether pages count in arabic numerals by now. */
  get arabic(): boolean {
    return this.#arabic;
  }

  /** Begins a run; its pages follow, after a blank page where there is one before it. */
  begin(run: Pick<MeasuredRun, 'id' | 'pieceOf' | 'folio'>): void {
    const { supplement: late = 0, revised } = originOf(run, this.#numbering) ?? {};
    this.#free = this.#run.printed?.labels[this.#page];
    // Where what took another’s place needs more pages than that, they go in behind.
    const printed = this.#numbering?.printed.get(run.id) ?? (revised === undefined ? undefined : { labels: [] });
    this.#run = { printed, late };
    this.#page = 0;
  }

  /** Says that arabic numerals begin, with the run that was begun. */
  beginArabic(): void {
    if (this.#arabic) return;
    this.#arabic = true;
    this.#counted = 0;
  }

  /** Whether the run's first page is to be a recto, for it was printed on one; undefined: nothing says so. */
  get recto(): boolean | undefined {
    return this.#run.printed?.recto;
  }

  /**
   * Label of a blank page before the run. One that was not there when the run was printed has that of a page which the run before has no more, or is the
   * back of the leaf before it.
   */
  blank(): string {
    const { printed } = this.#run;
    if (!printed) return this.#give(this.#fresh());
    return this.#give(printed.blank ?? this.#free ?? backOf(this.#last, this.#taken));
  }

  /** Label of the next page of the run. */
  page(): string {
    return this.#give(this.#run.printed?.labels[this.#page++] ?? this.#fresh());
  }

  #fresh(): string {
    const { printed, late } = this.#run;
    if (late > 0 && !printed && this.#numbering?.rule === 'continue') return String(this.#highest + 1);
    if (late > 0 || printed) return labelBehind(this.#last, this.#taken);
    const number = ++this.#counted;
    return this.#arabic ? String(number) : roman(number);
  }

  #give(label: string): string {
    this.#taken.add(label);
    if (/^\d{1,9}$/.test(label)) this.#highest = Math.max(this.#highest, Number(label));
    this.#last = label;
    return label;
  }
}
