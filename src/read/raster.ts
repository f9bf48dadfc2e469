import sharp from 'sharp';
import type { Resource, Size } from '../model/manuscript.ts';
import { contentHash, type World } from '../world.ts';
import { stripJpeg } from './jpeg.ts';

/** Pixels of one picture: an A0 poster at 300 ppi has 139 million. More is a decompression bomb or belongs scaled down. */
export const PIXEL_LIMIT = 160_000_000;
/** Threads that one picture's work may take; several pictures are worked on at once. */
const THREADS = 2;
/** Seconds for one picture. A0 at 300 ppi takes about 5. */
const TIME_LIMIT_S = 60;
/** Side, in pixels, of the sample by which photographs are told from drawings. */
const SAMPLE_SIDE = 384;
/** A photograph has at least this many colours in its sample, 5 bits a channel … */
const PHOTO_COLOURS = 600;
/** … and at most this share of pixels like their left neighbour: flat fields make the others. */
const PHOTO_FLAT_SHARE = 0.45;
/** Colours that a PNG palette holds. */
const PALETTE = 256;
/** Bytes a pixel over which a JPEG is worth coding again at the edition's quality: quality 95 is about 0.6. */
const HEAVY_JPEG = 0.9;
/** Share of the rim's pixels that must be like its prevailing colour, and how far apart, a channel, like ones may be. */
const RIM_SHARE = 0.5;
const RIM_LIKE = 40;
/** Part of the cache's key: changed whenever this file's decisions change. */
const RECIPE = 'raster-2';

sharp.concurrency(THREADS);
sharp.cache(false);

/** Formats that are taken, as sharp names them. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif']);

/** What is known of a picture after looking at it once. */
export interface RasterFacts {
  readonly format: string;
  /** Upright, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Exif orientation, 1 upright. */
  readonly orientation: number;
  /** All pixels opaque. */
  readonly opaque: boolean;
  /** By {@link PHOTO_COLOURS} and {@link PHOTO_FLAT_SHARE}, both measured on a sample. */
  readonly photo: boolean;
  /** In sRGB or grey of 8 bits, with no other profile: its numbers may be kept. */
  readonly plainColour: boolean;
  /** The colour that prevails along the upper and lower rim, `#rrggbb`, where one does. */
  readonly rim?: string;
}

const open = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: PIXEL_LIMIT, failOn: 'error', sequentialRead: true }).timeout({
    seconds: TIME_LIMIT_S,
  });

/** Looks at a picture, decoding it whole so that a broken one is found now. Throws when it cannot be opened; the message says why. */
export async function inspectRaster(bytes: Uint8Array, hash: string, world: World): Promise<RasterFacts> {
  const key = contentHash('facts', RECIPE, sharp.versions.sharp ?? '', hash);
  const json = await world.cached(key, async () => new TextEncoder().encode(JSON.stringify(await measure(bytes))));
  return JSON.parse(new TextDecoder().decode(json)) as RasterFacts;
}

async function measure(bytes: Uint8Array): Promise<RasterFacts> {
  const image = open(bytes);
  const metadata = await image.metadata();
  if (!FORMATS.has(metadata.format)) throw new Error(`the format ${metadata.format} is not supported`);
  const { width, height } = metadata.autoOrient;
  if (width * height > PIXEL_LIMIT) throw new Error(`${width} × ${height} pixels are more than ${PIXEL_LIMIT}`);
  // Decodes every pixel, of which the sample is taken without mixing colours.
  const sample = await open(bytes)
    .toColourspace('srgb')
    .resize({
      width: SAMPLE_SIDE,
      height: SAMPLE_SIDE,
      fit: 'inside',
      withoutEnlargement: true,
      kernel: 'nearest',
      fastShrinkOnLoad: false,
    })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rim = rimColour(sample.data, sample.info.width, sample.info.height);
  const opaque = metadata.hasAlpha ? (await open(bytes).stats()).isOpaque : true;
  const profile = metadata.icc ? new TextDecoder('latin1').decode(metadata.icc) : undefined;
  return {
    format: metadata.format,
    width,
    height,
    orientation: metadata.orientation ?? 1,
    opaque,
    photo: isPhoto(sample.data, sample.info.width),
    plainColour:
      (metadata.space === 'srgb' || metadata.space === 'b-w') &&
      metadata.depth === 'uchar' &&
      (profile === undefined || /sRGB/i.test(profile)),
    ...(rim && opaque && { rim }),
  };
}

/** The colour most often met in the first and last row of a sample (RGBA), if enough of them is like it. */
function rimColour(pixels: Uint8Array, width: number, height: number): string | undefined {
  const rim: [number, number, number][] = [];
  for (const row of [0, height - 1]) {
    for (let x = 0; x < width; x++) {
      const at = (row * width + x) * 4;
      rim.push([pixels[at]!, pixels[at + 1]!, pixels[at + 2]!]);
    }
  }
  const groups = new Map<number, [number, number, number][]>();
  for (const pixel of rim) {
    const group = ((pixel[0] >> 4) << 8) | ((pixel[1] >> 4) << 4) | (pixel[2] >> 4);
    groups.set(group, [...(groups.get(group) ?? []), pixel]);
  }
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length);
  if (!most) return undefined;
  const colour = [0, 1, 2].map((channel) =>
    Math.round(most.reduce((sum, pixel) => sum + pixel[channel]!, 0) / most.length),
  );
  const like = rim.filter((pixel) => pixel.every((value, channel) => Math.abs(value - colour[channel]!) <= RIM_LIKE));
  if (like.length < rim.length * RIM_SHARE) return undefined;
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function isPhoto(pixels: Uint8Array, width: number): boolean {
  const colours = new Set<number>();
  let flat = 0;
  const count = pixels.length / 4;
  for (let k = 0; k < count; k++) {
    const at = k * 4;
    colours.add(((pixels[at]! >> 3) << 10) | ((pixels[at + 1]! >> 3) << 5) | (pixels[at + 2]! >> 3));
    if (k % width === 0) continue;
    if (pixels[at] === pixels[at - 4] && pixels[at + 1] === pixels[at - 3] && pixels[at + 2] === pixels[at - 2]) flat++;
  }
  // Small pictures cannot have many colours; they are judged by what they have.
  return colours.size >= Math.min(PHOTO_COLOURS, count / 8) && flat / count <= PHOTO_FLAT_SHARE;
}

/** What a picture is coded as: JPEG for JPEGs and opaque photographs, else PNG. */
export function codedAs(facts: RasterFacts): 'jpg' | 'png' {
  return facts.opaque && (facts.format === 'jpeg' || facts.photo) ? 'jpg' : 'png';
}

/**
 * The final bytes of a picture placed in a box of `placed` CSS pixels: upright, sRGB, no metadata, at most `ppi` pixels an inch
 * (96 CSS px), never enlarged. `quality` is JPEG's, 1–100. Cached by content and parameters; the same input gives the same bytes.
 */
export async function renderRaster(
  bytes: Uint8Array,
  hash: string,
  facts: RasterFacts,
  placed: Size,
  limits: { readonly ppi: number; readonly quality: number },
  world: World,
): Promise<Resource> {
  const scale = Math.min(
    1,
    Math.max(((placed.width / 96) * limits.ppi) / facts.width, ((placed.height / 96) * limits.ppi) / facts.height),
  );
  const reduce = scale > 0 && scale < 1;
  const width = reduce ? Math.max(1, Math.floor(facts.width * scale)) : facts.width;
  const height = reduce ? Math.max(1, Math.round((facts.height * width) / facts.width)) : facts.height;
  const kind = codedAs(facts);
  const key = contentHash(
    'raster',
    RECIPE,
    sharp.versions.sharp ?? '',
    sharp.versions.vips,
    hash,
    kind,
    `${width}x${height}`,
    kind === 'jpg' ? String(limits.quality) : '',
  );
  const coded = await world.cached(key, () => code(bytes, facts, kind, { width, height }, limits.quality));
  return { bytes: coded, type: kind === 'jpg' ? 'image/jpeg' : 'image/png' };
}

async function code(
  bytes: Uint8Array,
  facts: RasterFacts,
  kind: 'jpg' | 'png',
  size: Size,
  quality: number,
): Promise<Uint8Array> {
  const whole = size.width === facts.width && size.height === facts.height;
  if (
    whole &&
    facts.format === 'jpeg' &&
    facts.orientation === 1 &&
    facts.plainColour &&
    bytes.length <= facts.width * facts.height * HEAVY_JPEG
  ) {
    const stripped = stripJpeg(bytes);
    if (stripped) return stripped;
  }
  let image = open(bytes).autoOrient().toColourspace('srgb');
  if (!whole) image = image.resize({ width: size.width, height: size.height, fit: 'fill', kernel: 'lanczos3' });
  if (kind === 'jpg') {
    return image
      .flatten({ background: '#ffffff' })
      .jpeg({ quality, mozjpeg: true, chromaSubsampling: facts.photo ? '4:2:0' : '4:4:4' })
      .toBuffer();
  }
  if (facts.opaque) image = image.removeAlpha();
  const pixels = await image.raw().toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: pixels.info.width, height: pixels.info.height, channels: pixels.info.channels } };
  const full = await sharp(pixels.data, raw)
    .png({ compressionLevel: 9, adaptiveFiltering: true, palette: false })
    .toBuffer();
  if (!fewColours(pixels.data, pixels.info.channels)) return full;
  const indexed = await sharp(pixels.data, raw)
    .png({ compressionLevel: 9, palette: true, colours: PALETTE, dither: 0, effort: 10 })
    .toBuffer();
  if (indexed.length >= full.length) return full;
  const back = sharp(indexed);
  const again = await (pixels.info.channels % 2 === 0 ? back.ensureAlpha() : back.removeAlpha())
    .toColourspace(pixels.info.channels < 3 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  // A palette is taken only where it changes no pixel.
  return again.equals(pixels.data) ? indexed : full;
}

function fewColours(pixels: Uint8Array, channels: number): boolean {
  const colours = new Set<number>();
  for (let at = 0; at < pixels.length; at += channels) {
    let colour = 0;
    for (let c = 0; c < channels; c++) colour = colour * 256 + pixels[at + c]!;
    colours.add(colour);
    if (colours.size > PALETTE) return false;
  }
  return true;
}
