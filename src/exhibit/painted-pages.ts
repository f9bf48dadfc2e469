import { PDFName, PDFRawStream, type PDFContext } from 'pdf-lib';
import type { Exhibit, ExhibitPage } from '../model/exhibit.ts';
import { rasterise } from './exhibit.ts';
import { loadObjects } from './objects.ts';

/** Pages painted at a time: each thread holds the whole file. */
const PAINTED_AT_ONCE = 2;
/** Where a PNG's first chunk begins, and what stands around a chunk's data (ISO/IEC 15948, 5.2 and 5.3). */
const FIRST_CHUNK = 8;
const CHUNK_HEAD = 8;
const CHUNK_CHECK = 4;

/**
 * The exhibit with some pages (indices from 0) as pictures at so many pixels an inch, for what a file may not hold as it is. Their text stays known to
 * the book ({@link ExhibitPage.text}); the structure goes. Pages that cannot be painted within bounds stay: their indices are in `left`.
 */
export async function paintPages(
  exhibit: Exhibit,
  pages: readonly number[],
  ppi: number,
  signal?: AbortSignal,
): Promise<{ readonly exhibit: Exhibit; readonly left: readonly number[] }> {
  const document = await loadObjects(exhibit.bytes);
  const leaves = document.getPages();
  const left: number[] = [];
  const queue = [...pages];
  const worker = async (): Promise<void> => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      const raster = await rasterise(exhibit, index, ppi, signal ? { signal } : {});
      const leaf = leaves[index];
      if (!raster || !leaf) left.push(index);
      else {
        const { box } = exhibit.pages[index]!;
        const { context } = document;
        leaf.node.set(
          PDFName.of('Resources'),
          context.obj({ XObject: { Page: context.register(pngPicture(context, raster.bytes)) } }),
        );
        leaf.node.set(PDFName.of('Contents'), context.register(PDFRawStream.of(context.obj({}), placed(box))));
        leaf.node.delete(PDFName.of('Group'));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PAINTED_AT_ONCE, queue.length) }, worker));
  const painted = new Set(pages.filter((page) => !left.includes(page)));
  return {
    exhibit: {
      ...exhibit,
      bytes: await document.save({ useObjectStreams: false, updateFieldAppearances: false, objectsPerTick: Infinity }),
      tagged: false,
      faults: exhibit.faults.filter(({ page }) => !painted.has(page)),
    },
    left,
  };
}

/** Content that lays a picture over a page. */
function placed({ left, bottom, right, top }: ExhibitPage['box']): Uint8Array {
  return Buffer.from(`q ${right - left} 0 0 ${top - bottom} ${left} ${bottom} cm /Page Do Q`, 'latin1');
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
  const colours = header[9] === 0 ? 1 : 3;
  const dict = context.obj({
    Type: 'XObject',
    Subtype: 'Image',
    Width: width,
    Height: height,
    BitsPerComponent: 8,
    ColorSpace: colours === 1 ? 'DeviceGray' : 'DeviceRGB',
    Filter: 'FlateDecode',
    DecodeParms: { Predictor: 15, Colors: colours, BitsPerComponent: 8, Columns: width },
  });
  return PDFRawStream.of(dict, Buffer.concat(data));
}
