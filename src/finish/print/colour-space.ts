import { PDFArray, PDFName, PDFNumber, PDFStream, type PDFObject } from 'pdf-lib';

/** What a colour space is to the conversion: `kept` is already right for the press, or says itself what it means. */
export type SpaceKind = 'rgb' | 'grey' | 'cmyk' | 'indexed' | 'pattern' | 'pattern-rgb' | 'pattern-grey' | 'kept';

/** Spaces by name, with the abbreviations of inline images (ISO 32000-1, table 93). */
const NAMES: Readonly<Record<string, SpaceKind>> = {
  '/DeviceRGB': 'rgb',
  '/RGB': 'rgb',
  '/CalRGB': 'rgb',
  '/DeviceGray': 'grey',
  '/G': 'grey',
  '/CalGray': 'grey',
  '/DeviceCMYK': 'cmyk',
  '/CMYK': 'cmyk',
  '/Pattern': 'pattern',
  '/Indexed': 'indexed',
  '/I': 'indexed',
};

/** The kind of a colour space object; undefined stands for none. Calibrated and ICC spaces of three components are taken for sRGB. */
export function spaceKind(space: PDFObject | undefined): SpaceKind {
  if (space instanceof PDFName) return NAMES[space.toString()] ?? 'kept';
  if (!(space instanceof PDFArray) || space.size() === 0) return 'kept';
  const family = space.lookup(0);
  if (!(family instanceof PDFName)) return 'kept';
  if (family === PDFName.of('ICCBased')) {
    const profile = space.lookup(1);
    const components = profile instanceof PDFStream ? profile.dict.lookup(PDFName.of('N')) : undefined;
    const count = components instanceof PDFNumber ? components.asNumber() : 0;
    return count === 3 ? 'rgb' : count === 1 ? 'grey' : 'kept';
  }
  const kind = NAMES[family.toString()] ?? 'kept';
  if (kind !== 'pattern' || space.size() < 2) return kind;
  const below = spaceKind(space.lookup(1));
  return below === 'rgb' ? 'pattern-rgb' : below === 'grey' ? 'pattern-grey' : 'pattern';
}
