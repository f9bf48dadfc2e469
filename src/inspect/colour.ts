import { PDFArray, PDFDict, PDFStream, type PDFObject } from 'pdf-lib';
import { dictionaryAt, items, name, numberAt, value } from '../model/pdf-values.ts';

/** A colour space as far as it tells which inks come of it (ISO 32000-1, 8.6). */
export interface ColourSpace {
  /** `DeviceCMYK`, `ICCBased`, `Separation` …; empty when it is none that is known. */
  readonly family: string;
  /** What its values are mixed of. `spot`: colorants by name. */
  readonly model: 'gray' | 'rgb' | 'cmyk' | 'lab' | 'spot' | 'unknown';
  /** Colorants of a Separation or DeviceN space. */
  readonly names: readonly string[];
  /** Under Indexed the space of its entries; under Pattern that of what it paints. */
  readonly base?: ColourSpace;
}

/** A colour as set by an operator. */
export interface Colour {
  readonly space: ColourSpace;
  /** Components; empty for a pattern or a shading. */
  readonly values: readonly number[];
}

/** Colour spaces inside colour spaces (Indexed over ICCBased, Pattern over Separation); more is a ring. */
const DEPTH_LIMIT = 4;
/** Colorants of a DeviceN space (ISO 32000-1, Annex C). */
const COLORANTS_LIMIT = 32;

const plain = (family: string, model: ColourSpace['model']): ColourSpace => ({ family, model, names: [] });

/** The device spaces (ISO 32000-1, 8.6.4): one component, light. */
export const GRAY: ColourSpace = plain('DeviceGray', 'gray');
/** Three components, light. */
export const RGB: ColourSpace = plain('DeviceRGB', 'rgb');
/** Four components, ink. */
export const CMYK: ColourSpace = plain('DeviceCMYK', 'cmyk');

const UNKNOWN: ColourSpace = plain('', 'unknown');
const NAMED: Readonly<Record<string, ColourSpace>> = {
  DeviceGray: GRAY,
  DeviceRGB: RGB,
  DeviceCMYK: CMYK,
  // What inline images call them.
  G: GRAY,
  RGB,
  CMYK,
  CalGray: plain('CalGray', 'gray'),
  CalRGB: plain('CalRGB', 'rgb'),
  Lab: plain('Lab', 'lab'),
  Pattern: plain('Pattern', 'unknown'),
};
/** Plates by their reserved names (ISO 32000-1, 8.6.6.4 and 8.6.6.5). */
const PROCESS = ['Cyan', 'Magenta', 'Yellow', 'Black'] as const;

/** The colour space that an object of a file means; names are looked up in `resources` first. */
export function colourSpace(object: PDFObject | undefined, resources: PDFDict | undefined, depth = 0): ColourSpace {
  const short = name(object);
  if (short !== undefined) {
    const own = depth < DEPTH_LIMIT ? value(dictionaryAt(resources, 'ColorSpace'), short) : undefined;
    return own ? colourSpace(own, undefined, depth + 1) : (NAMED[short] ?? UNKNOWN);
  }
  if (!(object instanceof PDFArray) || depth >= DEPTH_LIMIT) return UNKNOWN;
  const [first, second] = items(object);
  const family = name(first) ?? '';
  switch (family) {
    case 'ICCBased': {
      const components = second instanceof PDFStream ? numberAt(second.dict, 'N') : undefined;
      return plain(
        family,
        components === 4 ? 'cmyk' : components === 3 ? 'rgb' : components === 1 ? 'gray' : 'unknown',
      );
    }
    case 'I':
    case 'Indexed': {
      const base = colourSpace(second, resources, depth + 1);
      return { family: 'Indexed', model: base.model, names: base.names, base };
    }
    case 'Separation':
      return { family, model: 'spot', names: [name(second) ?? ''] };
    case 'DeviceN':
      return {
        family,
        model: 'spot',
        names: items(second)
          .slice(0, COLORANTS_LIMIT)
          .map((each) => name(each) ?? ''),
      };
    case 'Pattern': {
      const base = colourSpace(second, resources, depth + 1);
      return { family, model: base.model, names: base.names, base };
    }
    default:
      return NAMED[family] ?? UNKNOWN;
  }
}

/** The colour that a space begins with (ISO 32000-1, 8.6.5.1 and Table 74). */
export function initialColour(space: ColourSpace): Colour {
  if (space.family === 'Pattern') return { space, values: [] };
  if (space.model === 'cmyk') return { space, values: [0, 0, 0, 1] };
  if (space.model === 'spot') return { space, values: space.names.map(() => 1) };
  return { space, values: space.model === 'gray' || space.family === 'Indexed' ? [0] : [0, 0, 0] };
}

/**
 * Ink by plate, 0 to 1, as the file itself states it; undefined where only a conversion tells (RGB, Lab, patterns, entries of a
 * palette). The plates of process colour are `Cyan`, `Magenta`, `Yellow` and `Black`.
 */
export function inksOf({ space, values }: Colour): ReadonlyMap<string, number> | undefined {
  if (space.family === 'Indexed' || space.family === 'Pattern' || values.length === 0) return undefined;
  if (space.model === 'gray') return new Map([['Black', 1 - (values[0] ?? 0)]]);
  if (space.model === 'cmyk') return new Map(PROCESS.map((plate, index) => [plate, values[index] ?? 0]));
  if (space.model !== 'spot') return undefined;
  const inks = new Map<string, number>();
  space.names.forEach((plate, index) => {
    const tint = values[index] ?? 0;
    if (plate === 'All') for (const each of PROCESS) inks.set(each, tint);
    else if (plate !== 'None') inks.set(plate, Math.max(inks.get(plate) ?? 0, tint));
  });
  return inks;
}

/** Plates that are not of process colour, by name. */
export function spotsOf(space: ColourSpace): string[] {
  return space.names.filter(
    (each) => each !== 'All' && each !== 'None' && !(PROCESS as readonly string[]).includes(each),
  );
}
