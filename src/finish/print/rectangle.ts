import { PDFArray, PDFNumber, type PDFContext, type PDFObject } from 'pdf-lib';

/** A rectangle in points: left, bottom, right, top. */
export type Rectangle = readonly [number, number, number, number];

/** A rectangle with its sides moved outwards: left, bottom, right, top. */
export function grown(
  box: Rectangle,
  left: number,
  bottom: number = left,
  right: number = left,
  top: number = bottom,
): Rectangle {
  return [box[0] - left, box[1] - bottom, box[2] + right, box[3] + top];
}

/** A rectangle as a file has it, to a ten-thousandth of a point. */
export function boxArray(context: PDFContext, box: Rectangle): PDFArray {
  return context.obj(box.map((value) => Math.round(value * 10_000) / 10_000));
}

/** Reads a rectangle, its corners in any order; undefined when it is none. */
export function rectangleOf(object: PDFObject | undefined): Rectangle | undefined {
  if (!(object instanceof PDFArray) || object.size() !== 4) return undefined;
  const [a, b, c, d] = object.asArray().map((_, i) => {
    const value = object.lookup(i);
    return value instanceof PDFNumber ? value.asNumber() : Number.NaN;
  });
  const box: Rectangle = [Math.min(a!, c!), Math.min(b!, d!), Math.max(a!, c!), Math.max(b!, d!)];
  return box.every(Number.isFinite) ? box : undefined;
}
