import { PDFArray, PDFDict, PDFNumber, PDFRef, PDFStream, type PDFObject } from 'pdf-lib';
import { dictionaryAt, items, nameAt, textAt, value } from '../model/pdf-values.ts';
import { readMarkedText, referencedText } from './marked-text.ts';
import { openCatalog } from './open-document.ts';
import { pagesOf, type Page } from './pages.ts';
import { INLINE } from './reading.ts';

/** Elements inside each other; deeper ones are a ring. */
const DEPTH_LIMIT = 200;
/** Actions that neither PDF/A nor a careful reader runs (ISO 19005-2, 6.5.1). */
const ACTING: ReadonlySet<string> = new Set(
  'GoTo3DView Hide ImportData JavaScript Launch Movie Rendition ResetForm SetOCGState Sound Trans'.split(' '),
);

/** One element of the structure, in order of reading. */
export interface ElementFacts {
  /** Number of its object; absent for one that is written inside another. */
  readonly object?: number;
  /** Standard type it stands for, by the role map. */
  readonly type: string;
  /** Types of itself and those around it, innermost first. */
  readonly path: readonly string[];
  /** First page on which it has content, from 0. */
  readonly page?: number;
  /** All text in it; blocks stand apart. */
  readonly text: string;
  /** Alternative or replacement text. */
  readonly alternative?: string;
}

/** An annotation as far as standards ask after it. */
export interface AnnotationFacts {
  readonly page: number;
  readonly object?: number;
  readonly subtype: string;
  readonly contents?: string;
}

/** What standards ask of a file beside what {@link PdfFacts} tells. */
export interface ConformanceFacts {
  readonly elements: readonly ElementFacts[];
  readonly annotations: readonly AnnotationFacts[];
  /** Pages with annotations on which the Tab key does not follow the structure (ISO 32000-1, Table 30, Tabs). */
  readonly untabbed: readonly number[];
  /** Kinds of actions that no archive allows, each once: `JavaScript`. */
  readonly actions: readonly string[];
  /** Names of the filters of all streams, each once. */
  readonly filters: readonly string[];
  /** Whether the trailer has an identifier. */
  readonly identified: boolean;
}

/** Reads what standards ask after. Throws an OctavoError for a file that does not open. */
export async function conformanceFacts(bytes: Uint8Array): Promise<ConformanceFacts> {
  const { catalog, context } = await openCatalog(bytes);
  const pages = pagesOf(catalog);
  const numbers = new Map<PDFObject, number>();
  const actions = new Set<string>();
  const filters = new Set<string>();
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    numbers.set(object, ref.objectNumber);
    gather(object, actions, filters);
  }
  return {
    elements: elementsOf(catalog, pages, numbers),
    annotations: pages.flatMap(({ dict }, page) => annotationsOf(dict, page, numbers)),
    untabbed: pages.flatMap(({ dict }, page) =>
      items(value(dict, 'Annots')).length > 0 && nameAt(dict, 'Tabs') !== 'S' ? [page] : [],
    ),
    actions: [...actions].sort(),
    filters: [...filters].sort(),
    identified: context.trailerInfo.ID !== undefined,
  };
}

/** Takes actions and filters out of one object and what is written inside it. */
function gather(object: PDFObject, actions: Set<string>, filters: Set<string>): void {
  const open: PDFObject[] = [object];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next instanceof PDFArray) open.push(...next.asArray().filter((each) => !(each instanceof PDFRef)));
    const dict = next instanceof PDFStream ? next.dict : next instanceof PDFDict ? next : undefined;
    if (!dict) continue;
    const kind = nameAt(dict, 'S');
    if (kind !== undefined && ACTING.has(kind) && nameAt(dict, 'Type') !== 'StructElem') actions.add(kind);
    if (next instanceof PDFStream)
      for (const filter of items(value(dict, 'Filter'))) filters.add(filter.toString().slice(1));
    open.push(...dict.values().filter((each) => !(each instanceof PDFRef)));
  }
}

function annotationsOf(page: PDFDict, index: number, numbers: ReadonlyMap<PDFObject, number>): AnnotationFacts[] {
  return items(value(page, 'Annots')).flatMap((annotation) => {
    if (!(annotation instanceof PDFDict)) return [];
    const object = numbers.get(annotation);
    const contents = textAt(annotation, 'Contents');
    return {
      page: index,
      subtype: nameAt(annotation, 'Subtype') ?? '?',
      ...(object !== undefined && { object }),
      ...(contents !== undefined && { contents }),
    };
  });
}

/** All elements in order of reading. */
function elementsOf(
  catalog: PDFDict,
  pages: readonly Page[],
  numbers: ReadonlyMap<PDFObject, number>,
): readonly ElementFacts[] {
  const root = dictionaryAt(catalog, 'StructTreeRoot');
  if (!root) return [];
  const roles = dictionaryAt(root, 'RoleMap');
  const indexes = new Map(pages.map(({ dict }, index) => [dict, index]));
  const texts = readMarkedText(catalog);
  const seen = new Set<PDFDict>();
  const found: ElementFacts[] = [];

  /** Adds an element and those in it; returns its text and first page. */
  const visit = (
    dict: PDFDict,
    above: { readonly page: PDFDict | undefined; readonly path: readonly string[] },
  ): { readonly type: string; readonly text: string; readonly page: number | undefined } => {
    if (seen.has(dict) || above.path.length > DEPTH_LIMIT) return { type: '', text: '', page: undefined };
    seen.add(dict);
    const own = nameAt(dict, 'S') ?? '?';
    const type = roles ? (nameAt(roles, own) ?? own) : own;
    const path = [type, ...above.path];
    const page = dictionaryAt(dict, 'Pg') ?? above.page;
    const at = found.length;
    found.push({ type, path, text: '' });
    let text = '';
    let first = indexes.get(dictionaryAt(dict, 'Pg') ?? dict);
    for (const kid of items(value(dict, 'K'))) {
      if (kid instanceof PDFNumber) {
        text += page ? texts.of(page, kid.asNumber()) : '';
        first ??= page && indexes.get(page);
      } else if (kid instanceof PDFDict) {
        const kind = nameAt(kid, 'Type');
        if (kind === 'MCR' || kind === 'OBJR') {
          if (kind === 'MCR') text += referencedText(kid, page, texts);
          const leafPage = dictionaryAt(kid, 'Pg') ?? page;
          first ??= leafPage && indexes.get(leafPage);
        } else {
          const inner = visit(kid, { page, path });
          text += INLINE.has(inner.type) || inner.text === '' ? inner.text : ` ${inner.text}`;
          first ??= inner.page;
        }
      }
    }
    const object = numbers.get(dict);
    const alternative = textAt(dict, 'Alt') ?? textAt(dict, 'ActualText');
    found[at] = {
      type,
      path,
      text,
      ...(object !== undefined && { object }),
      ...(first !== undefined && { page: first }),
      ...(alternative !== undefined && { alternative }),
    };
    return { type, text, page: first };
  };
  for (const kid of items(value(root, 'K'))) if (kid instanceof PDFDict) visit(kid, { page: undefined, path: [] });
  return found;
}
