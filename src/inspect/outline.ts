import type { PDFDict } from 'pdf-lib';
import type { Destinations } from './destinations.ts';
import type { OutlineFacts } from './facts.ts';
import type { Page } from './pages.ts';
import { dictionaryAt, numberAt, textAt } from '../model/pdf-values.ts';

/** Levels of bookmarks read; deeper ones are a ring or a joke. */
const LEVEL_LIMIT = 64;

/** The document outline (ISO 32000-1, 12.3.3). Each item is read once, so a ring ends. */
export function outlineOf(catalog: PDFDict, destinations: Destinations, pages: readonly Page[]): OutlineFacts[] {
  const seen = new Set<PDFDict>();
  const level = (parent: PDFDict | undefined, depth: number): OutlineFacts[] => {
    const list: OutlineFacts[] = [];
    for (
      let item = dictionaryAt(parent, 'First');
      item && !seen.has(item) && depth <= LEVEL_LIMIT;
      item = dictionaryAt(item, 'Next')
    ) {
      seen.add(item);
      const target = destinations.of(item);
      const label = target?.page === undefined ? undefined : pages[target.page]?.facts.label;
      list.push({
        title: textAt(item, 'Title') ?? '',
        level: depth,
        open: (numberAt(item, 'Count') ?? 0) > 0,
        ...(target?.page !== undefined && { page: target.page }),
        ...(label !== undefined && { label }),
        ...(target?.name !== undefined && { destination: target.name }),
        children: level(item, depth + 1),
      });
    }
    return list;
  };
  return level(dictionaryAt(catalog, 'Outlines'), 1);
}
