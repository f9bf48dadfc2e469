/** A plate as Ghostscript's tiffsep writes it: eight bits a pixel, uncompressed. */
export interface Plate {
  readonly width: number;
  readonly height: number;
  /** Row by row from the top; 255 is bare paper. */
  readonly pixels: Uint8Array;
}

/** Tags of TIFF 6.0 that are needed. */
const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  offsets: 273,
  counts: 279,
} as const;
/** Bytes of a value by its type. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };
/** Entries of a directory that are read; a plate has about 20. */
const ENTRIES_LIMIT = 64;
/** Strips of one plate. */
const STRIPS_LIMIT = 100_000;
/** Photometric interpretation in which 0 is white. */
const WHITE_IS_ZERO = 0;

/** Reads an uncompressed eight-bit TIFF of one channel; undefined when it is anything else. */
export function readPlate(bytes: Uint8Array): Plate | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const little = view.getUint16(0, false) === 0x4949;
    const start = view.getUint32(4, little);
    const count = Math.min(view.getUint16(start, little), ENTRIES_LIMIT);
    const tags = new Map<number, number[]>();
    for (let i = 0; i < count; i++) {
      const at = start + 2 + 12 * i;
      const size = TYPE_BYTES[view.getUint16(at + 2, little)];
      const values = Math.min(view.getUint32(at + 4, little), STRIPS_LIMIT);
      if (!size) continue;
      const from = size * values <= 4 ? at + 8 : view.getUint32(at + 8, little);
      const read = (index: number): number =>
        size === 1
          ? view.getUint8(from + index)
          : size === 2
            ? view.getUint16(from + 2 * index, little)
            : view.getUint32(from + 4 * index, little);
      tags.set(
        view.getUint16(at, little),
        Array.from({ length: values }, (_, index) => read(index)),
      );
    }
    const one = (tag: number): number => tags.get(tag)?.[0] ?? 0;
    const [width, height] = [one(TAG.width), one(TAG.height)];
    if (one(TAG.bits) !== 8 || one(TAG.compression) !== 1 || tags.get(TAG.bits)?.length !== 1) return undefined;
    if (width * height > bytes.length) return undefined;
    const pixels = new Uint8Array(width * height);
    let to = 0;
    tags.get(TAG.offsets)?.forEach((offset, index) => {
      const strip = bytes.subarray(offset, offset + (tags.get(TAG.counts)?.[index] ?? 0));
      const fits = strip.subarray(0, pixels.length - to);
      pixels.set(fits, to);
      to += fits.length;
    });
    if (one(TAG.photometric) === WHITE_IS_ZERO) for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - pixels[i]!;
    return { width, height, pixels };
  } catch {
    // Offsets that lead out of the file.
    return undefined;
  }
}
