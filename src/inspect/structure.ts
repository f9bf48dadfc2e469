import { PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import type { TagFacts } from './facts.ts';
import { referencedText, type MarkedText } from './marked-text.ts';
import type { Page } from './pages.ts';
import { booleanAt, dictionaryAt, items, nameAt, text, textAt, value } from '../model/pdf-values.ts';

/** Elements inside each other; deeper ones are a ring. */
const DEPTH_LIMIT = 200;

/**
 * The structure tree (ISO 32000-1, 14.7). Text stands as a reader that goes by tags gets it: no space is added where only
 * the place on the page shows one.
 */
export function tagsOf(catalog: PDFDict, pages: readonly Page[], texts: MarkedText): TagFacts {
  const root = dictionaryAt(catalog, 'StructTreeRoot');
  const counts = new Map<string, number>();
  const lines: string[] = [];
  const seen = new Set<PDFDict>();
  const pageDicts = new Set(pages.map((page) => page.dict));

  /** The element's lines; returns the text that stands in it directly. */
  const element = (dict: PDFDict, above: PDFDict | undefined, depth: number): void => {
    if (seen.has(dict) || depth > DEPTH_LIMIT) return;
    seen.add(dict);
    const type = nameAt(dict, 'S') ?? '?';
    counts.set(type, (counts.get(type) ?? 0) + 1);
    const page = dictionaryAt(dict, 'Pg') ?? above;
    const at = lines.length;
    lines.push('');
    let own = '';
    for (const kid of items(value(dict, 'K'))) {
      if (kid instanceof PDFNumber) own += page ? texts.of(page, kid.asNumber()) : '';
      else if (kid instanceof PDFDict) {
        const kind = nameAt(kid, 'Type');
        if (kind === 'MCR') own += referencedText(kid, page, texts);
        else if (kind !== 'OBJR') element(kid, page, depth + 1);
      }
    }
    lines[at] = `${'  '.repeat(depth)}${type}${attributes(dict)}${own === '' ? '' : ` “${own}”`}`;
  };
  for (const kid of items(value(root, 'K')))
    if (kid instanceof PDFDict && !pageDicts.has(kid)) element(kid, undefined, 0);

  const roles: Record<string, string> = {};
  for (const [key, role] of dictionaryAt(root, 'RoleMap')?.entries() ?? []) {
    if (role instanceof PDFName) roles[key.decodeText()] = role.decodeText();
  }
  const lang = textAt(catalog, 'Lang');
  return {
    marked: booleanAt(dictionaryAt(catalog, 'MarkInfo'), 'Marked') ?? false,
    ...(lang && { lang }),
    counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    roles,
    tree: lines.join('\n'),
  };
}

/** Attributes that a reader of the tree wants to see, each after a space. */
function attributes(dict: PDFDict): string {
  let result = '';
  const quoted = (label: string, text: string | undefined): void => {
    if (text !== undefined) result += ` ${label}=“${text}”`;
  };
  quoted('title', textAt(dict, 'T') || undefined);
  quoted('alt', textAt(dict, 'Alt'));
  quoted('actual', textAt(dict, 'ActualText'));
  quoted('expansion', textAt(dict, 'E'));
  const lang = textAt(dict, 'Lang');
  if (lang) result += ` lang=${lang}`;
  for (const attribute of items(value(dict, 'A'))) {
    if (!(attribute instanceof PDFDict)) continue;
    for (const key of ['Scope', 'ListNumbering', 'RowSpan', 'ColSpan', 'Headers', 'BaselineShift', 'TextPosition']) {
      const object = value(attribute, key);
      if (object !== undefined) result += ` ${key}=${shown(object)}`;
    }
  }
  return result;
}

function shown(object: PDFObject): string {
  if (object instanceof PDFArray) return `[${items(object).map(shown).join(' ')}]`;
  return object instanceof PDFName ? object.decodeText() : (text(object) ?? object.toString());
}
