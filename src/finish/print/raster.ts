import sharp from 'sharp';

/** Fields of a TIFF directory (TIFF 6.0, section 8) for one strip of CMYK: tag, type (3: two bytes, 4: four), count, value. */
function fields(
  width: number,
  height: number,
  bits: number,
  data: number,
  length: number,
): (readonly [number, number, number, number])[] {
  return [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 4, bits],
    [259, 3, 1, 1],
    [262, 3, 1, 5],
    [273, 4, 1, data],
    [277, 3, 1, 4],
    [278, 4, 1, height],
    [279, 4, 1, length],
    [284, 3, 1, 1],
    [332, 3, 1, 1],
  ];
}
const FIELDS = 11;
const FIELD_LENGTH = 12;
const DIRECTORY = 8;
const BITS = DIRECTORY + 2 + FIELDS * FIELD_LENGTH + 4;
const DATA = BITS + 8;

/** Inks with a TIFF's head before them: the only form in which sharp takes raw pixels for inks. */
function tiff(inks: Uint8Array, width: number, height: number): Buffer {
  const head = Buffer.alloc(DATA);
  head.write('II', 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(DIRECTORY, 4);
  head.writeUInt16LE(FIELDS, DIRECTORY);
  fields(width, height, BITS, DATA, inks.length).forEach(([tag, type, count, value], i) => {
    const at = DIRECTORY + 2 + i * FIELD_LENGTH;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    if (type === 3 && count === 1) head.writeUInt16LE(value, at + 8);
    else head.writeUInt32LE(value, at + 8);
  });
  for (let i = 0; i < 4; i++) head.writeUInt16LE(8, BITS + 2 * i);
  return Buffer.concat([head, inks]);
}

/** Markers of a JPEG (ITU-T T.81, table B.1). */
const START_OF_SCAN = 0xda;
/** APP1, APP2 and APP13: metadata and the profile that libvips puts in, which is not the press's. */
const DROPPED: ReadonlySet<number> = new Set([0xe1, 0xe2, 0xed]);

/** A JPEG without what it says of itself. */
function bare(jpeg: Buffer): Buffer {
  const kept = [jpeg.subarray(0, 2)];
  for (let at = 2; at + 4 <= jpeg.length;) {
    const marker = jpeg[at + 1]!;
    if (marker === START_OF_SCAN) {
      kept.push(jpeg.subarray(at));
      break;
    }
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    if (!DROPPED.has(marker)) kept.push(jpeg.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/** Pixels of a JPEG, three bytes each; undefined when it is not in three components or does not open. */
export async function jpegPixels(jpeg: Uint8Array, width: number, height: number): Promise<Uint8Array | undefined> {
  try {
    const { data, info } = await sharp(jpeg, { limitInputPixels: false })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return info.channels === 3 && info.width === width && info.height === height ? data : undefined;
  } catch {
    return undefined;
  }
}

/** A JPEG of inks, no chroma left out. Its values are inverted, as Adobe's are: the picture's Decode says so. */
export async function inkJpeg(inks: Uint8Array, width: number, height: number, quality: number): Promise<Uint8Array> {
  const jpeg = await sharp(tiff(inks, width, height), { limitInputPixels: false })
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return bare(jpeg);
}

/** Inks of a JPEG that {@link inkJpeg} made, four bytes a pixel. */
export async function inksOfJpeg(jpeg: Uint8Array): Promise<Uint8Array> {
  return sharp(jpeg, { limitInputPixels: false }).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer();
}

/** A JPEG of grey pixels, one byte each. */
export async function greyJpeg(grey: Uint8Array, width: number, height: number, quality: number): Promise<Uint8Array> {
  return sharp(grey, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .toColourspace('b-w')
    .jpeg({ quality })
    .toBuffer();
}
