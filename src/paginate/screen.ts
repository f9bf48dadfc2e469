import type { Composition, ScreenFacts } from '../model/composition.ts';
import type { Resource, Size } from '../model/manuscript.ts';
import { measureImages, UNPRINTED } from './oracle.ts';
import type { Press } from './supervisor.ts';

/** Widths of screens on which a document is measured, CSS pixels: from a phone turned up to four times (WCAG 2.2, 1.4.10) to a large desk screen. */
const WIDTHS = [320, 768, 1280, 1920] as const;
/** Height of those screens, CSS pixels. What a layout sizes by height is bounded by it. */
const HEIGHT = 1080;

/**
 * Lays a composition for screens out in the pinned browser at several widths: how large each picture comes to stand, which faces the browser
 * asks for, and which tables, formulas and code blocks are wider than a small screen. Throws what {@link Press.run} throws.
 */
export async function measureOnScreen(
  composition: Composition,
  press: Press,
  label: string,
  signal?: AbortSignal,
): Promise<ScreenFacts> {
  return press.run(
    label,
    async (tab) => {
      const asked = new Set<string>();
      const boxes = new Map<string, Size>();
      const scrolling = new Set<number>();
      await tab.open(composition.html, (path) => {
        asked.add(path);
        return answer(path, composition);
      });
      for (const width of WIDTHS) {
        await tab.resize(width, HEIGHT);
        for (const { url, width: wide, height: high } of await tab.evaluate(measureImages, UNPRINTED)) {
          const before = boxes.get(url);
          boxes.set(url, { width: Math.max(wide, before?.width ?? 0), height: Math.max(high, before?.height ?? 0) });
        }
        for (const index of await tab.evaluate(findScrolling)) scrolling.add(index);
      }
      return { boxes, asked, scrolling };
    },
    { signal },
  );
}

/** Indices, among all tables' divisions, formulas and code blocks in document order, of those whose content is wider than they are. Runs in the page. */
function findScrolling(): number[] {
  return [...document.querySelectorAll('.table, .formula, pre')].flatMap((box, index) =>
    box.scrollWidth > box.clientWidth ? [index] : [],
  );
}

async function answer(path: string, composition: Composition): Promise<Resource | undefined> {
  const asset = composition.assets.get(path);
  if (!asset) return composition.resource(path);
  if (asset.kind === 'vector') return asset.render(asset.natural);
  const { width, height } = asset.natural;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"/>`;
  return { bytes: new TextEncoder().encode(drawing), type: 'image/svg+xml' };
}
