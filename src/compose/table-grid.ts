import type { Element } from 'domhandler';
import type { Report } from '../model/diagnostic.ts';
import { adopt, descendants } from '../model/element-tree.ts';
import { remove } from './headings.ts';
import { scopeHeaders } from './table-headers.ts';
import { element, isElement, named, sourceOf } from './tree.ts';

/** Columns that one cell may span (HTML, 4.9.11). */
const SPAN_LIMIT = 1_000;

/** Places of a table that are looked through, a second’s work: the longest tables of real reports have some ten thousand. */
const PLACES_LIMIT = 200_000_000;

/** A cell where HTML puts it: columns and rows of its group from 0. */
export interface PlacedCell {
  readonly cell: Element;
  readonly row: number;
  readonly rows: number;
  column: number;
  columns: number;
}

/**
 * Makes every table of a part a full grid, in which each place belongs to one cell: a screen shows the others too, but who is led through a table
 * cell by cell gets lost, and validators refuse it (ISO 14289-1, 7.5). Places without a cell get an empty one, spans that reach over
 * another cell or out of their group of rows are cut, rows and columns in which no cell begins go. Reports `table-overlap` and `table-uneven`.
 */
export function completeTables(
  part: { readonly children: Element['children'] },
  files: readonly string[],
  report: Report,
): void {
  for (const table of descendants(part as Element)) if (named(table, 'table')) completeTable(table, files, report);
}

function completeTable(table: Element, files: readonly string[], report: Report): void {
  for (const row of groupsOf(table).flat()) if (cellsOf(row).length === 0) dropRow(row);
  const groups = groupsOf(table);
  if (groups.length === 0) {
    remove(table);
    return;
  }
  const span = sourceOf(table, files);
  if (placesOf(groups) > PLACES_LIMIT) {
    report({
      severity: 'warning',
      code: 'table-too-large',
      message: 'this table is too large to be held to a regular grid',
      ...(span && { span }),
      hint: 'Split it into several tables, or attach the data as a file.',
    });
    return;
  }
  const placed = groups.map(placeCells);
  const cells = placed.flatMap((group) => group.cells);
  const width = dropEmptyColumns(cells);
  for (const { cell, columns, rows } of cells) {
    setSpan(cell, 'colspan', columns);
    setSpan(cell, 'rowspan', rows);
  }
  placed.forEach((group, i) => markEdges(group.cells, groups[i]!.length));
  placed.forEach((group, i) => scopeHeaders(group.cells, i === 0));
  if (placed.some(({ overlap }) => overlap)) {
    report({
      severity: 'warning',
      code: 'table-overlap',
      message: 'cells of this table reach over each other; their spans were cut',
      ...(span && { span }),
      why: 'Nobody can tell to which row and column such a place belongs.',
      hint: 'Let rowspan and colspan of its cells add up.',
    });
  }
  const short = groups.flatMap((rows, i) => fillRows(rows, placed[i]!.cells, width));
  if (short.length > 0) {
    const place = sourceOf(short[0]!, files) ?? span;
    report({
      severity: 'note',
      code: 'table-uneven',
      message: `${short.length === 1 ? 'a row of this table has' : `${short.length} rows of this table have`} fewer cells than the others; empty ones were added at the end`,
      ...(place && { span: place }),
      hint: 'Write the missing cells where they belong.',
    });
  }
}

/** The cells of a table where HTML puts them, by groups of rows; none of a table that is too large to be looked through. */
export function cellsInPlace(table: Element): readonly PlacedCell[] {
  const groups = groupsOf(table);
  return placesOf(groups) > PLACES_LIMIT ? [] : groups.flatMap((rows) => placeCells(rows).cells);
}

/** Rows of a table by their groups; rows outside of one are a group together. */
function groupsOf(table: Element): Element[][] {
  const groups: Element[][] = [];
  let loose: Element[] | undefined;
  for (const child of table.children) {
    if (!isElement(child)) continue;
    if (named(child, 'tr')) {
      if (!loose) groups.push((loose = []));
      loose.push(child);
    } else if (named(child, 'thead', 'tbody', 'tfoot')) {
      loose = undefined;
      groups.push(child.children.filter((row): row is Element => isElement(row, 'tr')));
    }
  }
  return groups.filter((rows) => rows.length > 0);
}

function cellsOf(row: Element): Element[] {
  return row.children.filter((cell): cell is Element => isElement(cell, 'td', 'th'));
}

/** Takes a row out in which no cell begins: those that reach into it from above are a row shorter. */
function dropRow(row: Element): void {
  const group = row.parent!.children.filter((other): other is Element => isElement(other, 'tr'));
  const at = group.indexOf(row);
  group.slice(0, at).forEach((above, i) => {
    for (const cell of cellsOf(above)) {
      const rows = spanOf(cell, 'rowspan');
      if (i + rows > at) setSpan(cell, 'rowspan', rows - 1);
    }
  });
  remove(row);
}

/** No fewer places than a table has: as if no two cells that reach down shared a column. */
function placesOf(groups: readonly Element[][]): number {
  const rows = groups.flat();
  const sum = (cells: readonly Element[]): number => cells.reduce((total, cell) => total + columnsOf(cell), 0);
  const widest = rows.reduce((most, row) => Math.max(most, sum(cellsOf(row))), 0);
  return rows.length * (widest + sum(rows.flatMap(cellsOf).filter((cell) => spanOf(cell, 'rowspan') !== 1)));
}

/** Gives the cells of a group of rows their places (HTML, 4.9.12.1); says whether one would have reached over another. */
function placeCells(rows: readonly Element[]): { cells: PlacedCell[]; overlap: boolean } {
  const cells: PlacedCell[] = [];
  /** For every column the row in which it is free again. */
  const free: number[] = [];
  let overlap = false;
  rows.forEach((row, y) => {
    let x = 0;
    for (const cell of cellsOf(row)) {
      while ((free[x] ?? 0) > y) x++;
      const wanted = columnsOf(cell);
      let columns = 1;
      while (columns < wanted && (free[x + columns] ?? 0) <= y) columns++;
      overlap ||= columns < wanted;
      const left = rows.length - y;
      const asked = spanOf(cell, 'rowspan');
      // Nought is “to the end of the group” (HTML, 4.9.11).
      const high = asked === 0 ? left : Math.min(asked, left);
      for (let i = 0; i < columns; i++) free[x + i] = y + high;
      cells.push({ cell, row: y, column: x, columns, rows: high });
      x += columns;
    }
  });
  return { cells, overlap };
}

/** Takes columns in which no cell begins out of the spans that reach over them. Returns how many columns are left. */
function dropEmptyColumns(cells: readonly PlacedCell[]): number {
  const begun = new Set(cells.map(({ column }) => column));
  const before = [0];
  const width = cells.reduce((most, { column, columns }) => Math.max(most, column + columns), 0);
  for (let x = 0; x < width; x++) before.push(before[x]! + (begun.has(x) ? 1 : 0));
  for (const placed of cells) {
    const end = before[placed.column + placed.columns]!;
    placed.column = before[placed.column]!;
    placed.columns = end - placed.column;
  }
  return begun.size;
}

/** Gives rows the cells that they lack, one for each stretch of empty places. Returns the rows that lacked any. */
function fillRows(rows: readonly Element[], cells: readonly PlacedCell[], width: number): Element[] {
  const free = Array.from({ length: width }, () => 0);
  const begun = Map.groupBy(cells, ({ row }) => row);
  return rows.filter((row, y) => {
    for (const { column, columns, rows: high } of begun.get(y) ?? []) free.fill(y + high, column, column + columns);
    const fillers: Element[] = [];
    for (let x = 0; x < width; x++) {
      if (free[x]! > y) continue;
      const start = x;
      while (x + 1 < width && free[x + 1]! <= y) x++;
      const filler = element('td', {});
      setSpan(filler, 'colspan', x + 1 - start);
      fillers.push(filler);
    }
    if (fillers.length > 0) adopt(row, [...row.children, ...fillers]);
    return fillers.length > 0;
  });
}

/** Marks cells whose place CSS cannot tell: first in their row and not in the first column, down to the last row from one above. */
function markEdges(cells: readonly PlacedCell[], height: number): void {
  for (const { cell, column, row, rows } of cells) {
    if (column > 0 && !cell.parent!.children.slice(0, cell.parent!.children.indexOf(cell)).some((c) => isElement(c)))
      cell.attribs['data-inner'] = '';
    if (rows > 1 && row + rows === height) cell.attribs['data-foot'] = '';
  }
}

/** What a cell says of its span, as HTML reads it; 1 where it says nothing that can be read. */
function spanOf(cell: Element, name: 'colspan' | 'rowspan'): number {
  const said = Number.parseInt(cell.attribs[name] ?? '', 10);
  return Number.isFinite(said) && said >= 0 ? said : 1;
}

/** Columns that a cell spans. */
function columnsOf(cell: Element): number {
  return Math.min(spanOf(cell, 'colspan') || 1, SPAN_LIMIT);
}

function setSpan(cell: Element, name: 'colspan' | 'rowspan', span: number): void {
  if (span === 1) delete cell.attribs[name];
  else cell.attribs[name] = String(span);
}
