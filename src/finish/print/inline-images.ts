import {
  PDFBool,
  PDFHexString,
  PDFName,
  PDFNull,
  PDFNumber,
  PDFRawStream,
  type PDFContext,
  type PDFObject,
} from 'pdf-lib';
import { isName, type Operand } from '../../model/content-stream.ts';
import { INLINE_FILTERS, INLINE_SPACES } from '../../model/inline-image-names.ts';

/** Keys that pictures in content may abbreviate (ISO 32000-1, Table 93). */
const KEYS: Readonly<Record<string, string>> = {
  BPC: 'BitsPerComponent',
  CS: 'ColorSpace',
  D: 'Decode',
  DP: 'DecodeParms',
  F: 'Filter',
  H: 'Height',
  IM: 'ImageMask',
  I: 'Interpolate',
  W: 'Width',
};

/** A picture that stands in content itself: its keys and values one after the other, and its data. */
export interface InlineImage {
  readonly operands: readonly Operand[];
  readonly data: Uint8Array;
}

/** The value of a key, under its name or its abbreviation. */
export function inlineEntry({ operands }: InlineImage, key: string): Operand | undefined {
  for (let i = 0; i + 1 < operands.length; i += 2) {
    const at = operands[i];
    if (isName(at) && (KEYS[at.name] ?? at.name) === key) return operands[i + 1];
  }
  return undefined;
}

/** The picture as an object of its own; `space` gives the colour space for a name that the resources know. */
export function imageObject(
  context: PDFContext,
  image: InlineImage,
  space: (name: string) => PDFObject | undefined,
): PDFRawStream {
  const dict = context.obj({ Type: 'XObject', Subtype: 'Image' });
  const { operands } = image;
  for (let i = 0; i + 1 < operands.length; i += 2) {
    const [at, value] = [operands[i], operands[i + 1]];
    if (!isName(at) || value === undefined) continue;
    const key = KEYS[at.name] ?? at.name;
    const names = key === 'ColorSpace' ? INLINE_SPACES : key === 'Filter' ? INLINE_FILTERS : {};
    const known =
      key === 'ColorSpace' && isName(value) && !(value.name in INLINE_SPACES) ? space(value.name) : undefined;
    dict.set(PDFName.of(key), known ?? objectOf(context, value, names));
  }
  return PDFRawStream.of(dict, Uint8Array.from(image.data));
}

function objectOf(context: PDFContext, value: Operand, names: Readonly<Record<string, string>>): PDFObject {
  if (isName(value)) return PDFName.of(names[value.name] ?? value.name);
  if (value instanceof Uint8Array) return PDFHexString.of(Buffer.from(value).toString('hex'));
  if (typeof value === 'boolean') return value ? PDFBool.True : PDFBool.False;
  if (Array.isArray(value)) {
    const array = context.obj([]);
    for (const each of value as readonly Operand[]) array.push(objectOf(context, each, names));
    return array;
  }
  if (value instanceof Map) {
    const dict = context.obj({});
    for (const [key, each] of value as ReadonlyMap<string, Operand>)
      dict.set(PDFName.of(key), objectOf(context, each, names));
    return dict;
  }
  return typeof value === 'number' ? PDFNumber.of(value) : PDFNull;
}
