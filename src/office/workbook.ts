import * as XLSX from '@e965/xlsx';
import type { Finding } from '../model/diagnostic.ts';
import { plural } from '../model/plural.ts';
import { boldCells } from './bold-cells.ts';
import { cut } from './delimited.ts';
import { EMPTY, escapeHtml, tableHtml, type Cell, type Grid } from './grid.ts';
import type { OfficeAnswer } from './job.ts';
import { CELL_LIMIT, COLUMNS_LIMIT, ROWS_LIMIT, SHEETS_LIMIT } from './limits.ts';
import { packOffice, unpackOffice, type OfficePackage } from './package.ts';

/** Names that programs give to sheets that nobody named. */
const UNNAMED = /^(?:sheet|tabelle|feuil|hoja|foglio|blad|ark|arkusz|list|taulukko|planilha|folha)\s?\d*$/i;
/** How dates are written that Excel shows by its reader's system: so that everybody understands them (ISO 8601). */
const DATE_FORMAT = 'yyyy-mm-dd';

/** What is in a workbook beside what is set. */
interface Tally {
  readonly sheets: string[];
  rows: number;
  columns: number;
  comments: number;
  unknown: number;
  errors: number;
}

/**
 * An Excel workbook (ECMA-376-1, 18) as HTML: a table of each sheet that is not hidden, its used range, cells as they are shown. Nothing is
 * calculated: formulas have the value that they had when the file was saved. Throws `Refused` for what is no workbook.
 */
export function convertWorkbook(bytes: Uint8Array, lang: string): OfficeAnswer {
  const unpacked = unpackOffice(bytes, 'xl/workbook.xml');
  const book = XLSX.read(packOffice(unpacked.entries), {
    type: 'array',
    cellStyles: true,
    cellFormula: true,
    cellHTML: false,
    cellNF: true,
    // Formulas without a value are cells all the same.
    sheetStubs: true,
    dateNF: DATE_FORMAT,
    sheetRows: ROWS_LIMIT + 2,
  });
  const write = numbersIn(lang);
  const tally: Tally = { sheets: [], rows: 0, columns: 0, comments: 0, unknown: 0, errors: 0 };
  const findings: Finding[] = [];
  const seen = book.SheetNames.filter((name, index) => {
    const hidden = (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0;
    if (hidden) tally.sheets.push(name);
    return !hidden;
  });
  if (seen.length > SHEETS_LIMIT)
    findings.push({
      severity: 'warning',
      code: 'office-table-cut',
      message: `has ${seen.length} sheets: the first ${SHEETS_LIMIT} are set`,
      hint: 'Take those that people are to read.',
    });
  const tables = seen.slice(0, SHEETS_LIMIT).flatMap((name) => {
    const sheet = book.Sheets[name];
    const bold = boldCells(unpacked, name);
    const grid = sheet?.['!ref'] ? gridOf(sheet, name, { bold, write }, tally, findings) : [];
    return grid.some((row) => row.some((cell) => cell?.text)) ? [{ name, grid }] : [];
  });
  const html = tables
    .map(({ name, grid }) => {
      if (tables.length > 1) return `<h2>${escapeHtml(name)}</h2>\n${tableHtml(grid, name)}`;
      return tableHtml(grid, UNNAMED.test(name) ? '' : name);
    })
    .join('\n');
  if (tables.length === 0)
    findings.push({
      severity: 'warning',
      code: 'office-empty',
      message: 'is empty: no sheet that is not hidden has anything in it',
      hint: 'Unhide the sheet that is meant.',
    });
  return { text: { html }, findings: [...findings, ...told(tally, unpacked)] };
}

/** How cells of a sheet look. */
interface Looks {
  readonly bold: (address: string) => boolean;
  readonly write: (text: string) => string;
}

/** The used range of a sheet without what is hidden, within bounds. */
function gridOf(sheet: XLSX.WorkSheet, name: string, { bold, write }: Looks, tally: Tally, findings: Finding[]): Grid {
  const range = XLSX.utils.decode_range(sheet['!ref']!);
  const full = XLSX.utils.decode_range((sheet['!fullref'] as string | undefined) ?? sheet['!ref']!);
  const hidden = (list: readonly ({ hidden?: boolean } | undefined)[] | undefined, index: number): boolean =>
    list?.[index]?.hidden === true;
  const visible = (from: number, to: number, list: readonly ({ hidden?: boolean } | undefined)[] | undefined) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((index) => !hidden(list, index));
  const columns = visible(range.s.c, range.e.c, sheet['!cols']);
  const rows = visible(range.s.r, range.e.r, sheet['!rows']);
  tally.columns += range.e.c - range.s.c + 1 - columns.length;
  tally.rows += range.e.r - range.s.r + 1 - rows.length;
  const wide = columns.length > COLUMNS_LIMIT;
  if (wide || full.e.r - full.s.r >= ROWS_LIMIT) findings.push(cut(`the sheet “${name}”`, wide));
  const shown = { rows: rows.slice(0, ROWS_LIMIT), columns: columns.slice(0, COLUMNS_LIMIT) };
  const spans = spansOf(sheet['!merges'] ?? [], shown);
  return shown.rows.map((r) =>
    shown.columns.map((c): Cell | undefined => {
      const span = spans.get(key(r, c));
      if (span === 'covered') return undefined;
      const address = XLSX.utils.encode_cell({ r, c });
      const cell = cellOf(sheet[address] as XLSX.CellObject | undefined, bold(address), write, tally);
      return span ? { ...cell, ...span } : cell;
    }),
  );
}

const key = (row: number, column: number): string => `${row} ${column}`;

/** Cells that take several places, by their first that is shown, and the places that they cover. */
function spansOf(
  merges: readonly XLSX.Range[],
  shown: { readonly rows: readonly number[]; readonly columns: readonly number[] },
): ReadonlyMap<string, 'covered' | Pick<Cell, 'columns' | 'rows'>> {
  const spans = new Map<string, 'covered' | Pick<Cell, 'columns' | 'rows'>>();
  for (const { s, e } of merges) {
    const rows = shown.rows.filter((r) => r >= s.r && r <= e.r);
    const columns = shown.columns.filter((c) => c >= s.c && c <= e.c);
    // A cell whose own place is hidden shows nothing.
    if (rows[0] !== s.r || columns[0] !== s.c) continue;
    for (const r of rows) for (const c of columns) spans.set(key(r, c), 'covered');
    spans.set(key(s.r, s.c), { rows: rows.length, columns: columns.length });
  }
  return spans;
}

/** Rewrites a number from English signs to those of `lang` (BCP 47), as Excel shows it by its reader's system. */
function numbersIn(lang: string): (text: string) => string {
  const parts = new Intl.NumberFormat(lang).formatToParts(1_234_567.8);
  const sign = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  const [group, decimal] = [sign('group'), sign('decimal')];
  return (text) =>
    text.replace(/\d[\d,]*(?:\.\d+)?/g, (number) =>
      number.replace(/[,.]/g, (separator) => (separator === ',' ? group : decimal)),
    );
}

function cellOf(cell: XLSX.CellObject | undefined, bold: boolean, write: (text: string) => string, tally: Tally): Cell {
  if (!cell) return EMPTY;
  if (cell.c && cell.c.length > 0) tally.comments++;
  if (cell.t === 'z') {
    if (cell.f !== undefined) tally.unknown++;
    return EMPTY;
  }
  if (cell.t === 'e') tally.errors++;
  const text = (cell.w ?? (cell.v === undefined ? '' : String(cell.v))).slice(0, CELL_LIMIT).trim();
  if (text === '') return EMPTY;
  const date = cell.t === 'n' && XLSX.SSF.is_date(String(cell.z ?? ''));
  return { ...EMPTY, text: cell.t === 'n' && !date ? write(text) : text, figure: cell.t === 'n' && !date, bold };
}

/** What was left out, in words. */
function told(tally: Tally, { entries, leftOut }: OfficePackage): Finding[] {
  const findings: Finding[] = [];
  const say = (severity: 'note' | 'warning', code: string, message: string, hint?: string): void =>
    void findings.push({ severity, code, message, ...(hint !== undefined && { hint }) });
  const hidden = [
    ...tally.sheets.map((name) => `the sheet “${name}”`),
    ...(tally.rows > 0 ? [plural(tally.rows, 'row')] : []),
    ...(tally.columns > 0 ? [plural(tally.columns, 'column')] : []),
  ];
  if (hidden.length > 0) say('note', 'office-hidden', `is set without what is hidden in it: ${hidden.join(', ')}`);
  if (tally.comments > 0)
    say('note', 'office-comments', `has comments at ${tally.comments} of its cells, which are left out`);
  const names = [...entries.keys()];
  const drawn = [
    ...(names.some((name) => name.startsWith('xl/charts/')) ? ['charts'] : []),
    ...(names.some((name) => name.startsWith('xl/media/')) ? ['pictures'] : []),
  ];
  if (drawn.length > 0)
    say(
      'warning',
      'office-left-out',
      `is set without its ${drawn.join(' and ')}`,
      'Save the workbook as PDF and take that in too, or place the chart as a picture.',
    );
  if (leftOut.some((name) => /vba/i.test(name))) say('note', 'office-macros', 'has macros, which are left out');
  if (tally.unknown > 0)
    say(
      'warning',
      'office-formula',
      `has ${tally.unknown} formulas without a value, whose cells stay empty`,
      'Open it in Excel, save it, and the values are there.',
    );
  if (tally.errors > 0)
    say('warning', 'office-error-values', `shows errors such as #REF! in ${tally.errors} of its cells`);
  return findings;
}
