import type { Report } from '../model/diagnostic.ts';
import type { PdfPart } from '../model/part.ts';
import { plural } from '../model/plural.ts';

/** The pages that a part wants, as indexes; those that the exhibit does not have are reported and left out. */
export function selectPages(part: PdfPart, count: number, report: Report): number[] {
  if (!part.pages) return Array.from({ length: count }, (_, i) => i);
  const wanted: number[] = [];
  let beyond = false;
  for (const { from, to = count } of part.pages) {
    const [low, high] = from <= to ? [from, to] : [to, from];
    beyond ||= low < 1 || high > count;
    const range: number[] = [];
    for (let page = Math.max(1, low); page <= Math.min(high, count); page++) range.push(page - 1);
    wanted.push(...(from <= to ? range : range.toReversed()));
  }
  if (beyond) {
    report({
      severity: 'warning',
      code: 'pages-beyond',
      message: `“${part.file}” has ${plural(count, 'page')}, and the publication asks for more`,
      span: part.span,
      hint: 'Mend “pages”.',
    });
  }
  return wanted;
}
