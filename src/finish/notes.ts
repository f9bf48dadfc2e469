import { PDFName } from 'pdf-lib';
import { destinationOf } from './links.ts';
import { spokenLine } from './structure-text.ts';
import { StructureElement } from './structure-tree.ts';

/** Characters of a note that its call's description repeats: enough to know whether to go there. */
const EXCERPT = 120;

/** Notes of a document by the destination that their calls lead to. */
export type Notes = Map<string, StructureElement>;

/**
 * Makes the items of a list of notes notes (ISO 32000-1, 14.8.4.4.1; ISO 32000-2, 14.8.4.5.2), each with an identifier
 * (ISO 14289-1, 7.9). `ids` are their destinations in order.
 */
export function settleNotes(
  section: StructureElement,
  ids: readonly string[],
  type: 'Note' | 'FENote',
  notes: Notes,
): void {
  const items = [...section.descendants()].filter((element) => element.type === 'LI' && element.parent?.type === 'L');
  // Lists inside notes have items too: those of the first list are the notes.
  const list = items[0]?.parent;
  if (!list) return;
  list.elements('LI').forEach((item, i) => {
    const id = ids[i];
    if (id === undefined) return;
    item.type = type;
    item.id = `note${notes.size + 1}`;
    if (type === 'FENote') item.setAttribute('FENote', 'NoteType', PDFName.of('Endnote'));
    notes.set(id, item);
  });
  list.type = 'NonStruct';
  list.attributes.clear();
}

/**
 * Ties calls and notes together: a call is a reference that says what its note says, a note's way back says from which
 * note. Where the standard knows Ref, each names the other. Returns what links of either kind say.
 */
export function tieNotes(document: StructureElement, notes: Notes): ReadonlyMap<StructureElement, string> {
  const said = new Map<StructureElement, string>();
  for (const link of [...document.descendants()].filter((element) => element.type === 'Link')) {
    const annotation = link.kids.find((kid) => kid.kind === 'object');
    const destination = annotation?.kind === 'object' ? destinationOf(annotation.annotation) : undefined;
    const target = destination === undefined ? undefined : notes.get(destination);
    const around = enclosingNote(link);
    if (around && !target) {
      const label = around.elements('Lbl').map(spokenLine).join(' ').replace(/[.)]$/, '');
      const back = `${spokenLine(link)} ${label}`.trim();
      if (back !== '' && !/[\p{L}\p{N}]{2}/u.test(spokenLine(link))) said.set(link, back);
    } else if (target) {
      const words = target.kids.flatMap((kid) =>
        kid.kind === 'element' && kid.type !== 'Lbl' ? [spokenLine(kid)] : [],
      );
      const text = words.join(' ').replace(/\s*[\u2190-\u21ff].*$/, '');
      const short = text.length > EXCERPT ? `${text.slice(0, EXCERPT).replace(/\s\S*$/, '')}…` : text;
      said.set(link, `${spokenLine(link)}: ${short}`);
      if (target.type === 'Note') referTo(link);
      link.refs.push(target);
      target.refs.push(link);
    }
  }
  return said;
}

/** Makes a call of a note what PDF 1.7 has for it (ISO 32000-1, table 338, Reference); PDF 2.0 says it by Ref. */
function referTo(call: StructureElement): void {
  const { parent } = call;
  parent?.setKids(parent.kids.map((kid) => (kid === call ? new StructureElement('Reference', [call]) : kid)));
}

function enclosingNote(element: StructureElement): StructureElement | undefined {
  let at = element.parent;
  while (at && at.type !== 'Note' && at.type !== 'FENote') at = at.parent;
  return at;
}
