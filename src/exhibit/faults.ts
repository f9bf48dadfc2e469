import { PDFDict, PDFName } from 'pdf-lib';
import type { ExhibitFault } from '../model/exhibit.ts';
import { items, nameAt, numberAt, textAt, value } from '../model/pdf-values.ts';
import type { Shown } from './content-facts.ts';
import { fontFaults, type FontFault } from './font-faults.ts';
import { languageOf } from './language.ts';
import { sizeFault } from './page-bounds.ts';
import type { Leaf } from './page-tree.ts';

/** Faults told: a file has them all on the first pages, or is a book of its own. */
const FAULTS_LIMIT = 2000;
/** Annotation flags (ISO 32000-1, Table 165): Invisible, Hidden, NoView, ToggleNoView, and Print. */
const UNSEEN = 1 | 2 | 32 | 256;
const PRINT = 4;

/** What keeps pages from PDF/A-2 and PDF/UA. `leaves` as they are taken in: what was cleaned away is no fault. */
export function faultsOf(
  catalog: PDFDict,
  leaves: readonly Leaf[],
  { contents, codes }: Shown,
  structure: string | undefined,
): ExhibitFault[] {
  const faults: ExhibitFault[] = [];
  if (structure !== undefined) faults.push({ page: -1, rule: structure, clause: 'ISO 14289-1, 7.1' });
  if (languageOf(catalog) === undefined)
    faults.push({ page: -1, rule: 'it does not say its language', clause: 'ISO 14289-1, 7.2' });
  const fonts = new Map<PDFDict, FontFault[]>();
  for (const [page, leaf] of leaves.entries()) {
    if (faults.length > FAULTS_LIMIT) break;
    const size = sizeFault(leaf.box);
    if (size !== undefined) faults.push({ page, rule: size, clause: 'ISO 19005-2, 6.1.13', lasting: true });
    const seen = new Set<string>();
    const add = (rule: string, clause: string): void => {
      if (seen.has(rule)) return;
      seen.add(rule);
      faults.push({ page, rule, clause });
    };
    for (const [clause, rule] of contents[page]?.breaches ?? []) add(rule, `ISO 19005-2, ${clause}`);
    for (const font of contents[page]?.fonts ?? []) {
      let own = fonts.get(font);
      if (!own) fonts.set(font, (own = fontFaults(font, codes.get(font))));
      for (const { rule, clause } of own) add(rule, clause);
    }
    for (const annotation of items(value(leaf.dict, 'Annots'))) {
      if (annotation instanceof PDFDict) annotationFaults(annotation, add);
    }
  }
  return faults.slice(0, FAULTS_LIMIT);
}

function annotationFaults(annotation: PDFDict, add: (rule: string, clause: string) => void): void {
  const subtype = nameAt(annotation, 'Subtype') ?? '';
  if (subtype === 'Popup' || subtype === 'Link') return;
  const flags = numberAt(annotation, 'F') ?? 0;
  if (!annotation.has(PDFName.of('AP'))) add(`an annotation (${subtype}) has no appearance`, 'ISO 19005-2, 6.3.3');
  if ((flags & PRINT) === 0 || (flags & UNSEEN) !== 0)
    add(`an annotation (${subtype}) is hidden or not printed`, 'ISO 19005-2, 6.3.2');
  if (!textAt(annotation, 'Contents')) add(`an annotation (${subtype}) has no description`, 'ISO 14289-1, 7.18.1');
}
