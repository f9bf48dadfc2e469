import { PDFDict, PDFName, PDFNumber, PDFStream, type PDFObject } from 'pdf-lib';
import type { ContentScanner } from '../model/content-stream.ts';
import { booleanAt, dictionaryAt, items, name, numberAt, value } from '../model/pdf-values.ts';
import { CMYK, colourSpace, GRAY, initialColour, RGB, type Colour, type ColourSpace } from './colour.ts';

/** With what a page paints (ISO 32000-1, Table 52 and 53). */
export interface Paint {
  readonly fill: Colour;
  readonly stroke: Colour;
  /** In units of the space in which it was set. */
  readonly lineWidth: number;
  readonly fillOverprints: boolean;
  readonly strokeOverprints: boolean;
  readonly overprintMode: number;
  readonly fillAlpha: number;
  readonly strokeAlpha: number;
  readonly blend: string;
  readonly softMask: boolean;
  /** Text rendering mode (Table 106): 3 shows nothing. */
  readonly textMode: number;
}

/** What a page begins with. */
export const FIRST_PAINT: Paint = {
  fill: { space: GRAY, values: [0] },
  stroke: { space: GRAY, values: [0] },
  lineWidth: 1,
  fillOverprints: false,
  strokeOverprints: false,
  overprintMode: 0,
  fillAlpha: 1,
  strokeAlpha: 1,
  blend: 'Normal',
  softMask: false,
  textMode: 0,
};

/** The device space that an operator sets together with a colour. */
const DEVICE: Readonly<Record<string, ColourSpace>> = { g: GRAY, rg: RGB, k: CMYK };

/** Paint after an operation that changes it; the same object after any other. */
export function repaint(paint: Paint, scanner: ContentScanner, resources: PDFDict | undefined): Paint {
  const { operator } = scanner;
  switch (operator) {
    case 'g':
    case 'rg':
    case 'k':
      return { ...paint, fill: { space: DEVICE[operator]!, values: numbersOf(scanner) } };
    case 'G':
    case 'RG':
    case 'K':
      return { ...paint, stroke: { space: DEVICE[operator.toLowerCase()]!, values: numbersOf(scanner) } };
    case 'cs':
      return { ...paint, fill: initialColour(spaceNamed(scanner, resources)) };
    case 'CS':
      return { ...paint, stroke: initialColour(spaceNamed(scanner, resources)) };
    case 'sc':
    case 'scn':
      return { ...paint, fill: coloured(paint.fill.space, scanner, resources) };
    case 'SC':
    case 'SCN':
      return { ...paint, stroke: coloured(paint.stroke.space, scanner, resources) };
    case 'w':
      return { ...paint, lineWidth: scanner.number(0) };
    case 'Tr':
      return { ...paint, textMode: scanner.number(0) };
    case 'gs':
      return withState(paint, dictionaryAt(dictionaryAt(resources, 'ExtGState'), scanner.name() ?? ''));
    default:
      return paint;
  }
}

function numbersOf(scanner: ContentScanner): number[] {
  return [...scanner.numbers.subarray(0, scanner.count)];
}

function spaceNamed(scanner: ContentScanner, resources: PDFDict | undefined): ColourSpace {
  return colourSpace(PDFName.of(scanner.name() ?? ''), resources);
}

/** A colour in a space, or a pattern: then the space is that of its shading, or of the colour that it is painted with. */
function coloured(space: ColourSpace, scanner: ContentScanner, resources: PDFDict | undefined): Colour {
  const pattern = scanner.name();
  if (pattern === undefined) return { space, values: numbersOf(scanner) };
  const object = value(dictionaryAt(resources, 'Pattern'), pattern);
  const shading = value(object instanceof PDFDict ? object : undefined, 'Shading');
  return { space: shading ? shadingSpace(shading, resources) : space, values: [] };
}

/** The colour space of a shading. */
export function shadingSpace(object: PDFObject | undefined, resources: PDFDict | undefined): ColourSpace {
  const dict = object instanceof PDFStream ? object.dict : object instanceof PDFDict ? object : undefined;
  return colourSpace(value(dict, 'ColorSpace'), resources);
}

/** Paint with what a graphics state parameter dictionary sets (ISO 32000-1, Table 58). */
function withState(paint: Paint, state: PDFDict | undefined): Paint {
  if (!state) return paint;
  const strokeOverprints = booleanAt(state, 'OP');
  const fillOverprints = booleanAt(state, 'op') ?? strokeOverprints;
  const blend = value(state, 'BM');
  const mask = value(state, 'SMask');
  const width = value(state, 'LW');
  return {
    ...paint,
    ...(width instanceof PDFNumber && { lineWidth: width.asNumber() }),
    ...(strokeOverprints !== undefined && { strokeOverprints }),
    ...(fillOverprints !== undefined && { fillOverprints }),
    overprintMode: numberAt(state, 'OPM') ?? paint.overprintMode,
    fillAlpha: numberAt(state, 'ca') ?? paint.fillAlpha,
    strokeAlpha: numberAt(state, 'CA') ?? paint.strokeAlpha,
    // Of several blend modes the first that is known counts; all readers know the first in practice.
    blend: name(items(blend)[0]) ?? paint.blend,
    softMask: mask === undefined ? paint.softMask : mask instanceof PDFDict,
  };
}
