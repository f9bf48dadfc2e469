import { PDFArray, PDFName, PDFStream, type PDFDict, type PDFObject } from 'pdf-lib';
import { streamBytes } from '../model/pdf-stream.ts';
import { dictionary, dictionaryAt, items, name, numberAt, value } from '../model/pdf-values.ts';

/** The clause against CMYK of no press in particular (ISO 19005-2), and what breaks it, in words. */
export const CMYK_CLAUSE = '6.2.4.3';
/** {@link CMYK_CLAUSE}. */
export const CMYK = 'colour is given as CMYK without a profile';

/** Colour spaces inside colour spaces (Indexed over Separation over ICCBased); more is a ring. */
const NESTING_LIMIT = 5;

/** True when colours of this space end as DeviceCMYK, which a book whose intent is RGB cannot show as meant (ISO 19005-2, 6.2.4.3). */
export function usesCmyk(object: PDFObject | undefined, resources: PDFDict | undefined, depth = 0): boolean {
  if (!object || depth > NESTING_LIMIT) return false;
  const plain = name(object);
  if (plain !== undefined) {
    if (plain === 'DeviceCMYK' || plain === 'CMYK') return true;
    const own = value(dictionaryAt(resources, 'ColorSpace'), plain);
    return own !== undefined && usesCmyk(own, undefined, depth + 1);
  }
  if (!(object instanceof PDFArray)) return false;
  const [family, second, third] = items(object);
  switch (name(family)) {
    case 'DeviceCMYK':
      return true;
    case 'Indexed':
    case 'I':
    case 'Pattern':
      return usesCmyk(second, resources, depth + 1);
    case 'Separation':
    case 'DeviceN':
      return usesCmyk(third, resources, depth + 1);
    default:
      return false;
  }
}

/** A colour space by the name that an operator gives: of the resources, or a device's own. */
export function namedSpace(resources: PDFDict | undefined, key: string | undefined): PDFObject | undefined {
  if (key === undefined) return undefined;
  const own = value(dictionaryAt(resources, 'ColorSpace'), key);
  return own instanceof PDFArray || name(own) !== undefined ? own : PDFName.of(key);
}

/** Components of a space whose colours are as light as those of grey (1), RGB (3) or CMYK (4) of the same numbers; 0 for any other. */
export function componentsOf(object: PDFObject | undefined): 0 | 1 | 3 | 4 {
  const [family, own] = object instanceof PDFArray ? items(object) : [object, undefined];
  switch (name(family)) {
    case 'DeviceGray':
    case 'CalGray':
    case 'G':
      return 1;
    case 'DeviceRGB':
    case 'CalRGB':
    case 'RGB':
      return 3;
    case 'DeviceCMYK':
    case 'CMYK':
      return 4;
    case 'ICCBased': {
      const count = numberAt(dictionary(own), 'N');
      return count === 1 || count === 3 || count === 4 ? count : 0;
    }
    default:
      return 0;
  }
}

/** A profile that is not what the file says of it (ISO 19005-2, 6.2.4.2). */
export const WRONG_PROFILE = ['6.2.4.2', 'a colour profile is damaged, or of another kind than the file says'] as const;
/** Colour spaces in a profile's header, with how many components each has; and its classes (ISO 15076-1, 7.2). */
const COMPONENTS: Readonly<Record<string, number>> = { GRAY: 1, 'RGB ': 3, 'Lab ': 3, CMYK: 4 };
const CLASSES: ReadonlySet<string> = new Set(['scnr', 'mntr', 'prtr', 'spac']);
/** Bytes of a profile's header, the most that one has, and its first version that PDF/A-2 does not know. */
const HEADER = { length: 128, version: 8, class: 12, space: 16, signature: 36 } as const;
const PROFILE_LIMIT = 16 * 1024 * 1024;
const LATER_VERSION = 5;

const profiles = new WeakMap<PDFStream, boolean>();

/** Whether colours of this space go by a profile that is damaged, or of other components than it says. */
export function hasWrongProfile(object: PDFObject | undefined, depth = 0): boolean {
  if (!(object instanceof PDFArray) || depth > NESTING_LIMIT) return false;
  const [family, second, third] = items(object);
  switch (name(family)) {
    case 'ICCBased':
      return !(second instanceof PDFStream) || isWrong(second);
    case 'Indexed':
    case 'Pattern':
      return hasWrongProfile(second, depth + 1);
    case 'Separation':
    case 'DeviceN':
      return hasWrongProfile(third, depth + 1);
    default:
      return false;
  }
}

function isWrong(profile: PDFStream): boolean {
  let wrong = profiles.get(profile);
  if (wrong === undefined) profiles.set(profile, (wrong = !isProfile(profile)));
  return wrong;
}

function isProfile(profile: PDFStream): boolean {
  let bytes: Buffer;
  try {
    bytes = Buffer.from(streamBytes(profile, PROFILE_LIMIT));
  } catch {
    return false;
  }
  if (bytes.length <= HEADER.length || bytes[HEADER.version]! >= LATER_VERSION) return false;
  const word = (at: number): string => bytes.toString('latin1', at, at + 4);
  return (
    word(HEADER.signature) === 'acsp' &&
    CLASSES.has(word(HEADER.class)) &&
    COMPONENTS[word(HEADER.space)] === numberAt(profile.dict, 'N')
  );
}
