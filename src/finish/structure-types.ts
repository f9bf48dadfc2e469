import type { Kid, StructureElement } from './structure-tree.ts';

/** Inline-level types (ISO 32000-1, 14.8.4.4), with those that PDF 2.0 added. */
const INLINE: ReadonlySet<string> = new Set([
  'Annot',
  'Code',
  'Em',
  'Form',
  'Link',
  'Quote',
  'Reference',
  'Ruby',
  'Span',
  'Strong',
  'Sub',
]);

/** Types whose children are text and inline-level elements. */
const HOLDS_TEXT: ReadonlySet<string> = new Set([
  ...INLINE,
  'Formula',
  'H1',
  'H2',
  'H3',
  'H4',
  'H5',
  'H6',
  'Lbl',
  'P',
  'RB',
  'RP',
  'RT',
]);

/** Types whose children are text or blocks, whichever they have. */
const HOLDS_EITHER: ReadonlySet<string> = new Set(['Caption', 'Figure', 'LBody', 'LI', 'TD', 'TH']);

/** What stands beside either. */
const NEUTRAL: ReadonlySet<string> = new Set(['Caption', 'Lbl']);

/** What stands in a line of text or alone between blocks. */
const EITHER: ReadonlySet<string> = new Set(['Figure', 'Formula']);

/** Types with meaning of their own even without content: taking an empty cell out would move the others. */
export const KEPT_EMPTY: ReadonlySet<string> = new Set(['Document', 'Table', 'TR', 'TH', 'TD']);

/** True where an element's children are to be text and inline-level elements. */
export function holdsText(element: StructureElement): boolean {
  return HOLDS_TEXT.has(element.type) || (HOLDS_EITHER.has(element.type) && !holdsBlocks(element));
}

/** True for a picture or formula, which may stand in a line or between blocks. */
export function standsAlone(kid: Kid): boolean {
  return kid.kind === 'element' && EITHER.has(kid.type);
}

/** True for what can stand in a line of text. A NonStruct is what its children are. */
export function isInline(kid: Kid): boolean {
  if (kid.kind !== 'element') return true;
  if (kid.type === 'NonStruct') return kid.kids.every(isInline);
  return INLINE.has(kid.type) || EITHER.has(kid.type);
}

/** True when a block stands among an element's children, or in a wrapper among them. */
export function holdsBlocks(element: StructureElement): boolean {
  return element.kids.some((kid) => !isInline(kid) && !(kid.kind === 'element' && NEUTRAL.has(kid.type)));
}
