import type { StructureElement } from './structure-tree.ts';
import { holdsBlocks } from './structure-types.ts';

/**
 * Gives every figure its alternative text or makes it what it is: Chromium tags `<figure>` and the picture in it both as
 * Figure. The outer one takes the texts of those right inside it. A figure of something else (a table, code, quoted
 * words) is a division, its caption the table's or a paragraph. A picture nobody described is decoration.
 */
export function settleFigure(figure: StructureElement): void {
  if (figure.alt !== undefined && figure.alt.trim() !== '') return;
  figure.alt = undefined;
  unwrap(figure);
  const pictures = figure.elements('Figure').filter((inner) => inner.alt !== undefined && inner.alt.trim() !== '');
  const captions = figure.elements('Caption');
  const table = figure.elements('Table')[0];
  if (pictures.length > 0 && !table) {
    figure.alt = pictures.map((picture) => picture.alt).join('; ');
    figure.setKids(
      figure.kids.flatMap((kid) =>
        pictures.some((picture) => picture === kid) ? [...(kid as StructureElement).kids] : [kid],
      ),
    );
    return;
  }
  if (table && captions.length > 0 && table.elements('Caption').length === 0) {
    const after = figure.kids.indexOf(captions[0]!) > figure.kids.indexOf(table);
    table.setKids(after ? [...table.kids, ...captions] : [...captions, ...table.kids]);
    figure.setKids(figure.kids.filter((kid) => !captions.some((caption) => caption === kid)));
  } else for (const caption of captions) caption.type = holdsBlocks(caption) ? 'Div' : 'P';
  // Content right in it is a picture without words: what no element holds becomes an artifact.
  figure.setKids(figure.kids.filter((kid) => kid.kind !== 'content' || kid.content.paintsText));
  figure.type = 'NonStruct';
}

/** Takes away wrappers between a figure and its pictures. */
function unwrap(figure: StructureElement): void {
  figure.setKids(
    figure.kids.flatMap((kid) => {
      if (kid.kind !== 'element' || kid.type !== 'NonStruct') return [kid];
      unwrap(kid);
      return kid.kids.some((inner) => inner.kind === 'element' && inner.type === 'Figure') ? kid.kids : [kid];
    }),
  );
}
