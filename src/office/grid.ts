import { escapeMarkup } from '../model/escape-markup.ts';
/** A cell as it is shown. */
export interface Cell {
  readonly text: string;
  /** Whether it is a number, an amount or a share, which stand under each other. */
  readonly figure: boolean;
  readonly bold: boolean;
  /** Columns and rows that it takes. */
  readonly columns: number;
  readonly rows: number;
}

/** A table as rows of equal length; undefined where a cell from the left or above reaches. */
export type Grid = readonly (readonly (Cell | undefined)[])[];

/** A cell without anything in it. */
export const EMPTY: Cell = { text: '', figure: false, bold: false, columns: 1, rows: 1 };

/** Labels of rows that sum up, where nobody set them bold. */
const TOTAL =
  /^(?:sub-?total|(?:grand )?total|sum|together|balance|surplus|deficit|zwischensumme|summe|gesamt\w*|insgesamt|saldo|überschuss|fehlbetrag|total général|totale|somme|solde|suma|totaal|saldo)\b/iu;
/** Years count as words in the head of a table. */
const YEAR = /^(?:19|20|21)\d\d$/;
/** The hyphen that keyboards have for a minus, before a figure; it is set as a minus. */
const HYPHEN_MINUS = /^-(?=[\s$€£¥₩.]*\d)/u;
const MINUS = '\u2212';
/** Share of a column's filled cells that are figures for its head to stand over them. */
const FIGURES_SHARE = 0.6;

/** Escapes text for HTML; line breaks stay. */
export function escapeHtml(text: string): string {
  return escapeMarkup(text).replace(/\r\n?|\n/g, '<br>');
}

/** The grid without rows and columns in which nothing is. */
export function trimGrid(grid: Grid): Grid {
  const filled = (cell: Cell | undefined): boolean => cell !== undefined && cell.text !== '';
  const rows = grid.filter((row) => row.some(filled) || row.some((cell) => cell === undefined));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const kept = Array.from({ length: width }, (_, x) => x).filter((x) =>
    rows.some((row) => filled(row[x]) || (x < row.length && row[x] === undefined)),
  );
  return rows.map((row) => kept.map((x) => (x < row.length ? row[x] : EMPTY)));
}

/**
 * A grid as a table in HTML. Lines that stand alone above it become its caption (the first, unless it says what `title` does) and
 * paragraphs; the first row is its head where it has words only; words in the first column head their rows; sums stand out.
 * Empty for a grid without cells.
 */
export function tableHtml(grid: Grid, title: string): string {
  const trimmed = trimGrid(grid);
  let begin = 0;
  while (begin + 1 < trimmed.length && isAlone(trimmed[begin]!)) begin++;
  const lines = trimmed.slice(0, begin).map((row) => row[0]!.text.trim());
  const rows = trimGrid(trimmed.slice(begin));
  if (rows.length === 0) return '';
  const [first = title, ...rest] = lines;
  const caption = first === '' || same(first, title) ? '' : `<caption>${escapeHtml(first)}</caption>\n`;
  const paragraphs = rest.map((line) => `<p>${escapeHtml(line)}</p>\n`).join('');
  return `${paragraphs}<table class="ledger">\n${caption}${bodyHtml(rows)}</table>\n`;
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether a row is a line of text: its first cell and no other. */
function isAlone(row: readonly (Cell | undefined)[]): boolean {
  const [first, ...others] = row;
  return (
    others.length > 0 &&
    first !== undefined &&
    first.text !== '' &&
    !first.figure &&
    others.every((each) => !each?.text)
  );
}

function bodyHtml(rows: Grid): string {
  const heads = headRows(rows);
  const body = rows.slice(heads);
  const width = rows[0]!.length;
  const columns = Array.from({ length: width }, (_, x) => body.flatMap((row) => (row[x]?.text ? [row[x]] : [])));
  const figures = columns.map(
    (cells) => cells.length > 0 && cells.filter((cell) => cell.figure).length >= cells.length * FIGURES_SHARE,
  );
  const labels = figures.some(Boolean) && columns[0]!.length > 0 && columns[0]!.every((cell) => !cell.figure);
  const head = rows
    .slice(0, heads)
    .map((row) => `<tr>${row.map((cell, x) => (cell ? headCell(cell, figures[x]!) : '')).join('')}</tr>\n`)
    .join('');
  const lines = body.map((row, y) => {
    if (isAlone(row) && y + 1 < body.length)
      return `<tr class="section"><th scope="row" colspan="${width}">${escapeHtml(row[0]!.text)}</th></tr>\n`;
    const total = isTotal(row);
    const cells = row.map((cell, x) => (cell ? bodyCell(cell, labels && x === 0) : ''));
    return `<tr${total ? ' class="total"' : ''}>${cells.join('')}</tr>\n`;
  });
  return `${head ? `<thead>\n${head}</thead>\n` : ''}<tbody>\n${lines.join('')}</tbody>\n`;
}

/** Rows that head the table: the first, and the second under one with cells that span, where they hold no figures but years. */
function headRows(rows: Grid): number {
  const words = (row: Grid[number] | undefined): boolean =>
    row !== undefined &&
    row.filter((cell) => cell?.text).length >= Math.min(2, row.length) &&
    row.every((cell) => !cell?.figure || YEAR.test(cell.text));
  if (rows.length < 2 || !words(rows[0])) return 0;
  const spanned = rows[0]!.some((cell) => cell && (cell.columns > 1 || cell.rows > 1));
  return spanned && rows.length > 2 && words(rows[1]) ? 2 : 1;
}

function isTotal(row: Grid[number]): boolean {
  const filled = row.filter((cell): cell is Cell => !!cell?.text);
  return filled.length > 1 && (filled.every((cell) => cell.bold) || TOTAL.test(filled[0]!.text.trim()));
}

function spans({ columns, rows }: Cell): string {
  return `${columns > 1 ? ` colspan="${columns}"` : ''}${rows > 1 ? ` rowspan="${rows}"` : ''}`;
}

function headCell(cell: Cell, figures: boolean): string {
  const align = cell.columns > 1 ? ' align="center"' : figures ? ' align="right"' : '';
  return `<th scope="${cell.columns > 1 ? 'colgroup' : 'col'}"${spans(cell)}${align}>${escapeHtml(cell.text)}</th>`;
}

function bodyCell(cell: Cell, label: boolean): string {
  const align = cell.figure ? ' align="right"' : '';
  const text = escapeHtml(cell.figure ? cell.text.replace(HYPHEN_MINUS, MINUS) : cell.text);
  return label && cell.text !== ''
    ? `<th scope="row"${spans(cell)}>${text}</th>`
    : `<td${spans(cell)}${align}>${text}</td>`;
}
