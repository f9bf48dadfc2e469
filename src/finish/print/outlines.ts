import { glyphContours, type GlyphPoint } from '../../model/glyph-outline.ts';
import { TrueTypeFace } from '../../model/true-type.ts';
import { decimal } from './decimal.ts';

/*
 * Text as outlines: what stands outside the trim is cut off, and a face for it would be one more thing to embed and check.
 */

/** Text of a TrueType face as outlines. */
export class Outlines {
  readonly #face: TrueTypeFace;

  /** Throws when `woff` is no WOFF 1.0 with TrueType outlines. */
  constructor(woff: Uint8Array) {
    this.#face = new TrueTypeFace(woff);
  }

  /** Whether the face has a character. */
  has(character: string): boolean {
    return this.#face.glyph(character.codePointAt(0)!) !== 0;
  }

  /** How far the pen goes for a text at `size` points. */
  width(text: string, size: number): number {
    let units = 0;
    for (const character of text) units += this.#face.advance(this.#face.glyph(character.codePointAt(0)!));
    return (units * size) / this.#face.unitsPerEm;
  }

  /** Operators that fill {@link path}. */
  line(text: string, size: number): string {
    const path = this.path(text, size);
    return path === '' ? '' : `${path} f`;
  }

  /** The outlines of a line of text at `size` points from the origin, without an operator that paints; characters that the face lacks are left white. */
  path(text: string, size: number): string {
    const scale = size / this.#face.unitsPerEm;
    const out: string[] = [];
    let pen = 0;
    for (const character of text) {
      const glyph = this.#face.glyph(character.codePointAt(0)!);
      for (const contour of glyph === 0 ? [] : glyphContours(this.#face, glyph)) {
        out.push(...curves(contour.map((point) => ({ x: pen + point.x * scale, y: point.y * scale, on: point.on }))));
      }
      pen += this.#face.advance(glyph) * scale;
    }
    return out.join(' ');
  }
}

/** A contour's quadratic curves as cubic ones. Between two points off the curve lies one on it. */
function curves(contour: readonly GlyphPoint[]): string[] {
  const all = contour.flatMap((point, i) => {
    const next = contour[(i + 1) % contour.length]!;
    return point.on || next.on ? [point] : [point, { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2, on: true }];
  });
  const first = all.findIndex((point) => point.on);
  if (first < 0) return [];
  const points = [...all.slice(first), ...all.slice(0, first + 1)];
  let at = points[0]!;
  const out = [`${decimal(at.x)} ${decimal(at.y)} m`];
  for (let i = 1; i < points.length; i++) {
    const point = points[i]!;
    if (point.on) out.push(`${decimal(point.x)} ${decimal(point.y)} l`);
    else {
      const end = points[++i]!;
      const third = (from: number, control: number): number => from + (2 / 3) * (control - from);
      const six = [
        third(at.x, point.x),
        third(at.y, point.y),
        third(end.x, point.x),
        third(end.y, point.y),
        end.x,
        end.y,
      ];
      out.push(`${six.map(decimal).join(' ')} c`);
    }
    at = points[i]!;
  }
  return [...out, 'h'];
}
