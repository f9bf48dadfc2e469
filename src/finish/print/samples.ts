import { kMaxLength } from 'node:buffer';
import { PDFArray, PDFDict, PDFName, PDFStream } from 'pdf-lib';
import { inflated } from '../../model/pdf-stream.ts';
import { streamData } from '../stream-data.ts';
import { numberOf, numbers } from './functions.ts';
import { unpredict } from './predictor.ts';

/** A picture's samples as they are stored: pixel after pixel, each of `bits` bits. */
export interface Samples {
  readonly values: Uint8Array | Uint16Array;
  readonly bits: number;
}

/** The last filter, which says how pixels are coded. */
export function filterName(dict: PDFDict): string {
  const filter = dict.lookup(PDFName.of('Filter'));
  const last = filter instanceof PDFArray && filter.size() > 0 ? filter.lookup(filter.size() - 1) : filter;
  return last instanceof PDFName ? last.toString() : '';
}

/** Samples of a picture that is not coded as one (ISO 32000-1, 8.9.5.2); undefined when there are too few, or they cannot be unpacked. */
export function samplesOf(stream: PDFStream, channels: number): Samples | undefined {
  const width = numberOf(stream.dict, 'Width', 0);
  const height = numberOf(stream.dict, 'Height', 0);
  const bits = numberOf(stream.dict, 'BitsPerComponent', 8);
  let data: Uint8Array | undefined;
  try {
    data = unfiltered(stream);
  } catch {
    return undefined;
  }
  const row = Math.ceil((width * channels * bits) / 8);
  if (!data || data.length < row * height || ![1, 2, 4, 8, 16].includes(bits)) return undefined;
  const count = width * channels * height;
  if (bits === 8) return { values: Uint8Array.from(data.subarray(0, count)), bits };
  const values = bits === 16 ? new Uint16Array(count) : new Uint8Array(count);
  for (let y = 0, to = 0; y < height; y++) {
    for (let i = 0; i < width * channels; i++, to++) {
      const at = y * row + Math.floor((i * bits) / 8);
      values[to] =
        bits === 16
          ? data[at]! * 256 + data[at + 1]!
          : (data[at]! >> (8 - bits - ((i * bits) % 8))) & ((1 << bits) - 1);
    }
  }
  return { values, bits };
}

function unfiltered(stream: PDFStream): Uint8Array | undefined {
  const parms = stream.dict.lookup(PDFName.of('DecodeParms'));
  const own = parms instanceof PDFArray && parms.size() === 1 ? parms.lookup(0) : parms;
  if (!(own instanceof PDFDict) || numberOf(own, 'Predictor', 1) === 1) return streamData(stream);
  if (numberOf(own, 'Predictor', 1) < 10 || filterName(stream.dict) !== '/FlateDecode') return undefined;
  return unpredict(inflated(stream.getContents(), kMaxLength).bytes, {
    columns: numberOf(own, 'Columns', 1),
    colours: numberOf(own, 'Colors', 1),
    bits: numberOf(own, 'BitsPerComponent', 8),
  });
}

/** Samples of three colours as bytes 0–255, as the picture's Decode says what they mean. */
export function bytesOf({ values, bits }: Samples, dict: PDFDict): Uint8Array {
  const most = 2 ** bits - 1;
  const decode = numbers(dict, 'Decode') ?? [0, 1, 0, 1, 0, 1];
  const scale = [0, 1, 2].map((c) => {
    const [from = 0, to = 1] = decode.slice(2 * c);
    return (value: number): number => 255 * (from + (value / most) * (to - from));
  });
  if (bits === 8 && decode.every((value, i) => value === i % 2)) return Uint8Array.from(values);
  return Uint8Array.from(values, (value, i) => Math.round(scale[i % 3]!(value)));
}

/** An eight-bit mask (255: seen) for a picture of which colours in some ranges of samples are not (ISO 32000-1, 8.9.6.4). */
export function keyedMask({ values }: Samples, ranges: readonly number[]): Uint8Array {
  const channels = ranges.length / 2;
  return Uint8Array.from({ length: values.length / channels }, (_, pixel) => {
    for (let c = 0; c < channels; c++) {
      const value = values[pixel * channels + c]!;
      if (value < ranges[2 * c]! || value > ranges[2 * c + 1]!) return 255;
    }
    return 0;
  });
}

/** Takes out of pixels the ground that they were mixed with (ISO 32000-1, 11.6.5.3), in place; `alpha` is 255 where the picture is whole. */
export function withoutMatte(rgb: Uint8Array, alpha: Uint8Array, matte: readonly number[]): void {
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    const part = alpha[pixel]! / 255;
    if (part === 0) continue;
    for (let c = 0; c < 3; c++) {
      const ground = matte[c]! * 255;
      const value = ground + (rgb[3 * pixel + c]! - ground) / part;
      rgb[3 * pixel + c] = value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
    }
  }
}
