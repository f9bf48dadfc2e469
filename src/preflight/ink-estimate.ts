import type { PDFStream } from 'pdf-lib';
import { inksOf, type Colour, type ColourSpace } from '../inspect/colour.ts';
import { filters, streamBytes } from '../model/pdf-stream.ts';
import { items, numberAt, numbers, value } from '../model/pdf-values.ts';

/** Pixels of a picture that are looked at; of larger ones every second, third … */
const PIXELS_LIMIT = 4_000_000;
/** Bytes of a picture that are unpacked. */
const PICTURE_LIMIT = 512 * 1024 * 1024;

/** Total ink of each page as far as the file itself tells: the most that one object lays down, in percent over all plates. */
export class InkEstimate {
  readonly #pages = new Map<number, number>();
  readonly #pictures = new Map<PDFStream, number | undefined>();
  /** Pages with something whose ink only a conversion or a decoder tells. */
  readonly unknown: Set<number> = new Set();

  /** Takes a colour that is painted. */
  colour(page: number, colour: Colour): void {
    const inks = inksOf(colour);
    if (!inks) this.unknown.add(page);
    else this.#take(page, 100 * [...inks.values()].reduce((sum, each) => sum + each, 0));
  }

  /** Takes a picture. */
  image(page: number, stream: PDFStream, space: ColourSpace): void {
    if (!this.#pictures.has(stream)) this.#pictures.set(stream, pictureInk(stream, space));
    const ink = this.#pictures.get(stream);
    if (ink === undefined) this.unknown.add(page);
    else this.#take(page, ink);
  }

  /** The most ink on a page, percent; 0 for one without any. */
  of(page: number): number {
    return this.#pages.get(page) ?? 0;
  }

  #take(page: number, percent: number): void {
    if (percent > this.of(page)) this.#pages.set(page, percent);
  }
}

/** Most ink of a pixel in percent; undefined where a decoder or a conversion is needed. */
function pictureInk(stream: PDFStream, space: ColourSpace): number | undefined {
  if (space.family === 'Indexed') return undefined;
  if (space.model === 'gray') return 100;
  const names = space.model === 'cmyk' ? 4 : space.model === 'spot' ? space.names.length : 0;
  if (names === 0 || numberAt(stream.dict, 'BitsPerComponent') !== 8) return undefined;
  if (filters(stream).some((each) => !['FlateDecode', 'Fl', 'LZWDecode', 'RunLengthDecode'].includes(each)))
    return undefined;
  // A predictor (PNG or TIFF) is undone by the library; an inverted picture by its Decode array.
  const inverted =
    numbers(items(value(stream.dict, 'Decode')).length > 0 ? value(stream.dict, 'Decode') : undefined)?.[0] === 1;
  try {
    const bytes = streamBytes(stream, PICTURE_LIMIT);
    const pixels = Math.floor(bytes.length / names);
    const step = Math.max(1, Math.ceil(pixels / PIXELS_LIMIT)) * names;
    let most = 0;
    for (let at = 0; at + names <= bytes.length; at += step) {
      let sum = 0;
      for (let k = 0; k < names; k++) sum += inverted ? 255 - bytes[at + k]! : bytes[at + k]!;
      if (sum > most) most = sum;
    }
    return (most / 255) * 100;
  } catch {
    return undefined;
  }
}
