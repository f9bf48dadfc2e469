import type { PDFDict } from 'pdf-lib';
import type { Rectangle } from '../model/exhibit.ts';
import { IDENTITY, type Matrix } from '../model/matrix.ts';
import { numbers, value } from '../model/pdf-values.ts';
import { EVERYWHERE } from '../model/rectangle.ts';

/** What a form shows at most, in its own space (ISO 32000-1, Table 95); everything where it does not say. */
export function formBox(dict: PDFDict): Rectangle {
  const box = numbers(value(dict, 'BBox'));
  // Not the same object as everything: a form takes its caller's colours, a page has none.
  if (box?.length !== 4) return { ...EVERYWHERE };
  const [a, b, c, d] = box as [number, number, number, number];
  return { left: Math.min(a, c), bottom: Math.min(b, d), right: Math.max(a, c), top: Math.max(b, d) };
}

/** Where a form's space lies in its caller's. */
export function formMatrix(dict: PDFDict): Matrix {
  const matrix = numbers(value(dict, 'Matrix'));
  return matrix?.length === 6 ? (matrix as unknown as Matrix) : IDENTITY;
}
