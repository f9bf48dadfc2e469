import { crc32, deflateSync } from 'node:zlib';
import { PDFDict } from 'pdf-lib';
import type { Raster, RasterJob } from './job.ts';
import { LIMITS, RASTER_PIXELS_LIMIT } from './limits.ts';
import { pageTree, type Leaf } from './page-tree.ts';
import { PdfiumDocument, wholly, type Painting } from './pdfium.ts';
import { loadPdf } from '../model/pdf-load.ts';

const POINTS_AN_INCH = 72;
/** Compression of the picture's rows: beyond 6, zlib takes three times as long for two per cent. */
const LEVEL = 6;
/** PNG's filter “Up”: a row as the difference from the one above, which suits pages. */
const FILTER_UP = 2;
/** PNG's colour types (ISO/IEC 15948, 11.2.2). */
const GREY = 0;
const COLOUR = 2;

/**
 * Paints pages as they lie in their own space, with what annotations show, and tells their words. A page of greys, and of colours that are all but grey, comes as grey. Throws
 * when one does not open.
 */
export async function raster(job: RasterJob): Promise<Raster[]> {
  const document = await loadPdf(job.bytes);
  const catalog = document.context.lookup(document.context.trailerInfo.Root);
  const leaves = catalog instanceof PDFDict ? pageTree(document.context, catalog, LIMITS.pages).leaves : [];
  const opened = await PdfiumDocument.open(job.bytes);
  if (typeof opened === 'string') throw new Error('the file does not open');
  try {
    return job.pages.map((page) => paint(opened, page, leaves[page], job.ppi));
  } finally {
    opened.close();
  }
}

function paint(opened: PdfiumDocument, index: number, leaf: Leaf | undefined, wanted: number): Raster {
  if (!leaf) throw new Error(`there is no page ${index + 1}`);
  const { box, rotate } = leaf;
  const inches = ((box.right - box.left) * (box.top - box.bottom)) / POINTS_AN_INCH ** 2;
  const ppi = Math.min(wanted, Math.floor(Math.sqrt(RASTER_PIXELS_LIMIT / inches)));
  const options = { box, rotate, ppi, text: false, colour: true, annotations: true };
  const page = opened.page(
    index,
    options,
    wholly((painting) => ({ bytes: png(painting), width: painting.width, height: painting.height })),
  );
  if (!page) throw new Error(`page ${index + 1} does not open`);
  return { ...page.painted, format: 'png', ppi, paragraphs: opened.words(index) };
}

/** A coloured painting as PNG (ISO/IEC 15948) without alpha; one of greys only becomes a grey PNG, of sixteen greys where it is text. */
export function png(painting: Painting): Uint8Array {
  const { width, height, stride, pixels } = painting;
  const grey = isGrey(painting);
  if (grey && isText(painting)) return pngOf(painting, SIXTEEN_GREYS, GREY, sixteenGreys(painting));
  const channels = grey ? 1 : 3;
  const rows = Buffer.alloc((width * channels + 1) * height);
  const above = new Uint8Array(width * channels);
  for (let y = 0, to = 0; y < height; y++) {
    rows[to++] = FILTER_UP;
    for (let x = 0, at = y * stride, i = 0; x < width; x++, at += 4) {
      for (let channel = 0; channel < channels; channel++, i++) {
        // Blue, green, red in memory; red, green, blue in the file.
        const sample = pixels[at + (grey ? 1 : 2 - channel)]!;
        rows[to++] = (sample - above[i]!) & 0xff;
        above[i] = sample;
      }
    }
  }
  return pngOf(painting, 8, grey ? GREY : COLOUR, rows);
}

/** A PNG of rows, each after its filter, so many bits a sample. */
function pngOf({ width, height }: Painting, bits: number, colours: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colours, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: LEVEL })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * Spread of a pixel's components (0–255) up to which it is grey: writers' blacks lean to blue or brown by this much, and a page of nothing else is to be
 * printed in black ink alone. Lighter than {@link LIGHT} it may be a tinted paper.
 */
const NEUTRAL = 18;
const LIGHT = 217;

/** Bits of sixteen greys, which the edges of letters need and no more, and how far apart these are. */
const SIXTEEN_GREYS = 4;
const GREY_STEP = 17;
/** Change of a grey that nobody sees beside the one before. */
const UNSEEN_CHANGE = 4;
/**
 * Share of pixels in grey areas up to which a page is text, whose small letters have some: beyond it there are shades that would be seen to change, such
 * as that of a table's row, or pictures.
 */
const AREAS_SHARE = 0.006;

/** Whether all that is neither black nor white on a grey page is edges: a pixel in an area is much like those beside and above. */
function isText({ width, height, stride, pixels }: Painting): boolean {
  let areas = 0;
  for (let y = 1; y < height; y++) {
    for (let x = 1, at = y * stride + 5; x < width; x++, at += 4) {
      const sample = pixels[at]!;
      const change = Math.abs(sample - Math.round(sample / GREY_STEP) * GREY_STEP);
      if (change <= UNSEEN_CHANGE || Math.abs(sample - pixels[at - 4]!) >= GREY_STEP) continue;
      if (Math.abs(sample - pixels[at - stride]!) < GREY_STEP) areas++;
    }
  }
  return areas <= width * height * AREAS_SHARE;
}

/** A grey page's rows with two pixels a byte, unfiltered: what repeats in them is letters. */
function sixteenGreys({ width, height, stride, pixels }: Painting): Uint8Array {
  const rows = Buffer.alloc((Math.ceil(width / 2) + 1) * height);
  for (let y = 0, to = 0; y < height; y++) {
    to++;
    for (let x = 0, at = y * stride + 1; x < width; x++, at += 4) {
      const level = Math.round(pixels[at]! / GREY_STEP);
      if (x % 2 === 0) rows[to] = level << SIXTEEN_GREYS;
      else rows[to++]! |= level;
    }
    if (width % 2 === 1) to++;
  }
  return rows;
}

function isGrey({ width, height, stride, pixels }: Painting): boolean {
  for (let y = 0; y < height; y++) {
    for (let at = y * stride, end = at + width * 4; at < end; at += 4) {
      const [blue, green, red] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
      const spread = Math.max(blue, green, red) - Math.min(blue, green, red);
      if (spread > (green > LIGHT ? 1 : NEUTRAL)) return false;
    }
  }
  return true;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
