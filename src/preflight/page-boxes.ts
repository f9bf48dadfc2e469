import type { Box, PageFacts } from '../inspect/facts.ts';
import { POINTS_PER_MM } from '../model/length.ts';
import type { Findings } from './findings.ts';
import type { Limits } from './profile.ts';

/** Points that boxes may be out by: programs round. */
const TOLERANCE = 0.2;

/** Where a page is cut: its trim box, else what a reader shows. */
export function trimOf(page: PageFacts): Box {
  return page.trim ?? page.crop ?? page.media;
}

/** How far a page goes on beyond its trim: to its bleed box, else to its media box where it has a trim box. */
export function bleedOf(page: PageFacts): Box {
  return page.bleed ?? (page.trim ? page.media : trimOf(page));
}

/** Judges boxes, sizes and their number. */
export function judgeBoxes(pages: readonly PageFacts[], limits: Limits, findings: Findings): void {
  const asked = limits.bleedMm * POINTS_PER_MM;
  const sizes = new Map<string, number[]>();
  pages.forEach((page, index) => {
    const trim = trimOf(page);
    const size = sizeOf(trim, page);
    sizes.set(size, [...(sizes.get(size) ?? []), index]);
    if (!page.trim) findings.add('trim-missing', { page: index });
    const bleed = bleedOf(page);
    if (!inside(trim, bleed) || !inside(bleed, page.media) || !inside(page.crop ?? page.media, page.media)) {
      findings.add('trim-outside', { page: index });
    } else if (asked > 0) {
      const least = Math.min(trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]);
      if (least * page.userUnit < asked - TOLERANCE) {
        const has = ((least * page.userUnit) / POINTS_PER_MM).toFixed(1);
        findings.add('bleed-missing', { page: index, subject: `${limits.bleedMm} mm`, detail: `${has} mm` });
      }
    }
  });
  if (sizes.size > 1) {
    const [most] = [...sizes].sort((a, b) => b[1].length - a[1].length)[0]!;
    for (const [size, indices] of sizes) {
      if (size === most) continue;
      for (const page of indices) findings.add('page-sizes-differ', { subject: most, page, detail: size });
    }
  }
  if (pages.length % limits.pagesMultiple !== 0) {
    findings.add('page-count-odd', { subject: `${pages.length} (of ${limits.pagesMultiple})` });
  }
}

function inside(inner: Box, outer: Box): boolean {
  return (
    inner[0] >= outer[0] - TOLERANCE &&
    inner[1] >= outer[1] - TOLERANCE &&
    inner[2] <= outer[2] + TOLERANCE &&
    inner[3] <= outer[3] + TOLERANCE
  );
}

/** Size as the page is looked at, in whole millimetres. */
function sizeOf(box: Box, page: PageFacts): string {
  const mm = (points: number): number => Math.round((points * page.userUnit) / POINTS_PER_MM);
  const [w, h] = [mm(box[2] - box[0]), mm(box[3] - box[1])];
  return page.rotate % 180 === 0 ? `${w} × ${h} mm` : `${h} × ${w} mm`;
}
