import { PDFName, PDFNumber } from 'pdf-lib';
import type { TagMark } from '../model/tag-mark.ts';
import { settleNotes } from './notes.ts';
import { StructureElement, type Kid } from './structure-tree.ts';
import type { StructureSettings } from './structure.ts';

/** Makes an element that carried a mark what the mark says it is. */
export function applyMark(element: StructureElement, mark: TagMark, settings: StructureSettings): void {
  switch (mark.kind) {
    case 'language':
      element.type = 'NonStruct';
      break;
    case 'abbreviation':
      element.type = 'Span';
      element.expansion = mark.expansion;
      break;
    case 'script':
      element.type = 'Span';
      // ISO 32000-2, table 379; ISO 32000-1, table 345.
      if (settings.pdf === '2.0') element.setAttribute('Layout', 'TextPosition', PDFName.of(mark.position));
      else element.setAttribute('Layout', 'BaselineShift', PDFNumber.of(mark.shift));
      break;
    case 'formula':
      element.type = 'Formula';
      element.alt = mark.alt;
      // Its inner boxes mean nothing by themselves.
      element.setKids([...element.leaves()]);
      break;
    case 'notes':
      element.type = 'NonStruct';
      settleNotes(element, mark.ids, settings.pdf === '2.0' ? 'FENote' : 'Note', settings.notes);
      break;
    case 'terms':
      termsList(element, mark.items, settings.pdf);
      break;
    case 'contents':
      element.type = 'NonStruct';
      for (const list of element.descendants()) if (list.type === 'L') contentsList(list);
      break;
  }
}

/** A list of contents (ISO 32000-1, 14.8.4.2): each item leads to a part of the document. */
function contentsList(list: StructureElement): void {
  list.type = 'TOC';
  list.attributes.clear();
  for (const item of list.elements('LI')) {
    item.type = 'TOCI';
    item.setKids(
      item.kids.map((kid) =>
        kid.kind === 'element' && kid.type === 'Link' ? new StructureElement('Reference', [kid]) : kid,
      ),
    );
  }
}

/** A list of terms: each term is the label of an item whose body is what is said of it. */
function termsList(
  element: StructureElement,
  items: readonly ('term' | 'description')[],
  pdf: StructureSettings['pdf'],
): void {
  element.type = 'L';
  // PDF 2.0 has a word for it (ISO 32000-2, table 382).
  element.setAttribute('List', 'ListNumbering', PDFName.of(pdf === '2.0' ? 'Description' : 'None'));
  const out: StructureElement[] = [];
  let labels: Kid[] = [];
  let body: Kid[] = [];
  const end = (): void => {
    if (labels.length > 0 || body.length > 0) {
      const label = labels.length > 0 ? [new StructureElement('Lbl', labels)] : [];
      out.push(new StructureElement('LI', [...label, new StructureElement('LBody', body)]));
    }
    labels = [];
    body = [];
  };
  element.kids.forEach((kid, i) => {
    if (items[i] === 'term') {
      if (body.length > 0) end();
      labels.push(kid);
    } else body.push(kid);
  });
  end();
  element.setKids(out);
}
