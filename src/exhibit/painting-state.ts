import type { PDFDict } from 'pdf-lib';
import type { ContentScanner } from '../model/content-stream.ts';
import type { Rectangle } from '../model/exhibit.ts';
import { IDENTITY, type Matrix } from '../model/matrix.ts';
import { booleanAt, items, name, nameAt, numberAt, value } from '../model/pdf-values.ts';
import { EVERYWHERE } from '../model/rectangle.ts';
import type { ShownFace } from './shown-face.ts';

/** How light a colour is: 1 paper, 0 black; NaN: nobody knows. */
export type Light = number;

/** Light from which a colour is paper. */
export const PAPER = 0.99;
/** Light up to which a field is ink beyond doubt. */
export const INK = 0.85;

/** What of a graphics state (ISO 32000-1, 8.4 and 9.3) decides how far something is painted, and whether it is seen. */
export interface PaintingState {
  matrix: Matrix;
  /** All that is painted is within it. */
  clip: Rectangle;
  /** Whether all of the clip lets paint through. */
  clear: boolean;
  fill: Light;
  stroke: Light;
  /** Components of the colours' spaces; 0: others than those of grey, RGB and CMYK. */
  fillSpace: number;
  strokeSpace: number;
  /** Paint covers what is below, whole and unmixed. */
  opaque: boolean;
  /** Paint is mixed with what is below in a way by which paper becomes ink. */
  mixed: boolean;
  line: number;
  miter: number;
  face: ShownFace | undefined;
  size: number;
  rise: number;
  characterSpace: number;
  wordSpace: number;
  stretch: number;
  leading: number;
  mode: number;
}

/** The state in which a page's content begins, or that of a form that shows no more than `within`, and takes its caller's colours. */
export function beginningState(within: Rectangle = EVERYWHERE): PaintingState {
  const [light, space] = within === EVERYWHERE ? [0, 1] : [NaN, 0];
  return {
    ...{ matrix: IDENTITY, clip: within, clear: true, opaque: true, mixed: false, line: 1, miter: 10 },
    ...{ fill: light, stroke: light, fillSpace: space, strokeSpace: space },
    ...{ face: undefined, size: 0, rise: 0, characterSpace: 0, wordSpace: 0, stretch: 1, leading: 0, mode: 0 },
  };
}

/** Takes an operation that changes nothing but a number or a colour; false for any other. */
export function changeState(state: PaintingState, scan: ContentScanner): boolean {
  switch (scan.operator) {
    case 'w':
      state.line = Math.abs(scan.number(0));
      return true;
    case 'M':
      state.miter = Math.max(1, scan.number(0));
      return true;
    case 'g':
    case 'rg':
    case 'k':
      state.fillSpace = SPACES[scan.operator];
      state.fill = lightOf(scan, state.fillSpace);
      return true;
    case 'G':
    case 'RG':
    case 'K':
      state.strokeSpace = SPACES[scan.operator];
      state.stroke = lightOf(scan, state.strokeSpace);
      return true;
    case 'sc':
    case 'scn':
      state.fill = lightOf(scan, state.fillSpace);
      return true;
    case 'SC':
    case 'SCN':
      state.stroke = lightOf(scan, state.strokeSpace);
      return true;
    case 'TL':
      state.leading = scan.number(0);
      return true;
    case 'Tc':
      state.characterSpace = scan.number(0);
      return true;
    case 'Tw':
      state.wordSpace = scan.number(0);
      return true;
    case 'Tz':
      state.stretch = scan.number(0) / 100;
      return true;
    case 'Ts':
      state.rise = scan.number(0);
      return true;
    case 'Tr':
      state.mode = scan.number(0);
      return true;
    default:
      return false;
  }
}

/** Components of the spaces that operators choose with a colour (ISO 32000-1, Table 74). */
const SPACES = { g: 1, G: 1, rg: 3, RG: 3, k: 4, K: 4 } as const;

/** Takes what a graphics state parameter dictionary says (ISO 32000-1, Table 58), but for its font. */
export function setParameters(state: PaintingState, dict: PDFDict): void {
  const line = numberAt(dict, 'LW');
  if (line !== undefined) state.line = Math.abs(line);
  const miter = numberAt(dict, 'ML');
  if (miter !== undefined) state.miter = Math.max(1, miter);
  const modes = items(value(dict, 'BM')).map((mode) => name(mode));
  const plain = modes.every((mode) => mode === 'Normal' || mode === 'Compatible');
  if (modes.length > 0) {
    state.mixed = !plain && !modes.every((mode) => mode === 'Multiply' || mode === 'Darken');
    state.opaque &&= plain;
  }
  const [fill, stroke, mask] = [numberAt(dict, 'ca'), numberAt(dict, 'CA'), nameAt(dict, 'SMask')];
  const masked = mask !== 'None' && value(dict, 'SMask') !== undefined;
  if ((fill ?? 1) < 1 || (stroke ?? 1) < 1 || masked || booleanAt(dict, 'AIS')) state.opaque = false;
  else if (fill === 1 && stroke === 1 && modes.length > 0 && plain && mask === 'None') state.opaque = true;
}

/** How light the operands' colour is, as eyes weigh red, green and blue. */
function lightOf(scan: ContentScanner, components: number): Light {
  if (components === 0 || scan.count !== components) return NaN;
  const a = scan.number(0);
  if (components === 1) return a;
  const b = scan.number(1);
  const c = scan.number(2);
  const d = scan.number(3);
  if (components === 3) return Math.min(a, b, c) >= PAPER ? 1 : 0.3 * a + 0.59 * b + 0.11 * c;
  return Math.max(a, b, c, d) <= 1 - PAPER ? 1 : (1 - d) * (1 - 0.3 * a - 0.59 * b - 0.11 * c);
}
