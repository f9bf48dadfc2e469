import { contrast, formatHex, formatRatio, nearestPassing, type Rgb } from '../model/colour.ts';
import type { Composition } from '../model/composition.ts';
import type { Report } from '../model/diagnostic.ts';
import type { Tab } from './tab.ts';
import { describeText, type TextElement } from './text-element.ts';

/** Elements with text that are looked at: a book of a thousand pages has some forty thousand, in half a second. */
const ELEMENTS_LIMIT = 50_000;
/** Contrasts that are told of in one document: the first few show what is wrong with its style sheets. */
const TOLD_LIMIT = 20;
/** Least ratios of text and of large text (WCAG 2.2, 1.4.3). */
const LEAST = 4.5;
const LEAST_LARGE = 3;

/** Text of one look: its colours as they come to be seen, and the first element of its kind. */
interface TextLook extends TextElement {
  readonly front: Rgb;
  readonly ground: Rgb;
  readonly large: boolean;
}

/**
 * Holds the colours of all text to WCAG 2.2, 1.4.3, as the browser computes them from theme, layout and document together; half-transparent ones are
 * laid over what is behind them. What stands on a picture, a gradient or a box that is placed by itself is not judged. Reports
 * `contrast-low` once for each element's name and pair of colours, but not for pairs that compose has told of.
 */
export async function checkTextContrast(tab: Tab, composition: Composition, report: Report): Promise<void> {
  const low = (await tab.evaluate(textLooks, ELEMENTS_LIMIT)).filter(
    ({ front, ground, large }) =>
      contrast(front, ground) < (large ? LEAST_LARGE : LEAST) &&
      !composition.lowContrasts?.has(`${formatHex(front)} ${formatHex(ground)}`),
  );
  for (const look of low.slice(0, TOLD_LIMIT)) {
    const { front, ground, large, name } = look;
    const least = large ? LEAST_LARGE : LEAST;
    const { excerpt, place } = describeText(look, composition.files);
    report({
      severity: 'warning',
      code: 'contrast-low',
      message: `the text “${excerpt}” (${name}) is ${formatHex(front)} on ${formatHex(ground)}, a contrast of ${formatRatio(contrast(front, ground))} : 1; ${least} : 1 is the least${large ? ' for large text' : ''}`,
      ...place,
      why: 'Readers with low vision, and everyone in bright light, miss it (WCAG 2.2, 1.4.3).',
      hint: `On this ground the nearest colour that passes is ${formatHex(nearestPassing(front, ground, least))}.`,
    });
  }
}

/** In the page: every look that text has, once for each name of an element. */
function textLooks(limit: number): TextLook[] {
  type Colour = readonly [number, number, number, number];
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const known = new Map<string, Colour>();
  /** Components 0–255 and opacity 0–1 of any colour that a style computes to. */
  const read = (colour: string): Colour => {
    let found = known.get(colour);
    if (!found) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      known.set(colour, (found = [r!, g!, b!, a! / 255]));
    }
    return found;
  };
  const over = (front: Colour, ground: Rgb, opacity: number): Rgb => {
    const share = front[3] * opacity;
    const mixed = (i: 0 | 1 | 2): number => Math.round(front[i] * share + ground[i] * (1 - share));
    return [mixed(0), mixed(1), mixed(2)];
  };
  const apart = (style: CSSStyleDeclaration): boolean => style.position === 'absolute' || style.position === 'fixed';
  /** What is behind an element's text, how much its own text lets through; undefined where nobody can tell. */
  interface Ground {
    readonly colour: Rgb;
    readonly opacity: number;
  }
  const grounds = new Map<Element, Ground | undefined>();
  const groundOf = (element: Element | null): Ground | undefined => {
    if (!element) return { colour: [255, 255, 255], opacity: 1 };
    if (grounds.has(element)) return grounds.get(element);
    const style = getComputedStyle(element);
    const around = groundOf(element.parentElement);
    let ground: Ground | undefined;
    const own = read(style.backgroundColor);
    const effects = style.filter + style.maskImage + style.mixBlendMode + style.backgroundImage;
    // A picture that is placed by itself may be behind anything beside it.
    const covered = [...element.children].some(
      (child) => /^(?:img|svg|figure|picture)$/.test(child.localName) && apart(getComputedStyle(child)),
    );
    if (effects === 'nonenonenormalnone' && !covered && (around || own[3] === 1) && (!apart(style) || own[3] === 1)) {
      const opacity = (around?.opacity ?? 1) * Number(style.opacity);
      ground = { colour: over(own, around?.colour ?? [255, 255, 255], opacity), opacity };
    }
    grounds.set(element, ground);
    return ground;
  };
  const looks = new Map<string, TextLook>();
  const seen = new Set<Element>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && seen.size < limit; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent ?? '';
    if (!/[^\s\u00ad\u200b]/.test(text) || !element || seen.has(element) || element.closest('[aria-hidden=true]'))
      continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    if (!ground || style.visibility !== 'visible' || element.getClientRects().length === 0) continue;
    const colour = read(style.webkitTextFillColor);
    if (colour[3] === 0) continue;
    const size = Number.parseFloat(style.fontSize);
    // 18 and 14 points (WCAG 2.2, “large scale”).
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const front = over(colour, ground.colour, ground.opacity);
    const name = [element.localName, ...element.classList].join('.');
    const key = [name, front, ground.colour, large].join(' ');
    if (looks.has(key)) continue;
    const source = element.closest('[data-source]')?.getAttribute('data-source') ?? '';
    looks.set(key, { front, ground: ground.colour, large, name, text: text.slice(0, 400), source });
  }
  return [...looks.values()];
}
