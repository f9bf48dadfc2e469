import type { PDFDict } from 'pdf-lib';
import type { ContentScanner } from '../model/content-stream.ts';
import type { Rectangle } from '../model/exhibit.ts';
import { IDENTITY, multiply, type Matrix } from '../model/matrix.ts';
import { EVERYWHERE, grown, holds, intersection, moved, NOWHERE, union } from '../model/rectangle.ts';
import type { InkBounds } from '../model/stamp-room.ts';
import { CertainInk } from './certain-ink.ts';
import { componentsOf } from './colour-space.ts';
import { formBox, formMatrix } from './form-space.ts';
import { beginningState, changeState, INK, PAPER, setParameters, type Light } from './painting-state.ts';
import { PathBounds } from './path-bounds.ts';
import type { ShownFace } from './shown-face.ts';

/** Saved graphics states: a stream of nothing but `q` must not fill the memory. */
const STATES_LIMIT = 4096;
/** Light up to which type is seen even where it is fine, and the height of the em from which it is looked at, points. */
const DARK = 0.7;
const LEAST_EM = 5;
/** Characters that stand on the baseline: their feet are no higher than this, their heads no lower, they are no wider; parts of the em. */
const CERTAIN = /[A-Za-z0-9]/;
const LETTER_FOOT = 0.08;
const LETTER_TOP = 0.33;
const LETTER = 1.2;
/** How far a painted thing's edge may reach into the next pixel, points. */
const EDGE = 1;
/** Half a line's width goes this far around its corners that are square (ISO 32000-1, 8.4.3.3). */
const CORNER = Math.SQRT2;
/** Text rendering modes that paint nothing (ISO 32000-1, Table 106). */
const UNSEEN: ReadonlySet<number> = new Set([3, 7]);
/** What a picture is painted into. */
const UNIT: Rectangle = { left: 0, bottom: 0, right: 1, top: 1 };

/** A matrix that numbers are written into. */
type Placement = [number, number, number, number, number, number];

/** Where a text's baseline begins and ends, in the stream's space, and the height of the em there. */
export interface Pen {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly em: number;
}

/**
 * Follows a stream's operations and keeps up how far what they paint goes at most, and what is painted without doubt: fields of plain ink, dark
 * words. It knows of no glyph's outline and of no picture's pixels, so it costs next to nothing; where it does not know, it takes all that there
 * may be.
 */
export class BoundsFollower {
  /** Whether what is painted now is shown to everybody: layers may be hidden. */
  certain = true;
  #most: Rectangle | undefined;
  readonly #certain = new CertainInk();
  readonly #path = new PathBounds();
  #state;
  readonly #states: ReturnType<typeof beginningState>[] = [];
  /** States are not known any more. */
  #lost = false;
  /** Where text goes on and where its line began, and the first in the stream's space: numbers are written into them, nothing is made for a string. */
  readonly #text: Placement = [...IDENTITY];
  readonly #lineStart: Placement = [...IDENTITY];
  readonly #shown: Placement = [...IDENTITY];
  /** Where text goes on is not known until it is placed anew. */
  #adrift = false;
  #clips = false;

  /** `within`: what a form shows at most, in its own space. */
  constructor(within?: Rectangle) {
    this.#state = beginningState(within);
  }

  /** What was painted so far. */
  get bounds(): InkBounds {
    return { most: this.#most, least: this.#certain.box };
  }

  /** Takes an operation that needs nothing of what is around the stream. */
  see(scan: ContentScanner): void {
    if (this.#path.see(scan, this.#state.matrix) || changeState(this.#state, scan)) return;
    switch (scan.operator) {
      case 'q':
        if (this.#states.length < STATES_LIMIT) this.#states.push({ ...this.#state });
        else this.#lost = true;
        return;
      case 'Q':
        this.#state = this.#states.pop() ?? this.#state;
        return;
      case 'cm':
        this.#state.matrix = multiply(matrixOf(scan), this.#state.matrix);
        return;
      case 'W':
      case 'W*':
        this.#clips = true;
        return;
      case 'n':
        this.#end();
        return;
      case 'f':
      case 'F':
      case 'f*':
        this.#fill();
        this.#end();
        return;
      case 'S':
      case 's':
        this.#stroke();
        this.#end();
        return;
      case 'B':
      case 'B*':
      case 'b':
      case 'b*':
        this.#fill();
        this.#stroke();
        this.#end();
        return;
      case 'BI':
        this.picture();
        return;
      case 'BT':
        for (let i = 0; i < 6; i++) this.#lineStart[i] = IDENTITY[i]!;
        this.#beginLine();
        return;
      case 'Tm':
        for (let i = 0; i < 6; i++) this.#lineStart[i] = scan.number(i);
        this.#beginLine();
        return;
      case 'TD':
        this.#state.leading = -scan.number(1);
        this.#newLine(scan.number(0), scan.number(1));
        return;
      case 'Td':
        this.#newLine(scan.number(0), scan.number(1));
        return;
      case 'T*':
        this.#newLine(0, -this.#state.leading);
        return;
    }
  }

  #beginLine(): void {
    for (let i = 0; i < 6; i++) this.#text[i] = this.#lineStart[i]!;
    this.#adrift = false;
  }

  #newLine(x: number, y: number): void {
    const line = this.#lineStart;
    line[4] += x * line[0] + y * line[2];
    line[5] += x * line[1] + y * line[3];
    this.#beginLine();
  }

  /** `Tf`: the face of what follows; undefined: nobody knows it. */
  font(face: ShownFace | undefined, size: number): void {
    this.#state.face = face;
    this.#state.size = size;
  }

  /** `cs` and `CS`: the space of what follows; its first colour is black, or as good as that (ISO 32000-1, 8.6.5 to 8.6.8). */
  space(object: Parameters<typeof componentsOf>[0], stroking: boolean): void {
    const components = componentsOf(object);
    const first = components === 0 ? NaN : 0;
    if (stroking) [this.#state.strokeSpace, this.#state.stroke] = [components, first];
    else [this.#state.fillSpace, this.#state.fill] = [components, first];
  }

  /** A pattern takes the place of the colour. */
  pattern(stroking: boolean): void {
    if (stroking) this.#state.stroke = NaN;
    else this.#state.fill = NaN;
  }

  /** `gs`. */
  parameters(dict: PDFDict | undefined): void {
    if (dict) setParameters(this.#state, dict);
  }

  /** `Do` of a picture. */
  picture(): void {
    this.#paint(moved(UNIT, this.#state.matrix));
  }

  /** `sh`: all that the clip lets through. */
  shading(): void {
    this.#paint(EVERYWHERE);
  }

  /** `Do` of a form: what it paints by itself, with the lines and words that it takes from here. */
  form(dict: PDFDict, { most }: InkBounds): void {
    const state = this.#state;
    if (!most) return;
    const wide = state.line > 1 ? (state.line * state.miter) / 2 : 0;
    const spaced = state.characterSpace !== 0 || state.wordSpace !== 0 || state.rise !== 0 || state.stretch !== 1;
    const own = spaced || state.mixed ? formBox(dict) : intersection(grown(most, wide), formBox(dict));
    this.#paint(moved(own, multiply(formMatrix(dict), state.matrix)));
  }

  /** Strings that are shown: from where to where, if that is `asked`; undefined when nothing is known of their face. */
  show(scan: ContentScanner, strings: readonly Uint8Array[], asked: boolean): Pen | undefined {
    const state = this.#state;
    if (scan.operator === "'" || scan.operator === '"') {
      if (scan.operator === '"') [state.wordSpace, state.characterSpace] = [scan.number(0), scan.number(1)];
      this.#newLine(0, -state.leading);
    }
    const { face, size, stretch } = state;
    const seen = !UNSEEN.has(state.mode);
    this.#adrift ||= !face || face.vertical || scan.overflows;
    if (!face || this.#adrift) {
      if (seen) this.#paint(EVERYWHERE);
      return undefined;
    }
    let advance = 0;
    let back = 0;
    let forth = 0;
    let codes = 0;
    for (const string of strings) {
      const count = face.codes(string);
      advance += (face.advance(string) / 1000) * size + count * state.characterSpace;
      if (state.wordSpace !== 0) advance += face.spaces(string) * state.wordSpace;
      codes += count;
    }
    if (scan.operator === 'TJ') {
      for (let i = 0; i < scan.count; i++) {
        const move = (-scan.numbers[i]! / 1000) * size;
        if (move < 0) back += move;
        else forth += move;
      }
    }
    const text = this.#shown;
    const own = this.#text;
    const { matrix } = state;
    for (let i = 0; i < 6; i += 2) {
      text[i] = own[i]! * matrix[0] + own[i + 1]! * matrix[2] + (i === 4 ? matrix[4] : 0);
      text[i + 1] = own[i]! * matrix[1] + own[i + 1]! * matrix[3] + (i === 4 ? matrix[5] : 0);
    }
    const length = advance + back + forth;
    if (seen) {
      // Letters that are set closer may go further back than their line.
      const loose = Math.max(0, -state.characterSpace * codes);
      const low = Math.min(0, advance) + back - loose;
      const high = Math.max(0, advance) + forth + loose;
      if (!this.#isWithin(face, low, high, length)) this.#write(strings, face, low, high, length);
    }
    const step = length * stretch;
    own[4] += step * own[0];
    own[5] += step * own[1];
    if (!asked) return undefined;
    const to = [text[4] + step * text[0], text[5] + step * text[1]] as const;
    return { from: [text[4], text[5]], to, em: Math.abs(size) * Math.hypot(text[2], text[3]) };
  }

  /** Paints text; `low`, `high`: how far its origins go along the baseline, `length`: how far the pen goes. */
  #write(strings: readonly Uint8Array[], face: ShownFace, low: number, high: number, length: number): void {
    const { size, stretch, rise, mode, fill, stroke } = this.#state;
    const { box } = face;
    const [before, behind] = size < 0 ? [-box.right, -box.left] : [box.left, box.right];
    const [foot, head] = size < 0 ? [box.top, box.bottom] : [box.bottom, box.top];
    const along = Math.abs(size) / 1000;
    const drawn = moved(
      {
        left: (low + before * along) * stretch,
        bottom: (foot / 1000) * size + rise,
        right: (high + behind * along) * stretch,
        top: (head / 1000) * size + rise,
      },
      this.#shown,
    );
    // Outlines of letters are lines as well.
    const outlined = mode % 4 === 1 || mode % 4 === 2;
    const light = face.coloured ? NaN : outlined ? Math.min(fill, stroke) : fill;
    const whole = outlined ? grown(drawn, this.#reach(true)) : drawn;
    if (this.#tells(whole, light)) {
      if (strings.every((string) => face.blank(string))) return;
      this.#paint(whole, light);
    }
    if (mode === 0 && light <= DARK && length > 0) this.#word(strings, face, length, drawn);
  }

  /**
   * Whether plain dark text in level lines, which nearly all text is, lies within what is known and goes no further than what is certain: asked
   * first, without a rectangle being made.
   */
  #isWithin(face: ShownFace, low: number, high: number, length: number): boolean {
    const { size, stretch, rise, mode, fill, mixed } = this.#state;
    const most = this.#most;
    const text = this.#shown;
    if (!most || mixed || mode !== 0 || face.coloured || !(fill <= DARK)) return false;
    if (text[1] !== 0 || text[2] !== 0 || text[0] <= 0 || text[3] <= 0 || size <= 0 || stretch <= 0) return false;
    const { box } = face;
    const d = text[3];
    const e = text[4];
    const f = text[5];
    const along = text[0] * stretch;
    const across = d * size;
    if (
      e + (low + (box.left / 1000) * size) * along - EDGE < most.left ||
      e + (high + (box.right / 1000) * size) * along + EDGE > most.right ||
      f + rise * d + (box.bottom / 1000) * across - EDGE < most.bottom ||
      f + rise * d + (box.top / 1000) * across + EDGE > most.top
    )
      return false;
    const letter = LETTER * size;
    return !this.#certain.goFurther(
      e + letter * along,
      f + rise * d + LETTER_FOOT * across,
      e + (length - letter) * along,
      f + rise * d + LETTER_TOP * across,
    );
  }

  /** Whether paint would make a difference to what is known. */
  #tells(box: Rectangle, light: Light): boolean {
    const { mixed, clip } = this.#state;
    return mixed || !(light <= INK) || !this.#most || !holds(this.#most, intersection(grown(box, EDGE), clip));
  }

  /** A dark word with letters or figures in it goes at least so far; `length` along its baseline, `drawn`: where it lies. */
  #word(strings: readonly Uint8Array[], face: ShownFace, length: number, drawn: Rectangle): void {
    const { size, rise, stretch, opaque, clear, clip } = this.#state;
    const text = this.#shown;
    if (!this.certain || !opaque || !clear || size <= 0 || stretch <= 0 || !face.measured) return;
    const [a, b, c, d] = text;
    const level = b === 0 && c === 0;
    if (!level && (a !== 0 || d !== 0)) return;
    if (size * Math.hypot(c, d) < LEAST_EM) return;
    // Across the baseline letters stand on it; along it a word begins and ends within a letter's width.
    const top = LETTER_TOP * size + rise;
    const across = moved({ left: 0, bottom: LETTER_FOOT * size + rise, right: 0, top }, text);
    const letter = LETTER * size;
    const along = moved({ left: letter * stretch, bottom: 0, right: (length - letter) * stretch, top: 0 }, text);
    const [upright, lying] = level ? [across, along] : [along, across];
    const box = { left: lying.left, bottom: upright.bottom, right: lying.right, top: upright.top };
    if (!this.#certain.goFurther(box.left, box.bottom, box.right, box.top)) return;
    const said = strings.map((string) => face.text(string) ?? '').join('');
    const body = { left: 0, bottom: rise, right: length * stretch, top };
    if (!CERTAIN.test(said) || !holds(clip, moved(body, text))) return;
    const ends = length > letter && CERTAIN.test(said.slice(0, 1)) && CERTAIN.test(said.slice(-1));
    const { left, bottom, right, top: head } = NOWHERE;
    const sides = ends ? box : level ? { ...box, left, right } : { ...box, bottom, top: head };
    this.#certain.word(sides, drawn);
  }

  #fill(): void {
    if (this.#path.empty) return;
    const { fill, opaque, clear, clip } = this.#state;
    this.#paint(this.#path.box, fill);
    if (!this.certain || !opaque || !clear || !(fill <= INK) || !this.#path.upright) return;
    const at = intersection(this.#path.box, clip);
    if (at.left < at.right && at.bottom < at.top) this.#certain.field(at);
  }

  /** How far a line goes beyond its path, in the stream's space; `sharp`: around corners that may be sharp. */
  #reach(sharp: boolean): number {
    const { matrix, line, miter } = this.#state;
    const scale = Math.max(Math.hypot(matrix[0], matrix[1]), Math.hypot(matrix[2], matrix[3]));
    return (line / 2) * scale * (sharp ? Math.max(CORNER, miter) : CORNER);
  }

  #stroke(): void {
    if (this.#path.empty) return;
    this.#paint(grown(this.#path.box, this.#reach(this.#path.sharp)), this.#state.stroke);
  }

  /** The end of a path, which becomes part of the clip where that was asked for. */
  #end(): void {
    if (this.#clips) {
      const state = this.#state;
      state.clear &&= this.#path.upright;
      state.clip = this.#path.empty ? NOWHERE : intersection(this.#path.box, state.clip);
    }
    this.#clips = false;
    this.#path.clear();
  }

  /** Something is painted that goes as far as `box`; `light`: of its colour, where it is of one. */
  #paint(box: Rectangle, light: Light = NaN): void {
    const { clip, mixed } = this.#state;
    const seen = this.#lost ? EVERYWHERE : intersection(grown(box, EDGE), clip);
    if (seen.left >= seen.right || seen.bottom >= seen.top) return;
    if (mixed || !(light <= INK)) this.#certain.hide(seen);
    if (light >= PAPER && !mixed) return;
    this.#most = this.#most ? union(this.#most, seen) : seen;
  }
}

/** Bounds with another thing in them, of which nothing is certain. */
export function withBox(bounds: InkBounds, box: Rectangle): InkBounds {
  return { ...bounds, most: bounds.most ? union(bounds.most, box) : box };
}

function matrixOf(scan: ContentScanner): Matrix {
  return [scan.number(0), scan.number(1), scan.number(2), scan.number(3), scan.number(4), scan.number(5)];
}
