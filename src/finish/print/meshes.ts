import { PDFName, PDFRawStream, type PDFContext, type PDFObject } from 'pdf-lib';
import { streamData } from '../stream-data.ts';
import { dictOf, numberOf, numbers } from './functions.ts';

/** Bits of a colour's components in a mesh that is written anew. */
const COLOUR_BITS = 16;
/** Points and colours of a patch by its flag (ISO 32000-1, 8.7.4.5.7 and 8.7.4.5.8): a patch that goes on from another has less of each. */
const PATCH_POINTS: Readonly<Record<number, readonly [whole: number, further: number]>> = { 6: [12, 8], 7: [16, 12] };
const PATCH_COLOURS = [4, 2] as const;

/**
 * A mesh (shading types 4 to 7) with its vertices' colours turned by `turn` into `channels` components from 0 to 1; points stay as they are, bit by bit.
 * Throws for one that does not make sense.
 */
export function turnedMesh(
  context: PDFContext,
  shading: PDFObject,
  channels: number,
  turn: (colour: readonly number[]) => readonly number[],
): PDFRawStream {
  const dict = dictOf(shading);
  if (!(shading instanceof PDFRawStream) || !dict) throw new Error('a mesh without a stream');
  const type = numberOf(dict, 'ShadingType', 0);
  const decode = numbers(dict, 'Decode') ?? [];
  const inputs = (decode.length - 4) / 2;
  const [point, colour] = [numberOf(dict, 'BitsPerCoordinate', 0), numberOf(dict, 'BitsPerComponent', 0)];
  const flag = type === 5 ? 0 : numberOf(dict, 'BitsPerFlag', 0);
  if (point < 1 || colour < 1 || inputs < 1 || (type !== 5 && flag < 1)) throw new Error('a mesh without measures');
  const from = new BitReader(streamData(shading));
  const to = new BitWriter();
  const most = 2 ** colour - 1;
  const patch = PATCH_POINTS[type];
  const least = flag + 2 * point + inputs * colour;
  while (from.left >= least) {
    const edge = flag > 0 ? from.read(flag) : 0;
    if (flag > 0) to.write(edge, flag);
    const further = edge % 4 === 0 ? 0 : 1;
    const points = patch ? patch[further] : 1;
    const colours = patch ? PATCH_COLOURS[further] : 1;
    if (from.left < 2 * points * point + colours * inputs * colour) break;
    for (let i = 0; i < 2 * points; i++) to.write(from.read(point), point);
    for (let i = 0; i < colours; i++) {
      const value = Array.from({ length: inputs }, (_, c) => {
        const [low = 0, high = 1] = decode.slice(4 + 2 * c);
        return low + (from.read(colour) / most) * (high - low);
      });
      for (const each of turn(value)) to.write(Math.round(each * (2 ** COLOUR_BITS - 1)), COLOUR_BITS);
    }
    from.align();
    to.align();
  }
  const made = context.obj({});
  for (const [key, value] of dict.entries())
    if (!['/Filter', '/DecodeParms', '/Length', '/Background'].includes(key.toString())) made.set(key, value);
  made.set(PDFName.of('BitsPerComponent'), context.obj(COLOUR_BITS));
  made.set(
    PDFName.of('Decode'),
    context.obj([...decode.slice(0, 4), ...Array.from({ length: channels }, () => [0, 1]).flat()]),
  );
  return PDFRawStream.of(made, to.bytes());
}

/** Reads numbers of up to 32 bits, the highest first. */
class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bits that are not read yet. */
  get left(): number {
    return this.#bytes.length * 8 - this.#at;
  }

  read(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++, this.#at++)
      value = value * 2 + ((this.#bytes[this.#at >> 3]! >> (7 - (this.#at & 7))) & 1);
    return value;
  }

  /** Goes on to the next whole byte. */
  align(): void {
    this.#at = Math.ceil(this.#at / 8) * 8;
  }
}

/** Writes what {@link BitReader} reads. */
class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;

  write(value: number, bits: number): void {
    for (let i = bits - 1; i >= 0; i--, this.#bits++) {
      if (this.#bits % 8 === 0) this.#bytes.push(0);
      if (Math.floor(value / 2 ** i) % 2 === 1) this.#bytes[this.#bytes.length - 1]! |= 1 << (7 - (this.#bits % 8));
    }
  }

  align(): void {
    this.#bits = this.#bytes.length * 8;
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
