import { isName, type ContentScanner, type Operand } from '../model/content-stream.ts';
import type { Pen } from './painted-bounds.ts';
import type { ShownFace } from './shown-face.ts';

/** Characters that are collected: what stands for a page in alternative text takes fewer. */
const ENOUGH = 400;
/** A gap of this part of the em is a space that nobody wrote; kerning is less. */
const SPACE_GAP = 0.2;
/** A baseline may shift by this part of the em (superscripts) and its line go on. */
const BASELINE_SHIFT = 0.5;
/** A line may step back by this part of the em (kerning) and go on. */
const STEP_BACK = 0.5;
/** Letters that run from the right, whose order in a file is any. */
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Collects the words with which a stream begins, in the order in which it paints them. */
export class FirstWords {
  #text = '';
  #last: Pen | undefined;
  #known = true;

  get full(): boolean {
    return !this.#known || this.#text.length >= ENOUGH;
  }

  /** Undefined: a font does not tell its characters, or their order is in doubt. */
  get words(): string | undefined {
    return this.#known && !FROM_RIGHT.test(this.#text) ? this.#text.trim() : undefined;
  }

  /** Strings that are shown, and where. */
  show(scan: ContentScanner, strings: readonly Uint8Array[], face: ShownFace | undefined, pen: Pen | undefined): void {
    if (this.full || strings.every((string) => string.length === 0)) return;
    const said = face?.measured && pen ? lineOf(scan, strings, face) : undefined;
    if (said === undefined) {
      this.#known = false;
      return;
    }
    this.#join(pen!, said);
    this.#last = pen;
    this.#text += said;
  }

  /** The words of a form that is called. */
  form(words: string | undefined): void {
    if (this.full || words === '') return;
    if (words === undefined) this.#known = false;
    else this.#text = `${this.#text}\n${words}`;
    this.#last = undefined;
  }

  /** Puts what belongs between what was said and what comes: a new line, a space or nothing. */
  #join(pen: Pen, next: string): void {
    const last = this.#last;
    if (this.#text === '' || !last) {
      if (this.#text !== '') this.#text += '\n';
      return;
    }
    const x = pen.from[0] - last.to[0];
    const y = pen.from[1] - last.to[1];
    const dx = last.to[0] - last.from[0];
    const dy = last.to[1] - last.from[1];
    const length = Math.hypot(dx, dy) || 1;
    const along = length === 1 && dx === 0 && dy === 0 ? x : (x * dx + y * dy) / length;
    const across = length === 1 && dx === 0 && dy === 0 ? y : (x * dy - y * dx) / length;
    const em = Math.max(pen.em, last.em);
    if (Math.abs(across) > BASELINE_SHIFT * em) {
      if (this.#text.endsWith('\u00ad') || (/\p{L}[-\u2010]$/u.test(this.#text) && /^\p{Ll}/u.test(next)))
        this.#text = this.#text.slice(0, -1);
      else this.#text += '\n';
    } else if ((along > SPACE_GAP * em || along < -STEP_BACK * em) && !/\s$/.test(this.#text)) this.#text += ' ';
  }
}

/** The text of strings, with a space where a gap between two of them is one. */
function lineOf(scan: ContentScanner, strings: readonly Uint8Array[], face: ShownFace): string | undefined {
  if (scan.operator !== 'TJ') return face.text(strings[0]!);
  const [array] = scan.operands();
  let said = '';
  for (const item of isList(array) ? array : []) {
    if (typeof item === 'number') {
      if (item / 1000 < -SPACE_GAP && said !== '' && !said.endsWith(' ')) said += ' ';
    } else if (item instanceof Uint8Array) {
      const own = face.text(item);
      if (own === undefined) return undefined;
      said += own;
    }
  }
  return said;
}

function isList(operand: Operand | undefined): operand is readonly Operand[] {
  return Array.isArray(operand) && !isName(operand);
}
