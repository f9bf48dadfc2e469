import { PDFStream, type PDFDict, type PDFObject } from 'pdf-lib';
import { ContentScanner, isName, type Operand } from '../model/content-stream.ts';
import { Font } from './font.ts';
import type { Box } from './facts.ts';
import { IDENTITY, multiply, type Matrix } from '../model/matrix.ts';
import { FIRST_PAINT, repaint, shadingSpace, type Paint } from './paint.ts';
import type { How, Mark, Painted } from './painted.ts';
import { boxAround, intersection, paintingOf, Path } from './path.ts';
import type { Page } from './pages.ts';
import { streamBytes, unpackStream } from '../model/pdf-stream.ts';
import { dictionaryAt, items, nameAt, numbers, value } from '../model/pdf-values.ts';

/** Forms in forms. Real ones nest a few deep; a ring must end. */
const DEPTH_LIMIT = 20;
/** Saved states. A stream of nothing but `q` must not fill the memory. */
const STATES_LIMIT = 4096;
/** Where a shading paints that nothing clips. */
const EVERYWHERE: Box = [-Infinity, -Infinity, Infinity, Infinity];
/** Operations between two looks at the clock. */
const LOOK_EVERY = 4096;

/** Thrown when the time for all pages is over. */
export class TimeOver extends Error {
  override readonly name = 'TimeOver';
}

function matrixOf(object: PDFObject | undefined): Matrix {
  const all = numbers(object);
  return all?.length === 6 ? (all as unknown as Matrix) : IDENTITY;
}

/** The parts of the graphics state that matter here (ISO 32000-1, 8.4 and 9.3). */
interface State {
  readonly ctm: Matrix;
  readonly font: Font | undefined;
  readonly size: number;
  readonly characterSpacing: number;
  readonly wordSpacing: number;
  readonly scale: number;
  readonly rise: number;
  readonly leading: number;
  readonly how: How;
}

/** How a page begins. */
const FIRST: How = { paint: FIRST_PAINT, clip: undefined, masking: false };

/** Follows the content of pages as far as text and pictures go. Keeps fonts and unpacked forms over the pages of a file. */
export class Interpreter {
  readonly #until: number;
  readonly #fonts = new Map<PDFDict, Font>();
  readonly #forms = new Map<PDFStream, Uint8Array>();
  #operations = 0;

  /** `until`: the moment, by `performance.now()`, after which {@link TimeOver} is thrown. */
  constructor(until: number) {
    this.#until = until;
  }

  /** Goes through a page's content. */
  page(page: Page, painted: Painted): void {
    const parts: Uint8Array[] = [];
    for (const part of items(value(page.dict, 'Contents'))) {
      if (!(part instanceof PDFStream)) continue;
      try {
        const { bytes, damaged } = unpackStream(part);
        if (damaged) painted.fault?.('its content cannot be unpacked whole');
        parts.push(bytes, Buffer.from('\n'));
      } catch (error) {
        painted.fault?.(`its content cannot be unpacked (${(error as Error).message})`);
      }
    }
    if (parts.length === 0) return;
    const content = parts.length <= 2 ? parts[0]! : Buffer.concat(parts);
    new Run(this, painted, page.dict).content(content, page.resources, IDENTITY, 0, FIRST);
  }

  /** A font by its dictionary. */
  font(dict: PDFDict): Font {
    let font = this.#fonts.get(dict);
    if (!font) this.#fonts.set(dict, (font = new Font(dict)));
    return font;
  }

  /** A form's content. */
  form(stream: PDFStream): Uint8Array {
    let bytes = this.#forms.get(stream);
    if (!bytes) this.#forms.set(stream, (bytes = streamBytes(stream)));
    return bytes;
  }

  /** Counts an operation. */
  tick(): void {
    if (++this.#operations % LOOK_EVERY === 0 && performance.now() > this.#until)
      throw new TimeOver('the time for reading pages is over');
  }
}

/** One page's painting. */
class Run {
  readonly #interpreter: Interpreter;
  readonly #painted: Painted;
  #owner: PDFDict;
  #mark: Mark | undefined;

  constructor(interpreter: Interpreter, painted: Painted, owner: PDFDict) {
    this.#interpreter = interpreter;
    this.#painted = painted;
    this.#owner = owner;
  }

  content(bytes: Uint8Array, resources: PDFDict | undefined, base: Matrix, depth: number, how: How): void {
    const path = this.#painted.path ? new Path() : undefined;
    const scanner = new ContentScanner(bytes);
    const states: State[] = [];
    const marks: (Mark | undefined)[] = [];
    let state: State = {
      ctm: base,
      font: undefined,
      size: 0,
      characterSpacing: 0,
      wordSpacing: 0,
      scale: 1,
      rise: 0,
      leading: 0,
      how,
    };
    let line: Matrix = IDENTITY;
    let pen: Matrix = IDENTITY;
    const newLine = (x: number, y: number): void => {
      line = multiply([1, 0, 0, 1, x, y], line);
      pen = line;
    };
    const show = (string: Uint8Array): void => {
      pen = this.#show(string, state, pen);
    };
    const n = (index: number): number => scanner.number(index);

    while (scanner.next()) {
      this.#interpreter.tick();
      if (path) state = this.#follow(path, scanner, state, resources);
      switch (scanner.operator) {
        case 'q':
          if (states.length < STATES_LIMIT) states.push(state);
          break;
        case 'Q':
          state = states.pop() ?? state;
          break;
        case 'cm':
          state = { ...state, ctm: multiply([n(0), n(1), n(2), n(3), n(4), n(5)], state.ctm) };
          break;
        case 'BT':
          line = pen = IDENTITY;
          break;
        case 'Tm':
          line = pen = [n(0), n(1), n(2), n(3), n(4), n(5)];
          break;
        case 'Td':
          newLine(n(0), n(1));
          break;
        case 'TD':
          state = { ...state, leading: -n(1) };
          newLine(n(0), n(1));
          break;
        case 'T*':
          newLine(0, -state.leading);
          break;
        case 'TL':
          state = { ...state, leading: n(0) };
          break;
        case 'Tc':
          state = { ...state, characterSpacing: n(0) };
          break;
        case 'Tw':
          state = { ...state, wordSpacing: n(0) };
          break;
        case 'Tz':
          state = { ...state, scale: n(0) / 100 };
          break;
        case 'Ts':
          state = { ...state, rise: n(0) };
          break;
        case 'Tf': {
          const dict = dictionaryAt(dictionaryAt(resources, 'Font'), scanner.name() ?? '');
          state = { ...state, font: dict && this.#interpreter.font(dict), size: n(0) };
          break;
        }
        case 'Tj':
          show(scanner.string() ?? new Uint8Array());
          break;
        case "'":
          newLine(0, -state.leading);
          show(scanner.string() ?? new Uint8Array());
          break;
        case '"':
          state = { ...state, wordSpacing: n(0), characterSpacing: n(1) };
          newLine(0, -state.leading);
          show(scanner.string() ?? new Uint8Array());
          break;
        case 'TJ': {
          const list = scanner.operands()[0];
          for (const item of Array.isArray(list) ? (list as readonly Operand[]) : []) {
            if (item instanceof Uint8Array) show(item);
            else if (typeof item === 'number')
              pen = multiply([1, 0, 0, 1, (-item / 1000) * state.size * state.scale, 0], pen);
          }
          break;
        }
        case 'BMC':
        case 'BDC':
          marks.push(this.#mark);
          this.#mark = this.#marked(scanner, resources);
          break;
        case 'EMC':
          if (marks.length > 0) this.#mark = marks.pop();
          break;
        case 'Do':
          this.#paint(dictionaryAt(resources, 'XObject'), scanner.name() ?? '', resources, state, depth);
          break;
        case 'BI':
          this.#inline(scanner, resources, state);
          break;
        case 'gs': {
          const mask = dictionaryAt(dictionaryAt(dictionaryAt(resources, 'ExtGState'), scanner.name() ?? ''), 'SMask');
          this.#form(value(mask, 'G'), resources, state.ctm, depth, { ...FIRST, masking: true });
          break;
        }
        case 'scn':
        case 'SCN': {
          const pattern = scanner.name();
          if (pattern !== undefined)
            this.#form(value(dictionaryAt(resources, 'Pattern'), pattern), resources, base, depth, state.how);
          break;
        }
      }
    }
    // What a form leaves open ends with it.
    if (marks.length > 0) this.#mark = marks[0];
  }

  /** Paints a string's glyphs with the pen at `from`; returns where the pen is then. */
  #show(string: Uint8Array, state: State, from: Matrix): Matrix {
    const { font, size, scale } = state;
    if (!font) return from;
    const onPage = multiply([1, 0, 0, 1, 0, state.rise], multiply(from, state.ctm));
    const height = Math.abs(size) * Math.hypot(onPage[2], onPage[3]);
    const { glyph: paint } = this.#painted;
    const mark = this.#mark;
    const actual = mark?.actual;
    let run = 0;
    let x = onPage[4];
    let y = onPage[5];
    for (const glyph of font.glyphs(string)) {
      run += ((glyph.advance / 1000) * size + state.characterSpacing + (glyph.space ? state.wordSpacing : 0)) * scale;
      const endX = onPage[4] + run * onPage[0];
      const endY = onPage[5] + run * onPage[1];
      if (paint) {
        const text = actual ? (actual.told ? '' : actual.text) : glyph.text;
        if (actual) actual.told = true;
        paint({ text, font, size: height, x, y, endX, endY, mark, how: state.how }, this.#owner);
      }
      x = endX;
      y = endY;
    }
    return [from[0], from[1], from[2], from[3], from[4] + run * from[0], from[5] + run * from[1]];
  }

  /** The mark that BMC or BDC opens inside the present one. */
  #marked(scanner: ContentScanner, resources: PDFDict | undefined): Mark {
    const [tag, properties] = scanner.operands();
    const outer = this.#mark;
    const own = isName(tag) ? tag.name : '';
    let mcid: number | undefined;
    let actual: string | undefined;
    if (properties instanceof Map) {
      const map = properties as ReadonlyMap<string, Operand>;
      const id = map.get('MCID');
      if (typeof id === 'number') mcid = id;
      const text = map.get('ActualText');
      if (text instanceof Uint8Array) actual = textOf(text);
    } else if (isName(properties)) {
      const dict = dictionaryAt(dictionaryAt(resources, 'Properties'), properties.name);
      const id = value(dict, 'MCID');
      if (id !== undefined) mcid = Number(id.toString());
      const text = value(dict, 'ActualText');
      if (text !== undefined && 'asBytes' in text) actual = textOf((text as { asBytes(): Uint8Array }).asBytes());
    }
    return {
      mcid: mcid ?? (own === 'Artifact' ? undefined : outer?.mcid),
      artifact: own === 'Artifact' || (mcid === undefined && (outer?.artifact ?? false)),
      actual: actual === undefined ? outer?.actual : { text: actual, told: false },
    };
  }

  #paint(objects: PDFDict | undefined, key: string, resources: PDFDict | undefined, state: State, depth: number): void {
    const stream = value(objects, key);
    if (!(stream instanceof PDFStream)) return;
    const { ctm, how } = state;
    if (nameAt(stream.dict, 'Subtype') === 'Image')
      this.#painted.image?.({ image: { stream }, resources, matrix: ctm, how });
    else this.#form(stream, resources, ctm, depth, how);
  }

  /** Keeps up paint, path and clip, and tells of what is painted. */
  #follow(path: Path, scanner: ContentScanner, state: State, resources: PDFDict | undefined): State {
    const { how, ctm } = state;
    if (scanner.operator === 'sh') {
      const shading = value(dictionaryAt(resources, 'Shading'), scanner.name() ?? '');
      const paint: Paint = { ...how.paint, fill: { space: shadingSpace(shading, resources), values: [] } };
      const bounds = how.clip ?? EVERYWHERE;
      const shape = { fill: true, stroke: false, bounds, lineWidth: 0, thinnest: Infinity };
      this.#painted.path?.({ ...shape, how: { ...how, paint } });
      return state;
    }
    const painting = paintingOf(scanner.operator);
    if (!painting) {
      path.take(scanner, ctm);
      const paint = repaint(how.paint, scanner, resources);
      return paint === how.paint ? state : { ...state, how: { ...how, paint } };
    }
    const all = path.bounds();
    const { clips, thinnest } = path;
    path.clear();
    if (!all) return state;
    const bounds = intersection(how.clip, all);
    if (painting.fill || painting.stroke) {
      const lineWidth = how.paint.lineWidth * Math.sqrt(Math.abs(ctm[0] * ctm[3] - ctm[1] * ctm[2]));
      this.#painted.path?.({ ...painting, bounds, lineWidth, thinnest, how });
    }
    return clips ? { ...state, how: { ...how, clip: bounds } } : state;
  }

  /** A form, a tiling pattern's cell or a soft mask's group. */
  #form(stream: PDFObject | undefined, resources: PDFDict | undefined, ctm: Matrix, depth: number, how: How): void {
    if (!(stream instanceof PDFStream) || depth >= DEPTH_LIMIT) return;
    let bytes: Uint8Array;
    try {
      bytes = this.#interpreter.form(stream);
    } catch (error) {
      this.#painted.fault?.(`a form in its content cannot be unpacked (${(error as Error).message})`);
      return;
    }
    const owner = this.#owner;
    this.#owner = stream.dict;
    const matrix = multiply(matrixOf(value(stream.dict, 'Matrix')), ctm);
    const box = numbers(value(stream.dict, 'BBox'));
    const clip = box?.length === 4 ? intersection(how.clip, boxAround(box as unknown as Box, matrix)) : how.clip;
    this.content(bytes, dictionaryAt(stream.dict, 'Resources') ?? resources, matrix, depth + 1, { ...how, clip });
    this.#owner = owner;
  }

  #inline(scanner: ContentScanner, resources: PDFDict | undefined, { ctm: matrix, how }: State): void {
    if (!this.#painted.image) return;
    const inline = new Map<string, Operand>();
    const operands = scanner.operands();
    for (let i = 0; i + 1 < operands.length; i += 2) {
      const key = operands[i];
      if (isName(key)) inline.set(key.name, operands[i + 1]!);
    }
    this.#painted.image({ image: { inline, bytes: scanner.dataEnd - scanner.dataStart }, resources, matrix, how });
  }
}

/** A text string's bytes as text: UTF-16BE or UTF-8 by its mark, else Latin 1. */
function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    let result = '';
    for (let i = 2; i + 1 < bytes.length; i += 2) result += String.fromCharCode((bytes[i]! << 8) | bytes[i + 1]!);
    return result;
  }
  const utf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return Buffer.from(utf8 ? bytes.subarray(3) : bytes).toString(utf8 ? 'utf8' : 'latin1');
}
