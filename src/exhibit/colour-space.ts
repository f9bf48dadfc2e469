import { PDFArray, type PDFDict, type PDFObject } from 'pdf-lib';
import { dictionaryAt, items, name, value } from '../model/pdf-values.ts';

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
