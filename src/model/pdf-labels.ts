import { PDFDict, PDFNumber } from 'pdf-lib';
import type { LabelRange, LabelStyle } from './page-label.ts';
import { dictionaryAt, nameAt, numberAt, textAt, tree } from './pdf-values.ts';

const STYLES: ReadonlySet<string> = new Set<LabelStyle>(['D', 'r', 'R', 'a', 'A']);

/** The ranges of a file's page label tree (ISO 32000-1, 12.4.2) in page order; none when the file has no labels. */
export function readLabelRanges(catalog: PDFDict): LabelRange[] {
  const ranges: LabelRange[] = [];
  for (const [key, item] of tree(dictionaryAt(catalog, 'PageLabels'), 'Nums')) {
    if (!(key instanceof PDFNumber) || !(item instanceof PDFDict)) continue;
    const style = nameAt(item, 'S');
    ranges.push({
      page: key.asNumber(),
      prefix: textAt(item, 'P') ?? '',
      ...(style && STYLES.has(style) && { style: style as LabelStyle }),
      start: numberAt(item, 'St') ?? 1,
    });
  }
  return ranges.sort((a, b) => a.page - b.page);
}
