import {
  cmsFLAGS_BLACKPOINTCOMPENSATION,
  instantiate,
  TYPE_CMYK_16,
  TYPE_CMYK_8,
  TYPE_Lab_16,
  TYPE_RGB_16,
  TYPE_RGB_8,
  type Lcms,
} from 'lcms-wasm';
import type { Intent } from '../../model/press.ts';
import type { ToLab } from './grey-component.ts';

/** ICC numbers of intents (ICC.1, table 23). */
const INTENT_NUMBERS: Readonly<Record<Intent, number>> = { perceptual: 0, relative: 1, saturation: 2, absolute: 3 };
/** Pixels converted at a time: the engine's memory stays small, and calls into it are few. */
const PIXELS_AT_ONCE = 1 << 18;
/** Steps of one ink or of grey that are measured; between them is interpolated. */
const STEPS = 256;

/** A profile's separations through LittleCMS. */
export interface Separation {
  /** sRGB in 0–65535, three a pixel, to inks in 0–65535, four a pixel. */
  sixteen(rgb: Uint16Array): Uint16Array;
  /** sRGB in 0–255 to inks in 0–255. */
  eight(rgb: Uint8Array): Uint8Array;
  /** How inks look: L* 0–100, a*, b* (relative to the paper). */
  readonly toLab: ToLab;
  /** Black ink (0–1) that looks as light as each grey 0–255 does between paper and full black ink. */
  readonly black: Float64Array;
}

/**
 * Opens LittleCMS with a CMYK output profile. `wasm` is the engine. Undefined when the profile cannot be separated to:
 * it is no CMYK printer profile, or has no tables for that direction.
 */
export async function separation(
  wasm: Uint8Array,
  profile: Uint8Array,
  intent: Intent,
  blackPoint: boolean,
): Promise<Separation | undefined> {
  if (Buffer.from(profile.subarray(12, 20)).toString('latin1') !== 'prtrCMYK') return undefined;
  const lcms = await instantiate({ wasmBinary: wasm });
  const bytes = lcms['_malloc'](profile.length);
  lcms.HEAPU8.set(profile, bytes);
  const press = lcms['_cmsOpenProfileFromMem'](bytes, profile.length);
  if (!press) return undefined;
  const screen = lcms.cmsCreate_sRGBProfile();
  const flags = blackPoint ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0;
  const number = INTENT_NUMBERS[intent];
  const eight = lcms.cmsCreateTransform(screen, TYPE_RGB_8, press, TYPE_CMYK_8, number, flags);
  const sixteen = lcms.cmsCreateTransform(screen, TYPE_RGB_16, press, TYPE_CMYK_16, number, flags);
  if (!eight || !sixteen) return undefined;
  return {
    eight: (rgb) => convert(lcms, eight, rgb, 3, new Uint8Array((rgb.length / 3) * 4), 4),
    sixteen: (rgb) => convert(lcms, sixteen, rgb, 3, new Uint16Array((rgb.length / 3) * 4), 4),
    toLab: labOf(lcms, press),
    black: blackFor(lcms, press, screen),
  };
}

/** Runs pixels through a transform, a few at a time. */
function convert<T extends Uint8Array | Uint16Array>(
  lcms: Lcms,
  transform: number,
  from: Uint8Array | Uint16Array,
  channelsFrom: number,
  to: T,
  channelsTo: number,
): T {
  const pixels = from.length / channelsFrom;
  const sizeFrom = channelsFrom * from.BYTES_PER_ELEMENT;
  const sizeTo = channelsTo * to.BYTES_PER_ELEMENT;
  const source = new Uint8Array(from.buffer, from.byteOffset, from.byteLength);
  const target = new Uint8Array(to.buffer, to.byteOffset, to.byteLength);
  const most = Math.min(pixels, PIXELS_AT_ONCE);
  const input = lcms['_malloc'](most * sizeFrom);
  const output = lcms['_malloc'](most * sizeTo);
  for (let at = 0; at < pixels; at += most) {
    const count = Math.min(most, pixels - at);
    lcms.HEAPU8.set(source.subarray(at * sizeFrom, (at + count) * sizeFrom), input);
    lcms['_cmsDoTransform'](transform, input, output, count);
    target.set(lcms.HEAPU8.subarray(output, output + count * sizeTo), at * sizeTo);
  }
  lcms['_free'](input);
  lcms['_free'](output);
  return to;
}

/** A profile's answers as numbers of CIELAB; 16 bits hold L* from 0 to 100, a* and b* from −128 to 128 (ICC.1, 6.3.4.2). */
function labOf(lcms: Lcms, press: number): ToLab {
  const lab = lcms.cmsCreateLab4Profile();
  const transform = lcms.cmsCreateTransform(press, TYPE_CMYK_16, lab, TYPE_Lab_16, INTENT_NUMBERS.relative, 0);
  return (inks) => {
    const from = Uint16Array.from(
      inks.flatMap((four) => four.map((ink) => Math.round(Math.min(1, Math.max(0, ink)) * 65535))),
    );
    const to = convert(lcms, transform, from, 4, new Uint16Array(inks.length * 3), 3);
    return inks.map((_, i) => [(to[3 * i]! / 65535) * 100, to[3 * i + 1]! / 257 - 128, to[3 * i + 2]! / 257 - 128]);
  };
}

/**
 * Grey as black ink alone: equal lightness L*, grey's range from black to white laid onto that from full ink to paper.
 */
function blackFor(lcms: Lcms, press: number, screen: number): Float64Array {
  const lab = lcms.cmsCreateLab4Profile();
  const ofInk = lcms.cmsCreateTransform(press, TYPE_CMYK_8, lab, TYPE_Lab_16, INTENT_NUMBERS.relative, 0);
  const ofGrey = lcms.cmsCreateTransform(screen, TYPE_RGB_8, lab, TYPE_Lab_16, INTENT_NUMBERS.relative, 0);
  const inks = new Uint8Array(STEPS * 4);
  const greys = new Uint8Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    inks[4 * i + 3] = i;
    greys.fill(i, 3 * i, 3 * i + 3);
  }
  const inkLab = convert(lcms, ofInk, inks, 4, new Uint16Array(STEPS * 3), 3);
  const greyLab = convert(lcms, ofGrey, greys, 3, new Uint16Array(STEPS * 3), 3);
  const inkL = (i: number): number => inkLab[3 * i]! / 65535;
  const darkest = inkL(STEPS - 1);
  const paper = inkL(0);
  const black = new Float64Array(STEPS);
  for (let grey = 1; grey < STEPS - 1; grey++) {
    const wanted = darkest + (greyLab[3 * grey]! / 65535) * (paper - darkest);
    let i = 1;
    while (i < STEPS - 1 && inkL(i) > wanted) i++;
    const [above, below] = [inkL(i - 1), inkL(i)];
    const part = above > below ? (above - wanted) / (above - below) : 1;
    black[grey] = Math.min(1, Math.max(0, (i - 1 + part) / (STEPS - 1)));
  }
  black[0] = 1;
  return black;
}
