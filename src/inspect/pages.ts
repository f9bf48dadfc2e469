import { PDFDict, type PDFObject } from 'pdf-lib';
import { labelAt, type LabelRange } from '../model/page-label.ts';
import { readLabelRanges } from '../model/pdf-labels.ts';
import { dictionaryAt, items, nameAt, numberAt, numbers, value } from '../model/pdf-values.ts';
import type { Box, PageFacts } from './facts.ts';

/** A page with what it inherits. */
export interface Page {
  readonly dict: PDFDict;
  readonly resources: PDFDict | undefined;
  readonly facts: PageFacts;
}

/** Pages read from one file; more is no document. */
const PAGES_LIMIT = 100_000;

/** What goes down the page tree (ISO 32000-1, Table 30). */
interface Inherited {
  readonly resources?: PDFDict | undefined;
  readonly media?: Box | undefined;
  readonly crop?: Box | undefined;
  readonly rotate?: number | undefined;
}

/** ISO 216 A4 would be as good a guess; readers take Letter for a page without a media box. */
const LETTER: Box = [0, 0, 612, 792];

/** Decimal places of a box: beyond a thousandth of a point there is only the rounding of whoever wrote it. */
const BOX_DIGITS = 3;

/** A rectangle with its corners in order (ISO 32000-1, 7.9.5). */
function box(object: PDFObject | undefined): Box | undefined {
  const all = numbers(object);
  if (all?.length !== 4) return undefined;
  const [a, b, c, d] = all.map((each) => Number(each.toFixed(BOX_DIGITS))) as [number, number, number, number];
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

/** The file's pages in order, each once. */
export function pagesOf(catalog: PDFDict): Page[] {
  const labels = readLabelRanges(catalog);
  const pages: Page[] = [];
  const seen = new Set<PDFDict>();
  const open: { readonly node: PDFDict; readonly above: Inherited }[] = [];
  const root = dictionaryAt(catalog, 'Pages');
  if (root) open.push({ node: root, above: {} });
  for (let next = open.pop(); next && pages.length < PAGES_LIMIT; next = open.pop()) {
    const { node, above } = next;
    if (seen.has(node)) continue;
    seen.add(node);
    const own: Inherited = {
      resources: dictionaryAt(node, 'Resources') ?? above.resources,
      media: box(value(node, 'MediaBox')) ?? above.media,
      crop: box(value(node, 'CropBox')) ?? above.crop,
      rotate: numberAt(node, 'Rotate') ?? above.rotate,
    };
    const kids = value(node, 'Kids');
    if (kids && nameAt(node, 'Type') !== 'Page') {
      for (const kid of items(kids).reverse()) if (kid instanceof PDFDict) open.push({ node: kid, above: own });
      continue;
    }
    pages.push({ dict: node, resources: own.resources, facts: pageFacts(node, own, labelOf(labels, pages.length)) });
  }
  return pages;
}

function pageFacts(dict: PDFDict, own: Inherited, label: string): PageFacts {
  const bleed = box(value(dict, 'BleedBox'));
  const trim = box(value(dict, 'TrimBox'));
  const art = box(value(dict, 'ArtBox'));
  return {
    label,
    media: own.media ?? LETTER,
    ...(own.crop && { crop: own.crop }),
    ...(bleed && { bleed }),
    ...(trim && { trim }),
    ...(art && { art }),
    rotate: (((Math.round((own.rotate ?? 0) / 90) * 90) % 360) + 360) % 360,
    userUnit: numberAt(dict, 'UserUnit') ?? 1,
  };
}

/** What a viewer shows for a page: by its range, or its count from 1 where there are no labels. */
function labelOf(ranges: readonly LabelRange[], page: number): string {
  const range = ranges.findLast((each) => each.page <= page);
  return range ? labelAt(range, page - range.page) : String(page + 1);
}
