import { createHash } from 'node:crypto';
import { frameOf } from './cross-reference.ts';
import type { PagePlace } from './furniture.ts';
import type { Compared, CompareJob, LookJob, Seen, SeenPage } from './job.ts';
import { LIMITS, RASTER_PIXELS_LIMIT } from './limits.ts';
import { PdfiumDocument, wholly, type Painting } from './pdfium.ts';
import { png } from './raster.ts';

const POINTS_AN_INCH = 72;
/** Resolution at which pages are told apart: a full stop of ten points is a pixel. */
const LOOK_PPI = 60;
/** Greys of 255 by which a pixel may differ and still look the same: rounding of edges. */
const TOLERANCE = 32;
/** Pixels around what differs that are marked too, so that a full stop can be seen. */
const HALO = 2;

/** Looks at pages from `from` on, at most `limit`: label, words, size, and a hash of what is painted. Throws when the file does not open. */
export async function look({ bytes, password, from, limit }: LookJob): Promise<Seen> {
  const document = await open(bytes, password);
  try {
    const { pageCount } = document;
    if (pageCount === 0) throw new Error('it has no pages');
    if (pageCount > LIMITS.pages) throw new Error(`it has more than ${LIMITS.pages} pages`);
    const pages: SeenPage[] = [];
    for (let index = from; index < Math.min(pageCount, from + limit); index++) {
      const seen = paint(document, index, LOOK_PPI, hashOf, { text: true, bare: true });
      const { width = 0, height = 0 } = seen?.size ?? {};
      const { text = '', whole = '', painted = '' } = seen ?? {};
      pages.push({ label: placeOf(document, index).label, text, whole, width, height, picture: painted });
    }
    return { pageCount, ends: frameOf(bytes).ends, pages };
  } finally {
    document.close();
  }
}

/** Paints pairs of pages and says how much of each differs. Throws when a file does not open. */
export async function comparePages({ old, new: now, pairs, ppi, pictures }: CompareJob): Promise<Compared> {
  const before = await open(old.bytes, old.password);
  try {
    const after = await open(now.bytes, now.password);
    try {
      return {
        pairs: pairs.map((pair) => {
          const bare = [paintingOf(before, pair.old, ppi, true), paintingOf(after, pair.new, ppi, true)] as const;
          const differing = differences(...bare);
          const share = differing && bare[1] ? differing.length / (bare[1].width * bare[1].height) : 1;
          if (!pictures) return { share };
          const [from, to] = [paintingOf(before, pair.old, ppi, false), paintingOf(after, pair.new, ppi, false)];
          if (to && differing) mark(to, differing);
          return { share, ...(from && { old: png(from) }), ...(to && { new: png(to) }) };
        }),
      };
    } finally {
      after.close();
    }
  } finally {
    before.close();
  }
}

async function open(bytes: Uint8Array, password?: string): Promise<PdfiumDocument> {
  const document = await PdfiumDocument.open(bytes, password);
  if (document === 'password')
    throw new Error(password === undefined ? 'it opens only with a password' : 'the password does not open it');
  if (typeof document === 'string') throw new Error(frameOf(bytes).ends ? 'it is too damaged' : 'it is cut off');
  return document;
}

function placeOf(document: PdfiumDocument, index: number): PagePlace {
  return { label: document.label(index) || String(index + 1), number: index + 1, count: document.pageCount };
}

/** Paints a page at `wanted` ppi, or fewer where it is large; `bare`: without folio, running head and stamps, which tell its place. */
function paint<T>(
  document: PdfiumDocument,
  index: number,
  wanted: number,
  read: (painting: Painting) => T,
  { text, bare }: { readonly text: boolean; readonly bare: boolean },
) {
  const size = document.size(index);
  if (!size) return undefined;
  const { width, height } = size;
  const inches = Math.max((width * height) / POINTS_AN_INCH ** 2, 1 / POINTS_AN_INCH ** 2);
  const ppi = Math.min(wanted, Math.sqrt(RASTER_PIXELS_LIMIT / inches));
  const box = { left: 0, bottom: 0, right: width, top: height };
  // The size is that of the page as shown, so there is no turning back.
  const options = { box, rotate: 0, ppi, text, colour: true, annotations: true };
  const seen = document.page(index, { ...options, ...(bare && { place: placeOf(document, index) }) }, wholly(read));
  return seen && { ...seen, size };
}

/** A painting of its own memory. */
function paintingOf(
  document: PdfiumDocument,
  index: number | undefined,
  ppi: number,
  bare: boolean,
): Painting | undefined {
  if (index === undefined) return undefined;
  const copy = (painting: Painting): Painting => ({ ...painting, pixels: painting.pixels.slice() });
  return paint(document, index, ppi, copy, { text: false, bare })?.painted;
}

function hashOf({ width, height, stride, pixels }: Painting): string {
  const hash = createHash('sha256').update(`${width} ${height} `);
  for (let y = 0; y < height; y++) hash.update(pixels.subarray(y * stride, y * stride + width * 4));
  return hash.digest('hex').slice(0, 40);
}

/** Indices of the pixels in which two paintings differ; undefined where they are not of one size, or one is absent. */
function differences(old: Painting | undefined, now: Painting | undefined): number[] | undefined {
  if (!old || !now || old.width !== now.width || old.height !== now.height) return undefined;
  const found: number[] = [];
  for (let y = 0; y < now.height; y++) {
    for (let x = 0; x < now.width; x++) {
      if (alike(colourAt(old, x, y), colourAt(now, x, y))) continue;
      if (!isNear(old, now, x, y) || !isNear(now, old, x, y)) found.push(y * now.width + x);
    }
  }
  return found;
}

/** Blue, green and red as one number. */
function colourAt({ pixels, stride }: Painting, x: number, y: number): number {
  const at = y * stride + x * 4;
  return (pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!;
}

/** Right, left, below, above. */
const NEIGHBOURS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/**
 * Whether a pixel of one painting is what the other has there when it is moved by up to a pixel, along or down: a blend of the pixel and its
 * neighbour. Browsers round where a line stands, so that the same line can stand a fraction of a point higher on another page.
 */
function isNear(one: Painting, other: Painting, x: number, y: number): boolean {
  const [colour, here] = [colourAt(one, x, y), colourAt(other, x, y)];
  return NEIGHBOURS.some(([dx, dy]) => {
    const [nx, ny] = [x + dx, y + dy];
    if (nx < 0 || ny < 0 || nx >= other.width || ny >= other.height) return false;
    return isBlend(colour, here, colourAt(other, nx, ny));
  });
}

function isBlend(colour: number, a: number, b: number): boolean {
  const [from, to, is] = [channels(a), channels(b), channels(colour)];
  const spans = from.map((value, i) => to[i]! - value);
  const widest = spans.reduce((best, span, i) => (Math.abs(span) > Math.abs(spans[best]!) ? i : best), 0);
  const share = spans[widest] === 0 ? 0 : Math.min(1, Math.max(0, (is[widest]! - from[widest]!) / spans[widest]!));
  return is.every((value, i) => Math.abs(value - (from[i]! + share * spans[i]!)) <= TOLERANCE);
}

function alike(a: number, b: number): boolean {
  if (a === b) return true;
  const other = channels(b);
  return channels(a).every((value, i) => Math.abs(value - other[i]!) <= TOLERANCE);
}

function channels(colour: number): readonly [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

/** Lays a light red under what differs. */
function mark({ width, height, stride, pixels }: Painting, differing: readonly number[]): void {
  const marked = new Set<number>();
  for (const pixel of differing) {
    const [px, py] = [pixel % width, Math.floor(pixel / width)];
    for (let y = Math.max(0, py - HALO); y <= Math.min(height - 1, py + HALO); y++)
      for (let x = Math.max(0, px - HALO); x <= Math.min(width - 1, px + HALO); x++) marked.add(y * width + x);
  }
  for (const pixel of marked) {
    const at = Math.floor(pixel / width) * stride + (pixel % width) * 4;
    // Blue and green are taken out of what is light; black stays readable on red.
    pixels[at] = pixels[at]! * 0.55;
    pixels[at + 1] = pixels[at + 1]! * 0.55;
    pixels[at + 2] = Math.max(pixels[at + 2]!, 150);
  }
}
