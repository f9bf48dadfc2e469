import { PDFDict, PDFHexString, PDFName, PDFString, type PDFObject } from 'pdf-lib';
import { spokenLine } from './structure-text.ts';
import type { StructureElement } from './structure-tree.ts';
import { plainText, textString } from './text-string.ts';

/** Words that alone don't say where a link leads, in the languages most written here. */
const VAGUE: ReadonlySet<string> = new Set(
  (
    'here,click here,link,this,this link,more,read more,learn more,see more,see here,details,website,' +
    'hier,mehr,weiterlesen,ici,cliquez ici,en savoir plus,aquí,aqui,más,qui,clicca qui,hier klikken,tutaj,här,her'
  ).split(','),
);

const LINK = PDFName.of('Link');

/** True when an element holds a link annotation. */
export function holdsLink(element: StructureElement): boolean {
  return element.kids.some((kid) => kid.kind === 'object' && kid.annotation.lookup(PDFName.of('Subtype')) === LINK);
}

/**
 * Describes all links of a document; its text must be final. `titles` are the headings by destination, `said` what is
 * known better of some links.
 */
export function describeLinks(
  document: StructureElement,
  titles: ReadonlyMap<string, string>,
  said: ReadonlyMap<StructureElement, string>,
): void {
  for (const element of document.descendants()) {
    if (element.type === 'Link') describeLink(element, titles, said.get(element));
  }
}

/**
 * Gives a link's annotations a description (ISO 14289-1, 7.18.5) that says where it leads: its text, and the target as
 * well where the text alone does not say.
 */
function describeLink(link: StructureElement, titles: ReadonlyMap<string, string>, known: string | undefined): void {
  const text = spokenLine(link);
  for (const kid of link.kids) {
    if (kid.kind !== 'object') continue;
    const target = targetOf(kid.annotation, titles);
    const vague = VAGUE.has(text.toLowerCase().replace(/[\s.,:;!?…→»>]+$/, ''));
    const said = known ?? (text === '' ? (target ?? 'Link') : vague && target ? `${text} (${target})` : text);
    kid.annotation.set(PDFName.of('Contents'), textString(plainText(said)));
  }
}

/** Where a link leads as a person would say it: an address, or the heading at its destination. */
function targetOf(annotation: PDFDict, titles: ReadonlyMap<string, string>): string | undefined {
  const action = annotation.lookup(PDFName.of('A'));
  if (action instanceof PDFDict) {
    const uri = stringOf(action.lookup(PDFName.of('URI')));
    return uri?.replace(/^mailto:/, '');
  }
  const destination = destinationOf(annotation);
  return destination === undefined ? undefined : titles.get(destination);
}

/** Name of the destination that a link leads to. */
export function destinationOf(annotation: PDFDict): string | undefined {
  return stringOf(annotation.lookup(PDFName.of('Dest')));
}

function stringOf(object: PDFObject | undefined): string | undefined {
  if (object instanceof PDFName) return object.decodeText();
  return object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : undefined;
}
