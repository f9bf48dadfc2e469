import { descendants } from '../model/element-tree.ts';
import type { PlacedCell } from './table-grid.ts';
import { isBlank, isElement, named, words } from './tree.ts';

/**
 * Says of every header cell in a group of rows whether it heads its column or its row, unless its author did (HTML, 4.9.12.2; ISO 32000-1, table 349).
 * What HTML leaves to the reader is decided as people mean it: an empty corner does not make its row one of data. `first`: nothing is above
 * the group.
 */
export function scopeHeaders(cells: readonly PlacedCell[], first: boolean): void {
  const byRow = Map.groupBy(cells, ({ row }) => row);
  for (const { cell, row, column, columns } of cells) {
    if (!named(cell, 'th') || /^(?:col|row)(?:group)?$/i.test(cell.attribs['scope'] ?? '')) continue;
    const others = byRow.get(row)!.filter((other) => other.cell !== cell);
    const data = others.some((other) => !named(other.cell, 'th') && isFilled(other));
    const headers = others.filter((other) => named(other.cell, 'th'));
    const inHead = isElement(cell.parent?.parent, 'thead');
    const top = first && row === 0;
    const across = !data && (headers.length > 0 || others.length === 0 || columns > 1);
    cell.attribs['scope'] = inHead || across || (top && column > 0) ? 'col' : 'row';
  }
}

function isFilled({ cell }: PlacedCell): boolean {
  return (
    !cell.children.every(isBlank) &&
    (words(cell).trim() !== '' || descendants(cell).some((e) => named(e, 'img', 'math')))
  );
}
