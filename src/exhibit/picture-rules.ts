import type { PDFDict, PDFStream } from 'pdf-lib';
import { isName, type ContentScanner } from '../model/content-stream.ts';
import { booleanAt, dictionaryAt, numberAt, value } from '../model/pdf-values.ts';
import { CMYK, CMYK_CLAUSE, hasWrongProfile, namedSpace, usesCmyk, WRONG_PROFILE } from './colour-space.ts';
import { isPackedOddly } from './filter-rules.ts';

/** A clause of ISO 19005-2, and what breaks it, in words. */
type Breach = readonly [clause: string, rule: string];

/** Pixels of a picture by its dictionary. */
export function pixelsOf(picture: PDFDict): number {
  return Math.max(0, (numberAt(picture, 'Width') ?? 0) * (numberAt(picture, 'Height') ?? 0));
}

/** Whether CMYK of no press in particular has a profile here (ISO 32000-1, 8.6.5.6). */
function hasDefaultCmyk(resources: PDFDict | undefined): boolean {
  return value(dictionaryAt(resources, 'ColorSpace'), 'DefaultCMYK') !== undefined;
}

/** What keeps a picture from PDF/A-2. */
export function pictureBreaches(stream: PDFStream, resources: PDFDict | undefined): readonly Breach[] {
  const { dict } = stream;
  const found: Breach[] = [];
  if (!hasDefaultCmyk(resources) && usesCmyk(value(dict, 'ColorSpace'), resources)) found.push([CMYK_CLAUSE, CMYK]);
  if (hasWrongProfile(value(dict, 'ColorSpace'))) found.push(WRONG_PROFILE);
  if (isPackedOddly(stream)) found.push(['6.1.7.2', 'a picture is packed in a way that the standard does not allow']);
  if (booleanAt(dict, 'Interpolate')) found.push(['6.2.8', 'a picture asks for smoothing (Interpolate)']);
  if (value(dict, 'Alternates')) found.push(['6.2.8', 'a picture has alternates']);
  if (value(dict, 'OPI')) found.push(['6.2.8', 'a picture stands for another file (OPI)']);
  return found;
}

/** The same of a picture inside the content. */
export function inlinePictureBreaches(scanner: ContentScanner, resources: PDFDict | undefined): readonly Breach[] {
  const operands = scanner.operands();
  const found: Breach[] = [];
  for (let i = 0; i + 1 < operands.length; i += 2) {
    const [key, item] = [operands[i], operands[i + 1]];
    if (!isName(key) || !isName(item)) continue;
    const space = key.name === 'CS' || key.name === 'ColorSpace';
    const cmyk = space && (item.name === 'CMYK' || usesCmyk(namedSpace(resources, item.name), resources));
    if (cmyk && !hasDefaultCmyk(resources)) found.push([CMYK_CLAUSE, CMYK]);
    if (/^(?:LZW|LZWDecode)$/.test(item.name)) found.push(['6.1.7.2', 'a picture is compressed with LZW']);
  }
  return found;
}
