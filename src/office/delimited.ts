import Papa from 'papaparse';
import type { Finding } from '../model/diagnostic.ts';
import { COLUMNS_LIMIT, CELL_LIMIT, ROWS_LIMIT, TEXT_BYTES_LIMIT } from './limits.ts';
import { EMPTY, tableHtml, type Cell } from './grid.ts';
import { Refused, type OfficeAnswer } from './job.ts';

/** What separates cells, the likeliest first. */
const SEPARATORS = [',', ';', '\t', '|'];
/** A first line by which Excel is told the separator. */
const SEPARATOR_LINE = /^sep=(.)\r?\n/i;
/** A number, an amount or a share; not a postcode or a telephone number, which begin with 0. */
const FIGURE =
  /^\(?[-+−–]?\s*(?:[$€£¥₩]\s*|[A-Z]{3}\s+)?(?!0\d)\d{1,3}(?:[.,'’\u00a0\u202f ]?\d{3})*(?:[.,]\d+)?\s*(?:[%‰$€£¥₩]|[A-Z]{3})?\)?$/u;
/** What a table of zeros and ones in the first bytes says: no text. */
const BINARY_LOOK = 4096;

/**
 * A table as text (RFC 4180) as HTML: separators guessed, quotes and line breaks in cells read, numbers left as they are written.
 * Throws {@link Refused} for what is no text or too large.
 */
export function convertDelimited(bytes: Uint8Array): OfficeAnswer {
  if (bytes.length > TEXT_BYTES_LIMIT)
    throw new Refused(
      'office-too-large',
      `is left out: it has more than ${TEXT_BYTES_LIMIT / 1024 / 1024} MiB`,
      'Take the rows that people are to read, and attach the whole file.',
    );
  const { text, guessed } = decodeText(bytes);
  if (text.slice(0, BINARY_LOOK).includes('\0'))
    throw new Refused('office-unreadable', 'is left out: it is no text', 'Save it as CSV in its program.');
  const told = SEPARATOR_LINE.exec(text);
  const parsed = Papa.parse<string[]>(told ? text.slice(told[0].length) : text, {
    delimiter: told?.[1] ?? '',
    delimitersToGuess: SEPARATORS,
    skipEmptyLines: 'greedy',
    preview: ROWS_LIMIT + 2,
  });
  const findings: Finding[] = [];
  if (guessed)
    findings.push({
      severity: 'note',
      code: 'office-encoding',
      message: 'is not in UTF-8 and was read as Windows-1252',
      hint: 'Look at its accents, or save it as “CSV UTF-8”.',
    });
  const broken = parsed.errors.find((error) => error.type === 'Quotes');
  if (broken)
    findings.push({
      severity: 'warning',
      code: 'office-damaged',
      message: `has a quotation mark out of place in row ${(broken.row ?? 0) + 1}; cells after it may be wrong`,
      hint: 'Compare the table with the original.',
    });
  const rows = parsed.data.slice(0, ROWS_LIMIT + 1);
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (parsed.data.length > rows.length || width > COLUMNS_LIMIT) findings.push(cut('the table', width > COLUMNS_LIMIT));
  const grid = rows.map((row) =>
    Array.from({ length: Math.min(width, COLUMNS_LIMIT) }, (_, x): Cell => cellOf(row[x] ?? '')),
  );
  return { text: { html: tableHtml(grid, '') }, findings };
}

/** What says that a table is longer or wider than can be set. */
export function cut(what: string, wide: boolean): Finding {
  return {
    severity: 'warning',
    code: 'office-table-cut',
    message: wide
      ? `has more columns than a page takes: ${what} is set with the first ${COLUMNS_LIMIT}`
      : `has more rows than anybody reads: ${what} is set with the first ${ROWS_LIMIT}`,
    hint: 'Take the part that people are to read, and attach the whole file: “attach: true”.',
  };
}

function cellOf(written: string): Cell {
  const text = written.slice(0, CELL_LIMIT).trim();
  return text === '' ? EMPTY : { ...EMPTY, text, figure: FIGURE.test(text) };
}

/** Text in UTF-8, in UTF-16 with its mark, else in Windows-1252 (`guessed`), which every byte is something in. */
function decodeText(bytes: Uint8Array): { readonly text: string; readonly guessed: boolean } {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), guessed: false };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), guessed: false };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), guessed: false };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), guessed: true };
  }
}
