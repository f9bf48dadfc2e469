import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Asset } from '../model/manuscript.ts';
import type { Edition, Publication } from '../model/publication.ts';
import type { Span } from '../model/span.ts';
import { contentHash, type ReadResult, type World } from '../world.ts';
import { nearest } from './nearest.ts';
import { codedAs, inspectRaster, renderRaster } from './raster.ts';
import { RemoteImages } from './remote.ts';
import { isSvg, readVector } from './vector.ts';

/** Images worked on at once: each may hold its pixels in memory, and coding takes threads of its own. */
export const IMAGE_JOBS = 4;

/** One image that a document calls for. */
export interface ImageCall {
  /** Address as written, entities resolved. */
  readonly src: string;
  /** Where it is called; relative addresses start from the file's folder. */
  readonly span: Span;
}

/** The image, or what to say of its absence. */
export type ImageResult =
  | { readonly ok: true; readonly asset: Asset; readonly notes: readonly Omit<Diagnostic, 'span'>[] }
  | { readonly ok: false; readonly diagnostic: Omit<Diagnostic, 'span'> };

type Found =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly diagnostic: Omit<Diagnostic, 'span'> };

/** Finds, opens and measures the images of one publication for one edition; each distinct content becomes one asset. */
export class Images {
  readonly assets: Map<string, Asset> = new Map<string, Asset>();
  readonly #publication: Publication;
  readonly #edition: Edition;
  readonly #world: World;
  readonly #list: World['list'];
  readonly #remote: RemoteImages;
  /** Gives back `data:` addresses that were set aside; see {@link ImageCall.src}. */
  readonly #dataAddress: (standIn: string) => { readonly address?: string; readonly length: number } | undefined;
  readonly #byAddress = new Map<string, Promise<ImageResult>>();
  readonly #byContent = new Map<string, Promise<ImageResult>>();

  constructor(
    publication: Publication,
    edition: Edition,
    world: World,
    list: World['list'],
    dataAddress: (standIn: string) => { readonly address?: string; readonly length: number } | undefined,
  ) {
    this.#publication = publication;
    this.#edition = edition;
    this.#world = world;
    this.#list = list;
    this.#remote = new RemoteImages(publication, world);
    this.#dataAddress = dataAddress;
  }

  /** Opens all images, a few at once; results in the order of the calls. */
  async openAll(calls: readonly ImageCall[], onImages?: (done: number, total: number) => void): Promise<ImageResult[]> {
    const results: ImageResult[] = [];
    results.length = calls.length;
    let next = 0;
    let done = 0;
    const work = async () => {
      while (next < calls.length) {
        const at = next++;
        results[at] = await this.#open(calls[at]!);
        onImages?.(++done, calls.length);
      }
    };
    await Promise.all(Array.from({ length: Math.min(IMAGE_JOBS, calls.length) }, work));
    await this.#remote.save();
    return results;
  }

  #open(call: ImageCall): Promise<ImageResult> {
    const src = call.src.trim();
    // What a relative address means depends on the file's folder.
    const key = /^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(src) ? src : posix.join(posix.dirname(call.span.file), src);
    let result = this.#byAddress.get(key);
    if (!result) {
      result = this.#find(src, call.span.file).then((found) => (found.ok ? this.#asset(found.bytes, call) : found));
      this.#byAddress.set(key, result);
    }
    return result;
  }

  async #find(src: string, file: string): Promise<Found> {
    if (src === '') return fail('image-missing', 'the image has no address', 'Write a path between the parentheses.');
    const setAside = this.#dataAddress(src);
    if (setAside && setAside.address === undefined) {
      return fail(
        'image-data-too-large',
        `the embedded image has ${setAside.length} characters, which is too many`,
        'Save it as a file and call it by its path.',
      );
    }
    const address = setAside?.address ?? src;
    if (/^data:/i.test(address)) return fromData(address);
    if (/^https?:/i.test(address) || address.startsWith('//')) {
      return this.#remote.get(address.startsWith('//') ? `https:${address}` : address);
    }
    const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(address)?.[1]?.toLowerCase();
    if (scheme !== undefined && !(await this.#exists(address, file))) {
      return fail(
        'image-refused',
        `an image at a “${scheme}:” address is not read`,
        'Place the file in the project and write its path.',
      );
    }
    return this.#fromFile(address, file);
  }

  async #exists(address: string, file: string): Promise<boolean> {
    const folder = posix.join(posix.dirname(file), posix.dirname(address));
    return !/^file:/i.test(address) && (await this.#list(folder)).includes(posix.basename(address));
  }

  async #fromFile(address: string, file: string): Promise<Found> {
    const fromRoot = address.startsWith('/');
    if (fromRoot && this.#publication.static === undefined) {
      return fail(
        'image-missing',
        `there is no folder for “${address}” to start from`,
        'Put the image into a folder “static” beside the document, or name the folder: static: ….',
      );
    }
    const folder = fromRoot ? this.#publication.static! : posix.dirname(file);
    let outside = false;
    let large = false;
    for (const path of spellings(address)) {
      const full = posix.join(folder, path);
      const result: ReadResult = await this.#world.read(full);
      if (result.ok) return result;
      outside ||= result.reason === 'outside';
      large ||= result.reason === 'large';
    }
    if (outside) {
      return {
        ok: false,
        diagnostic: {
          severity: 'error',
          code: 'image-outside',
          message: `“${address}” lies outside the publication’s folder`,
          why: 'A publication reads nothing beyond its own folder.',
          hint: 'Copy the image into it.',
        },
      };
    }
    if (large) return fail('image-broken', `“${address}” is too large a file`, 'Scale the image down.');
    const full = posix.join(folder, spellings(address)[0]!);
    const near = nearest(posix.basename(full), await this.#list(posix.dirname(full)));
    const hint =
      near.length > 0
        ? `Is ${near.map((name) => posix.join(posix.dirname(address), name)).join(' or ')} meant?`
        : undefined;
    return fail('image-missing', `there is no image “${address}”`, hint);
  }

  #asset(bytes: Uint8Array, call: ImageCall): Promise<ImageResult> {
    const hash = contentHash(bytes);
    let result = this.#byContent.get(hash);
    if (!result) {
      result = this.#make(bytes, hash, call).catch((error: unknown): ImageResult =>
        fail(
          'image-broken',
          `the image “${shorten(call.src)}” cannot be opened: ${reason(error)}`,
          'Save it again as PNG, JPEG or SVG.',
        ),
      );
      this.#byContent.set(hash, result);
    }
    return result;
  }

  async #make(bytes: Uint8Array, hash: string, call: ImageCall): Promise<ImageResult> {
    const source = shorten(call.src);
    if (isSvg(bytes)) {
      const vector = readVector(bytes);
      const asset: Asset = {
        url: `/asset/${contentHash(vector.bytes)}.svg`,
        span: call.span,
        source,
        kind: 'vector',
        natural: vector.natural,
        render: () => Promise.resolve({ bytes: vector.bytes, type: 'image/svg+xml' }),
      };
      const notes: Omit<Diagnostic, 'span'>[] = [];
      if (vector.removed.length > 0) {
        notes.push({
          severity: 'warning',
          code: 'svg-cleaned',
          message: `${vector.removed.join(', ')} was taken out of “${source}”`,
          why: 'A drawing may not run, move or reach out.',
        });
      }
      return this.#keep(asset, notes);
    }
    const facts = await inspectRaster(bytes, hash, this.#world);
    const { ppi, quality } = this.#edition;
    const world = this.#world;
    return this.#keep(
      {
        url: `/asset/${hash}.${codedAs(facts)}`,
        span: call.span,
        source,
        kind: 'raster',
        natural: { width: facts.width, height: facts.height },
        ...(facts.rim && { edge: facts.rim }),
        render: (placed) => renderRaster(bytes, hash, facts, placed, { ppi, quality }, world),
      },
      [],
    );
  }

  #keep(asset: Asset, notes: readonly Omit<Diagnostic, 'span'>[]): ImageResult {
    const kept = this.assets.get(asset.url) ?? asset;
    this.assets.set(asset.url, kept);
    return { ok: true, asset: kept, notes };
  }
}

function fail(code: string, message: string, hint?: string): { ok: false; diagnostic: Omit<Diagnostic, 'span'> } {
  return { ok: false, diagnostic: { severity: 'warning', code, message, ...(hint ? { hint } : {}) } };
}

/**
 * The paths that an address may mean, likeliest first: percent-encoding resolved or not, without query and fragment or with, and in the
 * two Unicode forms that file systems keep names in.
 */
function spellings(address: string): string[] {
  const plain = address.replaceAll('\\', '/');
  const bare = plain.replace(/[?#].*$/s, '');
  const all = [bare, plain].flatMap((path) => {
    let decoded = path;
    try {
      decoded = decodeURIComponent(path);
    } catch {
      // A lone percent sign is part of the name.
    }
    return [decoded, path];
  });
  return [...new Set(all.flatMap((path) => [path, path.normalize('NFC'), path.normalize('NFD')]))].filter(
    (path) => path !== '',
  );
}

/** The bytes of an embedded image (RFC 2397). Only kinds of image that are shown as images are taken. */
function fromData(address: string): Found {
  const match = /^data:image\/(?:png|jpe?g|gif|webp|svg\+xml)((?:;[\w=-]+)*),(.*)$/is.exec(address);
  if (!match)
    return fail('image-refused', 'an embedded image of this kind is not read', 'Save it as a PNG, JPEG or SVG file.');
  const [, parameters = '', data = ''] = match;
  if (/;base64$/i.test(parameters)) return { ok: true, bytes: Buffer.from(data, 'base64') };
  try {
    return { ok: true, bytes: new TextEncoder().encode(decodeURIComponent(data)) };
  } catch {
    return fail('image-broken', 'the embedded image is not encoded rightly', 'Save it as a file.');
  }
}

/** At most this much of an address is repeated in a message. */
const MESSAGE_LENGTH = 80;

function shorten(src: string): string {
  return src.length > MESSAGE_LENGTH ? `${src.slice(0, MESSAGE_LENGTH)}…` : src;
}

/** The first line of an error, without the library's name before it. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]!.replace(/^Input buffer /, 'it ');
}
