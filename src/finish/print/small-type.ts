import { IDENTITY, multiply, type Matrix } from '../../model/matrix.ts';
import { luminosity } from './inks.ts';

/**
 * Lightness (0–1; L* about 30) up to which type that is small is black to every eye: in one ink it stays sharp where plates do not meet exactly, and
 * nobody misses the hue.
 */
const DARK = 0.27;
/** Points below a limit that rounding takes. */
const ROUNDING = 0.01;

/** Whether a colour, components 0–1, may become black where type in it is small. */
export function isDark(r: number, g: number, b: number): boolean {
  return luminosity(r, g, b) <= DARK;
}

/** Where a text begins and how large it is. Texts are followed as far as `Tm` sets them (ISO 32000-1, 9.4.2), which is what browsers write. */
export class TextPlace {
  #matrix: Matrix = IDENTITY;

  /** As `BT` begins a text, or as `Tm` places it. */
  set(matrix: Matrix = IDENTITY): void {
    this.#matrix = matrix;
  }

  /** The beginning of what is shown, under the matrix of the graphics state. */
  start(under: Matrix): { readonly x: number; readonly y: number } {
    const [, , , , x, y] = multiply(this.#matrix, under);
    return { x, y };
  }

  /** Whether type of a font size is smaller than `limit` as it comes to stand, points. */
  isSmaller(size: number, limit: number, under: Matrix): boolean {
    const [, , c, d] = multiply(this.#matrix, under);
    return Math.abs(size) * Math.hypot(c, d) < limit - ROUNDING;
  }
}
