import type { Document } from 'domhandler';
import { descendants } from '../model/element-tree.ts';
import type { Asset } from '../model/manuscript.ts';

/** Resolution under which a raster looks soft in print, pixels per inch: such a picture is set smaller, not blurred wide. */
const SHARP_PPI = 150;

/**
 * Gives every raster that its author did not size the width at which it has {@link SHARP_PPI}; the style sheet bounds it to the column, where larger
 * pictures have more. Drawings have no resolution and keep their size.
 */
export function sizePictures(parts: readonly Document[], assets: ReadonlyMap<string, Asset>): void {
  for (const part of parts) {
    for (const image of descendants(part)) {
      const asset = image.name === 'img' ? assets.get(image.attribs['src'] ?? '') : undefined;
      if (asset?.kind !== 'raster') continue;
      const { width, style } = image.attribs;
      if (
        (width !== undefined && width !== String(asset.natural.width)) ||
        /(?:^|;)\s*(?:max-|min-)?width\s*:/i.test(style ?? '')
      )
        continue;
      const css = `width: ${Math.round((asset.natural.width / SHARP_PPI) * 96)}px`;
      image.attribs['style'] = style ? `${style.replace(/;\s*$/, '')}; ${css}` : css;
    }
  }
}
