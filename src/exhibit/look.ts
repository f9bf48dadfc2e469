import { createHash } from 'node:crypto';
import type { Compared, ComparedPair, CompareJob, LookJob, Seen, SeenPage } from './job.ts';
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

/** Looks at every page: label, words, size, and a hash of what is painted. Throws when the file does not open. */
export async function look({ bytes }: LookJob): Promise<Seen> {
  const document = await open(bytes);
  try {
    if (document.pageCount > LIMITS.pages) throw new Error(`it has more than ${LIMITS.pages} pages`);
    const pages: SeenPage[] = [];
    for (let index = 0; index < document.pageCount; index++) {
      const size = document.size(index);
      const seen = size && paint(document, index, size, LOOK_PPI, hashOf, true);
      pages.push({
        label: document.label(index) || String(index + 1),
        text: seen?.text ?? '',
        width: size?.width ?? 0,
        height: size?.height ?? 0,
        picture: seen?.painted ?? '',
      });
    }
    return { pages };
  } finally {
    document.close();
  }
}

/** Paints pairs of pages and says how much of each differs. Throws when a file does not open. */
export async function comparePages({ old, new: now, pairs, ppi, pictures }: CompareJob): Promise<Compared> {
  const before = await open(old);
  try {
    const after = await open(now);
    try {
      return {
        pairs: pairs.map((pair) =>
          compared(
            pair.old === undefined ? undefined : paintingOf(before, pair.old, ppi),
            pair.new === undefined ? undefined : paintingOf(after, pair.new, ppi),
            pictures,
          ),
        ),
      };
    } finally {
      after.close();
    }
  } finally {
    before.close();
  }
}

async function open(bytes: Uint8Array): Promise<PdfiumDocument> {
  const document = await PdfiumDocument.open(bytes);
  if (document === 'password') throw new Error('it opens only with a password');
  if (typeof document === 'string') throw new Error('it is no PDF, or too damaged');
  return document;
}

function paint<T>(
  document: PdfiumDocument,
  index: number,
  { width, height }: { readonly width: number; readonly height: number },
  wanted: number,
  read: (painting: Painting) => T,
  text: boolean,
): { readonly text: string; readonly painted: T } | undefined {
  const inches = Math.max((width * height) / POINTS_AN_INCH ** 2, 1 / POINTS_AN_INCH ** 2);
  const ppi = Math.min(wanted, Math.sqrt(RASTER_PIXELS_LIMIT / inches));
  const box = { left: 0, bottom: 0, right: width, top: height };
  // The size is that of the page as shown, so there is no turning back.
  return document.page(index, { box, rotate: 0, ppi, text, colour: true, annotations: true }, wholly(read));
}

/** A painting of its own memory. */
function paintingOf(document: PdfiumDocument, index: number, ppi: number): Painting | undefined {
  const size = document.size(index);
  const copy = (painting: Painting): Painting => ({ ...painting, pixels: painting.pixels.slice() });
  return size && paint(document, index, size, ppi, copy, false)?.painted;
}

function hashOf({ width, height, stride, pixels }: Painting): string {
  const hash = createHash('sha256').update(`${width} ${height} `);
  for (let y = 0; y < height; y++) hash.update(pixels.subarray(y * stride, y * stride + width * 4));
  return hash.digest('hex').slice(0, 40);
}

function compared(old: Painting | undefined, now: Painting | undefined, pictures: boolean): ComparedPair {
  const same = old && now && old.width === now.width && old.height === now.height;
  const differing = same ? differences(old, now) : undefined;
  const share = same && differing ? differing.length / (now.width * now.height) : 1;
  if (!pictures) return { share };
  if (now && differing) mark(now, differing);
  return { share, ...(old && { old: png(old) }), ...(now && { new: png(now) }) };
}

/** Indices of the pixels in which two paintings of one size differ. */
function differences(old: Painting, now: Painting): number[] {
  const found: number[] = [];
  for (let y = 0; y < now.height; y++) {
    for (let x = 0; x < now.width; x++) {
      const [a, b] = [y * old.stride + x * 4, y * now.stride + x * 4];
      for (let channel = 0; channel < 3; channel++) {
        if (Math.abs(old.pixels[a + channel]! - now.pixels[b + channel]!) <= TOLERANCE) continue;
        found.push(y * now.width + x);
        break;
      }
    }
  }
  return found;
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
