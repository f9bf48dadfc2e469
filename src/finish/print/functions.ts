import { PDFArray, PDFDict, PDFName, PDFNumber, PDFStream, type PDFObject } from 'pdf-lib';
import { streamData } from '../stream-data.ts';
import { calculator } from './calculator.ts';

/** A function of PDF (ISO 32000-1, 7.10): inputs to outputs. */
export type PdfFunction = (inputs: readonly number[]) => readonly number[];

/** Functions stitched inside each other. */
const NESTING_LIMIT = 8;

/** Numbers of an array entry; undefined when there is none. */
export function numbers(dict: PDFDict, key: string): number[] | undefined {
  const value = dict.lookup(PDFName.of(key));
  if (!(value instanceof PDFArray)) return undefined;
  return value.asArray().map((_, i) => {
    const number = value.lookup(i);
    return number instanceof PDFNumber ? number.asNumber() : 0;
  });
}

/** A number entry, or what stands for it. */
export function numberOf(dict: PDFDict, key: string, otherwise: number): number {
  const value = dict.lookup(PDFName.of(key));
  return value instanceof PDFNumber ? value.asNumber() : otherwise;
}

/** The dictionary of a dictionary or stream. */
export function dictOf(object: PDFObject | undefined): PDFDict | undefined {
  return object instanceof PDFStream ? object.dict : object instanceof PDFDict ? object : undefined;
}

/** The function that an object describes: one, or an array with one for each output. Throws for those it does not know. */
export function pdfFunction(object: PDFObject | undefined, depth = 0): PdfFunction {
  if (depth > NESTING_LIMIT) throw new Error('functions nest too deep');
  if (object instanceof PDFArray) {
    const parts = object.asArray().map((_, i) => pdfFunction(object.lookup(i), depth + 1));
    return (inputs) => parts.map((part) => part(inputs)[0] ?? 0);
  }
  const dict = dictOf(object);
  if (!dict) throw new Error('a function is missing');
  const domain = numbers(dict, 'Domain') ?? [0, 1];
  const clip = (inputs: readonly number[]): number[] =>
    inputs.map((x, i) => Math.min(Math.max(x, domain[2 * i] ?? 0), domain[2 * i + 1] ?? 1));
  const type = numberOf(dict, 'FunctionType', -1);
  if (type === 2) {
    const from = numbers(dict, 'C0') ?? [0];
    const to = numbers(dict, 'C1') ?? [1];
    const exponent = numberOf(dict, 'N', 1);
    return (inputs) => {
      const t = clip(inputs)[0]! ** exponent;
      return from.map((value, i) => value + t * ((to[i] ?? 0) - value));
    };
  }
  if (type === 3) return stitched(dict, domain, clip, depth);
  if (type === 4 && object instanceof PDFStream) {
    const compute = calculator(Buffer.from(streamData(object)).toString('latin1'));
    const range = numbers(dict, 'Range') ?? [];
    return (inputs) =>
      compute(clip(inputs)).map((y, i) => Math.min(Math.max(y, range[2 * i] ?? 0), range[2 * i + 1] ?? 1));
  }
  if (type === 0 && object instanceof PDFStream && domain.length === 2) return sampled(object, domain, clip);
  throw new Error(`function type ${type}`);
}

function stitched(dict: PDFDict, domain: readonly number[], clip: PdfFunction, depth: number): PdfFunction {
  const array = dict.lookup(PDFName.of('Functions'), PDFArray);
  const parts = array.asArray().map((_, i) => pdfFunction(array.lookup(i), depth + 1));
  const bounds = numbers(dict, 'Bounds') ?? [];
  const encode = numbers(dict, 'Encode') ?? [];
  return (inputs) => {
    const x = clip(inputs)[0]!;
    let i = 0;
    while (i < bounds.length && x >= bounds[i]!) i++;
    const low = i > 0 ? bounds[i - 1]! : domain[0]!;
    const high = i < bounds.length ? bounds[i]! : domain[1]!;
    const [from, to] = [encode[2 * i] ?? 0, encode[2 * i + 1] ?? 1];
    return parts[i]!([high === low ? from : from + ((x - low) / (high - low)) * (to - from)]);
  };
}

/** A sampled function of one input, eight bits a sample. */
function sampled(stream: PDFStream, domain: readonly number[], clip: PdfFunction): PdfFunction {
  const size = numbers(stream.dict, 'Size')?.[0] ?? 0;
  const range = numbers(stream.dict, 'Range') ?? [];
  const outputs = range.length / 2;
  const data = streamData(stream);
  if (numberOf(stream.dict, 'BitsPerSample', 0) !== 8 || size < 2 || data.length < size * outputs)
    throw new Error('samples of another kind');
  const decode = numbers(stream.dict, 'Decode') ?? range;
  return (inputs) => {
    const place = ((clip(inputs)[0]! - domain[0]!) / (domain[1]! - domain[0]!)) * (size - 1);
    const i = Math.min(Math.floor(place), size - 2);
    return Array.from({ length: outputs }, (_, c) => {
      const [a, b] = [data[i * outputs + c]!, data[(i + 1) * outputs + c]!];
      const value = (a + (b - a) * (place - i)) / 255;
      return decode[2 * c]! + value * (decode[2 * c + 1]! - decode[2 * c]!);
    });
  };
}
