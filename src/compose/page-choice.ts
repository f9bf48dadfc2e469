import type { Report } from '../model/diagnostic.ts';
import type { PdfPart } from '../model/part.ts';
import { plural } from '../model/plural.ts';

/** The pages that a part wants, as indexes; those that the exhibit does not have are reported and left out. */
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
  return wanted;
}

/** A range as people write it: `2-5`, `9`, `12-`. */
function written({ from, to }: { readonly from: number; readonly to?: number }): string {
  if (to === undefined) return `${from}-`;
  return from === to ? String(from) : `${from}-${to}`;
}
