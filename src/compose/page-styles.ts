import type { PageGeometry } from '../model/composition.ts';
import { pageArea } from './lengths.ts';

/** A length in CSS pixels as CSS writes it, to a thousandth. */
const px = (value: number): string => `${Number(value.toFixed(3))}px`;

/**
 * The part of the style sheet that follows from geometry: `@page` rules by name, the physical page counter that folios and running heads
 * are looked up by (the layout oracle writes `@counter-style folio` and `@counter-style head`, one symbol a page), and the page area as
 * custom properties. Margin boxes see the root's alone: those of the first geometry, the publication's own page.
 */
export function pageStyles(geometries: readonly PageGeometry[], mirrored: boolean): string {
  const rules = [
    `html { counter-reset: physical; ${geometries[0] ? measuresOf(geometries[0]) : ''} }`,
    '@page { counter-increment: physical; margin: 0; }',
  ];
  for (const geometry of geometries) {
    const { name, width, height, margins } = geometry;
    const area = pageArea(geometry);
    const sides = (left: number, right: number): string =>
      `margin: ${px(margins.top)} ${px(right)} ${px(margins.bottom)} ${px(left)}`;
    rules.push(
      `@page ${name} { size: ${px(width)} ${px(height)}; ${sides(margins.inner, margins.outer)}; }`,
      ...(mirrored ? [`@page ${name}:left { ${sides(margins.outer, margins.inner)}; }`] : []),
      `.run[data-page='${name}'] { page: ${name}; ${measuresOf(geometry)} --sheet-width: ${px(width)}; --sheet-height: ${px(height)}; --area-width: ${px(area.width)}; --area-height: ${px(area.height)}; }`,
    );
  }
  return rules.join('\n');
}

/** The page as custom properties: its trim, and how far its sheet goes beyond. */
function measuresOf({ width, height, bleed = 0 }: PageGeometry): string {
  return `--page-width: ${px(width - 2 * bleed)}; --page-height: ${px(height - 2 * bleed)}; --bleed: ${px(bleed)};`;
}
