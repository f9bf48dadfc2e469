import { PDFName } from 'pdf-lib';
import { spokenLine } from './structure-text.ts';
import { StructureElement, type Kid } from './structure-tree.ts';

/** Signs that stand for bullets painted as shapes, by ListNumbering. */
const BULLETS: Readonly<Record<string, string>> = { Disc: '•', Circle: '◦', Square: '▪' };

/** What a list's labels count in (ISO 32000-1, table 347), from the first of them. */
export function numberingOf(label: string): string {
  const text = label.replace(/[.)\]:\s]+$/, '').replace(/^[([]/, '');
  if (/^[ivxlcdm]+$/.test(text) && !/^[cdlm]$/.test(text)) return 'LowerRoman';
  if (/^[IVXLCDM]+$/.test(text) && !/^[CDLM]$/.test(text)) return 'UpperRoman';
  if (/^\p{Nd}+$/u.test(text)) return 'Decimal';
  if (/^[a-z]{1,2}$/.test(text)) return 'LowerAlpha';
  if (/^[A-Z]{1,2}$/.test(text)) return 'UpperAlpha';
  return text === '◦' || text === '○' ? 'Circle' : text === '▪' || text === '■' ? 'Square' : 'Disc';
}

/** Makes every item of a list a label, where it has one, and one body (ISO 32000-1, 14.8.4.3.3). */
export function settleList(list: StructureElement): void {
  list.setKids(list.kids.map((kid) => asItem(kid)));
  const labels = list.elements('LI').flatMap((item) => item.elements('Lbl'));
  const own = list.attributes.get('List');
  const first = labels[0];
  const said = first ? spokenLine(first) : '';
  const given = own?.get('ListNumbering');
  const numbering = !first ? 'None' : given instanceof PDFName ? given.decodeText() : numberingOf(said);
  list.setAttribute('List', 'ListNumbering', PDFName.of(numbering));
  for (const label of labels) {
    if (spokenLine(label) === '' && label.actualText === undefined) label.actualText = BULLETS[numbering] ?? '•';
  }
}

/** A list's child as an item; nested lists and captions stand as they are. */
function asItem(kid: Kid): Kid {
  if (kid.kind !== 'element') return itemOf([kid]);
  if (kid.type === 'L' || kid.type === 'Caption') return kid;
  if (kid.type === 'LI') {
    settleItem(kid);
    return kid;
  }
  return itemOf([kid]);
}

function itemOf(kids: readonly Kid[]): StructureElement {
  return new StructureElement('LI', [new StructureElement('LBody', kids)]);
}

function settleItem(item: StructureElement): void {
  const labels = item.elements('Lbl');
  const rest = item.kids.filter((kid) => kid.kind !== 'element' || kid.type !== 'Lbl');
  const only = rest[0];
  if (rest.length === 0 || (rest.length === 1 && only?.kind === 'element' && only.type === 'LBody')) return;
  item.setKids([...labels, new StructureElement('LBody', rest)]);
}
