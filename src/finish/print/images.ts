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
import { greyJpeg, inkJpeg, inksOfJpeg, jpegPixels } from './raster.ts';
import { bytesOf, filterName, keyedMask, samplesOf, withoutMatte } from './samples.ts';

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
const BITS = PDFName.of('BitsPerComponent');
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
  if (filterName(dict) === '/JPXDecode') return { stream: undefined, most: 0, kept: 'it is coded as JPEG 2000' };
  const width = numberOf(dict, 'Width', 0);
  const height = numberOf(dict, 'Height', 0);
  const coded = filterName(dict) === '/DCTDecode';
  const jpeg = coded ? await jpegPixels(stream.getContents(), width, height) : undefined;
  const samples = coded ? jpeg && { values: jpeg, bits: 8 } : samplesOf(stream, 3);
  if (!samples) return { stream: undefined, most: 0, kept: 'its pixels cannot be read' };
  const rgb = bytesOf(samples, dict);
  const mixed = matteOf(dict, width * height);
  if (mixed) withoutMatte(rgb, mixed.alpha, mixed.matte);
  const key = numbers(dict, 'Mask');
  if (key?.length === 6)
    dict.set(SMASK, context.register(maskPicture(context, keyedMask(samples, key), width, height)));
  if (key) dict.delete(MASK);
  const grey = inks.greyPixels(rgb);
  if (grey) {
    const data = coded ? await greyJpeg(grey, width, height, quality) : grey;
    return { stream: remade(context, stream, 'DeviceGray', data, coded), most: 1 };
  }
  const made = (coded && (await codedWithin(rgb, inks, width, height, quality))) || undefined;
  if (made) return { stream: remade(context, stream, 'DeviceCMYK', made.data, true), most: made.most };
  const pixels = inks.pixels(rgb);
  return { stream: remade(context, stream, 'DeviceCMYK', pixels.inks, false), most: pixels.most };
}

/** How far below the limit a photograph is kept at first (1: a full ink): JPEG coding has taken real ones 12 % over it. */
const JPEG_ROOM = 0.16;
/** Tries to code a picture within the limit. Specks that are over it after so many are no photograph, and are kept without loss. */
const JPEG_TRIES = 3;
/** By how much a coded picture may be over the limit. */
const JPEG_OVER = 0.01;

/**
 * A JPEG in inks that keeps the limit. What coding adds shows only after it: a picture that is over the limit is coded again from so much less ink.
 * Undefined when that does not help.
 */
async function codedWithin(
  rgb: Uint8Array,
  inks: Inks,
  width: number,
  height: number,
  quality: number,
): Promise<{ readonly data: Uint8Array; readonly most: number } | undefined> {
  let room = inks.limit < 4 ? JPEG_ROOM : 0;
  for (let tries = 0; tries < JPEG_TRIES; tries++) {
    const pixels = inks.pixels(rgb, room);
    const data = await inkJpeg(pixels.inks, width, height, quality);
    // One with little ink cannot come over the limit.
    if (inks.limit >= 4 || pixels.most < inks.limit - 2 * JPEG_ROOM) return { data, most: pixels.most };
    const most = largestSum(await inksOfJpeg(data));
    if (most <= inks.limit + JPEG_OVER) return { data, most };
    room += most - inks.limit;
  }
  return undefined;
}

/** Largest sum of a pixel's inks, four bytes each: 0–4. */
function largestSum(inks: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < inks.length; i += 4) most = Math.max(most, inks[i]! + inks[i + 1]! + inks[i + 2]! + inks[i + 3]!);
  return most / 255;
}

/** Eight bits of opacity as a picture. */
function maskPicture(context: PDFContext, alpha: Uint8Array, width: number, height: number): PDFRawStream {
  const entries = { Type: 'XObject', Subtype: 'Image', Width: width, Height: height, BitsPerComponent: 8 };
  return PDFRawStream.of(context.obj({ ...entries, ColorSpace: 'DeviceGray' }), alpha);
}

/** The picture with other pixels. */
function remade(context: PDFContext, old: PDFStream, space: string, data: Uint8Array, jpeg: boolean): PDFRawStream {
  const made = replacedStream(context, old, data);
  made.dict.set(COLOUR_SPACE, PDFName.of(space));
  made.dict.delete(DECODE);
  made.dict.set(BITS, context.obj(8));
  const mask = made.dict.lookup(SMASK);
  if (mask instanceof PDFStream) mask.dict.delete(PDFName.of('Matte'));
  if (jpeg) {
    made.dict.set(FILTER, PDFName.of('DCTDecode'));
    if (space === 'DeviceCMYK') made.dict.set(DECODE, context.obj([1, 0, 1, 0, 1, 0, 1, 0]));
  }
  return made;
}

/** Alpha of a picture whose colours are mixed with a ground, and that ground; undefined where they are not. */
function matteOf(dict: PDFDict, pixels: number): { readonly alpha: Uint8Array; readonly matte: number[] } | undefined {
  const mask = dict.lookup(SMASK);
  const matte = mask instanceof PDFStream ? numbers(mask.dict, 'Matte') : undefined;
  if (!(mask instanceof PDFStream) || matte?.length !== 3) return undefined;
  const samples = samplesOf(mask, 1);
  const alpha = samples && Uint8Array.from(samples.values, (value) => (value / (2 ** samples.bits - 1)) * 255);
  // Pixels for pixels (ISO 32000-1, table 146).
  return alpha?.length === pixels ? { alpha, matte } : undefined;
}

/** A picture of numbered colours: only the colours change. */
function inkPalette(context: PDFContext, stream: PDFStream, space: PDFArray, inks: Inks): InkedImage {
  const inked = inkedPalette(context, space, inks);
  if (inked === 'unread') return { stream: undefined, most: 0, kept: 'its colours cannot be read' };
  if (!inked) return { stream: undefined, most: 0 };
  stream.dict.set(COLOUR_SPACE, inked.space);
  return { stream: undefined, most: inked.most };
}

/** A space of numbered colours (ISO 32000-1, 8.6.6.3) in inks, and their largest sum; undefined where its colours are right for a press already. */
export function inkedPalette(
  context: PDFContext,
  space: PDFArray,
  inks: Inks,
): { readonly space: PDFArray; readonly most: number } | 'unread' | undefined {
  const base = spaceKind(space.lookup(1));
  if (base !== 'rgb' && base !== 'grey') return undefined;
  const colours = paletteBytes(space.lookup(3));
  if (!colours) return 'unread';
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
  return { space: context.obj([PDFName.of('Indexed'), PDFName.of('DeviceCMYK'), count - 1, text]), most };
}

function paletteBytes(object: PDFObject | undefined): Uint8Array | undefined {
  if (object instanceof PDFString || object instanceof PDFHexString) return object.asBytes();
  return object instanceof PDFStream ? streamData(object) : undefined;
}
