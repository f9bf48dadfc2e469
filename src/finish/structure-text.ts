import type { StructureElement } from './structure-tree.ts';

/** What an element says, as it is read aloud: replacement and alternative texts stand for what they replace. */
export function spokenText(element: StructureElement): string {
  let text = '';
  for (const kid of element.kids) {
    if (kid.kind === 'content') text += kid.content.text;
    else if (kid.kind === 'element') text += kid.actualText ?? kid.alt ?? spokenText(kid);
  }
  return text;
}

/** {@link spokenText} in one line, without soft hyphens. */
export function spokenLine(element: StructureElement): string {
  return spokenText(element).replaceAll('\u00ad', '').replace(/\s+/g, ' ').trim();
}
