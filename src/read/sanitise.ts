import sanitizeHtml from 'sanitize-html';
import type { Diagnostic } from '../model/diagnostic.ts';
import { filterStyle } from './inline-style.ts';
import { ELEMENT_NESTING_LIMIT } from './limits.ts';
import type { Mark, Marks } from './mark.ts';
import { removedElement } from './raw-html.ts';
import type { Place } from './source-text.ts';

const MATHML = [
  'math',
  'semantics',
  'mrow',
  'mi',
  'mo',
  'mn',
  'ms',
  'mtext',
  'mspace',
  'mfrac',
  'msqrt',
  'mroot',
  'msub',
  'msup',
  'msubsup',
  'munder',
  'mover',
  'munderover',
  'mtable',
  'mtr',
  'mtd',
  'mpadded',
  'mphantom',
  'mstyle',
  'menclose',
  'mmultiscripts',
  'mprescripts',
  'none',
];
const MATHML_NAMES: ReadonlySet<string> = new Set(MATHML);

/** Elements that documents may use: text, tables, figures, MathML. */
const ALLOWED: readonly string[] = [
  ...['address', 'article', 'aside', 'footer', 'header', 'main', 'nav', 'section', 'hgroup'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...[
    'blockquote',
    'dd',
    'div',
    'dl',
    'dt',
    'figcaption',
    'figure',
    'hr',
    'li',
    'ol',
    'p',
    'pre',
    'ul',
    'details',
    'summary',
  ],
  ...[
    'a',
    'abbr',
    'b',
    'bdi',
    'bdo',
    'br',
    'cite',
    'code',
    'data',
    'del',
    'dfn',
    'em',
    'i',
    'img',
    'ins',
    'kbd',
    'mark',
    'q',
  ],
  ...['rp', 'rt', 'ruby', 's', 'samp', 'small', 'span', 'strong', 'sub', 'sup', 'time', 'u', 'var', 'wbr'],
  ...['caption', 'col', 'colgroup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr'],
  ...MATHML,
];
const ALLOWED_NAMES: ReadonlySet<string> = new Set(ALLOWED);

/** Old or generic elements under names of today; their looks go where a style says the same. */
const RENAMED: Readonly<Record<string, readonly [name: string, style?: string]>> = {
  center: ['div', 'text-align: center'],
  font: ['span'],
  big: ['span', 'font-size: larger'],
  strike: ['s'],
  tt: ['code'],
  acronym: ['abbr'],
  menu: ['ul'],
  dir: ['ul'],
};

/** Elements that go without a word: they say nothing on paper, or what they wrap stays. */
const SILENT: ReadonlySet<string> = new Set([
  'html',
  'head',
  'body',
  'picture',
  'source',
  'meta',
  'tbody',
  'noscript',
  'annotation',
  'param',
]);

/** Elements that go with their content. Raw-text elements have gone before; they are named again because this is the last door. */
const WITH_CONTENT = [
  'script',
  'style',
  'textarea',
  'option',
  'xmp',
  'title',
  'template',
  'iframe',
  'noembed',
  'noframes',
  'annotation',
  'select',
];

/** Attributes that any element may have; `id`, `class` and `style` are judged by value. */
const GLOBAL_ATTRIBUTES = ['id', 'class', 'style', 'lang', 'dir', 'title'];
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  img: ['alt', 'width', 'height'],
  ol: ['start', 'reversed', 'type'],
  li: ['value'],
  td: ['colspan', 'rowspan', 'headers'],
  th: ['colspan', 'rowspan', 'headers', 'scope', 'abbr'],
  col: ['span'],
  colgroup: ['span'],
  time: ['datetime'],
  del: ['datetime'],
  ins: ['datetime'],
  data: ['value'],
  details: ['open'],
};
const MATHML_ATTRIBUTES = [
  'alttext',
  'display',
  'mathvariant',
  'stretchy',
  'fence',
  'separator',
  'form',
  'accent',
  'accentunder',
  'columnalign',
  'rowalign',
  'linethickness',
  'displaystyle',
  'scriptlevel',
  'notation',
  'columnspan',
  'rowspan',
  'width',
  'height',
  'depth',
  'lspace',
  'rspace',
  'open',
  'close',
  'separators',
];

/** Attributes that mean something on screens only; they go without a word. */
const SILENT_ATTRIBUTES =
  /^(?:target|rel|loading|decoding|fetchpriority|sizes|srcset|referrerpolicy|crossorigin|tabindex|draggable|hidden|translate|xmlns(?::.*)?|type|media|role|name|href|src|itemprop|itemscope|itemtype|aria-.*|data-.*|color|face|size|clear|nowrap|summary|cellpadding|cellspacing|border|bgcolor|hspace|vspace|frame|rules|charset|alttext|align|valign)$/;

/** A class may be any plain word but those that Octavo's layouts design by. */
const CLASS =
  /^(?!octavo|rank-|cover|contents|title|layout|edition-|text-|depth-|missing-)(?!(?:run|flow|blank|opening|kicker|table|wide|long|dense|broken|figures|logos?|byline|colophon|footnotes|first|loose|tight|tasks|snug|bare|pagebreak|exhibit|stamp|folio|leader|agenda|divider|closed|withheld|closed-label|formula)$)(?!tml-)[A-Za-z][\w-]{0,63}$/i;
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;
/** Elements whose missing end tag changes everything after them. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'div',
  'section',
  'article',
  'aside',
  'main',
  'nav',
  'header',
  'footer',
  'table',
  'ul',
  'ol',
  'dl',
  'blockquote',
  'figure',
  'details',
  'pre',
  'center',
]);

/**
 * Takes everything out of a part's HTML that could run, reach out or cover the page, and says what. Elements of our own making keep their
 * mark only; addresses of links and images that authors wrote in HTML are moved to their marks, to be judged where all are.
 */
export function sanitise(
  html: string,
  marks: Marks,
  report: (diagnostic: Omit<Diagnostic, 'span'>, place: Place) => void,
): string {
  const open: { name: string; mark: Mark | undefined }[] = [];
  const transform = (name: string, attributes: Record<string, string>) => {
    const value = attributes[marks.name];
    const mark = marks.get(value);
    const own: Record<string, string> = mark && value !== undefined ? { [marks.name]: value } : {};
    if (!mark || mark.kind !== 'raw') return { tagName: name, attribs: own };
    const [tagName, style] = RENAMED[name] ?? [name];
    if (!ALLOWED_NAMES.has(tagName)) {
      if (!SILENT.has(name) && !open.slice(0, -1).some((outer) => outer.name === 'svg'))
        report(removedElement(name), mark);
      return { tagName, attribs: {} };
    }
    judge(name, tagName, attributes, style, own, mark, report, marks.name);
    return { tagName, attribs: own };
  };
  return sanitizeHtml(html, {
    allowedTags: [...ALLOWED],
    nonTextTags: WITH_CONTENT,
    disallowedTagsMode: 'discard',
    nestingLimit: ELEMENT_NESTING_LIMIT,
    parseStyleAttributes: false,
    // Judged above; the list is the last door.
    allowedAttributes: { ...ATTRIBUTES_BY_ELEMENT, '*': [...GLOBAL_ATTRIBUTES, marks.name] },
    transformTags: { '*': transform },
    onOpenTag: (name, attributes) => void open.push({ name, mark: marks.get(attributes[marks.name]) }),
    onCloseTag: (_name, implied) => {
      const element = open.pop();
      if (!implied || element?.mark?.kind !== 'raw' || !WRAPPERS.has(element.name)) return;
      report(
        {
          severity: 'warning',
          code: 'html-unclosed',
          message: `<${element.name}> is never closed`,
          why: 'What follows it takes on its style.',
          hint: `Write </${element.name}> where it ends.`,
        },
        element.mark,
      );
    },
  });
}

const ATTRIBUTES_BY_ELEMENT: Record<string, string[]> = {
  ...Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, list]) => [name, [...list]])),
  ...Object.fromEntries(MATHML.map((name) => [name, MATHML_ATTRIBUTES])),
};

function judge(
  name: string,
  tagName: string,
  attributes: Readonly<Record<string, string>>,
  style: string | undefined,
  own: Record<string, string>,
  mark: Mark,
  report: (diagnostic: Omit<Diagnostic, 'span'>, place: Place) => void,
  markName: string,
): void {
  const styles = style === undefined ? [] : [style];
  const removed = new Set<string>();
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute === markName) continue;
    if (attribute === 'style') {
      const filtered = filterStyle(value);
      if (filtered.style !== '') styles.push(filtered.style);
      for (const property of filtered.removed) removed.add(property === 'style' ? 'style' : `style ${property}`);
    } else if (attribute === 'class') {
      const classes = value.split(/\s+/).filter((word) => CLASS.test(word));
      if (classes.length > 0) own['class'] = classes.join(' ');
    } else if (attribute === 'id' || (attribute === 'name' && tagName === 'a')) mark.id = value;
    else if (attribute === 'href' && tagName === 'a') mark.href = value;
    else if (attribute === 'src' && tagName === 'img') mark.src = value;
    else if (attribute === 'align' || attribute === 'valign')
      styles.push(...alignment(tagName, attribute, value.toLowerCase()));
    else if ((attribute === 'width' || attribute === 'height') && tagName !== 'img' && !MATHML_NAMES.has(tagName)) {
      if (/^\d+(?:\.\d+)?(?:px|%)?$/.test(value))
        styles.push(`${attribute}: ${/\d$/.test(value) ? `${value}px` : value}`);
    } else if (attribute === 'width' || attribute === 'height') {
      if (MATHML_NAMES.has(tagName)) own[attribute] = value;
      else if (/^\d{1,5}(?:\.\d+)?(?:px)?$/.test(value)) own[attribute] = String(Math.round(Number.parseFloat(value)));
      else if (/^\d{1,3}(?:\.\d+)?%$/.test(value)) styles.push(`${attribute}: ${value}`);
    } else if (attribute === 'lang' || attribute === 'xml:lang') {
      if (LANGUAGE.test(value)) own['lang'] = value;
    } else if (GLOBAL_ATTRIBUTES.includes(attribute) || ATTRIBUTES_BY_ELEMENT[tagName]?.includes(attribute))
      own[attribute] = value;
    else if (!SILENT_ATTRIBUTES.test(attribute)) removed.add(attribute);
  }
  if (styles.length > 0) own['style'] = styles.join('; ');
  if (tagName === 'details') own['open'] = '';
  if (tagName === 'img') mark.alt = attributes['alt'] ?? mark.alt ?? MISSING_ALT;
  for (const what of removed) {
    report(
      {
        severity: 'warning',
        code: what.startsWith('style') ? 'style-removed' : 'attribute-removed',
        message: `${what.startsWith('style ') ? `the style “${what.slice(6)}”` : `the attribute “${what}”`} of <${name}> was removed`,
        ...(what.startsWith('on') ? { why: 'Nothing runs in a publication.' } : {}),
      },
      mark,
    );
  }
}

/** Stands for an `alt` that was not written; no author can write it, noncharacters being replaced. */
export const MISSING_ALT = '\uFDD8';

/** The old `align` attribute as a style. */
function alignment(tagName: string, attribute: string, value: string): string[] {
  if (attribute === 'valign') return /^(?:top|middle|bottom|baseline)$/.test(value) ? [`vertical-align: ${value}`] : [];
  if (tagName === 'img' || tagName === 'table') {
    if (value === 'left' || value === 'right') return [`float: ${value}`];
    return value === 'center' || value === 'middle' ? ['margin-left: auto; margin-right: auto'] : [];
  }
  return /^(?:left|right|center|justify)$/.test(value) ? [`text-align: ${value}`] : [];
}
