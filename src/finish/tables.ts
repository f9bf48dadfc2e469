import { PDFArray, PDFHexString, PDFName, PDFNumber, PDFString, type PDFContext, type PDFObject } from 'pdf-lib';
import { StructureElement } from './structure-tree.ts';

const COLUMN = PDFName.of('Column');
const ROW = PDFName.of('Row');

/**
 * Settles a table's header cells (ISO 32000-1, table 349): each says what it heads; where cells span others, or a header
 * stands elsewhere than in the first row or column, cells name their headers by identifier, else Scope says it all.
 * `number` is the table's number in the document, from which identifiers are made.
 */
export function settleTable(context: PDFContext, table: StructureElement, number: number): void {
  const rows = rowsOf(table);
  for (const row of rows) dropRepetitions(row);
  evenOut(rows);
  const ids = new Map<string, string>();
  let simple = true;
  rows.forEach((row, rowIndex) => {
    row.elements('TH', 'TD').forEach((cell, column) => {
      const own = cell.attributes.get('Table');
      for (const key of ['RowSpan', 'ColSpan']) {
        const span = own?.get(key);
        if (span instanceof PDFNumber && span.asNumber() === 1) own?.delete(key);
        else if (span) simple = false;
      }
      if (cell.type !== 'TH') return;
      if (cell.id !== undefined) ids.set(cell.id, `t${number}h${ids.size + 1}`);
      if (rowIndex > 0 && column > 0) simple = false;
      if (rowIndex === 0 && row.elements('TD').length === 0) cell.setAttribute('Table', 'Scope', COLUMN);
      else if (!own?.has('Scope')) cell.setAttribute('Table', 'Scope', rowIndex === 0 ? COLUMN : ROW);
    });
  });
  for (const cell of rows.flatMap((row) => row.elements('TH', 'TD'))) {
    const own = cell.attributes.get('Table');
    if (cell.id !== undefined) cell.id = simple ? undefined : ids.get(cell.id);
    const headers = own?.get('Headers');
    if (!headers) continue;
    const kept = simple ? [] : identifiers(headers).flatMap((id) => ids.get(id) ?? []);
    if (kept.length === 0) own?.delete('Headers');
    else own?.set('Headers', context.obj(kept.map((id) => PDFString.of(id))));
  }
  // A caption comes first or last (14.8.4.3.4).
  const captions = table.elements('Caption');
  const last = table.kids.at(-1);
  if (captions.length > 0 && !(captions.length === 1 && last === captions[0]))
    table.setKids([...captions, ...table.kids.filter((kid) => !captions.some((c) => c === kid))]);
}

/** Rows and columns that one cell may span, and cells of a table that is evened out: more is no table that a person made. */
const SPAN_LIMIT = 1000;
const CELLS_LIMIT = 1_000_000;

/** Fills rows that are shorter than others with empty cells (ISO 14289-1, 7.2, 7.5), at their end unless headers tell that one is missing before. */
function evenOut(rows: readonly StructureElement[]): void {
  /** Rows below that cells of rows above still reach into, by column. */
  const reaching: number[] = [];
  const columns = headedColumns(rows);
  const widths = rows.map((row) => {
    let column = 0;
    const pastSpans = (): void => {
      for (; (reaching[column] ?? 0) > 0; column++) reaching[column]!--;
    };
    for (const cell of row.elements('TH', 'TD')) {
      pastSpans();
      // The browser leaves out cells in which nothing is painted; what heads the next one tells in which column that stands.
      const stands = cell.type === 'TD' ? columnOf(cell, columns) : column;
      if (stands > column) {
        const empty = Array.from({ length: stands - column }, () => new StructureElement('TD'));
        row.setKids(row.kids.flatMap((kid) => (kid === cell ? [...empty, kid] : [kid])));
        for (; column < stands; column++) reaching[column] = 0;
      }
      const [across, down] = [spanOf(cell, 'ColSpan'), spanOf(cell, 'RowSpan')];
      for (const end = column + across; column < end; column++) reaching[column] = down - 1;
    }
    pastSpans();
    return column;
  });
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  if (widest * rows.length > CELLS_LIMIT) return;
  rows.forEach((row, index) => {
    const missing = Array.from({ length: widest - widths[index]! }, () => new StructureElement('TD'));
    if (missing.length > 0) row.setKids([...row.kids, ...missing]);
  });
}

/** Columns of header cells by identifier, where the first row is the head of a table. */
function headedColumns(rows: readonly StructureElement[]): ReadonlyMap<string, number> {
  const head = rows[0]?.elements('TH', 'TD') ?? [];
  const columns = new Map<string, number>();
  let column = 0;
  for (const cell of head) {
    if (cell.id !== undefined) columns.set(cell.id, column);
    column += spanOf(cell, 'ColSpan');
  }
  return head.every((cell) => cell.type === 'TH') ? columns : new Map();
}

/** The first column that a cell's headers stand over; 0 where they do not tell. */
function columnOf(cell: StructureElement, columns: ReadonlyMap<string, number>): number {
  const headers = cell.attributes.get('Table')?.get('Headers');
  const known = headers ? identifiers(headers).flatMap((id) => columns.get(id) ?? []) : [];
  return known.length > 0 ? Math.min(...known) : 0;
}

function spanOf(cell: StructureElement, key: 'ColSpan' | 'RowSpan'): number {
  const span = cell.attributes.get('Table')?.get(key);
  return span instanceof PDFNumber ? Math.min(Math.max(1, span.asNumber()), SPAN_LIMIT) : 1;
}

/**
 * A head that is printed again on the next page is there for the eye: what says the same on a later page is no content any
 * more, and becomes an artifact.
 */
function dropRepetitions(row: StructureElement): void {
  for (const cell of row.elements('TH')) {
    const contents = [...cell.leaves()].filter((leaf) => leaf.kind === 'content');
    const first = contents[0]?.stream.index;
    if (first === undefined || contents.every((leaf) => leaf.stream.index === first)) continue;
    const textOn = (page: number): string =>
      contents.flatMap((leaf) => (leaf.stream.index === page ? leaf.content.text : [])).join('');
    const again = new Set(
      contents.filter((leaf) => textOn(leaf.stream.index) === textOn(first)).map((l) => l.stream.index),
    );
    again.delete(first);
    for (const element of cell.descendants())
      element.kids = element.kids.filter((kid) => kid.kind !== 'content' || !again.has(kid.stream.index));
  }
}

/** A table's rows in order, those in its groups too. */
export function rowsOf(table: StructureElement): StructureElement[] {
  return table
    .elements('TR', 'THead', 'TBody', 'TFoot')
    .flatMap((kid) => (kid.type === 'TR' ? [kid] : kid.elements('TR')));
}

function identifiers(value: PDFObject): string[] {
  if (!(value instanceof PDFArray)) return [];
  return value
    .asArray()
    .flatMap((item) => (item instanceof PDFString || item instanceof PDFHexString ? [item.decodeText()] : []));
}
