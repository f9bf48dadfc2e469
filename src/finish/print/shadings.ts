import { PDFArray, PDFDict, PDFName, PDFRawStream, PDFRef, type PDFContext, type PDFObject } from 'pdf-lib';
import { spaceKind } from './colour-space.ts';
import { dictOf, numberOf, numbers, pdfFunction, type PdfFunction } from './functions.ts';
import { luminosity, total, type Inks } from './inks.ts';
import { turnedMesh } from './meshes.ts';

/** Samples between two stops of a gradient: inks bend between colours, and 32 steps hide it. */
const STOP_SAMPLES = 33;
/** Samples along a gradient that a calculator describes, whose stops are not known. */
const LINE_SAMPLES = 4096;
/** Samples a side of a gradient in two directions. */
const FIELD_SAMPLES = 256;
/** Part of a stop's interval that is stayed clear of at its ends, where the next one begins. */
const HARD_STOP = 1e-6;
/** Components so near each other are grey; a gradient of greys alone is black ink alone. */
const GREY_TOLERANCE = 0.01;

/** Shading types from which on they are meshes. */
const MESHES = 4;

const COLOUR_SPACE = PDFName.of('ColorSpace');
const FUNCTION = PDFName.of('Function');

/**
 * Turns a shading (ISO 32000-1, 8.7.4.5) into inks in place: axial, radial and function-based ones are sampled, meshes turned vertex by
 * vertex, or their function sampled. `ref` is what a mesh is called by. Gives the largest sum of inks; undefined for one that it cannot turn.
 */
export function convertShading(
  context: PDFContext,
  shading: PDFObject | undefined,
  inks: Inks,
  mask: boolean,
  ref?: PDFObject,
): number | undefined {
  const dict = dictOf(shading);
  if (!dict) return 0;
  const kind = spaceKind(dict.lookup(COLOUR_SPACE));
  if (kind !== 'rgb' && kind !== 'grey') return 0;
  if (kind === 'grey' && mask) return 0;
  try {
    const type = numberOf(dict, 'ShadingType', 0);
    const sampler = new Sampler(context, inks, mask);
    if (shading && type >= MESHES && !dict.has(FUNCTION)) {
      if (!(ref instanceof PDFRef)) return undefined;
      const mesh = turnedMesh(context, shading, mask ? 1 : 4, (at) =>
        sampler.inks(kind === 'grey' ? [at[0]!, at[0]!, at[0]!] : at),
      );
      mesh.dict.set(COLOUR_SPACE, PDFName.of(mask ? 'DeviceGray' : 'DeviceCMYK'));
      context.assign(ref, mesh);
      return sampler.most;
    }
    const source = pdfFunction(dict.lookup(FUNCTION));
    const colour: PdfFunction = kind === 'grey' ? (at) => [source(at)[0]!, source(at)[0]!, source(at)[0]!] : source;
    if (type === 2 || type === 3) stops(dict, numbers(dict, 'Domain') ?? [0, 1], colour, sampler);
    else if (type === 1) field(dict, colour, sampler);
    else if (type >= MESHES) stops(dict, (numbers(dict, 'Decode') ?? []).slice(4, 6), colour, sampler);
    else return undefined;
    dict.set(COLOUR_SPACE, PDFName.of(mask ? 'DeviceGray' : 'DeviceCMYK'));
    // A background needs the space of before; browsers write none, for they paint it themselves.
    dict.delete(PDFName.of('Background'));
    return sampler.most;
  } catch {
    return undefined;
  }
}

/** Samples colours as inks, or as light for a mask. */
class Sampler {
  most = 0;
  readonly #context: PDFContext;
  readonly #inks: Inks;
  readonly #mask: boolean;

  constructor(context: PDFContext, inks: Inks, mask: boolean) {
    this.#context = context;
    this.#inks = inks;
    this.#mask = mask;
  }

  /** Inks of one colour, or its light for a mask. */
  inks([r = 0, g = 0, b = 0]: readonly number[]): readonly number[] {
    if (this.#mask) return [luminosity(r, g, b)];
    const four = this.#inks.of(r, g, b);
    this.most = Math.max(this.most, total(four));
    return four;
  }

  /** A sampled function over `domain` for colours in the order of its samples; greys alone are black ink alone. */
  function(
    colours: readonly (readonly number[])[],
    domain: readonly number[],
    size: readonly number[],
    grey: boolean,
  ): PDFRef {
    const width = this.#mask ? 1 : 4;
    const data = new Uint8Array(colours.length * width);
    colours.forEach(([r = 0, g = 0, b = 0], i) => {
      if (this.#mask) data[i] = Math.round(luminosity(r, g, b) * 255);
      else {
        const inks = this.#inks.of(r, g, b, grey);
        this.most = Math.max(this.most, total(inks));
        inks.forEach((ink, j) => (data[i * width + j] = Math.round(ink * 255)));
      }
    });
    const dict = this.#context.obj({
      FunctionType: 0,
      Domain: [...domain],
      Range: Array.from({ length: width }, () => [0, 1]).flat(),
      Size: [...size],
      BitsPerSample: 8,
    });
    return this.#context.register(PDFRawStream.of(dict, data));
  }

  stitch(functions: readonly PDFRef[], domain: readonly number[], bounds: readonly number[]): PDFObject {
    return this.#context.obj({
      FunctionType: 3,
      Domain: [...domain],
      Functions: [...functions],
      Bounds: [...bounds],
      Encode: functions.flatMap(() => [0, 1]),
    });
  }
}

function isGrey([r = 0, g = 0, b = 0]: readonly number[]): boolean {
  return Math.abs(r - g) <= GREY_TOLERANCE && Math.abs(g - b) <= GREY_TOLERANCE;
}

/** A gradient along a line, between circles or over a mesh: each interval between stops is sampled by itself, so that hard stops stay hard. */
function stops(dict: PDFDict, domain: readonly number[], colour: PdfFunction, sampler: Sampler): void {
  const edges = [domain[0]!, ...boundsOf(dict.lookup(FUNCTION)), domain[1]!].filter(
    (edge, i, all) => i === 0 || edge > all[i - 1]!,
  );
  const pieces = edges.slice(1).map((to, i) => {
    const from = edges[i]!;
    const clear = (to - from) * HARD_STOP;
    return Array.from({ length: STOP_SAMPLES }, (_, j) => {
      const at = from + ((to - from) * j) / (STOP_SAMPLES - 1);
      return colour([Math.min(Math.max(at, from + clear), to - clear)]);
    });
  });
  const grey = pieces.flat().every(isGrey);
  const functions = pieces.map((piece) => sampler.function(piece, [0, 1], [STOP_SAMPLES], grey));
  dict.set(FUNCTION, sampler.stitch(functions, domain, edges.slice(1, -1)));
}

/** Stops inside a stitched function's domain. */
function boundsOf(object: PDFObject | undefined): number[] {
  if (object instanceof PDFArray || !object) return [];
  const dict = dictOf(object);
  return dict && numberOf(dict, 'FunctionType', -1) === 3 ? (numbers(dict, 'Bounds') ?? []) : [];
}

/** A gradient in two directions, sampled over its domain; more finely in one alone when the other says nothing. */
function field(dict: PDFDict, colour: PdfFunction, sampler: Sampler): void {
  const domain = numbers(dict, 'Domain') ?? [0, 1, 0, 1];
  const [x0 = 0, x1 = 1, y0 = 0, y1 = 1] = domain;
  const probe = Array.from({ length: 9 }, (_, i) => x0 + ((x1 - x0) * (i + 0.5)) / 9);
  const level = probe.every(
    (x) =>
      String(colour([x, y0])) === String(colour([x, y1])) &&
      String(colour([x, y0])) === String(colour([x, (y0 + y1) / 3])),
  );
  // A gradient along a line has no matrix of its own to keep.
  if (level && !dict.has(PDFName.of('Matrix'))) {
    const line = Array.from({ length: LINE_SAMPLES }, (_, i) =>
      colour([x0 + ((x1 - x0) * i) / (LINE_SAMPLES - 1), y0]),
    );
    dict.set(PDFName.of('ShadingType'), dict.context.obj(2));
    dict.set(PDFName.of('Coords'), dict.context.obj([x0, 0, x1, 0]));
    dict.set(PDFName.of('Domain'), dict.context.obj([0, 1]));
    dict.set(PDFName.of('Extend'), dict.context.obj([true, true]));
    dict.set(FUNCTION, sampler.function(line, [0, 1], [LINE_SAMPLES], line.every(isGrey)));
    return;
  }
  const samples: (readonly number[])[] = [];
  for (let y = 0; y < FIELD_SAMPLES; y++) {
    for (let x = 0; x < FIELD_SAMPLES; x++) {
      samples.push(colour([x0 + ((x1 - x0) * x) / (FIELD_SAMPLES - 1), y0 + ((y1 - y0) * y) / (FIELD_SAMPLES - 1)]));
    }
  }
  dict.set(FUNCTION, sampler.function(samples, domain, [FIELD_SAMPLES, FIELD_SAMPLES], samples.every(isGrey)));
}
