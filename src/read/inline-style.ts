/** Lengths, keywords and numbers: what harmless values of the properties below are made of. */
const PLAIN = /^[\w\s.,#%+\-*/]+$/;
/** Functions whose arguments are numbers. */
const FUNCTIONS = /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|calc|min|max|clamp|minmax|repeat|fit-content)\(/gi;

/** Properties that change the looks of an element in its place and nothing beyond it. */
const ANY_PLAIN: ReadonlySet<string> = new Set([
  'align-content',
  'align-items',
  'align-self',
  'aspect-ratio',
  'background-color',
  'border-collapse',
  'border-radius',
  'border-spacing',
  'break-after',
  'break-before',
  'break-inside',
  'caption-side',
  'clear',
  'color',
  'column-count',
  'column-gap',
  'column-rule',
  'column-span',
  'column-width',
  'columns',
  'flex',
  'flex-basis',
  'flex-direction',
  'flex-flow',
  'flex-grow',
  'flex-shrink',
  'flex-wrap',
  'float',
  'font-size',
  'font-style',
  'font-variant',
  'font-weight',
  'gap',
  'grid-column',
  'grid-row',
  'grid-template-columns',
  'grid-template-rows',
  'height',
  'justify-content',
  'justify-items',
  'justify-self',
  'letter-spacing',
  'line-height',
  'list-style-type',
  'max-height',
  'max-width',
  'min-height',
  'min-width',
  'object-fit',
  'object-position',
  'opacity',
  'order',
  'page-break-after',
  'page-break-before',
  'page-break-inside',
  'place-content',
  'place-items',
  'row-gap',
  'text-align',
  'text-decoration',
  'text-indent',
  'text-transform',
  'vertical-align',
  'white-space',
  'width',
  'word-spacing',
]);
const FAMILIES =
  /^(?:margin|padding|border)(?:-(?:top|right|bottom|left|block|inline|block-start|block-end|inline-start|inline-end))?(?:-(?:width|style|color))?$/;
const DISPLAYS: ReadonlySet<string> = new Set([
  'block',
  'inline',
  'inline-block',
  'flex',
  'inline-flex',
  'grid',
  'inline-grid',
  'table',
  'table-row',
  'table-cell',
  'list-item',
  'none',
]);

/** Length of one `style` attribute in characters; more is no longer a few words about looks. */
export const STYLE_LENGTH_LIMIT = 2_000;

/** A `style` attribute with what may stay, and the names of properties that were taken out. */
export interface FilteredStyle {
  readonly style: string;
  readonly removed: readonly string[];
}

/**
 * Keeps declarations of named harmless properties whose values are lengths, colours, keywords and numeric functions; everything else goes:
 * no addresses, no positions, no escapes, no variables, no `!important`, so that a document can neither reach out nor cover a page.
 */
export function filterStyle(style: string): FilteredStyle {
  if (style.length > STYLE_LENGTH_LIMIT) return { style: '', removed: ['style'] };
  const kept: string[] = [];
  const removed: string[] = [];
  for (const declaration of style.replace(/\/\*[\s\S]*?\*\//g, ' ').split(';')) {
    if (declaration.trim() === '') continue;
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important\s*$/i, '')
      .trim();
    if (isHarmless(name, value)) kept.push(`${name}: ${value}`);
    else removed.push(/^[a-z-]+$/.test(name) ? name : 'style');
  }
  return { style: kept.join('; '), removed };
}

function isHarmless(name: string, value: string): boolean {
  if (value === '') return false;
  const words = value.replace(FUNCTIONS, ' ').replace(/[()]/g, ' ');
  // A bracket that stays belongs to a function that is not in the list.
  const unknown = (value.match(/\(/g)?.length ?? 0) > (value.match(FUNCTIONS)?.length ?? 0);
  if (unknown || !PLAIN.test(words)) return false;
  if (name === 'display') return DISPLAYS.has(value.toLowerCase());
  // The short form may hold an address or a gradient, which are refused above; a colour is left.
  return name === 'background' || ANY_PLAIN.has(name) || FAMILIES.test(name);
}
