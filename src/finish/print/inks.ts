import type { BrandInk, Cmyk } from '../../model/press.ts';
import { GreyComponent } from './grey-component.ts';
import type { Separation } from './separate.ts';

/** Components of an sRGB colour, 0–1, so near each other that eyes see grey: one step of 255. */
const GREY_TOLERANCE = 0.004;
/** The same for a picture's pixels, 0–255: JPEG's rounding leaves greys off by this much. */
const GREY_PIXEL_TOLERANCE = 3;
/**
 * Spread of an sRGB colour's components up to which text, rules and fields are grey: designers' blacks and greys lean to blue or brown by this much.
 * Lighter than {@link LIGHT} they are tints, and keep their hue.
 */
const NEUTRAL_SPREAD = 0.07;
const LIGHT = 0.85;
/** Greys so dark (0–1; L* about 10) are black: a screen of 97 % would give letters ragged edges and no eye a lighter tone. */
const NEARLY_BLACK = 0.12;
/** Colours kept with their inks. A book has dozens; gradients are sampled and not kept beyond this. */
const KEPT_LIMIT = 65_536;
/** Components, 0–255, from which a pixel is paper. */
const PAPER = 250;
/** Part of a picture that is paper from which it is a page or a drawing, not a photograph. */
const PAPER_PART = 0.5;

/** How colours of the screen become inks. */
export class Inks {
  /** Largest sum of inks, 0–4. */
  readonly limit: number;
  readonly #separation: Separation;
  readonly #brands: ReadonlyMap<string, BrandInk>;
  readonly #grey: GreyComponent;
  readonly #kept = new Map<string, Cmyk>();
  readonly #one = new Uint16Array(3);

  /** `limit` in percent. */
  constructor(separation: Separation, limit: number | undefined, brands: readonly BrandInk[]) {
    this.#separation = separation;
    this.#grey = new GreyComponent(separation.toLab);
    this.limit = (limit ?? 400) / 100;
    this.#brands = new Map(brands.map((brand) => [brand.rgb, brand]));
  }

  /** The named ink for exactly this colour (components 0–1), if there is one. */
  brand(r: number, g: number, b: number): BrandInk | undefined {
    if (this.#brands.size === 0) return undefined;
    const hex = [r, g, b].map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    );
    return this.#brands.get(`#${hex.join('')}`);
  }

  /** Inks for an sRGB colour, components 0–1; grey is black ink alone unless `grey` is false. */
  of(r: number, g: number, b: number, grey = true): Cmyk {
    const key = `${r} ${g} ${b} ${grey}`;
    const known = this.#kept.get(key);
    if (known) return known;
    const inks = this.#find(clamp(r), clamp(g), clamp(b), grey);
    if (this.#kept.size < KEPT_LIMIT) this.#kept.set(key, inks);
    return inks;
  }

  #find(r: number, g: number, b: number, grey: boolean): Cmyk {
    const brand = this.brand(r, g, b);
    if (brand) return brand.cmyk;
    if (grey && Math.abs(r - g) < GREY_TOLERANCE && Math.abs(g - b) < GREY_TOLERANCE)
      return [0, 0, 0, this.black((r + g + b) / 3)];
    this.#one.set([Math.round(r * 65535), Math.round(g * 65535), Math.round(b * 65535)]);
    const [c, m, y, k] = this.#separation.sixteen(this.#one);
    return this.#limited(c! / 65535, m! / 65535, y! / 65535, k! / 65535);
  }

  /** Inks for what text, rules and fields are painted with: black and grey ones are black ink alone. */
  painted(r: number, g: number, b: number): Cmyk {
    const light = luminosity(r, g, b);
    const spread = Math.max(r, g, b) - Math.min(r, g, b);
    if (spread > NEUTRAL_SPREAD || (light > LIGHT && spread >= GREY_TOLERANCE) || this.brand(r, g, b))
      return this.of(r, g, b);
    return [0, 0, 0, light < NEARLY_BLACK ? 1 : this.black(light)];
  }

  /** Black ink for a grey, 0 (black) to 1 (white). */
  black(grey: number): number {
    const { black } = this.#separation;
    const place = clamp(grey) * 255;
    const below = Math.floor(place);
    const part = place - below;
    return below >= 255 ? 0 : black[below]! * (1 - part) + black[below + 1]! * part;
  }

  /** Inks that are too many become fewer: black takes the place of what the others make of grey; what is still too much of colour is taken off. */
  #limited(...inks: Cmyk): Cmyk {
    if (total(inks) <= this.limit) return inks;
    const [c, m, y, k] = this.#grey.within(inks, this.limit);
    const colour = c + m + y;
    if (colour + k <= this.limit || colour === 0) return [c, m, y, k];
    const part = Math.max(0, (this.limit - k) / colour);
    return [c * part, m * part, y * part, k];
  }

  /** Grey pixels, one byte each, for pixels of three when all are grey; undefined when one is not. Values are light, as DeviceGray has it. */
  greyPixels(rgb: Uint8Array): Uint8Array | undefined {
    for (let i = 0; i < rgb.length; i += 3) if (!isGreyPixel(rgb, i)) return undefined;
    const light = Uint8Array.from(this.#separation.black, (ink) => 255 - Math.round(ink * 255));
    const grey = new Uint8Array(rgb.length / 3);
    for (let i = 0; i < grey.length; i++) grey[i] = light[rgb[3 * i + 1]!]!;
    return grey;
  }

  /** {@link #limited} for four bytes of a picture; `limit` in steps of a byte. */
  #limitPixel(inks: Uint8Array, at: number, limit: number): void {
    const four = [inks[at]! / 255, inks[at + 1]! / 255, inks[at + 2]! / 255, inks[at + 3]! / 255] as const;
    const [c, m, y, k] = this.#grey.within(four, limit / 255);
    const black = Math.round(k * 255);
    const colour = (c + m + y) * 255;
    const part = colour + black > limit ? Math.max(0, (limit - black) / colour) : 1;
    // Down, not to the nearest: roundings up would pass the limit.
    [c, m, y].forEach((ink, j) => (inks[at + j] = Math.floor(ink * 255 * part + 0.001)));
    inks[at + 3] = black;
  }

  /** Makes grey pixels black ink alone. */
  #blacken(inks: Uint8Array, rgb: Uint8Array): void {
    const black = Uint8Array.from(this.#separation.black, (ink, grey) =>
      grey < NEARLY_BLACK * 255 ? 255 : ink * 255 + 0.5,
    );
    for (let i = 0; i < rgb.length; i += 3) {
      if (!isGreyPixel(rgb, i)) continue;
      const at = (i / 3) * 4;
      inks.fill(0, at, at + 3);
      inks[at + 3] = black[rgb[i + 1]!]!;
    }
  }

  /**
   * Inks of pixels, four bytes each (255: full), and the largest sum, 0–4. Type and lines in pictures of pages are black ink alone, as they are
   * outside pictures; a photograph’s greys need all inks for their depth. `room`: how far below the limit they are kept.
   */
  pixels(rgb: Uint8Array, room = 0): { readonly inks: Uint8Array; readonly most: number } {
    const inks = this.#separation.eight(rgb);
    if (isPage(rgb)) this.#blacken(inks, rgb);
    const limit = Math.max(0, this.limit - room) * 255;
    let most = 0;
    for (let i = 0; i < inks.length; i += 4) {
      const colour = inks[i]! + inks[i + 1]! + inks[i + 2]!;
      const k = inks[i + 3]!;
      let sum = colour + k;
      if (sum > limit && colour > 0) {
        this.#limitPixel(inks, i, limit);
        sum = inks[i]! + inks[i + 1]! + inks[i + 2]! + inks[i + 3]!;
      }
      if (sum > most) most = sum;
    }
    return { inks, most: most / 255 };
  }
}

/** Whether a pixel, three bytes at `at`, is grey to eyes. */
function isGreyPixel(rgb: Uint8Array, at: number): boolean {
  const g = rgb[at + 1]!;
  return Math.abs(rgb[at]! - g) <= GREY_PIXEL_TOLERANCE && Math.abs(rgb[at + 2]! - g) <= GREY_PIXEL_TOLERANCE;
}

/** Whether pixels are a picture of a page or a drawing: most of it is paper. */
function isPage(rgb: Uint8Array): boolean {
  let paper = 0;
  for (let i = 0; i < rgb.length; i += 3) if (Math.min(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!) >= PAPER) paper++;
  return paper > (rgb.length / 3) * PAPER_PART;
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** What inks add up to. */
export function total(inks: Cmyk): number {
  return inks[0] + inks[1] + inks[2] + inks[3];
}

/** Lightness of an sRGB colour as a luminosity mask weighs it (ISO 32000-1, 10.3.2). */
export function luminosity(r: number, g: number, b: number): number {
  return 0.3 * r + 0.59 * g + 0.11 * b;
}
