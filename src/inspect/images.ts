import { PDFArray, PDFDict, PDFStream, type PDFObject } from 'pdf-lib';
import { isName, type Operand } from '../model/content-stream.ts';
import { INLINE_FILTERS, INLINE_SPACES } from '../model/inline-image-names.ts';
import type { ImageFacts } from './facts.ts';
import type { PlacedImage } from './painted.ts';
import { filters } from '../model/pdf-stream.ts';
import { booleanAt, dictionaryAt, items, name, numberAt, value } from '../model/pdf-values.ts';

const POINTS_PER_INCH = 72;
/** Digits kept of a resolution: more is noise from the page's own rounding. */
const PPI_DIGITS = 1;
/** Colour spaces inside colour spaces (Indexed over ICCBased); more is a ring. */
const COLOUR_SPACE_DEPTH = 4;

/** Short names in inline images and what they stand for. */
const LONG: Readonly<Record<string, string>> = { ...INLINE_SPACES, ...INLINE_FILTERS };

/** Gathers the pictures of pages: each once a page, at its lowest resolution there. */
export class Images {
  readonly #all = new Map<string, ImageFacts>();
  readonly #numbers = new Map<PDFStream, number>();

  /** Takes a picture as painted; `userUnit` is the page's. */
  add(page: number, placed: PlacedImage, userUnit: number): void {
    const { image, matrix } = placed;
    const own =
      'stream' in image
        ? ofStream(image.stream, placed.resources)
        : ofInline(image.inline, image.bytes, placed.resources);
    const ppi = {
      x: resolution(own.width, Math.hypot(matrix[0], matrix[1]) * userUnit),
      y: resolution(own.height, Math.hypot(matrix[2], matrix[3]) * userUnit),
    };
    const key = 'stream' in image ? `${page} ${this.#number(image.stream)}` : `${page} inline ${this.#all.size}`;
    const before = this.#all.get(key);
    this.#all.set(key, {
      ...own,
      page,
      count: (before?.count ?? 0) + 1,
      ppi: before ? { x: Math.min(before.ppi.x, ppi.x), y: Math.min(before.ppi.y, ppi.y) } : ppi,
    });
  }

  all(): ImageFacts[] {
    return [...this.#all.values()].sort((a, b) => a.page - b.page);
  }

  #number(stream: PDFStream): number {
    let number = this.#numbers.get(stream);
    if (number === undefined) this.#numbers.set(stream, (number = this.#numbers.size));
    return number;
  }
}

/** Pixels per inch of so many pixels over a length in points; 0 for a picture without extent. */
function resolution(pixels: number, points: number): number {
  return points > 0 ? Number(((pixels * POINTS_PER_INCH) / points).toFixed(PPI_DIGITS)) : 0;
}

type Own = Omit<ImageFacts, 'page' | 'count' | 'ppi'>;

function ofStream(stream: PDFStream, resources: PDFDict | undefined): Own {
  const { dict } = stream;
  const stencil = booleanAt(dict, 'ImageMask') ?? false;
  return {
    width: numberAt(dict, 'Width') ?? 0,
    height: numberAt(dict, 'Height') ?? 0,
    colourSpace: stencil ? 'stencil' : colourSpace(value(dict, 'ColorSpace'), resources),
    bits: stencil ? 1 : (numberAt(dict, 'BitsPerComponent') ?? 0),
    filter: filters(stream).join(' '),
    bytes: stream.getContents().length,
    softMask: value(dict, 'SMask') instanceof PDFStream,
  };
}

function ofInline(operands: ReadonlyMap<string, Operand>, bytes: number, resources: PDFDict | undefined): Own {
  const get = (short: string, long: string): Operand | undefined => operands.get(short) ?? operands.get(long);
  const number = (operand: Operand | undefined): number => (typeof operand === 'number' ? operand : 0);
  const names = (operand: Operand | undefined): string[] =>
    (Array.isArray(operand) ? (operand as readonly Operand[]) : [operand]).flatMap((item) =>
      isName(item) ? (LONG[item.name] ?? item.name) : [],
    );
  const stencil = get('IM', 'ImageMask') === true;
  const [space, base] = names(get('CS', 'ColorSpace'));
  const named = space === undefined ? undefined : value(dictionaryAt(resources, 'ColorSpace'), space);
  return {
    width: number(get('W', 'Width')),
    height: number(get('H', 'Height')),
    colourSpace: stencil
      ? 'stencil'
      : named
        ? colourSpace(named, resources)
        : base
          ? `${space} (${base})`
          : (space ?? ''),
    bits: stencil ? 1 : number(get('BPC', 'BitsPerComponent')),
    filter: names(get('F', 'Filter')).join(' '),
    bytes,
    softMask: false,
  };
}

/** A colour space in a word, with what it rests on: `Indexed (ICCBased (3))`. */
function colourSpace(object: PDFObject | undefined, resources: PDFDict | undefined, depth = 0): string {
  const plain = name(object);
  if (plain !== undefined) {
    const named = depth < COLOUR_SPACE_DEPTH ? value(dictionaryAt(resources, 'ColorSpace'), plain) : undefined;
    return named ? colourSpace(named, undefined, depth + 1) : plain;
  }
  if (!(object instanceof PDFArray) || depth >= COLOUR_SPACE_DEPTH) return '';
  const [family, second, third] = items(object);
  const kind = name(family) ?? '';
  if (kind === 'ICCBased')
    return `ICCBased (${second instanceof PDFStream ? (numberAt(second.dict, 'N') ?? '?') : '?'})`;
  if (kind === 'Indexed') return `Indexed (${colourSpace(second, resources, depth + 1)})`;
  if (kind === 'Separation') return `Separation ${name(second) ?? ''} (${colourSpace(third, resources, depth + 1)})`;
  if (kind === 'DeviceN')
    return `DeviceN ${items(second)
      .map((each) => name(each) ?? '?')
      .join('+')}`;
  return kind;
}
