import type { Composition } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Tab } from './tab.ts';
import { describeText, type TextElement } from './text-element.ts';

/** An effect that was taken off an element. */
interface TextEffect extends TextElement {
  /** CSS property. */
  readonly property: string;
  /** Whether it was taken off a picture; else off text. */
  readonly picture: boolean;
}

/**
 * Takes effects off elements with text that the print can only show as pixels, as outlines or as one form: their words would be gone from text and
 * tags, and a mask breaks PDF/UA (ISO 14289-1, 7.20). So would a mask's pictures; elements without either keep their effects. Reports `effect-dropped` once for each
 * element's name and property.
 */
export async function dropTextEffects(tab: Tab, composition: Composition, report: Report): Promise<void> {
  for (const effect of await tab.evaluate(takeEffects)) {
    const { excerpt, place } = describeText(effect, composition.files);
    if (effect.picture) {
      report({
        severity: 'warning',
        code: 'effect-dropped',
        message: `“${effect.property}” of ${effect.name} was left out, for it is or holds a picture${excerpt && `: “${excerpt}”`}`,
        ...place,
        why: 'The browser paints what is under a mask twice, out of reach of the tags, which breaks PDF/UA (ISO 14289-1, 7.20).',
        hint: 'Crop the picture with “clip-path”, which keeps its tags, or fade it in the file itself.',
      });
      continue;
    }
    report({
      severity: 'warning',
      code: 'effect-dropped',
      message: `“${effect.property}” of ${effect.name} was left out, for it has text: “${excerpt}”`,
      ...place,
      why: 'Text under such an effect is printed as a picture: nobody could search, copy or hear it.',
      hint: 'Take it out of the style sheet, or use it where there is no text.',
    });
  }
}

/** In the page: takes the effects off. */
function takeEffects(): TextEffect[] {
  const found = new Map<string, TextEffect>();
  const pictures = 'img:not([alt=""]), svg, [role="img"]';
  for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
    const style = getComputedStyle(element);
    const effects: Record<string, boolean> = {
      filter: style.filter !== 'none',
      'mask-image': style.maskImage !== 'none',
      // Rectangles cut text as pages do.
      'clip-path': style.clipPath !== 'none' && !/^(?:inset|rect|xywh)\(/.test(style.clipPath),
      transform: style.transform !== 'none' && !new DOMMatrixReadOnly(style.transform).is2D,
    };
    for (const property of Object.keys(effects)) {
      if (!effects[property]) continue;
      const words = element.textContent ?? '';
      const picture = !/[^\s\u00ad\u200b]/.test(words);
      // What has no alternative text is decoration and not tagged.
      const image =
        property === 'mask-image' && picture
          ? element.matches(pictures)
            ? element
            : element.querySelector(pictures)
          : undefined;
      if (picture && !image) continue;
      const text = image ? (image.getAttribute('alt') ?? image.getAttribute('aria-label') ?? '') : words;
      element.style.setProperty(property, 'none', 'important');
      const name = [element.localName, ...element.classList].join('.');
      const key = `${property} ${name}`;
      if (found.has(key)) continue;
      const source = element.closest('[data-source]')?.getAttribute('data-source') ?? '';
      found.set(key, { property, picture, name, text: text.slice(0, 400), source });
    }
  }
  return [...found.values()];
}
