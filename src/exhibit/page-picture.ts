import { PDFRawStream, type PDFContext } from 'pdf-lib';
import sharp from 'sharp';
import type { Raster } from './job.ts';

/** Where a PNG's first chunk begins, and what stands around a chunk's data (ISO/IEC 15948, 5.2 and 5.3). */
const FIRST_CHUNK = 8;
const CHUNK_HEAD = 8;
const CHUNK_CHECK = 4;
/**
 * Bytes a pixel, without loss, over which a page is a photograph: text, tables and charts take 0.02 to 0.15, scans and photographs
 * that fill a page 0.5 to 2.
 */
const PHOTOGRAPHIC = 0.4;

/**
 * A painted page as a picture. Text stays as it is, sharp and without loss; a page that is mostly photographs is coded as JPEG of that `quality`
 * (full colour resolution, for the words between them), where that spares half.
 */
export async function pagePicture(
  context: PDFContext,
  raster: Pick<Raster, 'bytes' | 'width' | 'height'>,
  quality: number | undefined,
): Promise<PDFRawStream> {
  const pixels = raster.width * raster.height;
  if (quality !== undefined && raster.bytes.length > pixels * PHOTOGRAPHIC) {
    const jpeg = await jpegPicture(context, raster, quality);
    if (2 * jpeg.contents.length < raster.bytes.length) return jpeg;
  }
  return pngPicture(context, raster.bytes);
}

async function jpegPicture(
  context: PDFContext,
  { bytes, width, height }: Pick<Raster, 'bytes' | 'width' | 'height'>,
  quality: number,
): Promise<PDFRawStream> {
  const { channels } = await sharp(bytes).metadata();
  const grey = channels === 1;
  const data = await sharp(bytes)
    .toColourspace(grey ? 'b-w' : 'srgb')
    .jpeg({ quality, mozjpeg: true, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const dict = context.obj({
    Type: 'XObject',
    Subtype: 'Image',
    Width: width,
    Height: height,
    BitsPerComponent: 8,
    ColorSpace: grey ? 'DeviceGray' : 'DeviceRGB',
    Filter: 'DCTDecode',
  });
  return PDFRawStream.of(dict, data);
}

/** A PNG of grey or RGB without alpha as a picture: PDF knows its compression and its filters (ISO 32000-1, 7.4.4.4). */
function pngPicture(context: PDFContext, png: Uint8Array): PDFRawStream {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const data: Buffer[] = [];
  let header: Buffer = Buffer.alloc(0);
  for (let at = FIRST_CHUNK; at + CHUNK_HEAD < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + CHUNK_HEAD);
    const body = bytes.subarray(at + CHUNK_HEAD, at + CHUNK_HEAD + length);
    if (type === 'IHDR') header = body;
    else if (type === 'IDAT') data.push(body);
    at += CHUNK_HEAD + length + CHUNK_CHECK;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = header[8]!;
  const colours = header[9] === 0 ? 1 : 3;
  const dict = context.obj({
    Type: 'XObject',
    Subtype: 'Image',
    Width: width,
    Height: height,
    BitsPerComponent: bits,
    ColorSpace: colours === 1 ? 'DeviceGray' : 'DeviceRGB',
    Filter: 'FlateDecode',
    DecodeParms: { Predictor: 15, Colors: colours, BitsPerComponent: bits, Columns: width },
  });
  return PDFRawStream.of(dict, Buffer.concat(data));
}
