import type { Report } from '../model/diagnostic.ts';
import type { PdfPart } from '../model/part.ts';
import { plural } from '../model/plural.ts';

/**
 * The pages that a part wants, as indexes; those that the exhibit does not have are reported and left out, and those
 * that come twice are reported. */
export function selectPages(part: PdfPart, count: number, report: Report): number[] {
  if (!part.pages) return Array.from({ length: count }, (_, i) => i);
  const wanted: number[] = [];
  const beyond: string[] = [];
  for (const range of part.pages) {
    const { from, to = Math.max(from, count) } = range;
    const [low, high] = from <= to ? [from, to] : [to, from];
    if (low < 1 || high > count) beyond.push(written(range));
    const pages: number[] = [];
    for (let page = Math.max(1, low); page <= Math.min(high, count); page++) pages.push(page - 1);
    wanted.push(...(from <= to ? pages : pages.toReversed()));
  }
  if (beyond.length > 0) {
    report({
      severity: 'warning',
      code: 'pages-beyond',
      message: `“${part.file}” has ${plural(count, 'page')}, but “pages” asks for ${beyond.join(', ')}`,
      span: part.pagesSpan ?? part.span,
      hint: `Pages count from 1; the last is ${count}.`,
    });
  }
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const page of wanted) (seen.has(page) ? repeated : seen).add(page);
  if (repeated.size > 0) {
    report({
      severity: 'warning',
      code: 'pages-repeated',
      message: `“pages” takes ${repeated.size === 1 ? 'page' : 'pages'} ${listed(repeated)} of “${part.file}” more than once`,
      span: part.pagesSpan ?? part.span,
      hint: 'Let its ranges not overlap, unless the pages are wanted again.',
    });
  }
  return wanted;
}

/** Indexes of pages as people write their numbers: `2-5, 9`. */
function listed(pages: Iterable<number>): string {
  const ranges: { from: number; to: number }[] = [];
  for (const page of [...pages].map((index) => index + 1).sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open?.to === page - 1) open.to = page;
    else ranges.push({ from: page, to: page });
  }
  return ranges.map(written).join(', ');
}

/** A range as people write it: `2-5`, `9`, `12-`. */
function written({ from, to }: { readonly from: number; readonly to?: number }): string {
  if (to === undefined) return `${from}-`;
  return from === to ? String(from) : `${from}-${to}`;
}
