import { inflateSync } from 'node:zlib';
import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFStream,
  PDFString,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import { replacedStream, streamData } from '../stream-data.ts';
import { spaceKind } from './colour-space.ts';
import { numberOf, numbers } from './functions.ts';
import type { Inks } from './inks.ts';
import { unpredict } from './predictor.ts';
import { greyJpeg, inkJpeg, jpegPixels } from './raster.ts';

/** A picture in inks: what stands in its place (undefined: it stays), and the largest sum of inks. */
export interface InkedImage {
  readonly stream: PDFStream | undefined;
  readonly most: number;
  /** Why its colours are still those of a screen. */
  readonly kept?: string;
}

const COLOUR_SPACE = PDFName.of('ColorSpace');
const DECODE = PDFName.of('Decode');
const FILTER = PDFName.of('Filter');
const DECODE_PARMS = PDFName.of('DecodeParms');
const MASK = PDFName.of('Mask');
const SMASK = PDFName.of('SMask');
/** What a picture may say and PDF/X forbids, or what no longer holds when its colours change (ISO 15930-7, 6.15). */
const DROPPED = ['Intent', 'Alternates', 'OPI', 'StructParent', 'Metadata', 'ID'].map((key) => PDFName.of(key));

/** Turns a picture's colours into inks; its masks stay as they are. `quality` is for those that are JPEGs. */
export async function inkImage(
  context: PDFContext,
  stream: PDFStream,
  inks: Inks,
  quality: number,
): Promise<InkedImage> {
  const { dict } = stream;
  for (const key of DROPPED) dict.delete(key);
  const space = dict.lookup(COLOUR_SPACE);
  const kind = spaceKind(space);
  if (kind === 'indexed' && space instanceof PDFArray) return inkPalette(context, stream, space, inks);
  if (kind === 'grey') {
    // A calibrated grey becomes the black plate's own, as text does.
    dict.set(COLOUR_SPACE, PDFName.of('DeviceGray'));
    return { stream: undefined, most: 1 };
  }
  if (kind !== 'rgb') return { stream: undefined, most: 0 };
  const fault = unfit(dict);
  if (fault) return { stream: undefined, most: 0, kept: fault };
  const width = numberOf(dict, 'Width', 0);
  const height = numberOf(dict, 'Height', 0);
  const coded = filterName(dict) === '/DCTDecode';
  const rgb = coded ? await jpegPixels(stream.getContents(), width, height) : plainPixels(stream, width, height);
  if (!rgb) return { stream: undefined, most: 0, kept: 'its pixels cannot be read' };
  if ((numbers(dict, 'Decode')?.[0] ?? 0) === 1) rgb.forEach((value, i) => (rgb[i] = 255 - value));
  const grey = inks.greyPixels(rgb);
  if (grey) {
    const data = coded ? await greyJpeg(grey, width, height, quality) : grey;
    return { stream: remade(context, stream, 'DeviceGray', data, coded), most: 1 };
  }
  const pixels = inks.pixels(rgb, coded);
  const data = coded ? await inkJpeg(pixels.inks, width, height, quality) : pixels.inks;
  return { stream: remade(context, stream, 'DeviceCMYK', data, coded), most: pixels.most };
}

/** The picture with other pixels. */
function remade(context: PDFContext, old: PDFStream, space: string, data: Uint8Array, jpeg: boolean): PDFRawStream {
  const made = replacedStream(context, old, data);
  made.dict.set(COLOUR_SPACE, PDFName.of(space));
  made.dict.delete(DECODE);
  if (jpeg) {
    made.dict.set(FILTER, PDFName.of('DCTDecode'));
    if (space === 'DeviceCMYK') made.dict.set(DECODE, context.obj([1, 0, 1, 0, 1, 0, 1, 0]));
  }
  return made;
}

/** Why a picture cannot be turned into inks; undefined when it can. */
function unfit(dict: PDFDict): string | undefined {
  const bits = numberOf(dict, 'BitsPerComponent', 8);
  if (bits !== 8) return `it has ${bits} bits a colour`;
  if (dict.lookup(MASK) instanceof PDFArray) return 'a colour of it is made transparent';
  const mask = dict.lookup(SMASK);
  if (mask instanceof PDFStream && mask.dict.has(PDFName.of('Matte'))) return 'its colours are mixed with a ground';
  if (filterName(dict) === '/JPXDecode') return 'it is coded as JPEG 2000';
  return undefined;
}

/** The last filter, which says how pixels are coded. */
function filterName(dict: PDFDict): string {
  const filter = dict.lookup(FILTER);
  const last = filter instanceof PDFArray && filter.size() > 0 ? filter.lookup(filter.size() - 1) : filter;
  return last instanceof PDFName ? last.toString() : '';
}

/** Pixels that are not coded as a picture, three bytes each; undefined when there are too few. */
function plainPixels(stream: PDFStream, width: number, height: number): Uint8Array | undefined {
  const parms = stream.dict.lookup(DECODE_PARMS);
  const own = parms instanceof PDFArray && parms.size() === 1 ? parms.lookup(0) : parms;
  let data: Uint8Array;
  try {
    if (own instanceof PDFDict && numberOf(own, 'Predictor', 1) >= 10) {
      if (filterName(stream.dict) !== '/FlateDecode') return undefined;
      data = unpredict(inflateSync(stream.getContents()), {
        columns: numberOf(own, 'Columns', 1),
        colours: numberOf(own, 'Colors', 1),
        bits: numberOf(own, 'BitsPerComponent', 8),
      });
    } else if (own instanceof PDFDict && numberOf(own, 'Predictor', 1) > 1) return undefined;
    else data = streamData(stream);
  } catch {
    return undefined;
  }
  const size = width * height * 3;
  return data.length >= size ? Uint8Array.from(data.subarray(0, size)) : undefined;
}

/** A picture of numbered colours: only the colours change. */
function inkPalette(context: PDFContext, stream: PDFStream, space: PDFArray, inks: Inks): InkedImage {
  const base = spaceKind(space.lookup(1));
  if (base !== 'rgb' && base !== 'grey') return { stream: undefined, most: 0 };
  const colours = paletteBytes(space.lookup(3));
  if (!colours) return { stream: undefined, most: 0, kept: 'its colours cannot be read' };
  const each = base === 'rgb' ? 3 : 1;
  const count = Math.floor(colours.length / each);
  const palette = new Uint8Array(count * 4);
  let most = 0;
  for (let i = 0; i < count; i++) {
    const [r, g, b] = [0, 1, 2].map((j) => colours[i * each + (each === 3 ? j : 0)]! / 255);
    const four = inks.of(r!, g!, b!);
    most = Math.max(most, four[0] + four[1] + four[2] + four[3]);
    // Down, not to the nearest: four roundings up would pass the limit.
    four.forEach((ink, j) => (palette[4 * i + j] = Math.floor(ink * 255 + 0.001)));
  }
  const text = PDFHexString.of(Buffer.from(palette).toString('hex'));
  stream.dict.set(COLOUR_SPACE, context.obj([PDFName.of('Indexed'), PDFName.of('DeviceCMYK'), count - 1, text]));
  return { stream: undefined, most };
}

function paletteBytes(object: PDFObject | undefined): Uint8Array | undefined {
  if (object instanceof PDFString || object instanceof PDFHexString) return object.asBytes();
  return object instanceof PDFStream ? streamData(object) : undefined;
}
